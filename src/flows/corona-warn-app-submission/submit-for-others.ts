/**
 * Warnings that a health authority sends for whoever was host of an event. They are made of check-ins, which this system does
 * not keep: its TAN is used up, and the answer says that nothing was saved.
 */

import { fail, type Result } from '../../core/result.ts'
import type { ReceivedPayload } from '../../core/submission/corona-warn-app/received-payload.ts'
import { HOST_WARNING } from '../../core/submission/corona-warn-app/submission-kind.ts'
import {
  type Authorization,
  type AuthorizationFailure,
  type UseAuthorizationDeps,
  useAuthorization,
} from './use-authorization.ts'

export async function submitForOthers(
  deps: UseAuthorizationDeps,
  { submissionType }: ReceivedPayload,
  authorization: Authorization,
): Promise<Result<undefined, AuthorizationFailure | { readonly reason: 'wrong_submission_type' }>> {
  const isHostWarning = submissionType === HOST_WARNING && authorization.kind === 'tan'
  if (!isHostWarning) return fail({ reason: 'wrong_submission_type' })
  return useAuthorization(deps, authorization, 'good_for_events')
}
