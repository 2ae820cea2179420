/** What nations sent to our server of the UK protocol. */

import { toHex } from '../../../core/bytes.ts'
import type { UkExposure } from '../../../core/federation/uk/exposure.ts'
import { type UnixSeconds, utcDateOf } from '../../../core/time.ts'
import type { KeyserverDatabase } from '../database.ts'
import { addMetric } from './uk-hub-metrics.ts'

/** Characters of rows a statement: less than the two million bytes that the platform takes as one parameter, were each of three. */
const ROWS_LENGTH = 500_000

/** An upload whose keys are right, with the origin that each is to have. */
export interface UkUpload {
  readonly nationId: number
  /** Region of the nation: what is counted is counted there. */
  readonly region: string
  readonly tag: string
  /** As they were sent, in their order: of a key that is there twice the first counts. */
  readonly exposures: readonly (UkExposure & { readonly origin: string })[]
  /** Keys that were sent, also those that were passed over. */
  readonly sentKeys: number
}

// A key that is stored stays as it is, whoever sent it.
const INSERT_EXPOSURES = `
INSERT INTO uk_hub_exposures (key_data, nation_id, rolling_start_number, transmission_risk_level, rolling_period, regions, origin,
  test_type, report_type, days_since_onset)
SELECT unhex(value->>0), ?2, value->>1, value->>2, value->>3, value->>4, value->>5, value->>6, value->>7, value->>8
FROM json_each(?1) WHERE true ON CONFLICT (key_data) DO NOTHING`

const INSERT_UPLOAD = `
INSERT INTO uk_hub_uploads (nation_id, tag, created_at, sent_keys) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (nation_id, tag) DO UPDATE SET sent_keys = sent_keys + excluded.sent_keys`

/**
 * Stores the tag, the keys that are new and their count together, or nothing.
 * @returns how many keys were new
 * @throws for every error; it may then have been done, and may be done again
 */
export async function insertUkUpload(
  db: KeyserverDatabase,
  upload: UkUpload,
  now: UnixSeconds,
): Promise<number> {
  const { nationId, region, tag, sentKeys } = upload
  const date = utcDateOf(now)
  const statements = [db.d1.prepare(INSERT_UPLOAD).bind(nationId, tag, now, sentKeys)]
  // An upload of no key counts too: as nothing.
  for (const rows of chunksOf(upload.exposures.map(rowOf))) {
    statements.push(
      db.d1.prepare(INSERT_EXPOSURES).bind(rows, nationId),
      addMetric(db, date, 'UPLOAD', region),
    )
  }
  const [, ...results] = await db.d1.batch(statements)
  return results.reduce((sum, { meta }, i) => sum + (i % 2 === 0 ? meta.changes : 0), 0)
}

const rowOf = (exposure: UkExposure & { readonly origin: string }): string =>
  JSON.stringify([
    toHex(exposure.keyData),
    exposure.rollingStartNumber,
    exposure.transmissionRiskLevel,
    exposure.rollingPeriod,
    exposure.regions,
    exposure.origin,
    exposure.testType,
    exposure.reportType,
    exposure.daysSinceOnset,
  ])

/** Lists of rows, JSON, of a bounded length; one at least, which may be empty. */
function chunksOf(rows: readonly string[]): readonly string[] {
  const chunks: string[] = []
  let start = 0
  let length = 0
  for (const [i, row] of rows.entries()) {
    if (length + row.length > ROWS_LENGTH && i > start) {
      chunks.push(`[${rows.slice(start, i).join()}]`)
      start = i
      length = 0
    }
    length += row.length
  }
  return [...chunks, `[${rows.slice(start).join()}]`]
}
