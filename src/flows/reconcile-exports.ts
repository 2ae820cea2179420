/**
 * Rebuilds the record of batches and files from the archives that exist, for a database that was set back: what is out stays
 * out as it is and is never signed again, and the windows between are opened. Page by page, one archive in memory at a time;
 * the indexes are written at the end, once all is on record.
 */

import { archiveName, indexName } from '../core/export/object-names.ts'
import { fail, type Result, succeed } from '../core/result.ts'
import type { UnixSeconds } from '../core/time.ts'
import { auditedBatch } from '../db/audit/queries.ts'
import type { KeyserverDatabase } from '../db/keyserver/database.ts'
import { asRead } from '../db/keyserver/queries/as-read.ts'
import type { ExportConfig } from '../db/keyserver/queries/exports.ts'
import {
  type ExportRoot,
  type FoundFile,
  readAllConfigs,
  readExportRoots,
  readFileStatuses,
  readPublishedBetween,
  readWindowState,
  requireNoneOnRecord,
  restoreStatements,
} from '../db/keyserver/queries/reconciliation.ts'
import { readSigners } from '../db/keyserver/queries/signing-keys.ts'
import type { ArchiveStore } from './archive-store.ts'
import { JobFailure } from './job-failure.ts'
import { openGaps } from './open-gaps.ts'
import { publicKeyNames, publishIndexes } from './publish-index.ts'
import { type IdentifiedFile, identifyArchive, type UnknownObjectReason } from './stored-archive.ts'

/** Archives that are read a call: the platform bounds the calls to other services that one request may make. */
const ARCHIVES_A_PAGE = 100
/** And so does it the time of its processor: half a million keys, 9 MB, take up to four seconds. */
const BYTES_A_PAGE = 8 * 1024 * 1024

export interface ReconcileDeps {
  readonly db: KeyserverDatabase
  readonly archives: ArchiveStore
}

export interface ReconcileSettings {
  /** Age at which a file leaves the index. */
  readonly fileLifetimeSeconds: number
  /** Keys a file, where the config does not say. */
  readonly maxRecords: number
  readonly truncateWindowSeconds: number
}

/** Where a page begins. */
export interface ReconcileCursor extends ExportRoot {
  /** Of the store's listing; null for its beginning. */
  readonly list: string | null
  /** Last name that was looked at; '' for none. */
  readonly after: string
}

export interface ReconcileReport {
  /** Batches that are complete again, or will be where it is a dry run. Unix seconds. */
  readonly batches: readonly WindowName[]
  /** Names of files that are on record again. */
  readonly files: readonly string[]
  /** Windows that have some files and lack another: they stay as they are. */
  readonly incomplete: readonly WindowName[]
  /** Objects that are none of our archives. */
  readonly unknown: readonly { readonly name: string; readonly because: UnknownObjectReason }[]
  /** Published files that have no object. */
  readonly missing: readonly string[]
  /** Windows between others that had no batch and have one now. Only with the last page. */
  readonly opened: readonly WindowName[]
  /** Such windows whose slots are not padded yet, or whose export has no signer: to be asked for again later. */
  readonly waiting: number
  /** For the next page; null where this was the last. */
  readonly next: ReconcileCursor | null
}

export interface WindowName {
  readonly filenameRoot: string
  readonly start: number
  readonly end: number
}

interface Page {
  readonly found: IdentifiedFile[]
  readonly unknown: { name: string; because: UnknownObjectReason }[]
  readonly missing: readonly string[]
  readonly next: ReconcileCursor | null
}

