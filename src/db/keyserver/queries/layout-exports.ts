/** Exports in other layouts, and the lease that makes their writers one at a time. */

import { and, eq, gt, isNull, lte, or, sql } from 'drizzle-orm'
import type { UnixSeconds } from '../../../core/time.ts'
import type { KeyserverDatabase } from '../database.ts'
import { layoutExports } from '../schema/layouts.ts'

export type LayoutExport = typeof layoutExports.$inferSelect

/** Exports that publish, and those that ended but still have something published: it goes at its age. */
export const readLayoutExports = (
  db: KeyserverDatabase,
  at: UnixSeconds,
): Promise<readonly LayoutExport[]> =>
  db.orm
    .select()
    .from(layoutExports)
    .where(
      and(
        lte(layoutExports.activeFrom, at),
        or(
          isNull(layoutExports.activeThru),
          gt(layoutExports.activeThru, at),
          sql`EXISTS (SELECT 1 FROM layout_archives WHERE export_id = ${layoutExports.id})`,
        ),
      ),
    )
    .orderBy(layoutExports.id)

/** @param name in any case */
export async function readLayoutExport(
  db: KeyserverDatabase,
  name: string,
): Promise<LayoutExport | undefined> {
  const [row] = await db.orm
    .select()
    .from(layoutExports)
    .where(eq(sql`lower(${layoutExports.name})`, name.toLowerCase()))
  return row
}

/** What a run holds an export by. */
export interface LayoutLease {
  readonly exportId: number
  readonly expiresAt: UnixSeconds
}

/**
 * Takes an export for one run, which is due again until `noteRefreshed` says that it is done, even if it never ends.
 * @returns whether this writer is the one that may
 */
export async function leaseLayoutExport(
  db: KeyserverDatabase,
  { exportId, expiresAt }: LayoutLease,
  refreshedAtMost: number,
  now: UnixSeconds,
): Promise<boolean> {
  const { meta } = await db.orm
    .update(layoutExports)
    .set({
      leaseExpiresAt: expiresAt,
      refreshedAt: sql`min(${layoutExports.refreshedAt}, ${refreshedAtMost})`,
    })
    .where(
      and(
        eq(layoutExports.id, exportId),
        or(isNull(layoutExports.leaseExpiresAt), lte(layoutExports.leaseExpiresAt, now)),
      ),
    )
  return meta.changes === 1
}

/** Ends a lease, if it is still this writer's. */
export async function endLayoutLease(
  db: KeyserverDatabase,
  { exportId, expiresAt }: LayoutLease,
): Promise<void> {
  await db.orm
    .update(layoutExports)
    .set({ leaseExpiresAt: null })
    .where(and(eq(layoutExports.id, exportId), eq(layoutExports.leaseExpiresAt, expiresAt)))
}

/** Whether no other run has taken the export since, even if the lease is over. */
export async function holdsLayoutLease(
  db: KeyserverDatabase,
  { exportId, expiresAt }: LayoutLease,
): Promise<boolean> {
  const rows = await db.orm
    .select({ id: layoutExports.id })
    .from(layoutExports)
    .where(and(eq(layoutExports.id, exportId), eq(layoutExports.leaseExpiresAt, expiresAt)))
  return rows.length > 0
}

/**
 * Notes the hour for which indexes and retention are done, unless the configuration was changed meanwhile.
 * @param before what the lease left
 */
export async function noteRefreshed(
  db: KeyserverDatabase,
  id: number,
  before: number,
  refreshedAt: number,
): Promise<void> {
  await db.orm
    .update(layoutExports)
    .set({ refreshedAt })
    .where(and(eq(layoutExports.id, id), eq(layoutExports.refreshedAt, before)))
}
