/**
 * Writes the archives of one batch: keys in key order out of the database, into one buffer, signed, deflated, stored.
 * An archive that is there already is left alone, so that no window ever has a second signature.
 */

import { buildArchive, byteLengthOf, type Compressor } from '../core/export/archive.ts'
import { ExportBinWriter, type ExportFileHeader, type KeyList } from '../core/export/export-bin.ts'
import { encodeExportSig } from '../core/export/export-sig.ts'
import { archiveName } from '../core/export/object-names.ts'
import { PACKED_KEY_BYTES } from '../core/export/packed-keys.ts'
import { selectionOf } from '../core/export/selection.ts'
import { asUnixSeconds } from '../core/time.ts'
import type { KeyserverDatabase } from '../db/keyserver/database.ts'
import { readSlots, readWindow, type WindowList } from '../db/keyserver/queries/export-window.ts'
import type { ExportBatch } from '../db/keyserver/queries/exports.ts'
import type { ArchiveStore, ObjectMeta } from './archive-store.ts'
import type { SecretBox } from './secret-box.ts'
import { type FileSigner, openSigners } from './signers.ts'

export interface WriteExportDeps {
  readonly db: KeyserverDatabase
  readonly archives: ArchiveStore
  readonly secretBox: SecretBox
  readonly compressor: Compressor
}

export interface WrittenFile {
  readonly filename: string
  /** 1-based. */
  readonly fileNumber: number
  readonly keyCount: number
  readonly byteLength: number
}

const ARCHIVE_META: ObjectMeta = {
  contentType: 'application/zip',
  cacheControl: 'public, max-age=86400, immutable',
}

const LISTS: readonly { readonly from: WindowList; readonly to: KeyList }[] = [
  { from: 'created', to: 'keys' },
  { from: 'revised', to: 'revised_keys' },
]

/** Files of the batch, none where it has no keys. */
export async function writeBatch(
  deps: WriteExportDeps,
  batch: ExportBatch,
): Promise<readonly WrittenFile[]> {
  const window = { start: asUnixSeconds(batch.startAt), end: asUnixSeconds(batch.endAt) }
  const slots = {
    created: await readSlots(deps.db, 'created', window),
    revised: await readSlots(deps.db, 'revised', window),
  }
  const most = [...slots.created, ...slots.revised].reduce((sum, slot) => sum + slot.keys, 0)
  if (most === 0) return []

  const signers = await openSigners(deps.db, deps.secretBox, batch.signatureInfoIds)
  if (signers.length === 0) throw new Error(`batch ${batch.id} has no signer`)
  const files = new BatchFiles(deps, batch, signers, Math.min(most, batch.maxRecords))
  for (const { from, to } of LISTS) {
    for await (const page of readWindow(deps.db, from, window, slots[from], selectionOf(batch))) {
      for (let offset = 0; offset < page.length; offset += PACKED_KEY_BYTES) {
        if (files.isFull) await files.finishFile()
        files.append(to, page, offset)
      }
    }
  }
  return files.finish()
}

/** The files of a batch, one after another through one buffer. */
class BatchFiles {
  readonly #deps: WriteExportDeps
  readonly #batch: ExportBatch
  readonly #signers: readonly FileSigner[]
  readonly #buffer: Uint8Array<ArrayBuffer>
  readonly #written: WrittenFile[] = []
  #writer: ExportBinWriter
  #keyCount = 0

  constructor(
    deps: WriteExportDeps,
    batch: ExportBatch,
    signers: readonly FileSigner[],
    mostKeys: number,
  ) {
    this.#deps = deps
    this.#batch = batch
    this.#signers = signers
    const header = this.#header(false)
    this.#buffer = new Uint8Array(ExportBinWriter.byteLength(header, mostKeys))
    this.#writer = new ExportBinWriter(this.#buffer, header)
  }

  get isFull(): boolean {
    return this.#keyCount === this.#batch.maxRecords
  }

  append(list: KeyList, packed: Uint8Array, offset: number): void {
    this.#writer.append(list, packed, offset)
    this.#keyCount++
  }

  /** Ends a full file because another follows. */
  async finishFile(): Promise<void> {
    await this.#store(true)
    this.#writer = new ExportBinWriter(this.#buffer, this.#header(true))
    this.#keyCount = 0
  }

  async finish(): Promise<readonly WrittenFile[]> {
    if (this.#keyCount > 0) await this.#store(this.#written.length > 0)
    return this.#written
  }

  get #fileNumber(): number {
    return this.#written.length + 1
  }

  /**
   * NOTE: Android takes two files of one window for one and the same unless their times differ, so the files of a split
   * batch end one second apart.
   */
  #header(isSplit: boolean): ExportFileHeader {
    return {
      startTimestamp: this.#batch.startAt,
      endTimestamp: this.#batch.endAt + (isSplit ? this.#fileNumber : 0),
      region: this.#batch.outputRegion,
      signatureInfos: this.#signers.map((signer) => signer.info),
    }
  }

  async #store(isSplit: boolean): Promise<void> {
    const { filenameRoot, startAt, endAt, reissue } = this.#batch
    const fileNumber = this.#fileNumber
    const filename = archiveName(filenameRoot, startAt + reissue, endAt + reissue, fileNumber)
    this.#writer.rewriteHeader(this.#header(isSplit))
    const file = { filename, fileNumber, keyCount: this.#keyCount }
    const byteLength =
      (await this.#deps.archives.head(filename))?.byteLength ?? (await this.#storeNew(filename))
    this.#written.push({ ...file, byteLength })
  }

  /** @returns length of what is stored, which another run may have been faster with: its signature differs from ours */
  async #storeNew(filename: string): Promise<number> {
    const pieces = await this.#sealedArchive()
    const { archives } = this.#deps
    const outcome = await archives.putOnce(filename, pieces, ARCHIVE_META)
    if (outcome === 'stored') return byteLengthOf(pieces)
    const existing = await archives.head(filename)
    if (existing === undefined) throw new Error(`${filename} was there and is gone`)
    return existing.byteLength
  }

  async #sealedArchive(): Promise<readonly Uint8Array[]> {
    const exportBin = this.#writer.bytes()
    const signatures = await Promise.all(
      this.#signers.map(async (signer) => ({
        info: signer.info,
        signatureDer: await signer.sign(exportBin),
      })),
    )
    return buildArchive(exportBin, encodeExportSig(signatures), this.#deps.compressor)
  }
}
