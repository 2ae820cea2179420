/**
 * Every access to diagnosis keys, so that several databases can come behind it. Writing and revising are here; reading for
 * an export is in `export-window.ts`.
 */

import { fromHex, toHex } from '../../../core/bytes.ts'
import type { StoredKey } from '../../../core/publish/revision.ts'
import { numberFromReportType, reportTypeFromNumber } from '../../../core/report-type.ts'
import type { DiagnosisKey } from '../../../core/temporary-exposure-key.ts'
import { asIntervalNumber, asUnixSeconds, type UnixSeconds } from '../../../core/time.ts'
import {
  FEDERATION_CONSENTS,
  type FederationConsent,
} from '../../../core/verification/health-authority.ts'
import type { KeyserverDatabase } from '../database.ts'
import { type SpentToken, spendStatement } from './submission-tokens.ts'
import { countStatements, type UploadCounts } from './upload-counts.ts'

/** Where a key came from; numbers as stored. */
export const PROVENANCE = { uploaded: 0, synthetic: 1, imported: 2, federated: 3 } as const
export type Provenance = keyof typeof PROVENANCE

/** What all keys of one upload share. */
export interface UploadAttributes {
  /** Upper case. */
  readonly regions: readonly string[]
  readonly traveler: boolean
  readonly provenance: Provenance
  readonly healthAuthorityId: number | undefined
  readonly federationConsent: FederationConsent
  readonly visitedCountries: readonly string[] | undefined
}

/** One upload, ready to be stored. */
export interface StoredUpload {
  readonly attributes: UploadAttributes
  readonly keys: readonly DiagnosisKey[]
  readonly statistics: UploadCounts['statistics']
  /** Counted for the model of uploads, a revision by a shape of its own; undefined where nothing new came. */
  readonly shape: { readonly slot: UnixSeconds; readonly shape: string } | undefined
  /** Spent with it: where that is not possible, nothing is stored. */
  readonly spentToken?: SpentToken | undefined
}

/**
 * An upload as the database takes it: small, plain, and cheap to send to who writes it. What is the same for every writer
 * is done by the one that has the time.
 */
export interface PreparedUpload extends UploadCounts {
  /** JSON of the parameter of one upload; '' where it brings no key. */
  readonly keysJson: string
  readonly keyCount: number
  readonly spentToken?: SpentToken | undefined
}

export const prepareUpload = (upload: StoredUpload): PreparedUpload => ({
  keysJson: upload.keys.length === 0 ? '' : JSON.stringify(keysParameter(upload)),
  keyCount: upload.keys.length,
  statistics: upload.statistics,
  shape: upload.shape && {
    slot: upload.shape.slot,
    regions: regionsText(upload.attributes.regions),
    shape: upload.shape.shape,
  },
  spentToken: upload.spentToken,
})

/** The keys of a prepared upload, lower-case hexadecimal. */
export function keysOfPrepared({ keysJson }: PreparedUpload): readonly string[] {
  if (keysJson === '') return []
  const { keys }: ReturnType<typeof keysParameter> = JSON.parse(keysJson)
  return keys.map(([key]) => key)
}

/** Stored form of a list of regions: found by `instr(regions, ',US,')`. */
export const regionsText = (regions: readonly string[]): string =>
  `,${[...new Set(regions)].sort().join(',')},`

// Measured: one parameter through json_each is ten times as fast as any other way of writing many rows, and neither
// OR IGNORE nor RETURNING is free (docs/adr/0004). What the keys of an upload share is read once an upload: a column of
// json_each writes its text anew at every mention, which for whole uploads took half of the statement's time.
const INSERT_KEYS = `
INSERT INTO diagnosis_keys (key_data, rolling_start_interval_number, rolling_period, transmission_risk_level, report_type,
  days_since_onset_of_symptoms, created_at, regions, traveler, provenance, health_authority_id, federation_consent,
  visited_countries, filled_in)
WITH upload AS MATERIALIZED (
  SELECT value->>'regions' AS regions, value->>'traveler' AS traveler, value->>'provenance' AS provenance,
    value->>'authority' AS authority, value->>'consent' AS consent, value->>'countries' AS countries,
    value->'keys' AS keys
  FROM json_each(?1))
SELECT unhex(key.value->>0), key.value->>1, key.value->>2, key.value->>3, key.value->>4, key.value->>5, key.value->>6,
  regions, traveler, provenance, authority, consent, countries, key.value->>7
FROM upload, json_each(upload.keys) AS key`

