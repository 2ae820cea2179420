/** Writes export configs. Reading them is in `exports.ts`. */

import { and, eq, inArray, sql } from 'drizzle-orm'
import type { KeyserverDatabase } from '../database.ts'
import { exportConfigs } from '../schema/exports.ts'
import { signatureInfos } from '../schema/signing-keys.ts'

export type ExportConfigValues = Omit<
  typeof exportConfigs.$inferInsert,
  'id' | 'filesGeneration' | 'indexGeneration'
>

/** @returns its id; undefined where the filename root is taken, in whatever case: nothing was written */
export async function insertExportConfig(
  db: KeyserverDatabase,
  values: ExportConfigValues,
): Promise<number | undefined> {
  const [row] = await db.orm
    .insert(exportConfigs)
    // A generation ahead: the next run publishes the keys of its signers, with an index of no files.
    .values({ ...values, filesGeneration: 1 })
    .onConflictDoNothing()
    .returning({ id: exportConfigs.id })
  return row?.id
}

export type UpdateOutcome = 'updated' | 'missing' | 'filename_root_taken'

/** Batches that were opened before keep what they were opened with. The index and the public keys are written anew. */
export async function updateExportConfig(
  db: KeyserverDatabase,
  id: number,
  values: ExportConfigValues,
): Promise<UpdateOutcome> {
  const isTaken = sql`EXISTS (SELECT 1 FROM export_configs AS other
    WHERE lower(other.filename_root) = lower(${values.filenameRoot}) AND other.id <> ${id})`
  const { meta } = await db.orm
    .update(exportConfigs)
    .set({ ...values, filesGeneration: sql`${exportConfigs.filesGeneration} + 1` })
    .where(and(eq(exportConfigs.id, id), sql`NOT ${isTaken}`))
  if (meta.changes === 1) return 'updated'
  const [row] = await db.orm
    .select({ id: exportConfigs.id })
    .from(exportConfigs)
    .where(eq(exportConfigs.id, id))
  return row === undefined ? 'missing' : 'filename_root_taken'
}

/** Those of the given signers that exist. */
export async function readKnownSignerIds(
  db: KeyserverDatabase,
  ids: readonly number[],
): Promise<readonly number[]> {
  const rows = await db.orm
    .select({ id: signatureInfos.id })
    .from(signatureInfos)
    .where(inArray(signatureInfos.id, [...ids]))
  return rows.map((row) => row.id)
}
