/** The one way to write a mirror, or to take one away: recorded in the audit log in the same batch. */

import { indexName } from '../core/export/object-names.ts'
import type { ForeignRules } from '../core/foreign/import-config.ts'
import {
  checkMirror,
  type MirrorConfigFailure,
  type MirrorDraft,
} from '../core/foreign/mirror-config.ts'
import { fail, type Result, succeed } from '../core/result.ts'
import type { UnixSeconds } from '../core/time.ts'
import type { KeyserverDatabase } from '../db/keyserver/database.ts'
import { auditedBatch } from '../db/keyserver/queries/audit.ts'
import { isFilenameRootTaken } from '../db/keyserver/queries/export-configs.ts'
import {
  deleteMirrorStatements,
  LEFT,
  markLeftMirrorFiles,
  placeMirrorFiles,
  readMirror,
  readMirrorByIndex,
  readMirrorFiles,
  writeMirrorStatements,
} from '../db/keyserver/queries/mirrors.ts'
import type { ArchiveStore } from './archive-store.ts'
import type { AuditedChange } from './audited-change.ts'

export type SaveMirrorFailure =
  | MirrorConfigFailure
  | { readonly reason: 'index_url_taken' }
  | { readonly reason: 'filename_root_taken' }
  /** Its objects lie under the root that it has: make another mirror, then take this one away. */
  | { readonly reason: 'filename_root_is_fixed' }
  | { readonly reason: 'no_such_mirror'; readonly id: number }

/**
 * The change without making it.
 * @param id of the mirror to change; undefined for a new one
 */
export async function prepareMirror(
  db: KeyserverDatabase,
  draft: MirrorDraft,
  rules: ForeignRules,
  actor: string,
  id?: number,
): Promise<Result<AuditedChange, readonly SaveMirrorFailure[]>> {
  const checked = checkMirror(draft, rules)
  if (!checked.ok) return checked
  const before = id === undefined ? undefined : await readMirror(db, id)
  if (id !== undefined && before === undefined) return fail([{ reason: 'no_such_mirror', id }])
  if (before !== undefined && before.filenameRoot !== draft.filenameRoot) {
    return fail([{ reason: 'filename_root_is_fixed' }])
  }
  const holder = await readMirrorByIndex(db, draft.indexUrl)
  if (holder !== undefined && holder.id !== id) return fail([{ reason: 'index_url_taken' }])
  if (await isFilenameRootTaken(db, draft.filenameRoot, undefined, id)) {
    return fail([{ reason: 'filename_root_taken' }])
  }
  return succeed({
    statements: writeMirrorStatements(db, checked.value, id),
    entry: {
      actor,
      action: id === undefined ? 'mirror.create' : 'mirror.update',
      subject: draft.filenameRoot,
      detail: { ...checked.value },
    },
  })
}

/**
 * @param id of the mirror to change; undefined for a new one
 * @returns the mirror's id
 */
export async function saveMirror(
  db: KeyserverDatabase,
  draft: MirrorDraft,
  rules: ForeignRules,
  now: UnixSeconds,
  actor: string,
  id?: number,
): Promise<Result<number, readonly SaveMirrorFailure[]>> {
  const change = await prepareMirror(db, draft, rules, actor, id)
  if (!change.ok) return change
  await auditedBatch(db, now, [change.value.entry], change.value.statements)
  const saved = await readMirrorByIndex(db, draft.indexUrl)
  if (saved === undefined) throw new Error('the mirror was deleted as soon as it was written')
  return succeed(saved.id)
}

/**
 * Takes a mirror away with all that it published. Where it stops half way, it can be called again.
 * NOTE: a run of the mirror at the same time may put objects back, so the job should not be running.
 */
export async function removeMirror(
  deps: { readonly db: KeyserverDatabase; readonly archives: ArchiveStore },
  id: number,
  now: UnixSeconds,
  actor: string,
): Promise<Result<undefined, SaveMirrorFailure>> {
  const mirror = await readMirror(deps.db, id)
  if (mirror === undefined) return fail({ reason: 'no_such_mirror', id })
  const { filenameRoot } = mirror
  // As if all had left their index: then nothing names an object that is about to go.
  const known = await readMirrorFiles(deps.db, id)
  await placeMirrorFiles(
    deps.db,
    id,
    known.map(({ filename }) => [filename, LEFT]),
  )
  const files = await markLeftMirrorFiles(deps.db, id)
  await deps.archives.remove(indexName(filenameRoot))
  for (const { localFilename } of files) {
    await deps.archives.remove(`${filenameRoot}/${localFilename}`)
  }
  const entry = { actor, action: 'mirror.delete', subject: filenameRoot, detail: {} }
  await auditedBatch(deps.db, now, [entry], deleteMirrorStatements(deps.db, id))
  return succeed(undefined)
}
