/**
 * What is asked for with a code, and the checks that need nothing but the realm. Their order is the original's, since it decides
 * which answer a client gets. Pure. Source: verification server pkg/controller/issueapi.
 */

import type { Realm } from '../realms/settings.ts'
import { fail, type Result, succeed } from '../result.ts'
import { addSeconds, type UnixSeconds } from '../time.ts'
import { parseCountriesOfInterest } from './countries-of-interest.ts'
import { checkDate } from './dates.ts'
import { parseTestType, type TestType } from './test-type.ts'
import { parseUuid } from './uuid.ts'

/** As received; '' for what was not sent. */
export interface IssueDraft {
  readonly testType: string
  readonly symptomDate: string
  readonly testDate: string
  /** Minutes. */
  readonly tzOffset: number
  readonly phone: string
  readonly smsTemplateLabel: string
  readonly uuid: string
  readonly externalIssuerId: string
  readonly onlyGenerateSms: boolean
  readonly countriesOfInterest: string | undefined
  /** Base64 of 256 bytes, normalised: a phone asks for its own code. undefined: somebody issues it. */
  readonly nonce: string | undefined
}

export type DraftFailure =
  | { readonly reason: 'countries_refused' }
  | { readonly reason: 'missing_date' }
  | { readonly reason: 'malformed_date' }
  | { readonly reason: 'date_out_of_range' }
  | { readonly reason: 'phone_invalid' }
  | { readonly reason: 'generating_not_allowed' }
  | { readonly reason: 'generating_without_phone' }
  | { readonly reason: 'no_sms_provider' }

/** What is judged after it is known that the uuid is free. */
export type TypeFailure =
  | { readonly reason: 'user_report_not_allowed' }
  | { readonly reason: 'unknown_test_type' }
  | { readonly reason: 'test_type_not_enabled' }
  | { readonly reason: 'malformed_uuid' }
  | { readonly reason: 'external_issuer_too_long' }

/** A draft that is well formed. */
export interface CheckedDraft {
  /** Dashed, lower case; undefined: none was chosen. */
  readonly uuid: string | undefined
  /** E.164; '' for none. */
  readonly phone: string
  readonly testType: Result<TestType, TypeFailure>
  readonly countriesOfInterest: readonly string[] | undefined
  /** Whether a text is sent or generated. */
  readonly hasText: boolean
  readonly expiresAt: UnixSeconds
  readonly longExpiresAt: UnixSeconds
  readonly draft: IssueDraft
}

export interface DraftRules {
  /** How far back dates are taken. */
  readonly pastSeconds: number
  /** @returns E.164 */
  readonly parsePhone: (text: string, country: string) => string | undefined
  readonly hasSmsProvider: (realm: Realm) => boolean
}

const MAX_EXTERNAL_ISSUER_BYTES = 255
const encoder = new TextEncoder()

export function checkDraft(
  realm: Realm,
  draft: IssueDraft,
  { pastSeconds, parsePhone, hasSmsProvider }: DraftRules,
  now: UnixSeconds,
): Result<CheckedDraft, DraftFailure> {
  const { settings } = realm
  const asked = settings.countriesOfInterest
  const countriesOfInterest =
    asked === undefined
      ? undefined
      : parseCountriesOfInterest(draft.countriesOfInterest, asked.ownCountry)
  if (asked !== undefined && countriesOfInterest === undefined) {
    return fail({ reason: 'countries_refused' })
  }
  const dates = [draft.symptomDate, draft.testDate].filter((date) => date !== '')
  if (settings.requireDate && dates.length === 0) return fail({ reason: 'missing_date' })
  for (const date of dates) {
    const problem = checkDate(date, pastSeconds, draft.tzOffset, now)
    if (problem === 'malformed') return fail({ reason: 'malformed_date' })
    if (problem === 'out_of_range') return fail({ reason: 'date_out_of_range' })
  }
  const phone = draft.phone === '' ? '' : parsePhone(draft.phone, settings.smsCountry)
  if (phone === undefined) return fail({ reason: 'phone_invalid' })
  // A webhook gets the text of a phone's own report whatever else is generated.
  const generates = draft.onlyGenerateSms
  if (generates && !settings.allowGeneratedSms && draft.nonce === undefined) {
    return fail({ reason: 'generating_not_allowed' })
  }
  if (generates && phone === '') return fail({ reason: 'generating_without_phone' })
  if (phone !== '' && !generates && !hasSmsProvider(realm)) {
    return fail({ reason: 'no_sms_provider' })
  }
  const testType = checkType(realm, draft)
  const isUserReport = testType.ok && testType.value === 'user-report'
  const expiresAt = addSeconds(now, settings.codeDurationSeconds)
  // A long code exists in the text only, and one of a user report lives as long as the short one.
  const isLong = phone !== '' && !isUserReport
  return succeed({
    uuid: parseUuid(draft.uuid),
    phone,
    testType,
    countriesOfInterest,
    hasText: phone !== '',
    expiresAt,
    longExpiresAt: isLong ? addSeconds(now, settings.longCodeDurationSeconds) : expiresAt,
    draft,
  })
}

function checkType({ settings }: Realm, draft: IssueDraft): Result<TestType, TypeFailure> {
  const testType = parseTestType(draft.testType)
  if (testType === 'user-report' && draft.nonce === undefined && !settings.allowAdminUserReport) {
    return fail({ reason: 'user_report_not_allowed' })
  }
  if (testType === undefined) return fail({ reason: 'unknown_test_type' })
  if (!settings.allowedTestTypes.includes(testType)) {
    return fail({ reason: 'test_type_not_enabled' })
  }
  // The original fails on these two when it writes: after all else that is judged.
  if (draft.uuid.trim() !== '' && parseUuid(draft.uuid) === undefined) {
    return fail({ reason: 'malformed_uuid' })
  }
  if (encoder.encode(draft.externalIssuerId).length > MAX_EXTERNAL_ISSUER_BYTES) {
    return fail({ reason: 'external_issuer_too_long' })
  }
  return succeed(testType)
}