const REVISE_KEYS = `
UPDATE diagnosis_keys SET revised_report_type = new.type, revised_at = new.at, revised_days_since_onset_of_symptoms = new.onset,
  revised_transmission_risk_level = new.risk, health_authority_id = new.authority
FROM (SELECT unhex(value->>0) AS key, value->>1 AS type, value->>2 AS at, value->>3 AS onset, value->>4 AS risk,
  value->>5 AS authority FROM json_each(?1)) AS new
WHERE key_data = new.key AND revised_at IS NULL`

// Within a batch an error is the only way to say "not all of them": the whole batch is then undone.
const REQUIRE_CHANGES = `SELECT CASE WHEN changes() = ?1 THEN 1 ELSE json('changed meanwhile') END`

/** What became of an attempt to write. */
export type WriteOutcome = 'written' | 'conflict'

/**
 * Stores whole uploads, or none of them, in one call: keys, statistics and shapes together.
 * @returns 'conflict' where a key exists already, or a token can not be spent: nothing was written
 * @throws for every other error; the uploads may then have been written
 */
export async function insertUploads(
  db: KeyserverDatabase,
  uploads: readonly StoredUpload[],
): Promise<WriteOutcome> {
  return insertPrepared(db, uploads.map(prepareUpload))
}

/** `insertUploads` of what was prepared elsewhere. */
export async function insertPrepared(
  db: KeyserverDatabase,
  uploads: readonly PreparedUpload[],
): Promise<WriteOutcome> {
  return runGuarded(db, writeStatements(db, uploads))
}

/**
 * Stores whole uploads together with what takes them from where they waited, or nothing of it.
 * @param departure run first, in the same batch
 * @returns 'conflict' where a key exists already, or `requireChanges` of a departure does not hold
 */
export async function moveUploads(
  db: KeyserverDatabase,
  uploads: readonly StoredUpload[],
  departure: readonly D1PreparedStatement[],
): Promise<WriteOutcome> {
  return runGuarded(db, [...departure, ...writeStatements(db, uploads.map(prepareUpload))])
}

/** Undoes its batch, which is then a conflict, where the statement before it changed another number of rows. */
export const requireChanges = (db: KeyserverDatabase, rows: number): D1PreparedStatement =>
  db.d1.prepare(REQUIRE_CHANGES).bind(rows)

/**
 * Revises stored keys and writes the upload's new ones, whole or not at all.
 * @param revised keys as they are to become; `createdAt` is when the revision may leave
 * @returns 'conflict' where one was revised, deleted or written meanwhile, or a token can not be spent: nothing was written
 */
export async function reviseUpload(
  db: KeyserverDatabase,
  upload: StoredUpload,
  revised: readonly DiagnosisKey[],
): Promise<WriteOutcome> {
  const statements: D1PreparedStatement[] = []
  if (revised.length > 0) {
    const rows = revised.map((key) => [
      toHex(key.keyData),
      numberFromReportType(key.reportType),
      key.createdAt,
      key.daysSinceOnsetOfSymptoms ?? null,
      key.transmissionRiskLevel,
      upload.attributes.healthAuthorityId ?? null,
    ])
    statements.push(
      db.d1.prepare(REVISE_KEYS).bind(JSON.stringify(rows)),
      requireChanges(db, revised.length),
    )
  }
  statements.push(...writeStatements(db, [prepareUpload(upload)]))
  return runGuarded(db, statements)
}

