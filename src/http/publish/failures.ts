/** Every way in which an upload is refused, and what the client is told: status, code, text. One table, exhaustive. */

import type { ParseProblem, PublishCode } from '../../api/publish.ts'
import type { CertificateProblem } from '../../core/verification/certificate.ts'
import type { IssuedTokenProblem } from '../../core/verification/issued-token.ts'
import type { PublishFailure } from '../../flows/publish-keys.ts'

export type Refusal =
  | PublishFailure
  | { readonly reason: 'unsupported_media_type' }
  | { readonly reason: 'body_too_large' }
  | { readonly reason: 'unreadable'; readonly problem: ParseProblem }
  | { readonly reason: 'maintenance' }
  | { readonly reason: 'tenants_unavailable' }
  | { readonly reason: 'storage_unavailable' }
  | { readonly reason: 'internal' }

export interface WireError {
  readonly status: 400 | 401 | 413 | 415 | 429 | 500 | 503
  readonly code: PublishCode | undefined
  readonly error: string
  /** Seconds. */
  readonly retryAfter?: number
}

type Table = {
  readonly [Reason in Refusal['reason']]: (
    refusal: Extract<Refusal, { reason: Reason }>,
  ) => WireError
}

const RETRY_SECONDS = 60

const badRequest = (error: string): WireError => ({ status: 400, code: 'bad_request', error })
const revision = (code: PublishCode, error: string): WireError => ({ status: 400, code, error })

const TABLE: Table = {
  unsupported_media_type: () => ({
    status: 415,
    code: 'bad_request',
    error: unreadable(415, 'content type must be application/json'),
  }),
  body_too_large: () => ({
    status: 413,
    code: 'bad_request',
    error: unreadable(413, 'the body exceeds 64000 bytes'),
  }),
  unreadable: ({ problem }) => badRequest(unreadable(400, describeProblem(problem))),
  maintenance: () => ({ status: 429, code: undefined, error: 'please try again later' }),
  unknown_health_authority: () => ({
    status: 401,
    code: 'unknown_health_authority_id',
    error: 'unauthorized health authority',
  }),
  region_not_allowed: () => ({
    status: 401,
    code: undefined,
    error: 'the app may not publish for this region',
  }),
  missing_region: () => ({
    status: 500,
    code: 'health_authority_missing_region_config',
    error: 'no region is configured for this health authority',
  }),
  certificate_invalid: ({ problem }) => ({
    status: 401,
    code: 'health_authority_verification_certificate_invalid',
    error: `unable to validate diagnosis verification: ${CERTIFICATE[problem.reason](problem)}`,
  }),
  quota_exceeded: () => ({
    status: 429,
    code: 'quota_exceeded',
    error: 'the health authority has reached its uploads of today',
    retryAfter: RETRY_SECONDS,
  }),
  no_keys: () => badRequest('unable to read request data: no keys'),
  too_many_keys: ({ count, max }) =>
    badRequest(`unable to read request data: ${count} keys, at most ${max} are taken`),
  no_valid_keys: ({ errors }) => badRequest(`unable to read request data: ${errorList(errors)}`),
  overlapping_keys: ({ problem }) => badRequest(`unable to read request data: ${problem}`),
  missing_revision_token: () =>
    revision('missing_revision_token', 'keys exist already and no revision token was sent'),
  invalid_revision_token: () =>
    revision('invalid_revision_token', 'the revision token does not cover these keys'),
  key_already_revised: () =>
    revision('key_already_revised', 'a key was revised before; it can be revised once'),
  invalid_report_type_transition: () =>
    revision('invalid_report_type_transition', 'the report type can not change in this way'),
  // NOTE: 400 with this code is the original's answer, and clients read the code.
  not_revisable: () => revision('internal_error', 'internal error'),
  tenants_unavailable: () => ({
    status: 503,
    code: 'unable_to_load_health_authority',
    error: 'please try again later',
    retryAfter: RETRY_SECONDS,
  }),
  storage_unavailable: () => ({
    status: 503,
    code: 'internal_error',
    error: 'please try again later',
    retryAfter: RETRY_SECONDS,
  }),
  internal: () => ({ status: 500, code: 'internal_error', error: 'internal error' }),
}

export function wireError(refusal: Refusal): WireError {
  const entry = TABLE[refusal.reason] as (refusal: Refusal) => WireError
  return entry(refusal)
}

const CERTIFICATE: {
  readonly [Reason in CertificateProblem['reason']]: (problem: CertificateProblem) => string
} = {
  malformed: () => 'token contains an invalid number of segments or is malformed',
  malformed_claim: (problem) =>
    `claim ${'claim' in problem ? problem.claim : ''} is of the wrong type`,
  algorithm: () => 'the algorithm must be ES256',
  no_key_id: () => 'the header has no kid',
  unknown_issuer: () => 'issuer not found',
  wrong_audience: () => 'audience mismatch for issuer',
  no_valid_key: () => 'no valid key with this kid',
  expired: (problem) => `token is expired by ${'bySeconds' in problem ? problem.bySeconds : 0}s`,
  not_yet_valid: () => 'token is not valid yet (NBF or IAT) in the future',
  bad_signature: () => 'signature is invalid',
  issuer_not_allowed: () => 'issuer is not allowed for this app',
  report_type: () => 'report type is missing or unknown',
  hmac_mismatch: () => 'HMAC mismatch',
}

/** Why a health authority's token was refused, in the words that clients may look for. */
export const describeTokenProblem = (problem: IssuedTokenProblem): string =>
  CERTIFICATE[problem.reason](problem)

const unreadable = (status: number, detail: string): string =>
  `error unmarshalling API call, code: ${status}: ${detail}`

export function describeProblem(problem: ParseProblem): string {
  switch (problem.reason) {
    case 'syntax':
      return 'the body is not exactly one JSON value'
    case 'repeated_member':
      return `member ${problem.name} comes in two spellings`
    case 'unknown_member':
      return `unknown member "${problem.name}"`
    case 'wrong_type':
      return `${problem.at} is of the wrong type`
  }
}

/** @example '2 errors occurred:\n\t* key 0 is not base64\n\t* key 3 has …' */
export const errorList = (errors: readonly string[]): string =>
  `${errors.length} error${errors.length === 1 ? '' : 's'} occurred:\n\t* ${errors.join('\n\t* ')}\n`
