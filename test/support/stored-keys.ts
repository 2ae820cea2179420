/** Keys as they stand in the key server's table, put there by a test. */

import type { KeyserverDatabase } from '../../src/db/keyserver/database.ts'

/** A key as a test stores it, with all that layouts look at. */
export interface StoredTestKey {
  /** 32 hexadecimal digits. */
  readonly key: string
  readonly createdAt: number
  readonly start: number
  readonly period?: number
  readonly risk?: number
  readonly type?: number
  readonly onset?: number | null
  readonly filledIn?: number
  readonly regions?: string
  readonly traveler?: boolean
  /** null: uploaded here. */
  readonly origin?: string | null
  readonly visited?: readonly string[] | null
  readonly provenance?: number
  readonly revised?: { readonly type: number; readonly at: number }
  /** As stored: 0 never, 1 travelers', 2 by the certificate's claim, 3 always. */
  readonly consent?: number
  readonly sourceId?: number
}

const KEYS_A_STATEMENT = 5000

export async function storeKeys(
  db: KeyserverDatabase,
  keys: readonly StoredTestKey[],
): Promise<void> {
  for (let i = 0; i < keys.length; i += KEYS_A_STATEMENT) {
    const rows = keys
      .slice(i, i + KEYS_A_STATEMENT)
      .map((key) => [
        key.key,
        key.start,
        key.period ?? 144,
        key.risk ?? 6,
        key.type ?? 1,
        key.onset === undefined ? 1 : key.onset,
        key.createdAt,
        key.regions ?? ',DE,',
        key.traveler ? 1 : 0,
        key.provenance ?? 0,
        key.visited?.join(',') ?? null,
        key.filledIn ?? 0,
        key.origin ?? null,
        key.revised?.type ?? null,
        key.revised?.at ?? null,
        key.consent ?? 0,
        key.sourceId ?? null,
      ])
    await db.d1
      .prepare(
        `INSERT INTO diagnosis_keys (key_data, rolling_start_interval_number, rolling_period, transmission_risk_level,
          report_type, days_since_onset_of_symptoms, created_at, regions, traveler, provenance, visited_countries, filled_in,
          origin, revised_report_type, revised_at, federation_consent, source_id)
        SELECT unhex(value->>0), value->>1, value->>2, value->>3, value->>4, value->>5, value->>6, value->>7, value->>8,
          value->>9, value->>10, value->>11, value->>12, value->>13, value->>14, value->>15, value->>16 FROM json_each(?1)`,
      )
      .bind(JSON.stringify(rows))
      .run()
  }
}
