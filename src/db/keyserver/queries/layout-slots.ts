/** Which releases stand in which slot's package: written once, read ever after. */

import { and, asc, eq, gte, isNull, lt, sql } from 'drizzle-orm'
import type { KeyserverDatabase } from '../database.ts'
import { layoutSlots } from '../schema/layouts.ts'

export type LayoutSlot = typeof layoutSlots.$inferSelect

/** The newest slot of each of the streams; one that has none yet is not among them. */
export async function readNewestSlots(
  db: KeyserverDatabase,
  exportId: number,
  streams: readonly string[],
): Promise<readonly LayoutSlot[]> {
  const newest = sql`SELECT (SELECT max(slot) FROM layout_slots WHERE export_id = ${exportId} AND stream = value)`
  return db.orm
    .select()
    .from(layoutSlots)
    .where(
      and(
        eq(layoutSlots.exportId, exportId),
        sql`(${layoutSlots.stream}, ${layoutSlots.slot}) IN (SELECT value, (${newest})
          FROM json_each(${JSON.stringify(streams)}))`,
      ),
    )
}

/** Slots from an instant on, oldest first. */
export const readSlotsFrom = (
  db: KeyserverDatabase,
  exportId: number,
  from: number,
): Promise<readonly LayoutSlot[]> =>
  db.orm
    .select()
    .from(layoutSlots)
    .where(and(eq(layoutSlots.exportId, exportId), gte(layoutSlots.slot, from)))
    .orderBy(asc(layoutSlots.slot))

/** Slots whose archives are not all stored, oldest first. */
export const readUnwrittenSlots = (
  db: KeyserverDatabase,
  exportId: number,
): Promise<readonly LayoutSlot[]> =>
  db.orm
    .select()
    .from(layoutSlots)
    .where(and(eq(layoutSlots.exportId, exportId), isNull(layoutSlots.writtenAt)))
    .orderBy(asc(layoutSlots.slot))

/**
 * Writes down what was decided about a slot, unless something is.
 * @returns what stands now
 */
export async function decideSlots(
  db: KeyserverDatabase,
  slots: readonly Omit<LayoutSlot, 'writtenAt'>[],
): Promise<readonly LayoutSlot[]> {
  const [first] = slots
  if (first === undefined) return []
  const insert = db.d1
    .prepare(
      `INSERT INTO layout_slots (export_id, stream, slot, release_from, release_to, created_from, key_count,
        waiting_key_count, own_key_count, newest_created_at)
      SELECT value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, value->>6, value->>7, value->>8, value->>9
      FROM json_each(?1) WHERE true ON CONFLICT DO NOTHING`,
    )
    .bind(
      JSON.stringify(
        slots.map((slot) => [
          slot.exportId,
          slot.stream,
          slot.slot,
          slot.releaseFrom,
          slot.releaseTo,
          slot.createdFrom,
          slot.keyCount,
          slot.waitingKeyCount,
          slot.ownKeyCount,
          slot.newestCreatedAt,
        ]),
      ),
    )
  await insert.run()
  return db.orm
    .select()
    .from(layoutSlots)
    .where(and(eq(layoutSlots.exportId, first.exportId), eq(layoutSlots.slot, first.slot)))
}

/** Forgets slots before an instant, but never the newest: the next one begins where it ended. */
export const deleteSlotsBefore = async (
  db: KeyserverDatabase,
  exportId: number,
  before: number,
): Promise<void> => {
  const newest = sql`(SELECT max(slot) FROM layout_slots WHERE export_id = ${exportId})`
  await db.orm
    .delete(layoutSlots)
    .where(
      and(
        eq(layoutSlots.exportId, exportId),
        lt(layoutSlots.slot, before),
        lt(layoutSlots.slot, newest),
      ),
    )
}
