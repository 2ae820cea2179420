/**
 * Codes as they are issued. One code is one batch, whose list of statements is the same whatever comes of it, so that a phone
 * that reported before can't be told from one that did not. The first statement says what will come; a batch is one
 * transaction, so it does.
 */

import type { SmsState } from '../../../core/codes/sms-state.ts'
import type { TestType } from '../../../core/codes/test-type.ts'
import { floorTo, SECONDS_PER_DAY, type UnixSeconds } from '../../../core/time.ts'
import type { VerificationDatabase } from '../database.ts'
import { noteUse } from './api-keys.ts'
import { NOTE_CHAFF } from './claims.ts'
import { listed, p } from './json-parameter.ts'

export interface NewCode {
  readonly realmId: number
  readonly uuid: string
  /** Under the secret for new things; kept. */
  readonly codeHash: string
  /** null where no text tells it to anybody. */
  readonly longCodeHash: string | null
  /** Of both texts under every secret in force: none of them may be taken. */
  readonly allHashes: readonly string[]
  readonly testType: TestType
  /** null for none. */
  readonly symptomDate: string | null
  readonly testDate: string | null
  readonly countriesOfInterest: string | null
  readonly expiresAt: UnixSeconds
  readonly longExpiresAt: UnixSeconds
  readonly issuingUserId: number | null
  readonly issuingApiKeyId: number | null
  readonly issuingExternalId: string | null
  /** Of a user report; null for other codes. */
  readonly report: {
    readonly phoneHash: string
    /** Under every secret in force. */
    readonly phoneHashes: readonly string[]
    /** null: an administrator issues it. */
    readonly nonce: string | null
    /** Reports made before these instants no longer block the phone: claimed ones, and others. */
    readonly claimedBefore: number
    readonly unclaimedBefore: number
  } | null
  /** Of a code whose text is sent behind it. */
  readonly smsState?: SmsState | undefined
  /** Nothing is issued, by the same statements. */
  readonly isChaff?: boolean
}

export type IssueOutcome = 'good' | 'chaff' | 'uuid_taken' | 'phone_known' | 'collision'

const READ_OUTCOME = `
SELECT CASE
  WHEN ${p('isChaff')} THEN 'chaff'
  WHEN EXISTS (SELECT 1 FROM verification_codes WHERE realm_id = ${p('realmId')} AND uuid = ${p('uuid')}) THEN 'uuid_taken'
  WHEN EXISTS (SELECT 1 FROM user_reports WHERE phone_hash IN ${listed('report.phoneHashes')}) THEN 'phone_known'
  WHEN EXISTS (SELECT 1 FROM verification_codes WHERE realm_id = ${p('realmId')} AND code_hash IN ${listed('allHashes')})
    OR EXISTS (SELECT 1 FROM verification_codes WHERE realm_id = ${p('realmId')} AND long_code_hash IN ${listed('allHashes')})
    THEN 'collision'
  ELSE 'good'
END AS outcome`

/** What a report blocks ends with its age. */
const FORGET_REPORTS = `
DELETE FROM user_reports WHERE phone_hash IN ${listed('report.phoneHashes')}
  AND created_at < CASE is_claimed WHEN 1 THEN ${p('report.claimedBefore')} ELSE ${p('report.unclaimedBefore')} END`

const INSERT_CODE = `
INSERT INTO verification_codes (realm_id, uuid, code_hash, long_code_hash, test_type, symptom_date, test_date,
  countries_of_interest, expires_at, long_expires_at, created_at, issuing_user_id, issuing_api_key_id, issuing_external_id,
  sms_state)
SELECT ${p('realmId')}, ${p('uuid')}, ${p('codeHash')}, ${p('longCodeHash')}, ${p('testType')}, ${p('symptomDate')},
  ${p('testDate')}, ${p('countriesOfInterest')}, ${p('expiresAt')}, ${p('longExpiresAt')}, ${p('now')},
  ${p('issuingUserId')}, ${p('issuingApiKeyId')}, ${p('issuingExternalId')}, ${p('smsState')}
FROM (${READ_OUTCOME}) WHERE outcome = 'good'`

/** The code that this batch made: nobody else has this hash. */
const IS_MADE = `EXISTS (
  SELECT 1 FROM verification_codes
  WHERE realm_id = ${p('realmId')} AND uuid = ${p('uuid')} AND code_hash = ${p('codeHash')})`

const INSERT_REPORT = `
INSERT INTO user_reports (phone_hash, nonce, created_at)
SELECT ${p('report.phoneHash')}, ${p('report.nonce')}, ${p('now')}
WHERE ${p('report.phoneHash')} IS NOT NULL AND ${IS_MADE}`

const LINK_REPORT = `
UPDATE verification_codes SET user_report_id = (SELECT id FROM user_reports WHERE phone_hash = ${p('report.phoneHash')})
WHERE realm_id = ${p('realmId')} AND uuid = ${p('uuid')} AND code_hash = ${p('codeHash')}
  AND ${p('report.phoneHash')} IS NOT NULL`

