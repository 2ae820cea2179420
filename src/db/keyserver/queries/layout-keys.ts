/**
 * Reads the keys of a layout's package: those that a stream releases within a span. The rules are those of
 * `core/layouts/release.ts`, which a test holds this to.
 *
 * A release lies at most hours behind the submission, but for keys that came before their end, which have an index of their
 * own: so the span's releases are found in a few slots of `created_at`.
 */

import type { KeySelection } from '../../../core/export/selection.ts'
import { noInformationCode } from '../../../core/layouts/onset-code.ts'
import type { Audience, ReleaseRule } from '../../../core/layouts/release.ts'
import { REPORT_TYPE_NUMBER } from '../../../core/report-type.ts'
import { FILLED_IN } from '../../../core/temporary-exposure-key.ts'
import { SECONDS_PER_DAY, SECONDS_PER_INTERVAL } from '../../../core/time.ts'
import type { KeyserverDatabase } from '../database.ts'
import {
  type Filter,
  PAGE_KEYS,
  packedColumns,
  pagesOf,
  type ReadPage,
  readPackedPage,
  selectionFilter,
} from './packed-pages.ts'

const SECONDS_PER_MINUTE = 60

/** Releases of a stream: from ≤ release < to. All times in Unix seconds. */
export interface ReleaseSpan {
  readonly from: number
  readonly to: number
  /** Keys submitted before are left out. */
  readonly createdFrom: number
  /** Starts of keys, interval numbers: those beyond are left out; undefined: all. */
  readonly starts?: { readonly after: number; readonly atMost: number } | undefined
}

export interface ReleaseQuery {
  readonly selection: KeySelection
  readonly audience: Audience
  readonly rule: ReleaseRule
}

/** Keys that were submitted at one time. */
export interface SubmittedPages {
  readonly createdAt: number
  /** Rows of that time, more than the pages may hold. */
  readonly mostKeys: number
  /** Ascending by key, packed; a page is overwritten by the next. */
  readonly pages: AsyncGenerator<Uint8Array>
}

const EXPIRY = `((rolling_start_interval_number + rolling_period) * ${SECONDS_PER_INTERVAL})`
/** As the index has it, to the letter: only so is it used; a comparison with the indexed column itself would not be. */
export const IS_EARLY = `(rolling_start_interval_number + rolling_period) * 600 - created_at > 0`
/** Only such a key can be written into a file that phones take; another does not stop the rest. */
export const IS_PUBLISHABLE = `(typeof(key_data) = 'blob' AND length(key_data) = 16 AND rolling_period BETWEEN 1 AND 144
  AND rolling_start_interval_number BETWEEN 0 AND 4294967295 AND transmission_risk_level BETWEEN 0 AND 8
  AND report_type BETWEEN 0 AND 255)`
const VISITED = `(',' || visited_countries || ',')`
/** One parameter: a list of countries. */
const VISITED_ONE_OF = `EXISTS (SELECT 1 FROM json_each(?) AS country WHERE instr(${VISITED}, ',' || country.value || ',') > 0)`
const NAMES_NO_COUNTRY = `coalesce(visited_countries, '') = ''`

// What nobody sent is handed on as that: a risk of none, and an onset of "no information" as many days before the default
// onset's distance as the key has.
const PACKED = packedColumns(
  `CASE WHEN filled_in & ${FILLED_IN.transmissionRisk} THEN 0 ELSE transmission_risk_level END`,
  'report_type',
  `CASE WHEN filled_in & ${FILLED_IN.onset}
    THEN ${noInformationCode(0)} + max(-14, min(0, ((rolling_start_interval_number / 144) - (created_at / 86400))))
    ELSE days_since_onset_of_symptoms END`,
)

/** Times of submission that the span's keys may have, each with its keys. */
export async function readReleases(
  db: KeyserverDatabase,
  query: ReleaseQuery,
  span: ReleaseSpan,
): Promise<readonly SubmittedPages[]> {
  if (span.from >= span.to) return []
  const { rule } = query
  const unit = rule.granularitySeconds
  const wait = rule.expiryPolicyMinutes
  const near = span.from - (wait === undefined ? 0 : wait * SECONDS_PER_MINUTE + 2 * unit)
  const filter = releaseFilter(query, span)
  const { results } = await db.d1
    .prepare(
      `SELECT created_at AS at, count(*) AS keys, 0 AS early FROM diagnosis_keys
        WHERE created_at >= ?1 AND created_at < ?2 GROUP BY created_at
      UNION ALL SELECT created_at, count(*), 1 FROM diagnosis_keys INDEXED BY diagnosis_keys_early
        WHERE created_at >= ?3 AND created_at < ?4 AND ${IS_EARLY} GROUP BY created_at`,
    )
    .bind(
      Math.max(near, span.createdFrom),
      span.to + unit,
      Math.max(near - SECONDS_PER_DAY, span.createdFrom),
      wait === undefined ? 0 : near,
    )
    .all<{ at: number; keys: number; early: 0 | 1 }>()
  return results.map(({ at, keys, early }) => ({
    createdAt: at,
    mostKeys: keys,
    pages: pagesOf(submittedPage(db, at, early === 1, filter), PAGE_KEYS),
  }))
}

