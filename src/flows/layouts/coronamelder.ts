/**
 * Publishes keys as CoronaMelder did: sets of keys under the ids of their contents, and manifests that name them with the
 * documents in force. A set is stored and recorded before a manifest names it.
 */

import { concatBytes, fromHex, toHex, utf8 } from '../../core/bytes.ts'
import { sha256 } from '../../core/crypto/sha256.ts'
import { PACKED_KEY_BYTES } from '../../core/export/packed-keys.ts'
import { manifestOf, SIGNATURE_NAME, setListOf } from '../../core/layouts/coronamelder/content.ts'
import { contentIdOf } from '../../core/layouts/coronamelder/content-id.ts'
import { objectNameOf } from '../../core/layouts/coronamelder/paths.ts'
import { manifestCountries, streamOf } from '../../core/layouts/coronamelder/plan.ts'
import type { CoronaMelderSettings } from '../../core/layouts/coronamelder/settings.ts'
import { setSizes } from '../../core/layouts/coronamelder/split.ts'
import { SECONDS_PER_DAY } from '../../core/time.ts'
import { readDocumentsInForce } from '../../db/keyserver/queries/documents.ts'
import type { LayoutArchive } from '../../db/keyserver/queries/layout-archives.ts'
import type { LayoutSlot } from '../../db/keyserver/queries/layout-slots.ts'
import type { ContentSigner } from '../content-signers.ts'
import { packageOf } from './close-slots.ts'
import type { CollectedKeys } from './collect-keys.ts'
import { deleteOldArchives } from './delete-archives.ts'
import { type IndexOrder, writeIndexes } from './layout-indexes.ts'
import {
  type LayoutReport,
  type LayoutRun,
  type LayoutRunDeps,
  slotsToWrite,
  writeArchives,
} from './layout-run.ts'
import { sealContent } from './seal-content.ts'
import type { ArchiveOrder, ArchiveSealing } from './store-archive.ts'

export interface CoronaMelderExport {
  readonly prefix: string
  readonly settings: CoronaMelderSettings
  /** Countries of the country table whose keys are taken. */
  readonly acceptable: readonly string[]
  readonly contentSigner: ContentSigner
}

/** Seconds that a set's header says its keys were gathered in. */
const HEADER_SECONDS = SECONDS_PER_DAY

export async function publishCoronaMelder(
  deps: LayoutRunDeps,
  run: LayoutRun,
  exported: CoronaMelderExport,
): Promise<LayoutReport> {
  const sealing = sealingOf(deps, run, exported)
  const report = { slots: 0, archives: 0, keys: 0, indexes: 0, deleted: 0, failures: 0 }
  for await (const { slot, rows, packages } of slotsToWrite(deps, run, run.now)) {
    const orders: ArchiveOrder[] = []
    for (const row of rows) {
      const keys = packages.get(row.stream) ?? (await packageOf(deps.db, run, row))
      orders.push(...setOrders(exported, row, keys))
    }
    const stored = await writeArchives(deps, run, sealing, orders, slot)
    report.slots++
    report.archives += stored.length
    report.keys += stored.reduce((sum, { keyCount }) => sum + keyCount, 0)
  }
  report.indexes = await writeManifests(deps, run, exported)
  report.deleted = await deleteOldArchives(
    deps,
    run,
    ({ slot }) => slot < floorToDay(oldestRelease(exported, run)),
    () => false,
    oldestRelease(exported, run) - SECONDS_PER_DAY,
  )
  report.failures = run.operations.failureCount
  return report
}