/** @throws JobFailure 'indexes_failed' where all is on record and an index could not be written: the next job writes it */
export async function reconcileExports(
  deps: ReconcileDeps,
  request: { readonly dryRun: boolean; readonly cursor: ReconcileCursor | undefined },
  settings: ReconcileSettings,
  now: UnixSeconds,
): Promise<Result<ReconcileReport, 'no_such_cursor'>> {
  const { dryRun, cursor } = request
  const roots = await readExportRoots(deps.db)
  const root =
    cursor === undefined ? roots[0] : roots.find((candidate) => isSameRoot(candidate, cursor))
  if (root === undefined && cursor !== undefined) return fail('no_such_cursor')
  const configs = await readAllConfigs(deps.db)
  const config = configs.find((candidate) => candidate.id === root?.configId)
  if (root === undefined || config === undefined) return succeed({ ...NOTHING, ...EMPTY_END })

  const report = await asRead(async () => {
    const page = await readPage(deps, roots, root, cursor)
    const { found, superseded } = newestIssues(page.found)
    const files = await withoutRunning(deps.db, root, found, page.unknown)
    if (!dryRun && files.length > 0) await restore(deps.db, config, root, files, settings, now)
    return {
      batches: windowsOf(root, files),
      files: files.map((file) => file.filename),
      incomplete: await findIncomplete(deps.archives, root, files),
      unknown: [...page.unknown, ...superseded],
      missing: page.missing,
      next: page.next,
    }
  })
  if (report.next !== null) return succeed({ ...report, opened: [], waiting: 0 })
  const gaps = await openGaps(deps.db, configs, settings, dryRun, now)
  if (!dryRun) await writeIndexes(deps, settings, now)
  return succeed({ ...report, ...gaps })
}

const NOTHING = { batches: [], files: [], incomplete: [], unknown: [], missing: [] }
const EMPTY_END = { opened: [], waiting: 0, next: null }

const isSameRoot = (a: ExportRoot, b: ExportRoot): boolean =>
  a.configId === b.configId && a.filenameRoot === b.filenameRoot

/** A page of the store's listing, or as much of it as one call may read. */
async function readPage(
  deps: ReconcileDeps,
  roots: readonly ExportRoot[],
  root: ExportRoot,
  cursor: ReconcileCursor | undefined,
): Promise<Page> {
  const { filenameRoot } = root
  const { list = null, after = '' } = cursor ?? {}
  const listing = await deps.archives.list(`${filenameRoot}/`, list ?? undefined)
  const names = listing.names.filter((name) => name > after)
  const statuses = await readFileStatuses(deps.db, names)
  const signers = await readSigners(deps.db)
  const found: IdentifiedFile[] = []
  const unknown: Page['unknown'] = []
  let through = after
  let reads = 0
  let bytesRead = 0
  for (const name of names) {
    const status = statuses.get(name)
    const isFull = reads === ARCHIVES_A_PAGE || bytesRead > BYTES_A_PAGE
    if (status === undefined && isFull) break
    through = name
    if (status === 'withdrawn') unknown.push({ name, because: 'withdrawn_name' })
    if (status !== undefined || isOfAnother(roots, root, name)) continue
    reads++
    const identified = await identifyArchive(deps.archives, signers, filenameRoot, name)
    if (identified.ok) {
      found.push(identified.value)
      bytesRead += identified.value.byteLength
    } else unknown.push({ name, because: identified.failure })
  }
  const isListed = through === (names.at(-1) ?? after)
  const isEnd = isListed && listing.cursor === undefined
  const next = isEnd
    ? nextRoot(roots, root)
    : { ...root, list: isListed ? (listing.cursor ?? null) : list, after: through }
  const due = await readPublishedBetween(deps.db, root, after, isEnd ? undefined : through)
  const present = new Set(names)
  const missing: string[] = []
  for (const name of due) {
    // Asked for again: it may have been stored since it was listed.
    if (!present.has(name) && (await deps.archives.head(name)) === undefined) missing.push(name)
  }
  return { found, unknown, missing, next }
}

/** What lies beside the archives, or under a longer root. */
function isOfAnother(roots: readonly ExportRoot[], root: ExportRoot, name: string): boolean {
  const { pem, jwks } = publicKeyNames(root.filenameRoot)
  if ([indexName(root.filenameRoot), pem, jwks].includes(name)) return true
  return roots.some(
    ({ filenameRoot }) =>
      filenameRoot.length > root.filenameRoot.length && name.startsWith(`${filenameRoot}/`),
  )
}

