/** Error codes of the verification server. Source: its pkg/api/api.go. */

export const ERROR_CODES = [
  'unparsable_request',
  'internal_server_error',
  'maintenance_mode',
  'quota_exceeded',
  'code_invalid',
  'code_expired',
  'code_not_found',
  'code_user_unauthorized',
  'unsupported_test_type',
  'invalid_test_type',
  'missing_date',
  'invalid_date',
  'uuid_already_exists',
  'phone_number_invalid',
  'sms_queue_full',
  'sms_failure',
  'missing_nonce',
  'missing_phone',
  'user_report_try_later',
  'token_invalid',
  'token_expired',
  'hmac_invalid',
] as const

export type ErrorCode = (typeof ERROR_CODES)[number]

/** A failure as it is answered; some have no code. */
export interface WireFailure {
  readonly status: 400 | 401 | 404 | 409 | 412 | 429 | 500
  readonly code: ErrorCode | ''
  /** English, for people; clients do not depend on it. */
  readonly error: string
}
