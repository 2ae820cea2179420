/** Writes export configs. Reading them is in `exports.ts`. */

import { eq, inArray, sql } from 'drizzle-orm'
import type { KeyserverDatabase } from '../database.ts'
import { exportConfigs } from '../schema/exports.ts'
import { signatureInfos } from '../schema/signing-keys.ts'

export type ExportConfigValues = Omit<
  typeof exportConfigs.$inferInsert,
  'id' | 'filesGeneration' | 'indexGeneration'
>

/** @returns undefined where no config has that root */
export async function readExportConfig(
  db: KeyserverDatabase,
  filenameRoot: string,
): Promise<typeof exportConfigs.$inferSelect | undefined> {
  const [row] = await db.orm
    .select()
    .from(exportConfigs)
    .where(eq(exportConfigs.filenameRoot, filenameRoot))
  return row
}

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

/**
 * Batches that were opened before keep what they were opened with. The index and the public keys are written anew.
 * @returns false where there is no such config
 */
export async function updateExportConfig(
  db: KeyserverDatabase,
  id: number,
  values: ExportConfigValues,
): Promise<boolean> {
  const { meta } = await db.orm
    .update(exportConfigs)
    .set({ ...values, filesGeneration: sql`${exportConfigs.filesGeneration} + 1` })
    .where(eq(exportConfigs.id, id))
  return meta.changes === 1
}

/**
 * Whether another config has a filename root, in whatever case, or has published or will publish files under it: names are
 * for ever, so that two exports must not come to the same ones.
 * @param id of the config that wants it; undefined for a new one
 */
export async function isFilenameRootTaken(
  db: KeyserverDatabase,
  filenameRoot: string,
  id: number | undefined,
): Promise<boolean> {
  const row = await db.d1
    .prepare(
      `SELECT EXISTS (SELECT 1 FROM export_configs WHERE lower(filename_root) = lower(?1) AND id IS NOT ?2)
        OR EXISTS (SELECT 1 FROM export_batches WHERE lower(filename_root) = lower(?1) AND config_id IS NOT ?2
          AND status <> 'complete')
        OR EXISTS (SELECT 1 FROM export_files
          WHERE lower(substr(filename, 1, length(?1) + 1)) = lower(?1) || '/' AND config_id IS NOT ?2) AS taken`,
    )
    .bind(filenameRoot, id ?? null)
    .first<{ taken: number }>()
  return row?.taken === 1
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