function submittedPage(
  db: KeyserverDatabase,
  createdAt: number,
  isEarly: boolean,
  filter: Filter,
): ReadPage {
  const from = isEarly ? 'diagnosis_keys INDEXED BY diagnosis_keys_early' : 'diagnosis_keys'
  const where = `${isEarly ? `${IS_EARLY} AND ` : ''}created_at = ? AND ${filter.sql}`
  return async (after, limit) =>
    readPackedPage(db, PACKED, from, where, [createdAt, ...filter.values], after, limit)
}

function releaseFilter({ selection, audience, rule }: ReleaseQuery, span: ReleaseSpan): Filter {
  const release = releaseSql(rule)
  const selected = selectionFilter(selection)
  const forAudience = audienceFilter(audience)
  const clauses = [
    IS_PUBLISHABLE,
    `${release} >= ? AND ${release} < ?`,
    selected.sql,
    forAudience.sql,
    // A result that was taken back before its keys were due is not published at all.
    `(revised_report_type IS NOT ${REPORT_TYPE_NUMBER.revoked} OR revised_at >= ${release} + ${rule.granularitySeconds})`,
  ]
  const values: (string | number)[] = [
    span.from,
    span.to,
    ...selected.values,
    ...forAudience.values,
  ]
  if (span.starts !== undefined) {
    clauses.push('rolling_start_interval_number > ? AND rolling_start_interval_number <= ?')
    values.push(span.starts.after, span.starts.atMost)
  }
  return { sql: clauses.join(' AND '), values }
}

export function releaseSql(rule: ReleaseRule): string {
  const unit = rule.granularitySeconds
  const submission = `(created_at - created_at % ${unit})`
  if (rule.expiryPolicyMinutes === undefined) return submission
  const wait = rule.expiryPolicyMinutes * SECONDS_PER_MINUTE
  const late = `(${EXPIRY} + ${wait + unit})`
  return `(CASE WHEN ${submission} - ${EXPIRY} <= ${wait} THEN ${late} - ${late} % ${unit} ELSE ${submission} END)`
}

function audienceFilter(audience: Audience): Filter {
  const names = (country: string) => `,${country},`
  switch (audience.kind) {
    case 'everyone':
      return { sql: '1', values: [] }
    case 'at_home':
      return {
        sql: `(origin IS NULL OR ${NAMES_NO_COUNTRY} OR instr(${VISITED}, ?) > 0)`,
        values: [names(audience.country)],
      }
    case 'abroad':
      return {
        sql: `(origin IS NOT NULL AND origin <> ? AND NOT ${NAMES_NO_COUNTRY} AND instr(${VISITED}, ?) = 0
          AND ${VISITED_ONE_OF} AND NOT ${VISITED_ONE_OF})`,
        values: [
          audience.country,
          names(audience.country),
          JSON.stringify(audience.supportedCountries),
          JSON.stringify(audience.otherCountries ?? []),
        ],
      }
    case 'of_interest':
      return {
        sql: `(coalesce(origin, ?) = ? OR (origin IS NOT NULL AND ${NAMES_NO_COUNTRY})
          OR instr(coalesce(${VISITED}, ''), ?) > 0 OR coalesce(origin, ?) IN (SELECT value FROM json_each(?)))`,
        values: [
          audience.home,
          audience.region,
          names(audience.region),
          audience.home,
          JSON.stringify(audience.interestOrigins),
        ],
      }
  }
}

/** Earliest release of a stream among keys submitted from `createdFrom` on. @returns undefined where there is none */
export async function readFirstRelease(
  db: KeyserverDatabase,
  query: ReleaseQuery,
  createdFrom: number,
): Promise<number | undefined> {
  const selected = selectionFilter(query.selection)
  const forAudience = audienceFilter(query.audience)
  const row = await db.d1
    .prepare(
      `SELECT min(${releaseSql(query.rule)}) AS release FROM diagnosis_keys
        WHERE created_at >= ? AND ${selected.sql} AND ${forAudience.sql}`,
    )
    .bind(createdFrom, ...selected.values, ...forAudience.values)
    .first<{ release: number | null }>()
  return row?.release ?? undefined
}
