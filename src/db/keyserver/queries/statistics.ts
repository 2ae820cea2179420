/** Reads what authorities' uploads were counted as; the counting itself is part of storing an upload. */

import { and, asc, eq, lt } from 'drizzle-orm'
import type { StatisticsHour } from '../../../core/publish/statistics-days.ts'
import { asUnixSeconds, type UnixSeconds } from '../../../core/time.ts'
import type { KeyserverDatabase } from '../database.ts'
import { healthAuthorityStatistics } from '../schema/health-authority-statistics.ts'

/** Hours of one authority that begin before an instant, ascending. Retention bounds them: 24 a day kept. */
export async function readStatisticsHours(
  db: KeyserverDatabase,
  healthAuthorityId: number,
  before: UnixSeconds,
): Promise<readonly StatisticsHour[]> {
  const table = healthAuthorityStatistics
  const rows = await db.orm
    .select()
    .from(table)
    .where(and(eq(table.healthAuthorityId, healthAuthorityId), lt(table.hour, before)))
    .orderBy(asc(table.hour))
  return rows.map((row) => ({
    hour: asUnixSeconds(row.hour),
    publish: JSON.parse(row.publish),
    teks: row.teks,
    revisions: row.revisions,
    oldestTekDays: JSON.parse(row.oldestTekDays),
    onsetAgeDays: JSON.parse(row.onsetAgeDays),
    missingOnset: row.missingOnset,
  }))
}
