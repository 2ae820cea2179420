/** The one way to write an import: checked as a whole, recorded in the audit log in the same batch. */

import {
  checkImport,
  type ForeignRules,
  type ImportDraft,
  type ImportFailure,
} from '../core/foreign/import-config.ts'
import { fail, type Result, succeed } from '../core/result.ts'
import type { UnixSeconds } from '../core/time.ts'
import type { KeyserverDatabase } from '../db/keyserver/database.ts'
import { auditedBatch } from '../db/keyserver/queries/audit.ts'
import {
  deleteImportStatements,
  readImport,
  readImportByIndex,
  writeImportStatements,
} from '../db/keyserver/queries/imports.ts'
import type { AuditedChange } from './audited-change.ts'

export type SaveImportFailure =
  | ImportFailure
  | { readonly reason: 'index_url_taken' }
  | { readonly reason: 'no_such_import'; readonly id: number }

/**
 * The change without making it.
 * @param id of the import to change; undefined for a new one
 */
export async function prepareImport(
  db: KeyserverDatabase,
  draft: ImportDraft,
  rules: ForeignRules,
  actor: string,
  id?: number,
): Promise<Result<AuditedChange, readonly SaveImportFailure[]>> {
  const checked = await checkImport(draft, rules)
  if (!checked.ok) return checked
  const before = id === undefined ? undefined : await readImport(db, id)
  if (id !== undefined && before === undefined) return fail([{ reason: 'no_such_import', id }])
  const holder = await readImportByIndex(db, draft.indexUrl)
  if (holder !== undefined && holder.id !== id) return fail([{ reason: 'index_url_taken' }])
  const { keys, ...config } = checked.value
  return succeed({
    statements: writeImportStatements(db, checked.value, id),
    entry: {
      actor,
      action: id === undefined ? 'import.create' : 'import.update',
      subject: config.indexUrl,
      detail: {
        ...config,
        keys: keys.map(({ publicKeyPem: _, ...key }) => key),
        ...(before !== undefined &&
          before.indexUrl !== config.indexUrl && { was: before.indexUrl }),
      },
    },
  })
}

/** The removal without making it. Keys that were taken in stay until their age. */
export async function prepareImportRemoval(
  db: KeyserverDatabase,
  id: number,
  actor: string,
): Promise<Result<AuditedChange, readonly SaveImportFailure[]>> {
  const before = await readImport(db, id)
  if (before === undefined) return fail([{ reason: 'no_such_import', id }])
  return succeed({
    statements: deleteImportStatements(db, id),
    entry: { actor, action: 'import.delete', subject: before.indexUrl, detail: {} },
  })
}

/**
 * @param id of the import to change; undefined for a new one
 * @returns the import's id
 */
export async function saveImport(
  db: KeyserverDatabase,
  draft: ImportDraft,
  rules: ForeignRules,
  now: UnixSeconds,
  actor: string,
  id?: number,
): Promise<Result<number, readonly SaveImportFailure[]>> {
  const change = await prepareImport(db, draft, rules, actor, id)
  if (!change.ok) return change
  await auditedBatch(db, now, [change.value.entry], change.value.statements)
  const saved = await readImportByIndex(db, draft.indexUrl)
  if (saved === undefined) throw new Error('the import was deleted as soon as it was written')
  return succeed(saved.id)
}
