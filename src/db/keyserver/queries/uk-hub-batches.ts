/**
 * Batches that nations download from our server of the UK protocol. A batch is a span of exposures in their order of arrival, so
 * that one insertion makes it whole: none is ever seen half full, none is empty, and no key is in two.
 */

import { fromHex } from '../../../core/bytes.ts'
import type { UkExposure } from '../../../core/federation/uk/exposure.ts'
import { type UnixSeconds, utcDateOf } from '../../../core/time.ts'
import type { KeyserverDatabase } from '../database.ts'

const PENDING = `
FROM uk_hub_exposures WHERE id > coalesce((SELECT last_exposure_id FROM uk_hub_batches ORDER BY id DESC LIMIT 1), 0)`

const BUILD = `
INSERT INTO uk_hub_batches (tag, created_at, first_exposure_id, last_exposure_id)
SELECT ?1, ?2, min(id), max(id) FROM (SELECT id ${PENDING} ORDER BY id LIMIT ?3) HAVING count(*) >= ?4`

/** How many keys wait, counted up to `limit`. */
export async function countPending(db: KeyserverDatabase, limit: number): Promise<number> {
  const count = await db.d1
    .prepare(`SELECT count(*) AS n FROM (SELECT 1 ${PENDING} LIMIT ?1)`)
    .bind(limit)
    .first<number>('n')
  return count ?? 0
}

/** @returns Unix seconds; undefined where there has been none */
export async function readNewestBatchAt(db: KeyserverDatabase): Promise<number | undefined> {
  const at = await db.d1
    .prepare('SELECT created_at AS at FROM uk_hub_batches ORDER BY id DESC LIMIT 1')
    .first<number>('at')
  return at ?? undefined
}

export interface BuildLimits {
  /** Keys of a batch, at most. */
  readonly size: number
  /** Fewer keys than that are left to wait. */
  readonly least: number
}

/**
 * Builds a batch for each tag, for as long as enough keys wait.
 * @returns how many there are now
 */
export async function buildBatches(
  db: KeyserverDatabase,
  tags: readonly string[],
  { size, least }: BuildLimits,
  now: UnixSeconds,
): Promise<number> {
  const results = await db.d1.batch(
    tags.map((tag) => db.d1.prepare(BUILD).bind(tag, now, size, least)),
  )
  return results.reduce((sum, { meta }) => sum + meta.changes, 0)
}

/** Who asks, and for what. */
export interface DownloadRequest {
  readonly nationId: number
  readonly region: string
  /** Of the batch before; undefined: none. One that is not known, or has expired, counts as none. */
  readonly afterTag: string | undefined
  /** Without a tag: batches made since; undefined: there are none. */
  readonly since: UnixSeconds | undefined
  /** Only keys of interest to one of them; undefined: all. */
  readonly regions: readonly string[] | undefined
}

export interface DownloadedBatch {
  readonly tag: string
  /** Without those of the nation that asks; ascending by key, so that they tell nothing of who sent them when. */
  readonly exposures: readonly (UkExposure & { readonly origin: string })[]
}

// ?1 tag of the batch before, ?2 age at which batches have expired, ?3 since. The plus keeps the database from walking the index
// of times, which would have to be sorted.
const NEXT = `
next AS MATERIALIZED (SELECT id, tag, first_exposure_id, last_exposure_id FROM uk_hub_batches
  WHERE +created_at >= ?2 AND id > coalesce(
    (SELECT id FROM uk_hub_batches WHERE tag = ?1 AND created_at >= ?2),
    (SELECT min(id) - 1 FROM uk_hub_batches WHERE created_at >= max(?2, ?3)))
  ORDER BY id LIMIT 1)`

// ?4 the nation, ?5 its region, ?6 JSON of regions of interest. Who names no region means all.
const EXPOSURES = `
FROM next CROSS JOIN uk_hub_exposures AS exposure ON exposure.id BETWEEN first_exposure_id AND last_exposure_id
WHERE nation_id <> ?4 AND origin <> ?5
  AND nation_id NOT IN (SELECT id FROM uk_hub_nations WHERE withholds_keys)
  AND (?6 IS NULL OR regions = '[]' OR origin IN (SELECT value FROM json_each(?6))
    OR EXISTS (SELECT 1 FROM json_each(regions) WHERE value IN (SELECT value FROM json_each(?6))))`

