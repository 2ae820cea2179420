/** What a request says in its headers and its body, before anything is judged. */

import { fail, type Result, succeed } from '../../core/result.ts'
import { readPayload } from '../../core/submission/corona-warn-app/read-payload.ts'
import type { ReceivedPayload } from '../../core/submission/corona-warn-app/received-payload.ts'
import type { Authorization } from '../../flows/corona-warn-app-submission/use-authorization.ts'
import type { RequestFailure } from './answer.ts'

/** A fake has any other value of the header than 0; without the header a request is neither. */
export type Sincerity = 'real' | 'fake' | undefined

export function sincerityOf(header: string | undefined): Sincerity {
  if (header === undefined) return undefined
  return header === '0' ? 'real' : 'fake'
}

/** @param body undefined where it is too large */
export function readSubmittedPayload(
  body: Uint8Array | undefined,
  maxKeys: number,
): Result<ReceivedPayload, RequestFailure> {
  if (body === undefined) return fail({ reason: 'body_too_large' })
  const payload = readPayload(body, maxKeys)
  return payload.ok ? payload : fail({ reason: 'unreadable' })
}

/** Exactly one of the two; one that is empty is there all the same. */
export function readAuthorization(
  tan: string | undefined,
  otp: string | undefined,
): Result<Authorization, RequestFailure> {
  if (tan !== undefined && otp === undefined) return succeed({ kind: 'tan', token: tan })
  if (otp !== undefined && tan === undefined) return succeed({ kind: 'otp', token: otp })
  return fail({ reason: 'not_one_authorization' })
}
