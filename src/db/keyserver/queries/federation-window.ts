/**
 * Stored keys for whoever fetches them page by page: ascending by the time at which they may leave, then by key, from where the
 * page before ended. Both are in one index, so that a page costs what it looks at, wherever it begins.
 */

import { fromHex, toHex } from '../../../core/bytes.ts'
import type { FetchCriteria } from '../../../core/federation/google/criteria.ts'
import type { FetchList, FetchPosition } from '../../../core/federation/google/cursor.ts'
import type { FetchedKey } from '../../../core/federation/google/outgoing-key.ts'
import type { KeyserverDatabase } from '../database.ts'
import { mayLeaveSql } from './consent.ts'
import { PROVENANCE } from './diagnosis-keys.ts'

/** A page looks at no more, so that a store of keys that may not leave is passed over in bounded steps. */
export const MAX_EXAMINED_KEYS = 20_000

/** For whom a page is. */
export interface FetchAudience {
  readonly criteria: FetchCriteria
  /** What it brought, and what it is known to have, is left out. */
  readonly partnerId: number | undefined
  /** Partners whose keys are forwarded to it. */
  readonly gatewayFrom: readonly number[]
}

export interface FetchSpan {
  readonly from: FetchPosition
  /** Unix seconds; not included. */
  readonly end: number
  /** Keys that ended before this interval have become useless. */
  readonly oldestInterval: number
}

export interface FetchedPage {
  readonly keys: readonly FetchedKey[]
  /** Where the next page begins; undefined where nothing is left before the end. */
  readonly next: FetchPosition | undefined
}

interface ListColumns {
  readonly time: string
  readonly risk: string
  readonly type: string
  readonly onset: string
}

const COLUMNS: Record<FetchList, ListColumns> = {
  primary: {
    time: 'created_at',
    risk: 'transmission_risk_level',
    type: 'report_type',
    onset: 'days_since_onset_of_symptoms',
  },
  revised: {
    time: 'revised_at',
    risk: 'coalesce(revised_transmission_risk_level, transmission_risk_level)',
    type: 'coalesce(revised_report_type, 0)',
    onset: 'revised_days_since_onset_of_symptoms',
  },
}

interface KeyRow {
  at: number
  key: string
  start: number
  period: number
  risk: number
  type: number
  onset: number | null
  traveler: number
  regions: string
}

/** @param limit keys of the page at most, 1 or more */
export async function readFetchedPage(
  db: KeyserverDatabase,
  list: FetchList,
  span: FetchSpan,
  audience: FetchAudience,
  limit: number,
): Promise<FetchedPage> {
  const columns = COLUMNS[list]
  const { from, end } = span
  const position = [from.timestamp, toHex(from.after), end, MAX_EXAMINED_KEYS]
  const found = `FROM (${examined(columns.time, '*')}) AS found WHERE ${filter('found')} LIMIT ?5`
  const noneIfFull = `(SELECT iif(count(*) < ?5, ?4, 0) FROM (SELECT 1 ${found}))`
  const values = [...position, limit + 1, ...filterValues(audience, span.oldestInterval)]
  // In one call, so that both see the same rows: what lies between the last key of the page and the last that was looked at is
  // known not to be for this caller. A full page needs no such end, and does not look for it.
  const [taken, last] = await db.d1.batch<KeyRow>([
    db.d1
      .prepare(
        `SELECT at, hex(key_data) AS key, rolling_start_interval_number AS start, rolling_period AS period, ${columns.risk} AS risk,
          ${columns.type} AS type, ${columns.onset} AS onset, traveler, regions ${found}`,
      )
      .bind(...values),
    db.d1
      .prepare(
        `SELECT at, hex(key_data) AS key FROM (${examined(columns.time, 'key_data', noneIfFull)}) LIMIT 1 OFFSET ?4 - 1`,
      )
      .bind(...values),
  ])
  const rows = taken?.results ?? []
  const kept = rows.slice(0, limit)
  const boundary = rows.length > limit ? kept.at(-1) : last?.results[0]
  return { keys: kept.map(fetchedKey), next: boundary && positionOf(boundary) }
}

/** The rest of the second at which the page begins, then what came later; each by the index. */
const examined = (time: string, columns: string, limit = '?4'): string => `
  SELECT * FROM (SELECT ${time} AS at, ${columns} FROM diagnosis_keys WHERE ${time} = ?1 AND ${time} < ?3 AND key_data > unhex(?2)
    ORDER BY key_data LIMIT ${limit})
  UNION ALL
  SELECT * FROM (SELECT ${time} AS at, ${columns} FROM diagnosis_keys WHERE ${time} > ?1 AND ${time} < ?3
    ORDER BY ${time}, key_data LIMIT ${limit})
  LIMIT ?4`

// The same rule as `isAmong` of core/federation/google/criteria.ts.
const filter = (keys: string): string => {
  const isFor = (list: string) =>
    `EXISTS (SELECT 1 FROM json_each(${list}) WHERE instr(${keys}.regions, ',' || value || ',') > 0)`
  return `${mayLeaveSql(keys)}
    AND (${isFor('?6')} OR (${keys}.traveler = 1 AND NOT ${isFor('?7')}))
    AND (?8 = 0 OR ${keys}.traveler = 1)
    AND (${keys}.provenance IN (${PROVENANCE.uploaded}, ${PROVENANCE.synthetic})
      OR (${keys}.provenance = ${PROVENANCE.federated} AND ${keys}.source_id IN (SELECT value FROM json_each(?9))))
    AND NOT EXISTS (SELECT 1 FROM federation_sightings AS seen
      WHERE seen.key_data = ${keys}.key_data AND seen.partner_id = ?10)
    AND ${keys}.rolling_start_interval_number + ${keys}.rolling_period > ?11`
}

const filterValues = (
  { criteria, partnerId, gatewayFrom }: FetchAudience,
  oldestInterval: number,
): readonly (string | number | null)[] => [
  JSON.stringify(criteria.includeRegions),
  JSON.stringify(criteria.excludeRegions),
  criteria.onlyTravelers ? 1 : 0,
  JSON.stringify(criteria.onlyLocalProvenance ? [] : gatewayFrom),
  partnerId ?? null,
  oldestInterval,
]

const bytesOf = (hex: string): Uint8Array<ArrayBuffer> => fromHex(hex) ?? new Uint8Array()

const positionOf = ({ at, key }: Pick<KeyRow, 'at' | 'key'>): FetchPosition => ({
  timestamp: at,
  after: bytesOf(key),
})

const fetchedKey = (row: KeyRow): FetchedKey => ({
  keyData: bytesOf(row.key),
  rollingStartIntervalNumber: row.start,
  rollingPeriod: row.period,
  transmissionRiskLevel: row.risk,
  reportType: row.type,
  daysSinceOnsetOfSymptoms: row.onset ?? undefined,
  traveler: row.traveler === 1,
  regions: row.regions.split(',').filter((region) => region !== ''),
})