interface ExposureRow {
  key: string
  start: number
  risk: number
  period: number
  regions: string
  origin: string
  test: number
  report: number
  onset: number
}

/**
 * The batch after another, and counts its keys as downloaded: one transaction.
 * @param liveSince batches made before have expired
 * @returns undefined where there is none (yet)
 */
export async function downloadNextBatch(
  db: KeyserverDatabase,
  request: DownloadRequest,
  liveSince: UnixSeconds,
  now: UnixSeconds,
): Promise<DownloadedBatch | undefined> {
  const { nationId, region, afterTag, since, regions } = request
  const which = [afterTag ?? null, liveSince, since ?? null] as const
  const whose = [nationId, region, regions === undefined ? null : JSON.stringify(regions)] as const
  const [batches, exposures] = await db.d1.batch([
    db.d1.prepare(`WITH ${NEXT} SELECT tag FROM next`).bind(...which),
    db.d1
      .prepare(
        `WITH ${NEXT} SELECT hex(key_data) AS key, rolling_start_number AS start, transmission_risk_level AS risk,
          rolling_period AS period, regions, origin, test_type AS test, report_type AS report, days_since_onset AS onset
        ${EXPOSURES} ORDER BY key_data`,
      )
      .bind(...which, ...whose),
    db.d1
      .prepare(
        `INSERT INTO uk_hub_metrics (date, event, region, value)
        WITH ${NEXT} SELECT ?7, 'DOWNLOAD', ?5, (SELECT count(*) ${EXPOSURES}) FROM next WHERE true
        ON CONFLICT (date, event, region) DO UPDATE SET value = value + excluded.value`,
      )
      .bind(...which, ...whose, utcDateOf(now)),
  ])
  const [batch] = (batches?.results ?? []) as { tag: string }[]
  if (batch === undefined) return undefined
  const rows = (exposures?.results ?? []) as ExposureRow[]
  return { tag: batch.tag, exposures: rows.map(readRow) }
}

const readRow = (row: ExposureRow) => ({
  keyData: fromHex(row.key) ?? new Uint8Array(),
  rollingStartNumber: row.start,
  transmissionRiskLevel: row.risk,
  rollingPeriod: row.period,
  regions: row.regions === '[]' ? [] : (JSON.parse(row.regions) as readonly string[]),
  origin: row.origin,
  testType: row.test,
  reportType: row.report,
  daysSinceOnset: row.onset,
})

/** Rows a statement: all at once would exceed the time that a statement has. */
const DELETE_ROWS = 20_000

/**
 * Deletes what is in batches made before, and what is known of uploads of that time. The batches' tags stay.
 * @returns how many exposures were deleted
 */
export async function deleteUkHubBefore(
  db: KeyserverDatabase,
  before: UnixSeconds,
): Promise<number> {
  await db.d1.prepare('DELETE FROM uk_hub_uploads WHERE created_at < ?1').bind(before).run()
  let deleted = 0
  for (;;) {
    const { meta } = await db.d1
      .prepare(
        `DELETE FROM uk_hub_exposures WHERE id IN (SELECT id FROM uk_hub_exposures
          WHERE id <= (SELECT max(last_exposure_id) FROM uk_hub_batches WHERE created_at < ?1) ORDER BY id LIMIT ?2)`,
      )
      .bind(before, DELETE_ROWS)
      .run()
    deleted += meta.changes
    if (meta.changes < DELETE_ROWS) return deleted
  }
}

/**
 * Forgets what is left of batches and days that are long over. The newest batch stays, since new ones go on from it.
 * The counts of the day of `before` stay too.
 */
export async function deleteUkHubRecordsBefore(
  db: KeyserverDatabase,
  before: UnixSeconds,
): Promise<void> {
  await db.d1.batch([
    db.d1
      .prepare(
        `DELETE FROM uk_hub_batches WHERE created_at < ?1 AND id < (SELECT max(id) FROM uk_hub_batches)
          AND NOT EXISTS (SELECT 1 FROM uk_hub_exposures AS exposure WHERE exposure.id BETWEEN first_exposure_id AND last_exposure_id)`,
      )
      .bind(before),
    db.d1.prepare('DELETE FROM uk_hub_metrics WHERE date < ?1').bind(utcDateOf(before)),
  ])
}
