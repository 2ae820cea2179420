/** Makes one archive of a layout and stores it: once, or, where the layout's documentation names it as mutable, as it is now. */

import { concatBytes } from '../../core/bytes.ts'
import { byteLengthOf, type Compressor, zipFiles } from '../../core/export/archive.ts'
import { ExportBinWriter, type SignatureInfo } from '../../core/export/export-bin.ts'
import { encodeExportSig } from '../../core/export/export-sig.ts'
import { PACKED_KEY_BYTES } from '../../core/export/packed-keys.ts'
import type { UnixSeconds } from '../../core/time.ts'
import type { LayoutArchive } from '../../db/keyserver/queries/layout-archives.ts'
import type { ArchiveStore, ObjectMeta } from '../archive-store.ts'
import type { FileSigner } from '../signers.ts'
import type { CollectedKeys } from './collect-keys.ts'

/** An archive as it is to be. */
export interface ArchiveOrder {
  /** Object name; in layouts that name a file after its content, by the content's hash. */
  readonly name: string | ((hash: string) => string)
  readonly directory: string
  readonly kind: LayoutArchive['kind']
  readonly slot: number
  /** Of the file's header. Unix seconds. */
  readonly startAt: number
  readonly endAt: number
  /** undefined: the field is left out. */
  readonly region: string | undefined
  readonly keys: CollectedKeys
  /** Whether what is stored may be replaced where it differs. */
  readonly isMutable: boolean
}

/** What of a run an archive needs. */
interface StoringRun {
  readonly id: number
  readonly now: UnixSeconds
  /** Archives on record, by object name. */
  readonly known: ReadonlyMap<string, LayoutArchive>
}

export interface ArchiveSealing {
  readonly compressor: Compressor
  readonly signers: readonly FileSigner[]
  /** What stands in the file of a signer, as this layout writes it. */
  signatureInfo(info: SignatureInfo): SignatureInfo
  /** What an object's content is told apart by. @returns lower-case hexadecimal */
  hashOf(exportBin: Uint8Array<ArrayBuffer>, order: ArchiveOrder): string | Promise<string>
  /** What the object says of itself beside its bytes. */
  metaOf(hash: string, archive: readonly Uint8Array[], order: ArchiveOrder): Promise<ObjectMeta>
  /** More entries of the archive, such as a signature of another kind. */
  extraEntries?(
    exportBin: Uint8Array<ArrayBuffer>,
  ): Promise<readonly { readonly name: string; readonly bytes: Uint8Array }[]>
}

function exportBinOf(order: ArchiveOrder, sealing: ArchiveSealing): Uint8Array<ArrayBuffer> {
  const header = {
    startTimestamp: order.startAt,
    endTimestamp: order.endAt,
    region: order.region,
    signatureInfos: sealing.signers.map(({ info }) => sealing.signatureInfo(info)),
    writesDefaults: true,
  }
  const { packed, count } = order.keys
  const buffer = new Uint8Array(ExportBinWriter.byteLength(header, count))
  const writer = new ExportBinWriter(buffer, header)
  for (let at = 0; at < packed.length; at += PACKED_KEY_BYTES) writer.append('keys', packed, at)
  return writer.bytes()
}

/**
 * Stores an archive.
 * @param ensureLease throws where another run has taken over
 * @returns how it is stored now; undefined where nothing changed
 */
export async function storeArchive(
  archives: ArchiveStore,
  sealing: ArchiveSealing,
  order: ArchiveOrder,
  { id, known, now }: StoringRun,
  ensureLease: () => Promise<void>,
): Promise<LayoutArchive | undefined> {
  const isStored = (name: string, hash?: string): boolean => {
    const stored = known.get(name)
    if (stored?.status !== 'published') return false
    return hash === undefined ? !order.isMutable : !order.isMutable || stored.contentHash === hash
  }
  if (typeof order.name === 'string' && isStored(order.name)) return undefined
  const exportBin = exportBinOf(order, sealing)
  const hash = await sealing.hashOf(exportBin, order)
  const name = typeof order.name === 'string' ? order.name : order.name(hash)
  if (isStored(name, hash)) return undefined
  const pieces = await seal(exportBin, sealing)
  const meta = await sealing.metaOf(hash, pieces, order)
  const byteLength = await put(archives, name, order.isMutable, pieces, meta, ensureLease)
  return {
    name,
    exportId: id,
    directory: order.directory,
    kind: order.kind,
    slot: order.slot,
    status: 'published',
    keyCount: order.keys.count,
    contentHash: hash,
    byteLength,
    storedAt: now,
  }
}

/** @returns length of what is stored, which another run may have been faster with: its signature differs from ours */
async function put(
  archives: ArchiveStore,
  name: string,
  isMutable: boolean,
  pieces: readonly Uint8Array[],
  meta: ObjectMeta,
  ensureLease: () => Promise<void>,
): Promise<number> {
  if ((await archives.putOnce(name, pieces, meta)) === 'stored') return byteLengthOf(pieces)
  const existing = await archives.head(name)
  if (!isMutable) {
    if (existing === undefined) throw new Error(`${name} was there and is gone`)
    return existing.byteLength
  }
  // After the look at what is there: whoever takes over from here on is seen by the swap.
  await ensureLease()
  if (!(await archives.swap(name, concatBytes(...pieces), meta, existing?.etag))) {
    throw new Error(`${name} was written by another meanwhile`)
  }
  return byteLengthOf(pieces)
}

async function seal(
  exportBin: Uint8Array<ArrayBuffer>,
  sealing: ArchiveSealing,
): Promise<readonly Uint8Array[]> {
  const signatures = await Promise.all(
    sealing.signers.map(async (signer) => ({
      info: sealing.signatureInfo(signer.info),
      signatureDer: await signer.sign(exportBin),
    })),
  )
  const files = [
    { name: 'export.bin', bytes: exportBin },
    { name: 'export.sig', bytes: encodeExportSig(signatures) },
    ...((await sealing.extraEntries?.(exportBin)) ?? []),
  ]
  return zipFiles(files, sealing.compressor)
}
