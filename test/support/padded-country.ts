/**
 * Days of a country whose slots are padded, with all four layouts published as the clock goes: on Node's own SQLite and a
 * bucket in memory.
 */

import { unzipSync } from 'fflate'
import { decodePem } from '../../src/core/crypto/pem.ts'
import type { Layout } from '../../src/core/layouts/layouts.ts'
import { MODEL_DAYS } from '../../src/core/padding/model.ts'
import { tocsin } from '../../src/core/proto/export.js'
import { DEFAULT_PUBLISH_LIMITS } from '../../src/core/publish/default-limits.ts'
import { asUnixSeconds, type UnixSeconds } from '../../src/core/time.ts'
import { insertUploads } from '../../src/db/keyserver/queries/diagnosis-keys.ts'
import { saveLayoutExport } from '../../src/db/keyserver/queries/layout-statements.ts'
import { contentSigners } from '../../src/db/keyserver/schema/content-signers.ts'
import { countries } from '../../src/db/keyserver/schema/countries.ts'
import { paddingPolicies } from '../../src/db/keyserver/schema/padding.ts'
import { closeWindows } from '../../src/flows/close-windows.ts'
import { padSlots } from '../../src/flows/pad-slots.ts'
import { refreshUploadModel } from '../../src/flows/refresh-upload-model.ts'
import { saveExportConfig } from '../../src/flows/save-export-config.ts'
import { writeExports } from '../../src/flows/write-exports.ts'
import certificates from '../vectors/content-signers.json' with { type: 'json' }
import { HOME, NEIGHBOURS, uploadOfAnyApp } from './four-countries.ts'
import type { MemoryArchives } from './memory-archives.ts'
import { type NodeLayout, startNodeLayout } from './node-layouts.ts'

const HOUR = 3600
const DAY = 24 * HOUR

export interface PaddedLayout {
  readonly layout: Layout
  readonly settings: Readonly<Record<string, unknown>>
}

export const LAYOUTS: readonly PaddedLayout[] = [
  {
    layout: 'corona-warn-app',
    settings: {
      supportedCountries: [HOME, 'NL'],
      appBundleId: 'de.rki.coronawarnapp',
      // All hours are there to be looked at.
      hourFileRetentionDays: 14,
    },
  },
  { layout: 'nhs', settings: { appBundleId: 'uk.nhs.covid19.production' } },
  { layout: 'coronamelder', settings: { country: HOME, countryMode: 'members' } },
]

/** Roots of the key server's own exports, and their periods. */
export const ROOTS = { google: 4 * HOUR, 'google-daily': DAY } as const

export interface PaddedCountry {
  readonly store: NodeLayout
  /** The instant after the last run. */
  readonly now: UnixSeconds
  /** First slot of the days. */
  readonly start: UnixSeconds
  /** Real uploads by the slot's start, and the upload by key. */
  readonly reals: ReadonlyMap<number, number>
  readonly uploadOf: ReadonlyMap<string, string>
}

const POLICY = { region: HOME, minimumUploads: 40, minimumKeys: 350 }
const LEASE = { leaseSeconds: 300, maxRunSeconds: 300, fileLifetimeSeconds: 14 * DAY }

/** Layout exports have ids from there on, under a prefix of their own. */
export async function addLayouts(store: NodeLayout, firstId: number, prefix: string) {
  for (const [i, { layout, settings }] of LAYOUTS.entries()) {
    await saveLayoutExport(store.db, {
      id: firstId + i,
      name: `${prefix}-${layout}`,
      layout,
      prefix: `${prefix}/${layout}`,
      inputRegions: [HOME],
      excludeRegions: [],
      includeTravelers: false,
      settings: { ...settings },
      signatureInfoIds: [1],
      contentSignerId: layout === 'coronamelder' ? 1 : null,
      activeFrom: 0,
      activeThru: null,
    }).run()
  }
}

export async function playPaddedCountry(
  days: number,
  start: UnixSeconds,
  random: () => number,
): Promise<PaddedCountry> {
  const store = await startNodeLayout({ layout: 'corona-warn-app', settings: {} })
  await store.d1.prepare('DELETE FROM layout_exports').run()
  await prepare(store)
  await addLayouts(store, 1, 'first')
  await countEarlierUploads(store, start, random)
  const reals = new Map<number, number>()
  const uploadOf = new Map<string, string>()
  const deps = { ...store.deps, randomBytes: bytesOf(random) }
  const settings = { limits: DEFAULT_PUBLISH_LIMITS, retentionSeconds: 14 * DAY }
  await padSlots(deps, settings, start)
  let now = start
  for (let slot: number = start; slot < start + days * DAY; slot += HOUR) {
    if (slot % DAY === 0) await refreshUploadModel(deps, asUnixSeconds(slot))
    const count = 12 + Math.floor(random() * 27)
    reals.set(slot, count)
    const uploads = Array.from({ length: count }, () =>
      uploadOfAnyApp(random, asUnixSeconds(slot + Math.floor(random() * HOUR))),
    )
    await insertUploads(store.db, uploads)
    for (const [i, { keys }] of uploads.entries()) {
      for (const { keyData } of keys) {
        uploadOf.set(Buffer.from(keyData).toString('hex'), `${slot} ${i}`)
      }
    }
    now = asUnixSeconds(slot + HOUR + 180)
    await padSlots(deps, settings, now)
    await store.runAll(now)
    await writeGoogle(store, now)
  }
  return { store, now, start, reals, uploadOf }
}

