/**
 * Answers of the submission: a status, no body, and the same headers whatever is answered. Only a self report may have one more;
 * phones send no fakes of those.
 */

import type { PayloadRules } from '../../core/submission/corona-warn-app/check-payload.ts'
import type { UnixSeconds } from '../../core/time.ts'
import type {
  SubmitPayloadDeps,
  SubmitPayloadFailure,
} from '../../flows/corona-warn-app-submission/submit-payload.ts'
import type { Events } from '../../flows/events.ts'
import type { AnswerClock } from '../publish/answer-clock.ts'

export interface PayloadSurfaceDeps {
  readonly submit: SubmitPayloadDeps
  readonly rules: PayloadRules
  readonly maxRequestBytes: number
  readonly events: Events
  readonly clock: AnswerClock
  readonly isInMaintenance: boolean
}

export type PayloadSurface = {
  Variables: { deps: PayloadSurfaceDeps; now: UnixSeconds }
}

export type RequestFailure =
  | { readonly reason: 'no_fake_header' }
  /** Neither a TAN nor an OTP, or both. */
  | { readonly reason: 'not_one_authorization' }
  | { readonly reason: 'body_too_large' }
  | { readonly reason: 'unreadable' }
  | { readonly reason: 'maintenance' }

export type PayloadRefusal = RequestFailure | SubmitPayloadFailure

type PayloadStatus = 200 | 400 | 403 | 404 | 405 | 429 | 500

const STATUS: Readonly<Record<PayloadRefusal['reason'], PayloadStatus>> = {
  no_fake_header: 400,
  not_one_authorization: 400,
  body_too_large: 400,
  unreadable: 400,
  wrong_submission_type: 400,
  payload_invalid: 400,
  keys_already_exist: 400,
  malformed_authorization: 403,
  authorization_refused: 403,
  maintenance: 429,
  too_many_self_reports: 429,
  verification_unavailable: 500,
  // Of revisions and of authorities' limits: a submission has neither, but for one that others overtook time and again.
  missing_revision_token: 500,
  invalid_revision_token: 500,
  key_already_revised: 500,
  invalid_report_type_transition: 500,
  not_revisable: 500,
  quota_exceeded: 500,
}

export const statusOf = ({ reason }: PayloadRefusal): PayloadStatus => STATUS[reason]

export interface AnswerFacts {
  /** Check-ins that were sent; none is saved. */
  readonly checkIns: number
  /** Days; undefined where nothing was cut. */
  readonly cutToDays?: number | undefined
  readonly errorCode?: 'KEYS_ALREADY_EXIST' | undefined
}

export function answer(
  status: PayloadStatus,
  { checkIns, cutToDays, errorCode }: AnswerFacts,
): Response {
  const headers = new Headers({
    'cache-control': 'no-store',
    'cwa-filtered-checkins': String(checkIns),
    'cwa-saved-checkins': '0',
  })
  if (cutToDays !== undefined) headers.set('cwa-keys-truncated', String(cutToDays))
  if (errorCode !== undefined) headers.set('cwa-error-code', errorCode)
  return new Response(null, { status, headers })
}