/** One batch of statements. @returns 'conflict' where a key exists already or `requireChanges` does not hold: nothing was written */
export async function runGuarded(
  db: KeyserverDatabase,
  statements: readonly D1PreparedStatement[],
): Promise<WriteOutcome> {
  if (statements.length === 0) return 'written'
  try {
    await db.d1.batch([...statements])
    return 'written'
  } catch (error) {
    if (isConflict(error)) return 'conflict'
    throw error
  }
}

function isConflict(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return (
    error.message.includes('UNIQUE constraint failed: diagnosis_keys') ||
    error.message.includes('malformed JSON')
  )
}

function writeStatements(
  db: KeyserverDatabase,
  uploads: readonly PreparedUpload[],
): D1PreparedStatement[] {
  const statements = uploads.flatMap(({ spentToken }) =>
    spentToken === undefined
      ? []
      : [spendStatement(db, spentToken), db.d1.prepare(REQUIRE_CHANGES).bind(1)],
  )
  const withKeys = uploads.filter((upload) => upload.keyCount > 0)
  if (withKeys.length > 0) {
    const parameter = `[${withKeys.map((upload) => upload.keysJson).join()}]`
    statements.push(db.d1.prepare(INSERT_KEYS).bind(parameter))
  }
  statements.push(...countStatements(db, uploads))
  return statements
}

const keysParameter = ({ attributes, keys }: StoredUpload) => ({
  regions: regionsText(attributes.regions),
  traveler: attributes.traveler ? 1 : 0,
  provenance: PROVENANCE[attributes.provenance],
  authority: attributes.healthAuthorityId ?? null,
  consent: FEDERATION_CONSENTS.indexOf(attributes.federationConsent),
  countries: attributes.visitedCountries?.join(',') ?? null,
  keys: keys.map((key): readonly [string, ...(number | null)[]] => [
    toHex(key.keyData),
    key.rollingStartIntervalNumber,
    key.rollingPeriod,
    key.transmissionRiskLevel,
    numberFromReportType(key.reportType),
    key.daysSinceOnsetOfSymptoms ?? null,
    key.createdAt,
    key.filledIn,
  ]),
})

interface StoredKeyRow {
  key: string
  start: number
  period: number
  type: number
  revised_at: number | null
  revised_type: number | null
  provenance: number
  created_at: number
}

/** Those of the given keys that are stored, both as lower-case hexadecimal. */
export async function readStoredNames(
  db: KeyserverDatabase,
  keys: readonly string[],
): Promise<ReadonlySet<string>> {
  const { results } = await db.d1
    .prepare(
      'SELECT lower(hex(key_data)) AS key FROM json_each(?1) JOIN diagnosis_keys ON key_data = unhex(value)',
    )
    .bind(JSON.stringify(keys))
    .all<{ key: string }>()
  return new Set(results.map((row) => row.key))
}

/** Those of the given keys that are stored. Synthetic ones count as foreign: nobody uploaded them. */
export async function readStoredKeys(
  db: KeyserverDatabase,
  keys: readonly { readonly keyData: Uint8Array }[],
): Promise<readonly StoredKey[]> {
  const { results } = await db.d1
    .prepare(
      `SELECT hex(key_data) AS key, rolling_start_interval_number AS start, rolling_period AS period, report_type AS type,
        revised_at, revised_report_type AS revised_type, provenance, created_at
      FROM json_each(?1) JOIN diagnosis_keys ON key_data = unhex(value)`,
    )
    .bind(JSON.stringify(keys.map((key) => toHex(key.keyData))))
    .all<StoredKeyRow>()
  return results.map((row) => ({
    keyData: fromHex(row.key) ?? new Uint8Array(),
    rollingStartIntervalNumber: asIntervalNumber(row.start),
    rollingPeriod: row.period,
    reportType: reportTypeFromNumber(row.type),
    isRevised: row.revised_at !== null,
    revisedReportType:
      row.revised_type === null ? undefined : reportTypeFromNumber(row.revised_type),
    isLocal: row.provenance === PROVENANCE.uploaded,
    createdAt: asUnixSeconds(row.created_at),
  }))
}
