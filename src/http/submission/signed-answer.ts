/** Answers of the submission surface: a status, no body, and a signature over the request that it answers. */

import type { Context } from 'hono'
import type { KnownApiKey } from '../../core/layouts/nhs/api-keys.ts'
import { type HeaderSigner, signAnswerHeaders } from '../../core/layouts/nhs/signed-headers.ts'
import type { UnixSeconds } from '../../core/time.ts'
import type { Events } from '../../flows/events.ts'
import type { SubmitDeps } from '../../flows/submit-keys.ts'
import type { AnswerClock } from '../publish/answer-clock.ts'

/** Classes of API keys: one can not stand for the other. */
export type ApiKeyClass = 'mobile' | 'health'

export interface SubmissionSurfaceDeps {
  readonly submit: SubmitDeps
  readonly apiKeys: Readonly<Record<ApiKeyClass, readonly KnownApiKey[]>>
  /** undefined: answers are not signed. @throws where the signer is not there */
  readonly signer: (now: UnixSeconds) => Promise<HeaderSigner | undefined>
  readonly events: Events
  readonly clock: AnswerClock
  readonly isInMaintenance: boolean
}

export type SubmissionSurface = {
  Variables: {
    deps: SubmissionSurfaceDeps
    now: UnixSeconds
    signer: HeaderSigner | undefined
  }
}

const MAX_REQUEST_ID_LENGTH = 200

export type SubmissionStatus = 200 | 403 | 404 | 405 | 429 | 503

export async function answerSigned(
  c: Context<SubmissionSurface>,
  status: SubmissionStatus,
): Promise<Response> {
  const signer = c.get('signer')
  const headers = new Headers({ 'cache-control': 'no-store' })
  if (status === 429 || status === 503) headers.set('retry-after', '60')
  if (signer !== undefined) {
    const requestId = c.req.header('request-id')?.slice(0, MAX_REQUEST_ID_LENGTH)
    const request = { requestId, method: c.req.method, path: c.req.path }
    const signed = await signAnswerHeaders(signer, request, new Uint8Array(), c.get('now'))
    for (const [name, value] of Object.entries(signed)) headers.set(name, value)
  }
  return new Response(null, { status, headers })
}
