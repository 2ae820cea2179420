/**
 * Takes published files back, and has their windows written again under new names. The record changes in one step, together
 * with its entry in the audit log; then the index is written without the files, and only then their objects go. A run that
 * dies in between is finished by the next one, or by `delete-expired`.
 */

import { fail, type Result, succeed } from '../core/result.ts'
import type { UnixSeconds } from '../core/time.ts'
import { auditedBatch } from '../db/audit/queries.ts'
import type { KeyserverDatabase } from '../db/keyserver/database.ts'
import { asRead } from '../db/keyserver/queries/as-read.ts'
import { readExportConfig } from '../db/keyserver/queries/export-configs.ts'
import type { ExportConfig } from '../db/keyserver/queries/exports.ts'
import { readSigners } from '../db/keyserver/queries/signing-keys.ts'
import {
  isFileOnRecord,
  noteWithdrawn,
  readPublishedFiles,
  readRemovableFiles,
  readWithdrawableBatches,
  reissueStatement,
  requireAsPlanned,
  type WithdrawableBatch,
  type WithdrawableFile,
  type WithdrawSelection,
  withdrawStatements,
} from '../db/keyserver/queries/withdrawals.ts'
import type { ArchiveStore } from './archive-store.ts'
import { JobFailure } from './job-failure.ts'
import { publishIndexes } from './publish-index.ts'
import { usableSignerIds } from './signers.ts'

/** Batches a call: what is more is another call's. */
const BATCHES_A_PAGE = 500
const FILES_A_PAGE = 500

export interface WithdrawDeps {
  readonly db: KeyserverDatabase
  readonly archives: ArchiveStore
}

export interface WithdrawRequest {
  readonly filenameRoot: string
  readonly selection:
    | Exclude<WithdrawSelection, { kind: 'signers' }>
    | { readonly kind: 'signer'; readonly keyId: string; readonly keyVersion: string }
  /** Whether the windows are written again. With it a file stands for all files of its window. */
  readonly reissue: boolean
  /**
   * Windows that were issued again so often, or more, are left alone, so that a call that is sent twice does nothing twice;
   * undefined: none.
   */
  readonly belowIssue: number | undefined
  /** For the audit log. */
  readonly reason: string
  readonly dryRun: boolean
  /** As the answer to the page before says; 0 for the first. */
  readonly after: number
}

export interface WithdrawReport {
  /** Withdrawn, or to be withdrawn where it is a dry run. */
  readonly files: readonly WithdrawableFile[]
  /** Windows to be written again, or for the first time but by other signers. Unix seconds. */
  readonly windows: readonly {
    readonly start: number
    readonly end: number
    readonly issue: number
  }[]
  /** Objects that are gone. */
  readonly removed: number
  /** For the next page; null where this was the last. */
  readonly next: number | null
}

export type WithdrawFailure =
  | { readonly reason: 'no_such_export' }
  | { readonly reason: 'no_such_signer' }
  | { readonly reason: 'no_such_file' }
  /** None that is in force and is not the one whose files are withdrawn. */
  | { readonly reason: 'no_usable_signer' }
  /** Names of a window are shifted by a second each time, and must not reach those of the next window. */
  | { readonly reason: 'no_name_left'; readonly start: number; readonly end: number }

interface Plan {
  readonly files: readonly WithdrawableFile[]
  readonly batches: readonly WithdrawableBatch[]
  readonly signatureInfoIds: readonly number[]
  readonly next: number | null
}

/** @throws JobFailure 'indexes_failed' where the index still names the files: the same call again goes on from there */
export async function withdrawFiles(
  deps: WithdrawDeps,
  request: WithdrawRequest,
  fileLifetimeSeconds: number,
  now: UnixSeconds,
): Promise<Result<WithdrawReport, WithdrawFailure>> {
  const config = await readExportConfig(deps.db, request.filenameRoot)
  if (config === undefined) return fail({ reason: 'no_such_export' })
  const planned = await asRead(() => planAndRecord(deps.db, config, request, now))
  if (!planned.ok) return planned
  const { files, batches, next } = planned.value
  const windows = batches.map(({ startAt, endAt, reissue }) => ({
    start: startAt,
    end: endAt,
    issue: reissue + 1,
  }))
  const removed = request.dryRun ? 0 : await finishWithdrawals(deps, fileLifetimeSeconds, now)
  return succeed({ files, windows, removed, next })
}

async function planAndRecord(
  db: KeyserverDatabase,
  config: ExportConfig,
  request: WithdrawRequest,
  now: UnixSeconds,
): Promise<Result<Plan, WithdrawFailure>> {
  const planned = await plan(db, config, request, now)
  if (!planned.ok || request.dryRun) return planned
  const { files, batches } = planned.value
  if (files.length > 0 || batches.length > 0) await record(db, config, request, planned.value, now)
  return planned
}

