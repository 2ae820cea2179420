/**
 * Keys that leave for a partner: by the release rule of layouts, whose times are counted in slots; then by consent, by where
 * they came from, and by whether the partner has them. A span's releases lie in a few slots of `created_at`
 * (`layout-keys.ts` says why).
 */

import { compareBytes, fromHex } from '../../../core/bytes.ts'
import { oldestEnd } from '../../../core/federation/ingress.ts'
import type { OutgoingKey } from '../../../core/federation/received-key.ts'
import type { ReleaseRule } from '../../../core/layouts/release.ts'
import { REPORT_TYPE_NUMBER } from '../../../core/report-type.ts'
import { FILLED_IN } from '../../../core/temporary-exposure-key.ts'
import { SECONDS_PER_DAY, type UnixSeconds } from '../../../core/time.ts'
import type { KeyserverDatabase } from '../database.ts'
import { mayLeaveSql } from './consent.ts'
import { PROVENANCE } from './diagnosis-keys.ts'
import { IS_EARLY, IS_PUBLISHABLE, releaseSql } from './layout-keys.ts'
import type { Filter } from './packed-pages.ts'

/** Whose keys go to whom. */
export interface Outgoing {
  readonly partnerId: number
  /** Partners whose keys are forwarded. */
  readonly gatewayFrom: readonly number[]
  /** Empty: all. */
  readonly exportRegions: readonly string[]
  readonly rule: ReleaseRule & { readonly expiryPolicyMinutes: number }
}

/** Releases: from ≤ release < to. Unix seconds. */
export interface OutgoingSpan {
  readonly from: number
  readonly to: number
}

const PAGE_KEYS = 5000
const SECONDS_PER_MINUTE = 60

/** @returns keys by release, ascending */
export async function countOutgoing(
  db: KeyserverDatabase,
  outgoing: Outgoing,
  span: OutgoingSpan,
  now: UnixSeconds,
): Promise<readonly { readonly release: number; readonly keys: number }[]> {
  const release = releaseSql(outgoing.rule)
  const { ordinary, early } = createdOf(outgoing, span)
  const filter = outgoingFilter(outgoing, span, now)
  const { results } = await db.d1
    .prepare(
      `SELECT release, count(*) AS keys FROM (
        SELECT ${release} AS release FROM diagnosis_keys WHERE created_at >= ? AND created_at < ? AND ${filter.sql}
        UNION ALL SELECT ${release} FROM diagnosis_keys INDEXED BY diagnosis_keys_early
          WHERE ${IS_EARLY} AND created_at >= ? AND created_at < ? AND ${filter.sql})
      GROUP BY release ORDER BY release`,
    )
    .bind(...ordinary, ...filter.values, ...early, ...filter.values)
    .all<{ release: number; keys: number }>()
  return results
}

/** @returns ascending by key data */
export async function readOutgoing(
  db: KeyserverDatabase,
  outgoing: Outgoing,
  span: OutgoingSpan,
  now: UnixSeconds,
): Promise<readonly OutgoingKey[]> {
  const { ordinary, early } = createdOf(outgoing, span)
  const filter = outgoingFilter(outgoing, span, now)
  const keys: OutgoingKey[] = []
  for (const [[from, to], table] of [
    [ordinary, 'diagnosis_keys WHERE'],
    [early, `diagnosis_keys INDEXED BY diagnosis_keys_early WHERE ${IS_EARLY} AND`],
  ] as const) {
    let after = { at: from, key: '' }
    for (;;) {
      const rows = await readPage(db, table, after, to, filter, now)
      for (const row of rows) keys.push(keyOf(row))
      const last = rows.at(-1)
      if (last === undefined || rows.length < PAGE_KEYS) break
      after = { at: last.created, key: last.key }
    }
  }
  return keys.sort((a, b) => compareBytes(a.keyData, b.keyData))
}

interface OutgoingRow {
  key: string
  start: number
  period: number
  risk: number
  type: number
  onset: number | null
  filled: number
  origin: string | null
  visited: string | null
  traveler: number
  provenance: number
  created: number
}

