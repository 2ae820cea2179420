/** Answers of our server of the UK protocol: its form of errors, in our own words, which tell nothing of what lies behind. */

import type { ExposuresProblem } from '../../../core/federation/uk/exposure.ts'
import type { UploadProblem } from '../../../flows/uk-hub/take-upload.ts'

/** The original's answers depend on the header Origin, and say so. */
const COMMON = { vary: 'Origin', 'cache-control': 'no-store' }

export const answerJson = (body: unknown): Response =>
  new Response(JSON.stringify(body), {
    headers: { ...COMMON, 'content-type': 'application/json; charset=utf-8' },
  })

export const answerText = (body: string, type: string): Response =>
  new Response(body, { headers: { ...COMMON, 'content-type': type } })

export const answerNothing = (status: 200 | 204): Response =>
  new Response(null, { status, headers: COMMON })

const REASON_PHRASES = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  413: 'Payload Too Large',
  415: 'Unsupported Media Type',
  500: 'Internal Server Error',
} as const

export type ErrorStatus = keyof typeof REASON_PHRASES

export const answerError = (status: ErrorStatus, message: string): Response =>
  new Response(JSON.stringify({ statusCode: status, error: REASON_PHRASES[status], message }), {
    status,
    headers: { ...COMMON, 'content-type': 'application/json; charset=utf-8' },
  })

const MESSAGES: Record<Exclude<UploadProblem, ExposuresProblem>['reason'], [ErrorStatus, string]> =
  {
    malformed: [400, 'payload is no compact JWS'],
    algorithm: [403, 'payload must be signed by ES256'],
    bad_signature: [403, 'payload is not signed by a key of this nation'],
    payload_not_json: [400, 'what is signed is not JSON'],
  }

/** What is wrong with an upload, by the place of the key and the name of its member; nothing that was sent is repeated. */
export function describeProblem(problem: UploadProblem): readonly [ErrorStatus, string] {
  switch (problem.reason) {
    case 'not_a_list':
      return [400, 'what is signed is no list']
    case 'too_many':
      return [413, 'there are more keys than an upload may have']
    case 'key_length':
      return [400, `Invalid key length: key ${problem.at}`]
    case 'malformed_exposure':
      return [400, `key ${problem.at}: ${problem.member === '' ? 'no object' : problem.member}`]
    default:
      return MESSAGES[problem.reason]
  }
}
