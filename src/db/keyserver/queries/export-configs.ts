/** Writes export configs. Reading them is in `exports.ts`. */

import { eq, inArray } from 'drizzle-orm'
import type { KeyserverDatabase } from '../database.ts'
import { exportConfigs } from '../schema/exports.ts'
import { signatureInfos } from '../schema/signing-keys.ts'
import {
  type ExportConfigValues,
  exportConfigInsert,
  exportConfigUpdate,
} from './configuration-statements.ts'

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
  const [row] = await exportConfigInsert(db, values)
    .onConflictDoNothing()
    .returning({ id: exportConfigs.id })
  return row?.id
}

/** @returns false where there is no such config */
export async function updateExportConfig(
  db: KeyserverDatabase,
  id: number,
  values: ExportConfigValues,
): Promise<boolean> {
  const { meta } = await exportConfigUpdate(db, id, values)
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
          WHERE lower(substr(filename, 1, length(?1) + 1)) = lower(?1) || '/' AND config_id IS NOT ?2)
        OR EXISTS (SELECT 1 FROM mirrors WHERE lower(filename_root) = lower(?1)) AS taken`,
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