/** A page of the index's own order: nothing is sorted. */
async function readPage(
  db: KeyserverDatabase,
  table: string,
  after: { readonly at: number; readonly key: string },
  to: number,
  filter: Filter,
  now: UnixSeconds,
): Promise<readonly OutgoingRow[]> {
  const { results } = await db.d1
    .prepare(
      `SELECT hex(key_data) AS key, rolling_start_interval_number AS start, rolling_period AS period,
        ${asRevised('transmission_risk_level')} AS risk, ${asRevised('report_type')} AS type,
        ${asRevised('days_since_onset_of_symptoms')} AS onset, filled_in AS filled, origin, visited_countries AS visited,
        traveler, provenance, created_at AS created
      FROM ${table} (created_at, key_data) > (?, unhex(?)) AND created_at < ? AND ${filter.sql}
      ORDER BY created_at, key_data LIMIT ?`,
    )
    .bind(now, now, now, after.at, after.key, to, ...filter.values, PAGE_KEYS)
    .all<OutgoingRow>()
  return results
}

/** A key leaves as it is now: with its revision, if that is in force. One parameter: now. */
const asRevised = (column: string): string =>
  `CASE WHEN revised_at <= ? THEN coalesce(revised_${column}, ${column}) ELSE ${column} END`

const keyOf = (row: OutgoingRow): OutgoingKey => ({
  keyData: fromHex(row.key) ?? new Uint8Array(),
  rollingStartIntervalNumber: row.start,
  rollingPeriod: row.period,
  transmissionRiskLevel: row.filled & FILLED_IN.transmissionRisk ? undefined : row.risk,
  reportType: row.type,
  daysSinceOnsetOfSymptoms:
    row.onset === null || row.filled & FILLED_IN.onset ? undefined : row.onset,
  origin: row.origin ?? undefined,
  visitedCountries: row.visited === null ? undefined : row.visited.split(',').filter(Boolean),
  traveler: row.traveler === 1,
  isSynthetic: row.provenance === PROVENANCE.synthetic,
  createdAt: row.created,
})

/** Submissions whose keys may have a release within the span: those of before their end have an index of their own. */
function createdOf({ rule }: Outgoing, { from, to }: OutgoingSpan) {
  const unit = rule.granularitySeconds
  const near = from - rule.expiryPolicyMinutes * SECONDS_PER_MINUTE - 2 * unit
  return {
    ordinary: [near, to + unit] as const,
    early: [near - SECONDS_PER_DAY, near] as const,
  }
}

function outgoingFilter(
  { partnerId, gatewayFrom, exportRegions, rule }: Outgoing,
  span: OutgoingSpan,
  now: UnixSeconds,
): Filter {
  const release = releaseSql(rule)
  const regions =
    exportRegions.length === 0
      ? '1'
      : `EXISTS (SELECT 1 FROM json_each(?) AS region WHERE instr(regions, ',' || region.value || ',') > 0)`
  return {
    sql: `${IS_PUBLISHABLE} AND ${release} >= ? AND ${release} < ?
      AND rolling_start_interval_number + rolling_period > ? AND ${mayLeaveSql()} AND ${regions}
      AND (provenance IN (${PROVENANCE.uploaded}, ${PROVENANCE.synthetic}) OR (provenance = ${PROVENANCE.federated}
        AND source_id <> ? AND source_id IN (SELECT value FROM json_each(?))))
      AND NOT (revised_report_type IS ${REPORT_TYPE_NUMBER.revoked} AND revised_at <= ?)
      AND NOT EXISTS (SELECT 1 FROM federation_sightings AS seen
        WHERE seen.key_data = diagnosis_keys.key_data AND seen.partner_id = ?)`,
    values: [
      span.from,
      span.to,
      oldestEnd(now),
      ...(exportRegions.length === 0 ? [] : [JSON.stringify(exportRegions)]),
      partnerId,
      JSON.stringify(gatewayFrom),
      now,
      partnerId,
    ],
  }
}