/** @param by 1, or -1 to take back */
const counts = (by: 1 | -1, condition: string): readonly string[] => [
  `INSERT INTO realm_statistics (realm_id, day, codes_issued, user_reports_issued)
  SELECT ${p('realmId')}, ${p('day')}, ${by}, CASE ${p('testType')} WHEN 'user-report' THEN ${by} ELSE 0 END
  WHERE ${condition}
  ON CONFLICT DO UPDATE SET codes_issued = codes_issued + excluded.codes_issued,
    user_reports_issued = user_reports_issued + excluded.user_reports_issued`,
  `INSERT INTO api_key_statistics (api_key_id, day, codes_issued)
  SELECT ${p('issuingApiKeyId')}, ${p('day')}, ${by} WHERE ${p('issuingApiKeyId')} IS NOT NULL AND ${condition}
  ON CONFLICT DO UPDATE SET codes_issued = codes_issued + excluded.codes_issued`,
  `INSERT INTO user_statistics (realm_id, user_id, day, codes_issued)
  SELECT ${p('realmId')}, ${p('issuingUserId')}, ${p('day')}, ${by}
  WHERE ${p('issuingUserId')} IS NOT NULL AND ${condition}
  ON CONFLICT DO UPDATE SET codes_issued = codes_issued + excluded.codes_issued`,
  `INSERT INTO external_issuer_statistics (realm_id, issuer_id, day, codes_issued)
  SELECT ${p('realmId')}, ${p('issuingExternalId')}, ${p('day')}, ${by}
  WHERE ${p('issuingExternalId')} IS NOT NULL AND ${condition}
  ON CONFLICT DO UPDATE SET codes_issued = codes_issued + excluded.codes_issued`,
]

const INSERT = [
  FORGET_REPORTS,
  READ_OUTCOME,
  INSERT_CODE,
  INSERT_REPORT,
  LINK_REPORT,
  ...counts(1, IS_MADE),
  NOTE_CHAFF,
]

const parameterOf = (code: NewCode, now: UnixSeconds): string =>
  JSON.stringify({ ...code, now, day: floorTo(now, SECONDS_PER_DAY) })

/** Writes a code, and counts it, unless something is in its way. */
export async function insertCode(
  db: VerificationDatabase,
  code: NewCode,
  now: UnixSeconds,
): Promise<IssueOutcome> {
  const parameter = parameterOf(code, now)
  const statements = INSERT.map((sql) => db.d1.prepare(sql).bind(parameter))
  const results = await db.d1.batch<{ outcome: IssueOutcome }>([
    ...statements,
    noteUse(db, code.issuingApiKeyId ?? 0, now),
  ])
  const row = results[INSERT.indexOf(READ_OUTCOME)]?.results[0]
  if (row === undefined) throw new Error('the outcome of issuing a code is missing')
  return row.outcome
}

/** Takes a code back whose text was refused: its row, its report and what was counted, by its id and not by its text. */
export async function takeBackCode(
  db: VerificationDatabase,
  code: NewCode,
  now: UnixSeconds,
): Promise<void> {
  const parameter = parameterOf(code, now)
  const unclaimed = `EXISTS (
    SELECT 1 FROM verification_codes
    WHERE realm_id = ${p('realmId')} AND uuid = ${p('uuid')} AND code_hash = ${p('codeHash')} AND claimed_at IS NULL)`
  const statements = [
    ...counts(-1, unclaimed),
    `DELETE FROM external_issuer_statistics WHERE codes_issued <= 0
      AND realm_id = ${p('realmId')} AND issuer_id = ${p('issuingExternalId')} AND day = ${p('day')}`,
    `DELETE FROM user_statistics WHERE codes_issued <= 0
      AND realm_id = ${p('realmId')} AND user_id = ${p('issuingUserId')} AND day = ${p('day')}`,
    `DELETE FROM user_reports WHERE is_claimed = 0 AND id = (
      SELECT user_report_id FROM verification_codes
      WHERE realm_id = ${p('realmId')} AND uuid = ${p('uuid')} AND code_hash = ${p('codeHash')})`,
    `DELETE FROM verification_codes
    WHERE realm_id = ${p('realmId')} AND uuid = ${p('uuid')} AND code_hash = ${p('codeHash')} AND claimed_at IS NULL`,
  ]
  await db.d1.batch(statements.map((sql) => db.d1.prepare(sql).bind(parameter)))
}

/** Frees a phone. @param phoneHashes of one number, under every secret in force */
export async function forgetReports(
  db: VerificationDatabase,
  phoneHashes: readonly string[],
): Promise<void> {
  await db.d1
    .prepare('DELETE FROM user_reports WHERE phone_hash IN (SELECT value FROM json_each(?1))')
    .bind(JSON.stringify(phoneHashes))
    .run()
}

/** Which of these a realm has issued codes under. */
export async function readTakenUuids(
  db: VerificationDatabase,
  realmId: number,
  uuids: readonly string[],
): Promise<ReadonlySet<string>> {
  const { results } = await db.d1
    .prepare(
      `SELECT uuid FROM verification_codes
      WHERE realm_id = ?1 AND uuid IN (SELECT value FROM json_each(?2))`,
    )
    .bind(realmId, JSON.stringify(uuids))
    .all<{ uuid: string }>()
  return new Set(results.map(({ uuid }) => uuid))
}