async function plan(
  db: KeyserverDatabase,
  config: ExportConfig,
  request: WithdrawRequest,
  now: UnixSeconds,
): Promise<Result<Plan, WithdrawFailure>> {
  const selected = await resolve(db, config.id, request.selection)
  if (!selected.ok) return selected
  const selection = selected.value
  const page = await readWithdrawableBatches(
    db,
    config.id,
    selection,
    request.reissue,
    request.belowIssue ?? Number.MAX_SAFE_INTEGER,
    request.after,
    BATCHES_A_PAGE,
  )
  const next = page.length === BATCHES_A_PAGE ? (page.at(-1)?.id ?? null) : null
  const published = await readPublishedFiles(
    db,
    config.id,
    page.map((batch) => batch.id),
  )
  const isWhole = request.reissue || selection.kind !== 'file'
  const files = isWhole
    ? published
    : published.filter((file) => file.filename === selection.filename)
  const batches = request.reissue ? page : page.filter((batch) => !batch.isComplete)
  if (batches.length === 0) return succeed({ files, batches, signatureInfoIds: [], next })

  const exhausted = batches.find(({ startAt, endAt, reissue }) => reissue + 1 >= endAt - startAt)
  if (exhausted !== undefined) {
    return fail({ reason: 'no_name_left', start: exhausted.startAt, end: exhausted.endAt })
  }
  const left = config.signatureInfoIds.filter(
    (id) => selection.kind !== 'signers' || !selection.signatureInfoIds.includes(id),
  )
  const signatureInfoIds = await usableSignerIds(db, left, now)
  return signatureInfoIds.length === 0
    ? fail({ reason: 'no_usable_signer' })
    : succeed({ files, batches, signatureInfoIds, next })
}

async function resolve(
  db: KeyserverDatabase,
  configId: number,
  selection: WithdrawRequest['selection'],
): Promise<Result<WithdrawSelection, WithdrawFailure>> {
  switch (selection.kind) {
    case 'window':
      return succeed(selection)
    case 'file':
      return (await isFileOnRecord(db, configId, selection.filename))
        ? succeed(selection)
        : fail({ reason: 'no_such_file' })
    case 'signer': {
      const signatureInfoIds = (await readSigners(db))
        .filter(
          ({ keyId, keyVersion }) =>
            keyId === selection.keyId && keyVersion === selection.keyVersion,
        )
        .map((signer) => signer.id)
      return signatureInfoIds.length === 0
        ? fail({ reason: 'no_such_signer' })
        : succeed({ kind: 'signers', signatureInfoIds })
    }
  }
}

async function record(
  db: KeyserverDatabase,
  config: ExportConfig,
  { selection, reissue, reason }: WithdrawRequest,
  { files, batches, signatureInfoIds }: Plan,
  now: UnixSeconds,
): Promise<void> {
  const entry = {
    actor: 'operator',
    action: reissue ? 'export_files.reissue' : 'export_files.withdraw',
    subject: config.filenameRoot,
    detail: {
      reason,
      selection,
      files: files.map((file) => file.filename),
      windows: batches.map(({ startAt, endAt, reissue: issue }) => [startAt, endAt, issue + 1]),
      ...(batches.length > 0 && { signatureInfoIds }),
    },
  }
  const filenames = files.map((file) => file.filename)
  await auditedBatch(
    db,
    now,
    [entry],
    [
      requireAsPlanned(db, filenames, batches),
      ...withdrawStatements(db, config.id, filenames),
      ...(batches.length > 0 ? [reissueStatement(db, batches, signatureInfoIds)] : []),
    ],
  )
}

/**
 * Writes indexes that are behind, then removes the objects that none of them names.
 * @returns how many
 */
async function finishWithdrawals(
  deps: WithdrawDeps,
  fileLifetimeSeconds: number,
  now: UnixSeconds,
): Promise<number> {
  const { failures } = await publishIndexes(deps, fileLifetimeSeconds, now)
  const removed = await removeWithdrawn(deps)
  if (failures.length > 0) {
    throw new JobFailure('indexes_failed', `${failures.length} failed`, {
      cause: new AggregateError(failures),
    })
  }
  return removed
}

/** Removes objects of withdrawn files that no index names any more. @returns how many */
export async function removeWithdrawn(deps: WithdrawDeps): Promise<number> {
  let removed = 0
  for (;;) {
    const filenames = await readRemovableFiles(deps.db, FILES_A_PAGE)
    for (const filename of filenames) {
      await deps.archives.remove(filename)
      await noteWithdrawn(deps.db, filename)
    }
    removed += filenames.length
    if (filenames.length < FILES_A_PAGE) return removed
  }
}
