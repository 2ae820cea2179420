/** The one way to write an export config: checked as a whole, refused with everything that is wrong with it. */

import {
  checkExportConfig,
  type ExportConfigDraft,
  type ExportConfigFailure,
} from '../core/export/config.ts'
import { fail, type Result, succeed } from '../core/result.ts'
import type { KeyserverDatabase } from '../db/keyserver/database.ts'
import type { ExportConfigValues } from '../db/keyserver/queries/configuration-statements.ts'
import {
  insertExportConfig,
  isFilenameRootTaken,
  readKnownSignerIds,
  updateExportConfig,
} from '../db/keyserver/queries/export-configs.ts'

export type SaveExportConfigFailure =
  | ExportConfigFailure
  | { readonly reason: 'unknown_signer'; readonly id: number }
  | { readonly reason: 'filename_root_taken' }
  | { readonly reason: 'no_such_config'; readonly id: number }

/**
 * @param id of the config to change; undefined for a new one
 * @returns the config's id
 */
export async function saveExportConfig(
  db: KeyserverDatabase,
  draft: ExportConfigDraft,
  id?: number,
): Promise<Result<number, readonly SaveExportConfigFailure[]>> {
  const checked = checkExportConfig(draft)
  if (!checked.ok) return checked
  const { signatureInfoIds } = checked.value
  const known = await readKnownSignerIds(db, signatureInfoIds)
  const unknown = signatureInfoIds.filter((signer) => !known.includes(signer))
  if (unknown.length > 0) {
    return fail(unknown.map((signer) => ({ reason: 'unknown_signer', id: signer })))
  }
  const values = valuesOf(checked.value)
  if (await isFilenameRootTaken(db, values.filenameRoot, id)) {
    return fail([{ reason: 'filename_root_taken' }])
  }
  if (id !== undefined) {
    const isThere = await updateExportConfig(db, id, values)
    return isThere ? succeed(id) : fail([{ reason: 'no_such_config', id }])
  }
  const inserted = await insertExportConfig(db, values)
  return inserted === undefined ? fail([{ reason: 'filename_root_taken' }]) : succeed(inserted)
}

const valuesOf = (config: ExportConfigDraft): ExportConfigValues => ({
  ...config,
  inputRegions: [...config.inputRegions],
  excludeRegions: [...config.excludeRegions],
  signatureInfoIds: [...config.signatureInfoIds],
  activeThru: config.activeThru ?? null,
  maxRecordsOverride: config.maxRecordsOverride ?? null,
})