function sealingOf(
  deps: LayoutRunDeps,
  run: LayoutRun,
  { settings, contentSigner }: CoronaMelderExport,
): ArchiveSealing {
  return {
    compressor: deps.compressor,
    signers: run.signers,
    signatureInfo: (info) => ({ ...info, appBundleId: settings.appBundleId }),
    // Two countries' sets of the same keys are two sets: each is named by where it belongs too.
    hashOf: async (exportBin, { directory }) =>
      toHex(await sha256(concatBytes(utf8(`${directory}\n`), exportBin))),
    metaOf: async (hash, _archive, { slot }) => ({
      contentType: 'application/zip',
      cacheControl: 'public, max-age=1209600, immutable',
      custom: { released: String(slot), 'content-id': idOf(hash) },
    }),
    extraEntries: async (exportBin) => [
      { name: SIGNATURE_NAME, bytes: await contentSigner.sign(exportBin) },
    ],
  }
}

const idOf = (hash: string): string => contentIdOf(fromHex(hash) ?? new Uint8Array())

/** The sets of a release. */
function setOrders(
  { prefix, settings }: CoronaMelderExport,
  { stream, slot }: LayoutSlot,
  keys: CollectedKeys,
): readonly ArchiveOrder[] {
  let from = 0
  return setSizes(keys.count, settings.maxKeysPerSet, settings.splitMode).map((count) => {
    const packed = keys.packed.subarray(from * PACKED_KEY_BYTES, (from + count) * PACKED_KEY_BYTES)
    from += count
    return {
      name: (hash: string) =>
        objectNameOf(prefix, { kind: 'set', id: idOf(hash), country: undefined }),
      directory: stream,
      kind: 'fine',
      slot,
      startAt: slot - HEADER_SECONDS,
      endAt: slot,
      region: settings.country,
      keys: { ...keys, packed, count },
      isMutable: false,
    }
  })
}

const oldestRelease = ({ settings }: CoronaMelderExport, { now }: LayoutRun): number =>
  now - settings.lifetimeDays * SECONDS_PER_DAY

const floorToDay = (at: number): number => at - (at % SECONDS_PER_DAY)

/** A manifest a country, and the list of its sets. */
async function writeManifests(
  deps: LayoutRunDeps,
  run: LayoutRun,
  exported: CoronaMelderExport,
): Promise<number> {
  const { prefix, settings, acceptable, contentSigner } = exported
  const inForce = await readDocumentsInForce(deps.db, run.id, run.now)
  const sets = [...run.known.values()]
    .filter(({ status, slot }) => status === 'published' && isListed(exported, run, slot))
    .sort(byRelease)
  const manifests: IndexOrder[] = []
  const lists: IndexOrder[] = []
  for (const code of manifestCountries(settings, acceptable)) {
    const stream = streamOf(settings, code)
    const ids = sets
      .filter(({ directory }) => directory === stream)
      .map(({ contentHash }) => idOf(contentHash))
    const text = manifestOf(ids, inForce)
    const countries = code === settings.country ? [undefined, code] : [code]
    for (const country of countries) {
      manifests.push({ name: objectNameOf(prefix, { kind: 'manifest', country }), text })
    }
    const name = objectNameOf(prefix, { kind: 'set_list', country: code })
    lists.push({ name, text: setListOf(ids) })
  }
  const hashOf = async (content: Uint8Array<ArrayBuffer>) => toHex(await sha256(content))
  const mutable = (contentType: string) => (hash: string) => ({
    contentType,
    cacheControl: `public, max-age=${settings.manifestMaxAgeSeconds}, s-maxage=${settings.manifestMaxAgeSeconds}`,
    custom: { released: String(run.now), 'content-id': idOf(hash) },
  })
  const seal = async (content: Uint8Array<ArrayBuffer>) => sealContent(content, contentSigner, deps)
  return (
    (await writeIndexes(deps, run, manifests, hashOf, mutable('application/zip'), seal)) +
    (await writeIndexes(deps, run, lists, hashOf, mutable('application/json')))
  )
}

const isListed = (exported: CoronaMelderExport, run: LayoutRun, slot: number): boolean =>
  slot >= oldestRelease(exported, run) && slot <= run.now

const byRelease = (a: LayoutArchive, b: LayoutArchive): number =>
  a.slot - b.slot || (a.contentHash < b.contentHash ? -1 : 1)