function nextRoot(roots: readonly ExportRoot[], root: ExportRoot): ReconcileCursor | null {
  const next = roots[roots.indexOf(root) + 1]
  return next === undefined ? null : { ...next, list: null, after: '' }
}

/** Of each window the files of its newest issue. */
function newestIssues(files: readonly IdentifiedFile[]) {
  const newest = new Map<string, number>()
  for (const file of files) {
    newest.set(windowKey(file), Math.max(newest.get(windowKey(file)) ?? 0, file.reissue))
  }
  const isNewest = (file: FoundFile) => newest.get(windowKey(file)) === file.reissue
  return {
    found: files.filter(isNewest),
    superseded: files
      .filter((file) => !isNewest(file))
      .map((file) => ({ name: file.filename, because: 'superseded' as const })),
  }
}

const windowKey = (file: FoundFile): string => `${file.startAt}-${file.endAt}`

/** Leaves out what a job is at, which will record it by itself, and what is older than its batch. */
async function withoutRunning(
  db: KeyserverDatabase,
  root: ExportRoot,
  found: readonly IdentifiedFile[],
  unknown: Page['unknown'],
): Promise<readonly IdentifiedFile[]> {
  const files: IdentifiedFile[] = []
  for (const file of found) {
    const state = await readWindowState(db, root.configId, file.startAt, file.endAt)
    const { reissue, isComplete } = state ?? { reissue: 0, isComplete: true }
    if (reissue > file.reissue) unknown.push({ name: file.filename, because: 'superseded' })
    else if (isComplete || file.reissue > reissue) files.push(file)
  }
  return files
}

async function restore(
  db: KeyserverDatabase,
  config: ExportConfig,
  root: ExportRoot,
  files: readonly IdentifiedFile[],
  settings: ReconcileSettings,
  now: UnixSeconds,
): Promise<void> {
  const entry = {
    actor: 'operator',
    action: 'export_files.restore',
    subject: root.filenameRoot,
    detail: { files: files.map((file) => file.filename) },
  }
  const maxRecords = config.maxRecordsOverride ?? settings.maxRecords
  await auditedBatch(
    db,
    now,
    [entry],
    [
      requireNoneOnRecord(db, entry.detail.files),
      ...restoreStatements(db, root, files, maxRecords),
    ],
  )
}

function windowsOf(root: ExportRoot, files: readonly IdentifiedFile[]): readonly WindowName[] {
  const windows = new Map(files.map((file) => [windowKey(file), file]))
  return [...windows.values()].map(({ startAt, endAt }) => ({
    filenameRoot: root.filenameRoot,
    start: startAt,
    end: endAt,
  }))
}

/** The neighbour that a file of several tells of must exist. */
async function findIncomplete(
  archives: ArchiveStore,
  root: ExportRoot,
  files: readonly IdentifiedFile[],
): Promise<readonly WindowName[]> {
  const incomplete: IdentifiedFile[] = []
  for (const file of files) {
    const { startAt, endAt, reissue, fileNumber, isSplit } = file
    if (!isSplit) continue
    const neighbour = fileNumber === 1 ? 2 : fileNumber - 1
    const name = archiveName(root.filenameRoot, startAt + reissue, endAt + reissue, neighbour)
    if ((await archives.head(name)) === undefined) incomplete.push(file)
  }
  return windowsOf(root, incomplete)
}

async function writeIndexes(
  deps: ReconcileDeps,
  settings: ReconcileSettings,
  now: UnixSeconds,
): Promise<void> {
  const { failures } = await publishIndexes(deps, settings.fileLifetimeSeconds, now)
  if (failures.length > 0) {
    throw new JobFailure('indexes_failed', `${failures.length} failed`, {
      cause: new AggregateError(failures),
    })
  }
}
