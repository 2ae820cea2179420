/** Why no code is issued, and how that is answered: one table. Source: verification server, reference 2.3 and 2.4. */

import type { WireFailure } from '../../api/verification/error-codes.ts'
import type { ReportFailure } from '../../flows/verification/report-user.ts'

const badRequest = (code: WireFailure['code'], error: string): WireFailure => ({
  status: 400,
  code,
  error,
})

const TABLE: Readonly<Record<ReportFailure['reason'], WireFailure>> = {
  malformed_uuid: badRequest('unparsable_request', 'the uuid is none'),
  external_issuer_too_long: badRequest(
    'unparsable_request',
    'externalIssuerID is longer than 255 bytes',
  ),
  countries_refused: badRequest(
    'unparsable_request',
    "countriesOfInterest is no list of countries with the realm's own among them",
  ),
  reports_not_allowed: badRequest('unsupported_test_type', 'the realm takes no user reports'),
  malformed_nonce: badRequest('unparsable_request', 'the nonce is not base64 of 256 bytes'),
  missing_nonce: badRequest('missing_nonce', 'a nonce is required'),
  missing_date: badRequest('missing_date', 'a symptom date or a test date is required'),
  malformed_date: badRequest('unparsable_request', 'a date is not written like 2026-11-19'),
  date_out_of_range: badRequest('invalid_date', 'a date lies too far back, or in the future'),
  phone_invalid: badRequest('phone_number_invalid', 'the phone number can not be read'),
  generating_not_allowed: badRequest('unparsable_request', 'the realm may not generate texts'),
  generating_without_phone: badRequest('', 'a text can only be generated for a phone'),
  no_sms_provider: badRequest('', 'the realm has nobody to send texts'),
  uuid_taken: {
    status: 409,
    code: 'uuid_already_exists',
    error: 'a code was issued under this uuid',
  },
  user_report_not_allowed: badRequest(
    'unsupported_test_type',
    'user reports are not issued by administrators here',
  ),
  unknown_test_type: badRequest('invalid_test_type', 'the test type is unknown'),
  test_type_not_enabled: badRequest(
    'unsupported_test_type',
    'the realm does not issue this test type',
  ),
  missing_phone: badRequest('missing_phone', 'a user report needs a phone number'),
  phone_known: {
    status: 409,
    code: 'user_report_try_later',
    error: 'this phone reported itself before',
  },
  quota_exceeded: {
    status: 429,
    code: 'quota_exceeded',
    error: "the realm's quota of codes is used up",
  },
  no_free_code: { status: 500, code: 'internal_server_error', error: 'Internal Server Error' },
  internal: { status: 500, code: 'internal_server_error', error: 'Internal Server Error' },
  no_sms_key: { status: 500, code: 'internal_server_error', error: 'Internal Server Error' },
  text_not_generated: {
    status: 500,
    code: 'internal_server_error',
    error: 'Internal Server Error',
  },
  sms_failure: badRequest('sms_failure', 'the text could not be sent'),
  sms_queue_full: badRequest('sms_queue_full', 'texts can not be sent at present, try again later'),
}

export const issueWireFailure = ({ reason }: ReportFailure): WireFailure => TABLE[reason]
