/** Keys that nobody has, for trials: as rows, past all rules of uploads. For development. */

import { toHex } from '../../../core/bytes.ts'
import type { TestKey } from '../../../core/layouts/corona-warn-app/test-data.ts'
import { REPORT_TYPE_NUMBER } from '../../../core/report-type.ts'
import type { KeyserverDatabase } from '../database.ts'
import { PROVENANCE, regionsText } from './diagnosis-keys.ts'

/** Newest submission for a region, Unix seconds. @returns undefined where there is none */
export async function readNewestSubmission(
  db: KeyserverDatabase,
  region: string,
): Promise<number | undefined> {
  const row = await db.d1
    .prepare(
      `SELECT created_at AS at FROM diagnosis_keys WHERE instr(regions, ?1) > 0 AND provenance = ?2
      ORDER BY created_at DESC LIMIT 1`,
    )
    .bind(regionsText([region]), PROVENANCE.uploaded)
    .first<{ at: number }>()
  return row?.at
}

/** @param homeCountry keys from there count as uploaded here */
export async function insertTestKeys(
  db: KeyserverDatabase,
  region: string,
  homeCountry: string,
  keys: readonly TestKey[],
): Promise<void> {
  const rows = keys.map((key) => [
    toHex(key.keyData),
    key.rollingStartIntervalNumber,
    key.rollingPeriod,
    key.transmissionRiskLevel,
    key.submittedAt,
    key.visitedCountries.join(','),
    key.originCountry === homeCountry ? null : key.originCountry,
  ])
  await db.d1
    .prepare(
      `INSERT OR IGNORE INTO diagnosis_keys (key_data, rolling_start_interval_number, rolling_period, transmission_risk_level,
        created_at, visited_countries, origin, report_type, days_since_onset_of_symptoms, regions, traveler, provenance,
        federation_consent)
      SELECT unhex(value->>0), value->>1, value->>2, value->>3, value->>4, value->>5, value->>6, ?2, 0, ?3, 0, ?4, 0
      FROM json_each(?1)`,
    )
    .bind(
      JSON.stringify(rows),
      REPORT_TYPE_NUMBER['confirmed-test'],
      regionsText([region]),
      PROVENANCE.uploaded,
    )
    .run()
}
