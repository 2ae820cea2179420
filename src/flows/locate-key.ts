/**
 * Where one key is: stored or not, and how far its release has come in each export. A read of key material by an operator, so
 * it is audited, and the record says nothing of the key: whatever could be computed from it could be computed from every
 * published key as well, and would tell whose key was asked for as soon as it is out.
 */

import { toHex } from '../core/bytes.ts'
import type { KeyList } from '../core/export/export-bin.ts'
import { findKeyInArchive } from '../core/export/find-key.ts'
import {
  type HoldingFile,
  pendingState,
  type ReleaseSettings,
  type ReleaseState,
} from '../core/export/release-state.ts'
import { selectionOf, whyNotSelected } from '../core/export/selection.ts'
import { asUnixSeconds, type UnixSeconds } from '../core/time.ts'
import type { KeyserverDatabase } from '../db/keyserver/database.ts'
import type { Provenance } from '../db/keyserver/queries/diagnosis-keys.ts'
import type { ExportBatch, ExportFile } from '../db/keyserver/queries/exports.ts'
import {
  type CoveredConfig,
  readBatchesAt,
  readCoveredConfigs,
  readFilesOf,
  readKeyRecord,
  type StoredKeyRecord,
} from '../db/keyserver/queries/locate.ts'
import { type PaddingPolicy, readPaddingPolicies } from '../db/keyserver/queries/padding.ts'
import type { ArchiveStore } from './archive-store.ts'
import { readArchiveBytes } from './read-archive-bytes.ts'
import { usableSignerIds } from './signers.ts'

export interface LocateKeyDeps {
  readonly db: KeyserverDatabase
  readonly archives: ArchiveStore
}

export interface LocatedRelease {
  /** keys: as first published; revised_keys: as revised. */
  readonly list: KeyList
  /** When it may leave. */
  readonly at: UnixSeconds
  readonly exports: readonly ({ readonly filenameRoot: string } & ReleaseState)[]
}

/** Not stored: never uploaded, refused, or deleted at its age. */
export type LocatedKey =
  | { readonly isStored: false }
  | {
      readonly isStored: true
      readonly provenance: Provenance
      readonly regions: readonly string[]
      readonly traveler: boolean
      readonly releases: readonly LocatedRelease[]
    }

/** Archives that one question may read, of up to 17 MB inflated: a second or two of work. */
const MAX_FILES_READ = 20

/** @param keyData 16 bytes */
export async function locateKey(
  deps: LocateKeyDeps,
  settings: ReleaseSettings,
  keyData: Uint8Array,
  now: UnixSeconds,
): Promise<LocatedKey> {
  const entry = {
    actor: 'operator',
    action: 'diagnosis_key.lookup',
    subject: 'one key',
    detail: {},
  }
  const key = await readKeyRecord(deps.db, toHex(keyData), entry, now)
  if (key === undefined) return { isStored: false }
  const configs = await readCoveredConfigs(deps.db)
  const policies = await readPaddingPolicies(deps.db)
  const search = new FileSearch(deps.archives, keyData)
  const releases: LocatedRelease[] = []
  for (const { list, at } of releasesOf(key)) {
    const batches = await readBatchesAt(deps.db, at)
    const files = await readFilesOf(
      deps.db,
      batches.map(({ id }) => id),
    )
    const exports: LocatedRelease['exports'][number][] = []
    for (const covered of configs) {
      const { filenameRoot, id } = covered.config
      const batch = batches.find(({ configId }) => configId === id)
      const state =
        batch === undefined
          ? await pending(deps.db, key, at, covered, policies, settings, now)
          : await batched(batch, files, covered, key, list, search)
      exports.push({ filenameRoot, ...state })
    }
    releases.push({ list, at, exports })
  }
  const { provenance, regions, traveler } = key
  return { isStored: true, provenance, regions, traveler, releases }
}

const releasesOf = (key: StoredKeyRecord): readonly { list: KeyList; at: UnixSeconds }[] => [
  { list: 'keys', at: key.createdAt },
  ...(key.revisedAt === undefined ? [] : [{ list: 'revised_keys' as const, at: key.revisedAt }]),
]

async function pending(
  db: KeyserverDatabase,
  key: StoredKeyRecord,
  at: UnixSeconds,
  { config, latestEnd }: CoveredConfig,
  policies: readonly PaddingPolicy[],
  settings: ReleaseSettings,
  now: UnixSeconds,
): Promise<ReleaseState> {
  const signers = await usableSignerIds(db, config.signatureInfoIds, now)
  const hasUsableSigner = signers.length > 0
  return pendingState(key, at, { ...config, latestEnd, hasUsableSigner }, policies, settings, now)
}

async function batched(
  batch: ExportBatch,
  files: readonly ExportFile[],
  { config }: CoveredConfig,
  key: StoredKeyRecord,
  list: KeyList,
  search: FileSearch,
): Promise<ReleaseState> {
  // By the batch's own settings, which are those of the moment in which its window was closed.
  const because = whyNotSelected(key, selectionOf(batch))
  if (because !== undefined) return { state: 'not_selected', because }
  const batchId = batch.id
  if (batch.status === 'open') return { state: 'batch_open', batchId }
  if (batch.status === 'leased') {
    return { state: 'batch_leased', batchId, until: asUnixSeconds(batch.leaseExpiresAt ?? 0) }
  }
  const ofBatch = files.filter((file) => file.batchId === batchId)
  const holding = await search.filesWith(ofBatch, list)
  if (holding === undefined) {
    return { state: 'files_not_searched', batchId, fileCount: ofBatch.length }
  }
  if (holding.length === 0) return { state: 'not_in_files', batchId }
  const isIndexCurrent = config.indexGeneration >= config.filesGeneration
  return { state: 'exported', batchId, files: holding, isIndexCurrent }
}

/** Reads archives, no more than one question may. */
class FileSearch {
  readonly #archives: ArchiveStore
  readonly #keyData: Uint8Array
  #left = MAX_FILES_READ

  constructor(archives: ArchiveStore, keyData: Uint8Array) {
    this.#archives = archives
    this.#keyData = keyData
  }

  /** @returns the first, since a key stands in one file of a batch; undefined where they are too many */
  async filesWith(
    files: readonly ExportFile[],
    list: KeyList,
  ): Promise<readonly HoldingFile[] | undefined> {
    for (const { filename, status } of files) {
      if (this.#left === 0) return undefined
      this.#left--
      const archive = await readArchiveBytes(this.#archives, filename)
      const lists = archive && findKeyInArchive(archive, this.#keyData)
      if (lists?.includes(list)) return [{ filename, status }]
    }
    return []
  }
}
