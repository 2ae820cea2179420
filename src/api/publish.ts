/**
 * The publish API's contracts, v1 and v1alpha1, and their parsing into what the flow reads.
 * Source: google/exposure-notifications-server pkg/api/v1 and pkg/api/v1alpha1.
 */

import * as z from 'zod'
import type { ReceivedPublish } from '../core/publish/received-publish.ts'
import { fail, type Result, succeed } from '../core/result.ts'
import { type JsonProblem, memberNames, parseGoJson } from './go-json.ts'

const MAX_INT32 = 2 ** 31 - 1
const int32 = z
  .number()
  .int()
  .min(-MAX_INT32 - 1)
  .max(MAX_INT32)
  .default(0)
const text = z.string().default('')

const KeySchema = z.strictObject({
  key: text.describe('16 bytes, base64'),
  rollingStartNumber: int32.describe('ten-minute intervals since the Unix epoch'),
  rollingPeriod: int32.describe('ten-minute intervals, 1 to 144; there is no default'),
  // The original takes 64 bits here and judges the value later, key by key.
  transmissionRisk: z.number().int().default(0).describe('0 to 8; 0 is "not given"'),
})

const COMMON = {
  // A null among them is a key without members, as for Go.
  temporaryExposureKeys: z.array(KeySchema.prefault({})).default([]),
  verificationPayload: text.describe('the verification certificate, a JWT'),
  hmacKey: text.describe('secret of the HMAC in the certificate, base64'),
  symptomOnsetInterval: int32.describe(
    'ten-minute intervals since the Unix epoch; 0 is "not given"',
  ),
  revisionToken: text.describe('token of an earlier answer, base64'),
  padding: text.describe('ignored'),
}

export const PublishRequestV1 = z.strictObject({
  ...COMMON,
  healthAuthorityID: text.describe('the app, in any case'),
  traveler: z.boolean().default(false),
})

export const PublishRequestV1Alpha1 = z.strictObject({
  ...COMMON,
  appPackageName: text,
  regions: z.array(text).default([]),
  platform: text.describe('ignored'),
  deviceVerificationPayload: text.describe('ignored'),
})

/** As the original: not 64 KiB. */
export const MAX_PUBLISH_BYTES = 64_000

export type PublishVersion = 'v1' | 'v1alpha1'

export type ParseProblem =
  | JsonProblem
  | { readonly reason: 'unknown_member'; readonly name: string }
  | { readonly reason: 'wrong_type'; readonly at: string }

const MEMBERS = memberNames(
  ...Object.keys(PublishRequestV1.shape),
  ...Object.keys(PublishRequestV1Alpha1.shape),
  ...Object.keys(KeySchema.shape),
)

export function parsePublish(
  body: Uint8Array,
  version: PublishVersion,
): Result<ReceivedPublish, ParseProblem> {
  const json = parseGoJson(body, MEMBERS)
  if (!json.ok) return json
  return version === 'v1' ? parseV1(json.value) : parseV1Alpha1(json.value)
}

function parseV1(json: unknown): Result<ReceivedPublish, ParseProblem> {
  const parsed = PublishRequestV1.safeParse(json)
  if (!parsed.success) return fail(firstProblem(parsed.error))
  const { temporaryExposureKeys, healthAuthorityID, padding: _, ...rest } = parsed.data
  return succeed({
    ...rest,
    keys: temporaryExposureKeys,
    healthAuthorityId: healthAuthorityID,
    regions: [],
  })
}

function parseV1Alpha1(json: unknown): Result<ReceivedPublish, ParseProblem> {
  const parsed = PublishRequestV1Alpha1.safeParse(json)
  if (!parsed.success) return fail(firstProblem(parsed.error))
  const { temporaryExposureKeys, appPackageName, regions } = parsed.data
  const { verificationPayload, hmacKey, symptomOnsetInterval, revisionToken } = parsed.data
  return succeed({
    keys: temporaryExposureKeys,
    healthAuthorityId: appPackageName,
    verificationPayload,
    hmacKey,
    symptomOnsetInterval,
    revisionToken,
    regions,
    // The old request has no such member: who named several regions was between them.
    traveler: regions.length > 1,
  })
}

const MAX_NAME = 64

/** Names what is wrong, never its value. */
export function firstProblem(error: z.ZodError): ParseProblem {
  const [issue] = error.issues
  const at = (issue?.path ?? []).join('.')
  if (issue?.code === 'unrecognized_keys') {
    return { reason: 'unknown_member', name: printable(issue.keys[0] ?? '') }
  }
  return { reason: 'wrong_type', at: at === '' ? 'the body' : at }
}

/** A member's name is the client's own text: cut, and ASCII only, so that answers keep their length. */
const printable = (name: string): string => name.slice(0, MAX_NAME).replaceAll(/[^ -~]/g, '?')

/** Codes of the publish API, as clients know them. */
export const PUBLISH_CODES = [
  'partial_failure',
  'bad_request',
  'unknown_health_authority_id',
  'health_authority_verification_certificate_invalid',
  'unable_to_load_health_authority',
  'health_authority_missing_region_config',
  'missing_revision_token',
  'invalid_revision_token',
  'key_already_revised',
  'invalid_report_type_transition',
  'internal_error',
  'quota_exceeded',
] as const

export type PublishCode = (typeof PUBLISH_CODES)[number]

/** Members of an answer, in the order in which they are written. */
export interface PublishAnswer {
  readonly revisionToken?: string
  readonly insertedExposures?: number
  readonly error?: string
  readonly code?: PublishCode
  readonly warnings?: readonly string[]
}