/** The batches that are open, and the windows that may close. */
export async function writeGoogle(store: NodeLayout, now: UnixSeconds): Promise<void> {
  const windows = { minWindowAgeSeconds: 2 * HOUR, truncateWindowSeconds: HOUR }
  await closeWindows(store.deps, { ...windows, maxRecords: 100_000 }, now)
  await writeExports(store.deps, LEASE, () => now)
}

async function prepare({ db, deps }: NodeLayout): Promise<void> {
  await db.orm.insert(paddingPolicies).values(POLICY)
  for (const [code, weight] of NEIGHBOURS) {
    await db.orm.insert(countries).values({ code, weight, shareable: true, acceptable: true })
  }
  const { signerPem, issuerPem, privateKeyPem } = certificates.rsa
  const pkcs8 = decodePem('PRIVATE KEY', privateKeyPem)
  if (pkcs8 === undefined) throw new Error('the key of the tests is not readable')
  await db.orm.insert(contentSigners).values({
    id: 1,
    name: 'content',
    certificatesPem: `${signerPem}${issuerPem}`,
    wrappedPrivateKey: await deps.secretBox.wrap(pkcs8, 'content-signer content'),
    createdAt: 0,
  })
  for (const [filenameRoot, periodSeconds] of Object.entries(ROOTS)) {
    const saved = await saveExportConfig(db, {
      filenameRoot,
      periodSeconds,
      outputRegion: HOME,
      inputRegions: [],
      excludeRegions: [],
      includeTravelers: false,
      onlyNonTravelers: false,
      activeFrom: asUnixSeconds(0),
      activeThru: undefined,
      signatureInfoIds: [1],
      maxRecordsOverride: undefined,
    })
    if (!saved.ok) throw new Error(JSON.stringify(saved.failure))
  }
}

/** The days before: their shapes alone, of which the first model is made. */
async function countEarlierUploads(
  { d1 }: NodeLayout,
  start: UnixSeconds,
  random: () => number,
): Promise<void> {
  for (let day = start - MODEL_DAYS * DAY; day < start; day += DAY) {
    const shapes = new Map<string, number>()
    for (let i = 0; i < 24 * 25; i++) {
      const { shape } = uploadOfAnyApp(random, asUnixSeconds(day + Math.floor(random() * DAY)))
      if (shape !== undefined) shapes.set(shape.shape, (shapes.get(shape.shape) ?? 0) + 1)
    }
    await d1
      .prepare(
        `INSERT INTO upload_shape_days (day, regions, shape, uploads)
        SELECT ?1, ?2, value->>0, value->>1 FROM json_each(?3)`,
      )
      .bind(day, `,${HOME},`, JSON.stringify([...shapes]))
      .run()
  }
}

const bytesOf = (random: () => number) => (length: number) =>
  Uint8Array.from({ length }, () => random() * 256)

export interface PublishedKey {
  readonly hex: string
  readonly start: number
  readonly period: number
  readonly risk: number
  readonly type: number | undefined
  readonly onset: number | undefined
}

const { TemporaryExposureKeyExport } = tocsin.exposure

/** `export.bin` of every archive, by name. */
export function exportBins(archives: MemoryArchives): ReadonlyMap<string, Uint8Array> {
  const bins = new Map<string, Uint8Array>()
  for (const [name, { bytes }] of archives.objects) {
    if (bytes[0] !== 0x50 || bytes[1] !== 0x4b) continue
    const bin = unzipSync(bytes)['export.bin']
    if (bin !== undefined) bins.set(name, bin)
  }
  return bins
}

export interface PublishedFile {
  /** Of its period, Unix seconds. */
  readonly end: number
  /** UTC day in which it ends. */
  readonly day: number
  readonly keys: readonly PublishedKey[]
}

export function readBin(bin: Uint8Array): PublishedFile {
  const { endTimestamp, keys } = TemporaryExposureKeyExport.decode(bin.subarray(16))
  return {
    end: Number(endTimestamp),
    day: Math.floor((Number(endTimestamp) - 1) / DAY),
    keys: (keys ?? []).map((key) => ({
      hex: Buffer.from(key.keyData ?? []).toString('hex'),
      start: key.rollingStartIntervalNumber ?? 0,
      period: key.rollingPeriod ?? 144,
      risk: key.transmissionRiskLevel ?? 0,
      type: Object.hasOwn(key, 'reportType') ? (key.reportType ?? undefined) : undefined,
      onset: Object.hasOwn(key, 'daysSinceOnsetOfSymptoms')
        ? (key.daysSinceOnsetOfSymptoms ?? undefined)
        : undefined,
    })),
  }
}
