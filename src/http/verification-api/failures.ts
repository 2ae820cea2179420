/** Why a phone is refused, and how that is answered: one table. Source: verification server, reference 2.3, 2.7 and 2.8. */

import type { WireFailure } from '../../api/verification/error-codes.ts'
import type { RequestProblem } from '../../api/verification/read-request.ts'
import type { CertifyTokenFailure } from '../../flows/verification/certify-token.ts'
import type { VerifyCodeFailure } from '../../flows/verification/verify-code.ts'
import { describeRequestProblem } from '../realm-api/describe-problem.ts'

export type PhoneFailure =
  | { readonly at: 'system'; readonly reason: 'maintenance' }
  | { readonly at: 'request'; readonly reason: 'unreadable'; readonly problem: RequestProblem }
  | ({ readonly at: 'verify' } & VerifyCodeFailure)
  | ({ readonly at: 'certificate' } & (
      | CertifyTokenFailure
      | { readonly reason: 'unreadable'; readonly problem: RequestProblem }
    ))

type KeyOf<Failure> = Failure extends {
  readonly at: infer At extends string
  readonly reason: infer Reason extends string
}
  ? `${At} ${Reason}`
  : never
type Entry = (failure: PhoneFailure) => WireFailure

const badRequest = (code: WireFailure['code'], error: string) => (): WireFailure => ({
  status: 400,
  code,
  error,
})

const TABLE: Readonly<Record<KeyOf<PhoneFailure>, Entry>> = {
  'system maintenance': () => ({
    status: 429,
    code: 'maintenance_mode',
    error: 'the system is being maintained, try again later',
  }),
  'request unreadable': (failure) => ({
    status: 400,
    code: 'unparsable_request',
    error: 'problem' in failure ? describeRequestProblem(failure.problem) : 'malformed',
  }),
  'verify unknown_accepted_type': badRequest('invalid_test_type', 'an accepted type is unknown'),
  'verify malformed_nonce': badRequest('unparsable_request', 'the nonce is not base64'),
  'verify unknown': badRequest('code_invalid', 'the code is invalid'),
  'verify used': badRequest('code_invalid', 'the code is invalid'),
  'verify wrong_nonce': badRequest('code_invalid', 'the code is invalid'),
  'verify expired': badRequest('code_expired', 'the code has expired'),
  'verify unsupported': () => ({
    status: 412,
    code: 'unsupported_test_type',
    error: 'the app does not accept this test type',
  }),
  'certificate unreadable': badRequest('token_invalid', 'the request can not be read'),
  'certificate token_invalid': badRequest('token_invalid', 'the token is invalid'),
  'certificate hmac_invalid': badRequest('hmac_invalid', 'ekeyhmac is not base64 of 32 bytes'),
  // One code for all of these, as apps know it.
  'certificate unknown': badRequest('token_expired', 'the token has expired'),
  'certificate expired': badRequest('token_expired', 'the token has expired'),
  'certificate used': badRequest('token_expired', 'the token is invalid'),
  'certificate changed': badRequest('token_expired', 'the token is invalid'),
}

export const wireFailure = (failure: PhoneFailure): WireFailure =>
  TABLE[`${failure.at} ${failure.reason}` as KeyOf<PhoneFailure>](failure)
