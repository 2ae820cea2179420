/** Diagnosis keys that foreign files bring: written and revised here, exported like all others. */

import { toHex } from '../../../core/bytes.ts'
import type { StoredKey } from '../../../core/publish/revision.ts'
import { numberFromReportType, reportTypeFromNumber } from '../../../core/report-type.ts'
import type { DiagnosisKey } from '../../../core/temporary-exposure-key.ts'
import { asIntervalNumber, asUnixSeconds } from '../../../core/time.ts'
import { FEDERATION_CONSENTS } from '../../../core/verification/health-authority.ts'
import type { KeyserverDatabase } from '../database.ts'
import { PROVENANCE, regionsText } from './diagnosis-keys.ts'

/** Where keys come from, and what they all get. */
export interface ImportSource {
  readonly importId: number
  readonly region: string
  readonly traveler: boolean
}

/** Keys a statement: a fifth of what the platform takes as one parameter. */
export const IMPORTED_KEYS_A_STATEMENT = 5000

// A key that exists is left alone, whoever brought it: so a file may be taken in again from its beginning.
const INSERT_KEYS = `
INSERT INTO diagnosis_keys (key_data, rolling_start_interval_number, rolling_period, transmission_risk_level, report_type,
  days_since_onset_of_symptoms, created_at, filled_in, regions, traveler, provenance, federation_consent, source_id)
SELECT unhex(value->>0), value->>1, value->>2, value->>3, value->>4, value->>5, value->>6, value->>7, ?2, ?3, ?4, ?5, ?6
FROM json_each(?1) WHERE true ON CONFLICT DO NOTHING`

const OWN_KEYS = `FROM json_each(?1) JOIN diagnosis_keys ON key_data = unhex(value->>0)
  WHERE provenance = ?2 AND source_id = ?3`

const rowsOf = (keys: readonly DiagnosisKey[]): string =>
  JSON.stringify(
    keys.map((key) => [
      toHex(key.keyData),
      key.rollingStartIntervalNumber,
      key.rollingPeriod,
      key.transmissionRiskLevel,
      numberFromReportType(key.reportType),
      key.daysSinceOnsetOfSymptoms ?? null,
      key.createdAt,
      key.filledIn,
    ]),
  )

/**
 * Stores those that are new.
 * @param keys at most `IMPORTED_KEYS_A_STATEMENT`
 * @returns how many of them are this import's, whether they came now or before
 */
export async function insertImportedKeys(
  db: KeyserverDatabase,
  source: ImportSource,
  keys: readonly DiagnosisKey[],
): Promise<number> {
  const rows = rowsOf(keys)
  const [, own] = await db.d1.batch<{ keys: number }>([
    db.d1
      .prepare(INSERT_KEYS)
      .bind(
        rows,
        regionsText([source.region]),
        source.traveler ? 1 : 0,
        PROVENANCE.imported,
        FEDERATION_CONSENTS.indexOf('never'),
        source.importId,
      ),
    db.d1
      .prepare(`SELECT count(*) AS keys ${OWN_KEYS}`)
      .bind(rows, PROVENANCE.imported, source.importId),
  ])
  return own?.results[0]?.keys ?? 0
}

interface OwnKeyRow {
  key: string
  start: number
  period: number
  type: number
  revised_at: number | null
  revised_type: number | null
  created_at: number
}

/** Those of the given keys that this import brought, by their data in hexadecimal. */
export async function readImportedKeys(
  db: KeyserverDatabase,
  importId: number,
  keys: readonly DiagnosisKey[],
): Promise<ReadonlyMap<string, Omit<StoredKey, 'keyData' | 'isLocal'>>> {
  const { results } = await db.d1
    .prepare(
      `SELECT lower(hex(key_data)) AS key, rolling_start_interval_number AS start, rolling_period AS period,
        report_type AS type, revised_at, revised_report_type AS revised_type, created_at ${OWN_KEYS}`,
    )
    .bind(rowsOf(keys), PROVENANCE.imported, importId)
    .all<OwnKeyRow>()
  return new Map(
    results.map((row) => [
      row.key,
      {
        rollingStartIntervalNumber: asIntervalNumber(row.start),
        rollingPeriod: row.period,
        reportType: reportTypeFromNumber(row.type),
        isRevised: row.revised_at !== null,
        revisedReportType:
          row.revised_type === null ? undefined : reportTypeFromNumber(row.revised_type),
        createdAt: asUnixSeconds(row.created_at),
      },
    ]),
  )
}

const REVISE_KEYS = `
UPDATE diagnosis_keys SET revised_report_type = new.type, revised_at = max(created_at, new.at),
  revised_days_since_onset_of_symptoms = new.onset, revised_transmission_risk_level = new.risk
FROM (SELECT unhex(value->>0) AS key, value->>3 AS risk, value->>4 AS type, value->>5 AS onset, value->>6 AS at
  FROM json_each(?1)) AS new
WHERE key_data = new.key AND revised_at IS NULL AND provenance = ?2 AND source_id = ?3`

/** @param keys as they are to become; one that was revised meanwhile is left alone */
export async function reviseImportedKeys(
  db: KeyserverDatabase,
  importId: number,
  keys: readonly DiagnosisKey[],
): Promise<void> {
  await db.d1.prepare(REVISE_KEYS).bind(rowsOf(keys), PROVENANCE.imported, importId).run()
}
