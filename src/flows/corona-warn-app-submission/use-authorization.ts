/** Uses up the TAN or the OTP of a submission. */

import { parseUuid } from '../../core/codes/uuid.ts'
import { fail, type Result, succeed } from '../../core/result.ts'
import type { SubmissionKind } from '../../core/submission/corona-warn-app/submission-kind.ts'
import {
  type Verdict,
  type VerificationDeps,
  type VerificationServer,
  type VerificationUnavailable,
  verifyAuthorization,
} from './verify-authorization.ts'

export interface Authorization {
  readonly kind: SubmissionKind
  /** As it stood in the header. */
  readonly token: string
}

export type AuthorizationFailure =
  | { readonly reason: 'malformed_authorization' }
  /** Nobody gave it out, it was used before, or it is good for something else. */
  | { readonly reason: 'authorization_refused' }
  | VerificationUnavailable

export interface UseAuthorizationDeps {
  readonly verification: VerificationDeps
  readonly settings: { readonly servers: Readonly<Record<SubmissionKind, VerificationServer>> }
}

/** @param wanted what the token has to be good for */
export async function useAuthorization(
  { settings, verification }: UseAuthorizationDeps,
  { kind, token }: Authorization,
  wanted: Verdict,
): Promise<Result<undefined, AuthorizationFailure>> {
  const uuid = parseUuid(token)
  if (uuid === undefined) return fail({ reason: 'malformed_authorization' })
  const server = settings.servers[kind]
  // Where nobody gives out OTPs none is good. A TAN is what the surface is for: that its server is not named is our fault.
  if (kind === 'otp' && server.baseUrl === '') return fail({ reason: 'authorization_refused' })
  const verdict = await verifyAuthorization(verification, server, uuid)
  if (!verdict.ok) return verdict
  return verdict.value === wanted ? succeed(undefined) : fail({ reason: 'authorization_refused' })
}
