/**
 * Answers of our gateway: the original's texts in its form of errors. What a client sent is not repeated.
 * Source: eu-federation-gateway-service, as it answered when it was run; RFC 7807.
 */

const REASON_PHRASES = {
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  409: 'Conflict',
  410: 'Gone',
  413: 'Payload Too Large',
  415: 'Unsupported Media Type',
} as const

export type ProblemStatus = keyof typeof REASON_PHRASES

const NOT_STORED = { 'cache-control': 'no-store' }
const JSON_TYPE = 'application/json'
export const PROBLEM_TYPE = 'application/problem+json'

export interface Problem {
  /** Undefined: the status says all. */
  readonly detail?: string | undefined
  readonly headers?: Readonly<Record<string, string>>
  readonly contentType?: string
}

/** @param instance the path that was asked for */
export const answerProblem = (
  status: ProblemStatus,
  instance: string,
  { detail, headers = {}, contentType = PROBLEM_TYPE }: Problem = {},
): Response =>
  new Response(
    JSON.stringify({
      type: 'about:blank',
      title: REASON_PHRASES[status],
      status,
      ...(detail !== undefined && { detail }),
      instance,
    }),
    { status, headers: { ...NOT_STORED, 'content-type': contentType, ...headers } },
  )

/** The form of the answers to keys that are not valid, and to faults of ours. */
export const answerMessage = (status: 400 | 500, message: string): Response =>
  answerJson({ message }, status)

export const answerJson = (body: unknown, status: 200 | 207 | 400 | 500 = 200): Response =>
  new Response(JSON.stringify(body), {
    status,
    headers: { ...NOT_STORED, 'content-type': JSON_TYPE },
  })

export const answerEmpty = (
  status: number,
  headers: Readonly<Record<string, string>> = {},
): Response => new Response(null, { status, headers: { ...NOT_STORED, ...headers } })
