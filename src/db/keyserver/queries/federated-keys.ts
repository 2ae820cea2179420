/** Diagnosis keys that partners bring: written, revised and remembered here, exported like all others. */

import { fromHex, toHex } from '../../../core/bytes.ts'
import type { StoredKey } from '../../../core/publish/revision.ts'
import { numberFromReportType, reportTypeFromNumber } from '../../../core/report-type.ts'
import type { DiagnosisKey } from '../../../core/temporary-exposure-key.ts'
import { asIntervalNumber, asUnixSeconds, type UnixSeconds } from '../../../core/time.ts'
import { FEDERATION_CONSENTS } from '../../../core/verification/health-authority.ts'
import type { KeyserverDatabase } from '../database.ts'
import { PROVENANCE, regionsText } from './diagnosis-keys.ts'

/** What all keys of a partner get. */
export interface KeySource {
  readonly partnerId: number
  /** Regions of ours. */
  readonly regions: readonly string[]
}

/** A key as it is stored, with what only a partner's has. */
export interface FederatedKey extends Omit<DiagnosisKey, 'reportType'> {
  /** The export format's number: partners have types that phones here don't send. */
  readonly reportTypeNumber: number
  readonly origin: string
  readonly visitedCountries: readonly string[]
  readonly traveler: boolean
}

// A key that exists is left alone, whoever brought it: so a batch may be taken in again from its beginning.
const INSERT_KEYS = `
INSERT INTO diagnosis_keys (key_data, rolling_start_interval_number, rolling_period, transmission_risk_level, report_type,
  days_since_onset_of_symptoms, created_at, filled_in, origin, visited_countries, traveler, regions, provenance,
  federation_consent, source_id)
SELECT unhex(value->>0), value->>1, value->>2, value->>3, value->>4, value->>5, value->>6, value->>7, value->>8, value->>9,
  value->>10, ?2, ?3, ?4, ?5
FROM json_each(?1) WHERE true ON CONFLICT DO NOTHING`

/** Whether a key goes on is decided by who forwards whose keys: its people have agreed where it comes from. */
export const insertFederatedKeys = (
  db: KeyserverDatabase,
  source: KeySource,
  keys: readonly FederatedKey[],
): D1PreparedStatement =>
  db.d1
    .prepare(INSERT_KEYS)
    .bind(
      JSON.stringify(
        keys.map((key) => [
          toHex(key.keyData),
          key.rollingStartIntervalNumber,
          key.rollingPeriod,
          key.transmissionRiskLevel,
          key.reportTypeNumber,
          key.daysSinceOnsetOfSymptoms ?? null,
          key.createdAt,
          key.filledIn,
          key.origin,
          key.visitedCountries.length === 0 ? null : [...new Set(key.visitedCountries)].join(','),
          key.traveler ? 1 : 0,
        ]),
      ),
      regionsText(source.regions),
      PROVENANCE.federated,
      FEDERATION_CONSENTS.indexOf('always'),
      source.partnerId,
    )

const namesOf = (keys: readonly { readonly keyData: Uint8Array }[]): string =>
  JSON.stringify(keys.map(({ keyData }) => toHex(keyData)))

/** Remembers which of the keys, that others or phones brought here, the partner has as well: they must not go back to it. */
export const noteSightings = (
  db: KeyserverDatabase,
  partnerId: number,
  keys: readonly { readonly keyData: Uint8Array }[],
  now: UnixSeconds,
): D1PreparedStatement =>
  db.d1
    .prepare(
      `INSERT INTO federation_sightings (key_data, partner_id, seen_at)
      SELECT key_data, ?2, ?3 FROM json_each(?1) JOIN diagnosis_keys ON key_data = unhex(value)
      WHERE NOT (provenance = ?4 AND source_id = ?2) ON CONFLICT DO NOTHING`,
    )
    .bind(namesOf(keys), partnerId, now, PROVENANCE.federated)

interface StoredRow {
  key: string
  start: number
  period: number
  type: number
  revised_at: number | null
  revised_type: number | null
  created_at: number
}

/** Those of the given keys that this partner brought, by their data in lower-case hexadecimal. */
export async function readFederatedKeys(
  db: KeyserverDatabase,
  partnerId: number,
  keys: readonly { readonly keyData: Uint8Array }[],
): Promise<ReadonlyMap<string, StoredKey>> {
  const { results } = await db.d1
    .prepare(
      `SELECT lower(hex(key_data)) AS key, rolling_start_interval_number AS start, rolling_period AS period,
        report_type AS type, revised_at, revised_report_type AS revised_type, created_at
      FROM json_each(?1) JOIN diagnosis_keys ON key_data = unhex(value) WHERE provenance = ?2 AND source_id = ?3`,
    )
    .bind(namesOf(keys), PROVENANCE.federated, partnerId)
    .all<StoredRow>()
  return new Map(
    results.map((row) => [
      row.key,
      {
        keyData: fromHex(row.key) ?? new Uint8Array(),
        rollingStartIntervalNumber: asIntervalNumber(row.start),
        rollingPeriod: row.period,
        reportType: reportTypeFromNumber(row.type),
        isRevised: row.revised_at !== null,
        revisedReportType:
          row.revised_type === null ? undefined : reportTypeFromNumber(row.revised_type),
        isLocal: false,
        createdAt: asUnixSeconds(row.created_at),
      },
    ]),
  )
}

/** @param keys as they are to become; one that was revised meanwhile is left alone */
export const reviseFederatedKeys = (
  db: KeyserverDatabase,
  partnerId: number,
  keys: readonly DiagnosisKey[],
): D1PreparedStatement =>
  db.d1
    .prepare(
      `UPDATE diagnosis_keys SET revised_report_type = new.type, revised_at = max(created_at, new.at),
        revised_days_since_onset_of_symptoms = new.onset, revised_transmission_risk_level = new.risk
      FROM (SELECT unhex(value->>0) AS key, value->>1 AS type, value->>2 AS at, value->>3 AS onset, value->>4 AS risk
        FROM json_each(?1)) AS new
      WHERE key_data = new.key AND revised_at IS NULL AND provenance = ?2 AND source_id = ?3`,
    )
    .bind(
      JSON.stringify(
        keys.map((key) => [
          toHex(key.keyData),
          numberFromReportType(key.reportType),
          key.createdAt,
          key.daysSinceOnsetOfSymptoms ?? null,
          key.transmissionRiskLevel,
        ]),
      ),
      PROVENANCE.federated,
      partnerId,
    )
