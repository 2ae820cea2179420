/** Statements that change exports in other layouts, for a batch with others. */

import { eq } from 'drizzle-orm'
import type { KeyserverDatabase } from '../database.ts'
import { layoutExports } from '../schema/layouts.ts'
import { statement } from './configuration-statements.ts'

type LayoutExportValues = Omit<typeof layoutExports.$inferInsert, 'leaseExpiresAt' | 'refreshedAt'>

/** Its indexes are looked at by the next run. */
export const saveLayoutExport = (db: KeyserverDatabase, row: LayoutExportValues & { id: number }) =>
  statement(
    db,
    db.orm
      .insert(layoutExports)
      .values(row)
      .onConflictDoUpdate({ target: layoutExports.id, set: { ...row, refreshedAt: 0 } }),
  )

export const updateLayoutExport = (
  db: KeyserverDatabase,
  id: number,
  values: Partial<LayoutExportValues>,
) => statement(db, db.orm.update(layoutExports).set(values).where(eq(layoutExports.id, id)))

export const deleteLayoutExport = (db: KeyserverDatabase, id: number) =>
  statement(db, db.orm.delete(layoutExports).where(eq(layoutExports.id, id)))
