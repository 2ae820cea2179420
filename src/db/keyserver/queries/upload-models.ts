/** Models that synthetic uploads are drawn from, and the counted shapes that they are made of. */

import { desc, eq } from 'drizzle-orm'
import { REVISION_MARK } from '../../../core/padding/revision-shape.ts'
import { SECONDS_PER_DAY, type UnixSeconds } from '../../../core/time.ts'
import type { KeyserverDatabase } from '../database.ts'
import { uploadModels } from '../schema/padding.ts'
import { regionsText } from './diagnosis-keys.ts'

/** The newest model of a region. */
export async function readNewestModelId(
  db: KeyserverDatabase,
  region: string,
): Promise<number | null> {
  const [row] = await db.orm
    .select({ id: uploadModels.id })
    .from(uploadModels)
    .where(eq(uploadModels.region, region))
    .orderBy(desc(uploadModels.id))
    .limit(1)
  return row?.id ?? null
}

/** @returns its text, as `core/padding/model.ts` writes it */
export async function readModel(db: KeyserverDatabase, id: number): Promise<string> {
  const [row] = await db.orm
    .select({ model: uploadModels.model })
    .from(uploadModels)
    .where(eq(uploadModels.id, id))
  if (row === undefined) throw new Error(`model ${id} of uploads is not there`)
  return row.model
}

/** Adds a region's model of the day, unless there is one. */
export async function addModel(
  db: KeyserverDatabase,
  region: string,
  model: string,
  now: UnixSeconds,
): Promise<void> {
  await db.d1
    .prepare(
      `INSERT INTO upload_models (region, created_at, model) SELECT ?1, ?2, ?3 WHERE NOT EXISTS
        (SELECT 1 FROM upload_models WHERE region = ?1 AND created_at >= ?2 - ?2 % ?4)`,
    )
    .bind(region, now, model, SECONDS_PER_DAY)
    .run()
}

/** Days that are counted: from ≤ day < until, midnights UTC. */
export interface CountedDays {
  readonly from: UnixSeconds
  readonly until: UnixSeconds
}

/** Shapes of first uploads that at least `minimum` uploads share, the most frequent first. */
export async function readSharedShapes(
  db: KeyserverDatabase,
  region: string,
  days: CountedDays,
  minimum: number,
  limit: number,
): Promise<readonly (readonly [string, number])[]> {
  const { results } = await db.d1
    .prepare(
      `SELECT shape, sum(uploads) AS uploads FROM upload_shape_days
      WHERE day >= ?1 AND day < ?2 AND instr(regions, ?3) > 0 AND shape NOT LIKE ?4
      GROUP BY shape HAVING sum(uploads) >= ?5 ORDER BY 2 DESC, 1 LIMIT ?6`,
    )
    .bind(days.from, days.until, regionsText([region]), `${REVISION_MARK}%`, minimum, limit)
    .all<{ shape: string; uploads: number }>()
  return results.map((row) => [row.shape, row.uploads])
}

const SHAPES_A_PAGE = 2000

interface ShapeRow {
  readonly regions: string
  readonly shape: string
  readonly uploads: number
}

/** All shapes of a region's days, page by page: rare ones are as many as uploads. A shape comes once a day and list of regions. */
export async function* readShapes(
  db: KeyserverDatabase,
  region: string,
  days: CountedDays,
): AsyncGenerator<readonly ShapeRow[]> {
  for (let day: number = days.from; day < days.until; day += SECONDS_PER_DAY) {
    let after = { regions: '', shape: '' }
    for (;;) {
      // Pages go by the primary key of the table; the region is a filter on the way.
      const { results } = await db.d1
        .prepare(
          `SELECT regions, shape, uploads FROM upload_shape_days WHERE day = ?1 AND (regions, shape) > (?2, ?3)
          AND instr(regions, ?4) > 0 ORDER BY regions, shape LIMIT ?5`,
        )
        .bind(day, after.regions, after.shape, regionsText([region]), SHAPES_A_PAGE)
        .all<ShapeRow>()
      if (results.length > 0) yield results
      const last = results.at(-1)
      if (last === undefined || results.length < SHAPES_A_PAGE) break
      after = last
    }
  }
}
