/** What the routes of the verification API need. */

import type { RandomBytes } from '../../core/random.ts'
import type { CertifyTokenDeps } from '../../flows/verification/certify-token.ts'
import type { IssueCodesDeps } from '../../flows/verification/issue-codes.ts'
import type { NoteSmsErrorDeps } from '../../flows/verification/note-sms-error.ts'
import type { VerifyCodeDeps } from '../../flows/verification/verify-code.ts'
import type { AnswerClock } from '../publish/answer-clock.ts'
import type { RealmApiDeps, RealmApiSurface } from '../realm-api/surface.ts'

export interface VerificationApiDeps extends RealmApiDeps {
  readonly verify: VerifyCodeDeps
  readonly certificate: CertifyTokenDeps
  readonly issue: IssueCodesDeps
  readonly smsErrors: NoteSmsErrorDeps
  readonly randomBytes: RandomBytes
  /** Bytes of every answer with padding. */
  readonly answerBytes: number
  /** One an endpoint, since each takes its own time. */
  readonly clocks: Readonly<Record<'verify' | 'certificate' | 'user-report', AnswerClock>>
}

export type VerificationApi = RealmApiSurface<VerificationApiDeps>
