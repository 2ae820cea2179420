/**
 * Codes and tokens are good once. Each claim is one batch, whose list of statements is the same whatever comes of it: for a
 * code that nobody knows, one that was used, one that is good, and for chaff. All statements read the state before the claim,
 * which comes last; a batch is one transaction, so no other claim comes between.
 */

import { CLAIM_AGE_BOUNDS } from '../../../core/codes/claim-age.ts'
import type { PhoneOs } from '../../../core/codes/os.ts'
import type { TestType } from '../../../core/codes/test-type.ts'
import { floorTo, SECONDS_PER_DAY, type UnixSeconds } from '../../../core/time.ts'
import type { VerificationDatabase } from '../database.ts'
import { noteUse } from './api-keys.ts'
import { listed, p } from './json-parameter.ts'

/** Whom a claim is counted for. */
export interface Claimant {
  readonly realmId: number
  readonly apiKeyId: number
  /** Counts nothing but that there was chaff; what it asks for must match nothing. */
  readonly isChaff: boolean
}

export type CodeOutcome = 'good' | 'unknown' | 'expired' | 'used' | 'unsupported' | 'wrong_nonce'

export interface CodeClaim extends Claimant {
  /** Of the text, under every secret in force. */
  readonly codeHashes: readonly string[]
  readonly acceptedTypes: readonly TestType[]
  /** Base64 as it is kept; '' for none. */
  readonly nonce: string
  readonly os: PhoneOs
  /** Of the token that is made if the code is good. */
  readonly tokenHash: string
  readonly tokenExpiresAt: UnixSeconds
}

export interface ClaimedCode {
  readonly outcome: CodeOutcome
  readonly testType: TestType
  /** '' for none. */
  readonly symptomDate: string
  readonly testDate: string
  /** With commas between; null: the realm did not ask. */
  readonly countriesOfInterest: string | null
}

/** The code that was asked for, or a row of nulls. */
const CODE = `
SELECT c.id, c.test_type, c.symptom_date, c.test_date, c.countries_of_interest, c.created_at, c.user_report_id,
  CASE
    WHEN c.id IS NULL THEN 'unknown'
    WHEN CASE WHEN c.code_hash IN ${listed('codeHashes')} THEN c.expires_at ELSE c.long_expires_at END <= ${p('now')} THEN 'expired'
    WHEN c.claimed_at IS NOT NULL THEN 'used'
    WHEN c.test_type NOT IN ${listed('acceptedTypes')} THEN 'unsupported'
    WHEN c.user_report_id IS NOT NULL AND (u.id IS NULL OR u.is_claimed = 1) THEN 'unknown'
    WHEN u.nonce IS NOT NULL AND u.nonce <> ${p('nonce')} THEN 'wrong_nonce'
    ELSE 'good'
  END AS outcome
FROM (SELECT 1)
LEFT JOIN verification_codes c ON c.id = (
  SELECT id FROM verification_codes WHERE realm_id = ${p('realmId')} AND code_hash IN ${listed('codeHashes')}
  UNION SELECT id FROM verification_codes WHERE realm_id = ${p('realmId')} AND long_code_hash IN ${listed('codeHashes')})
LEFT JOIN user_reports u ON u.id = c.user_report_id`

const READ_CODE = `
SELECT outcome, test_type AS testType, coalesce(symptom_date, '') AS symptomDate, coalesce(test_date, '') AS testDate,
  countries_of_interest AS countriesOfInterest
FROM (${CODE})`

/** Columns that a claim of a code counts in, with what each grows by. */
function codeCounts(): readonly (readonly [string, string])[] {
  const isInvalid = `outcome NOT IN ('good', 'used')`
  const os = (column: string, of: PhoneOs, condition: string) =>
    [column, `${condition} AND ${p('os')} = '${of}'`] as const
  const age = `(${p('now')} - created_at)`
  const steps = CLAIM_AGE_BOUNDS.map((bound, index) => {
    const above = index === 0 ? '' : ` AND ${age} > ${CLAIM_AGE_BOUNDS[index - 1]}`
    const below = index === CLAIM_AGE_BOUNDS.length - 1 ? '' : ` AND ${age} <= ${bound}`
    return [`claim_age_${index}`, `outcome = 'good'${above}${below}`] as const
  })
  return [
    ['codes_claimed', `outcome = 'good'`],
    ['user_reports_claimed', `outcome = 'good' AND test_type = 'user-report'`],
    ['claim_age_seconds', `CASE outcome WHEN 'good' THEN max(0, ${age}) ELSE 0 END`],
    ...steps,
    ['codes_invalid', isInvalid],
    os('codes_invalid_unknown_os', 'unknown', isInvalid),
    os('codes_invalid_ios', 'ios', isInvalid),
    os('codes_invalid_android', 'android', isInvalid),
    ['user_reports_invalid_nonce', `outcome = 'wrong_nonce'`],
    os('user_reports_invalid_nonce_unknown_os', 'unknown', `outcome = 'wrong_nonce'`),
    os('user_reports_invalid_nonce_ios', 'ios', `outcome = 'wrong_nonce'`),
    os('user_reports_invalid_nonce_android', 'android', `outcome = 'wrong_nonce'`),
  ]
}

/** Adds counts to a day's row, which is made where there is none. Something that was used counts nothing, nor does chaff. */
const countStatement = (
  table: string,
  owner: readonly [column: string, parameter: string],
  counts: readonly (readonly [string, string])[],
  source: string,
): string => `
INSERT INTO ${table} (${owner[0]}, day, ${counts.map(([column]) => column).join(', ')})
SELECT ${p(owner[1])}, ${p('day')}, ${counts.map(([, value]) => `coalesce(${value}, 0)`).join(', ')}
FROM (${source}) WHERE outcome <> 'used' AND NOT ${p('isChaff')}
ON CONFLICT DO UPDATE SET ${counts.map(([column]) => `${column} = ${column} + excluded.${column}`).join(', ')}`

