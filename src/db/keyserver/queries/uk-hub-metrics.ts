/** Counts that every nation may read. */

import type { KeyserverDatabase } from '../database.ts'
import type { UK_HUB_EVENTS } from '../schema/uk-hub.ts'

export type UkHubEvent = (typeof UK_HUB_EVENTS)[number]

/** Adds as many as the statement before it in the same batch changed; none makes a row too. */
export const addMetric = (
  db: KeyserverDatabase,
  date: string,
  event: UkHubEvent,
  region: string,
): D1PreparedStatement =>
  db.d1
    .prepare(
      `INSERT INTO uk_hub_metrics (date, event, region, value) VALUES (?1, ?2, ?3, changes())
      ON CONFLICT (date, event, region) DO UPDATE SET value = value + excluded.value`,
    )
    .bind(date, event, region)

/** How counts are put together: as they are, by day over all regions, or over all days and regions. */
export type MetricsGrouping = 'none' | 'daily' | 'summary'

export interface MetricsQuery {
  /** YYYY-MM-DD, both included. */
  readonly startDate: string
  readonly endDate: string
  /** Names; undefined: all. */
  readonly events: readonly string[] | undefined
  readonly grouping: MetricsGrouping
}

/** A row has only the members that its grouping leaves. */
export interface MetricsRow {
  readonly date?: string
  readonly event: string
  readonly region?: string
  readonly value: number
}

const COLUMNS: Record<MetricsGrouping, string> = {
  none: 'date, event, region',
  daily: 'date, event',
  summary: 'event',
}

/** In the order of their columns. */
export async function readMetrics(
  db: KeyserverDatabase,
  { startDate, endDate, events, grouping }: MetricsQuery,
): Promise<readonly MetricsRow[]> {
  const columns = COLUMNS[grouping]
  const { results } = await db.d1
    .prepare(
      `SELECT ${columns}, sum(value) AS value FROM uk_hub_metrics WHERE date >= ?1 AND date <= ?2
        AND (?3 IS NULL OR event IN (SELECT value FROM json_each(?3)))
      GROUP BY ${columns} ORDER BY ${columns}`,
    )
    .bind(startDate, endDate, events === undefined ? null : JSON.stringify(events))
    .all<MetricsRow>()
  return results
}
