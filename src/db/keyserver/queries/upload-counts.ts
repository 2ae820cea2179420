/** What is counted together with an upload's keys: its authority's statistics, and its shape. */

import type { StatisticsDelta } from '../../../core/publish/statistics.ts'
import type { UnixSeconds } from '../../../core/time.ts'
import type { KeyserverDatabase } from '../database.ts'

/** What one upload adds to the counts. */
export interface UploadCounts {
  readonly statistics:
    | {
        readonly healthAuthorityId: number
        readonly hour: UnixSeconds
        readonly delta: StatisticsDelta
      }
    | undefined
  /** For the model of uploads; regions as stored. */
  readonly shape:
    | { readonly slot: number; readonly regions: string; readonly shape: string }
    | undefined
}

const ADD_STATISTICS = `
INSERT INTO health_authority_statistics
SELECT value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, value->>6, value->>7 FROM json_each(?1) WHERE true
ON CONFLICT DO UPDATE SET teks = teks + excluded.teks, revisions = revisions + excluded.revisions,
  missing_onset = missing_onset + excluded.missing_onset,
  publish = ${sumOf('publish')}, oldest_tek_days = ${sumOf('oldest_tek_days')},
  onset_age_days = ${sumOf('onset_age_days')}`

const COUNT_SHAPES = `
INSERT INTO upload_shapes SELECT value->>0, value->>1, value->>2, value->>3 FROM json_each(?1) WHERE true
ON CONFLICT DO UPDATE SET uploads = uploads + excluded.uploads`

/** Member-wise sum of the stored and the incoming JSON array. */
function sumOf(column: string): string {
  return `(SELECT json_group_array(value + json_extract(excluded.${column}, fullkey))
    FROM json_each(health_authority_statistics.${column}))`
}

/** At most two statements, for however many uploads; to be run in the batch that writes their keys. */
export function countStatements(
  db: KeyserverDatabase,
  uploads: readonly UploadCounts[],
): D1PreparedStatement[] {
  const statements: D1PreparedStatement[] = []
  const statistics = statisticsRows(uploads)
  if (statistics.length > 0) {
    statements.push(db.d1.prepare(ADD_STATISTICS).bind(JSON.stringify(statistics)))
  }
  const shapes = shapeRows(uploads)
  if (shapes.length > 0) {
    statements.push(db.d1.prepare(COUNT_SHAPES).bind(JSON.stringify(shapes)))
  }
  return statements
}

type StatisticsRow = [number, number, string, number, number, string, string, number]

/** One row for each authority and hour: an upsert meets a row once a statement. */
function statisticsRows(uploads: readonly UploadCounts[]): StatisticsRow[] {
  const sums = new Map<string, { authority: number; hour: number; delta: StatisticsDelta }>()
  for (const { statistics } of uploads) {
    if (statistics === undefined) continue
    const { healthAuthorityId: authority, hour, delta } = statistics
    const sum = sums.get(`${authority} ${hour}`)
    sums.set(`${authority} ${hour}`, {
      authority,
      hour,
      delta: sum === undefined ? delta : addDeltas(sum.delta, delta),
    })
  }
  return [...sums.values()].map(({ authority, hour, delta }) => [
    authority,
    hour,
    JSON.stringify(delta.publish),
    delta.teks,
    delta.revisions,
    JSON.stringify(delta.oldestTekDays),
    JSON.stringify(delta.onsetAgeDays),
    delta.missingOnset,
  ])
}

function addDeltas(a: StatisticsDelta, b: StatisticsDelta): StatisticsDelta {
  const add = (x: readonly number[], y: readonly number[]) => x.map((n, i) => n + (y[i] ?? 0))
  return {
    publish: add(a.publish, b.publish),
    teks: a.teks + b.teks,
    revisions: a.revisions + b.revisions,
    oldestTekDays: add(a.oldestTekDays, b.oldestTekDays),
    onsetAgeDays: add(a.onsetAgeDays, b.onsetAgeDays),
    missingOnset: a.missingOnset + b.missingOnset,
  }
}

function shapeRows(uploads: readonly UploadCounts[]): [number, string, string, number][] {
  const rows = new Map<string, [number, string, string, number]>()
  for (const { shape } of uploads) {
    if (shape === undefined) continue
    const name = `${shape.slot} ${shape.regions} ${shape.shape}`
    const row = rows.get(name)
    rows.set(name, [shape.slot, shape.regions, shape.shape, (row?.[3] ?? 0) + 1])
  }
  return [...rows.values()]
}