const COUNT_REALM_CODE = countStatement(
  'realm_statistics',
  ['realm_id', 'realmId'],
  codeCounts(),
  CODE,
)
const COUNT_KEY_CODE = countStatement(
  'api_key_statistics',
  ['api_key_id', 'apiKeyId'],
  [
    ['codes_claimed', `outcome = 'good'`],
    ['codes_invalid', `outcome <> 'good'`],
  ],
  CODE,
)
const INSERT_TOKEN = `
INSERT INTO verification_tokens (token_hash, realm_id, test_type, symptom_date, test_date, countries_of_interest, expires_at)
SELECT ${p('tokenHash')}, ${p('realmId')}, test_type, symptom_date, test_date, countries_of_interest, ${p('tokenExpiresAt')}
FROM (${CODE}) WHERE outcome = 'good'`
const CLAIM_CODE = `
UPDATE verification_codes SET claimed_at = ${p('now')} WHERE id = (SELECT id FROM (${CODE}) WHERE outcome = 'good')`
/** After the claim, which reads the report: that the token is there says that it was made. */
const CLAIM_REPORT = `
UPDATE user_reports SET is_claimed = 1
WHERE id = (SELECT user_report_id FROM (${CODE}))
  AND EXISTS (SELECT 1 FROM verification_tokens WHERE token_hash = ${p('tokenHash')})`
/** That a realm's apps sent chaff on a day. */
export const NOTE_CHAFF = `
INSERT INTO chaff_days (realm_id, day) SELECT ${p('realmId')}, ${p('day')} WHERE ${p('isChaff')}
ON CONFLICT DO NOTHING`

/** Trades a code for a token, once. */
export async function claimCode(
  db: VerificationDatabase,
  claim: CodeClaim,
  now: UnixSeconds,
): Promise<ClaimedCode> {
  const parameter = JSON.stringify({ ...claim, now, day: floorTo(now, SECONDS_PER_DAY) })
  const statements = [
    READ_CODE,
    COUNT_REALM_CODE,
    COUNT_KEY_CODE,
    INSERT_TOKEN,
    CLAIM_CODE,
    CLAIM_REPORT,
    NOTE_CHAFF,
  ].map((sql) => db.d1.prepare(sql).bind(parameter))
  const [read] = await db.d1.batch<ClaimedCode>([...statements, noteUse(db, claim.apiKeyId, now)])
  const [row] = read?.results ?? []
  if (row === undefined) throw new Error('the claim of a code gave no row')
  return row
}

export type TokenOutcome = 'good' | 'unknown' | 'expired' | 'used' | 'changed'

export interface TokenClaim extends Claimant {
  /** Of the token's id, under every secret in force. */
  readonly tokenHashes: readonly string[]
  /** As the token says. '' for no date. */
  readonly testType: TestType
  readonly symptomDate: string
  readonly testDate: string
}

const TOKEN = `
SELECT t.token_hash,
  CASE
    WHEN t.token_hash IS NULL THEN 'unknown'
    WHEN t.expires_at <= ${p('now')} THEN 'expired'
    WHEN t.used_at IS NOT NULL THEN 'used'
    WHEN t.test_type <> ${p('testType')} OR coalesce(t.symptom_date, '') <> ${p('symptomDate')}
      OR coalesce(t.test_date, '') <> ${p('testDate')} THEN 'changed'
    ELSE 'good'
  END AS outcome
FROM (SELECT 1)
LEFT JOIN verification_tokens t
  ON t.token_hash IN ${listed('tokenHashes')} AND t.realm_id = ${p('realmId')}`

const tokenCounts = [
  ['tokens_claimed', `outcome = 'good'`],
  ['tokens_invalid', `outcome <> 'good'`],
] as const
const READ_TOKEN = `SELECT outcome FROM (${TOKEN})`
const COUNT_REALM_TOKEN = countStatement(
  'realm_statistics',
  ['realm_id', 'realmId'],
  [
    ...tokenCounts,
    ['user_report_tokens_claimed', `outcome = 'good' AND ${p('testType')} = 'user-report'`],
  ],
  TOKEN,
)
const COUNT_KEY_TOKEN = countStatement(
  'api_key_statistics',
  ['api_key_id', 'apiKeyId'],
  tokenCounts,
  TOKEN,
)
const CLAIM_TOKEN = `
UPDATE verification_tokens SET used_at = ${p('now')}
WHERE token_hash = (SELECT token_hash FROM (${TOKEN}) WHERE outcome = 'good')`

/** Uses a token up, once. The certificate has to be signed before, so that a failure in between costs nothing. */
export async function claimToken(
  db: VerificationDatabase,
  claim: TokenClaim,
  now: UnixSeconds,
): Promise<TokenOutcome> {
  const parameter = JSON.stringify({ ...claim, now, day: floorTo(now, SECONDS_PER_DAY) })
  const statements = [READ_TOKEN, COUNT_REALM_TOKEN, COUNT_KEY_TOKEN, CLAIM_TOKEN, NOTE_CHAFF].map(
    (sql) => db.d1.prepare(sql).bind(parameter),
  )
  const [read] = await db.d1.batch<{ outcome: TokenOutcome }>([
    ...statements,
    noteUse(db, claim.apiKeyId, now),
  ])
  const [row] = read?.results ?? []
  if (row === undefined) throw new Error('the claim of a token gave no row')
  return row.outcome
}
