/** A key server whose keys stand where a test puts them, and whose export jobs run when a test says so. */

import { env } from 'cloudflare:workers'
import type { ExportConfigDraft } from '../../src/core/export/config.ts'
import { reportTypeFromNumber } from '../../src/core/report-type.ts'
import { asIntervalNumber, asUnixSeconds, type UnixSeconds } from '../../src/core/time.ts'
import type { KeyserverDatabase } from '../../src/db/keyserver/database.ts'
import {
  insertUploads,
  type Provenance,
  reviseUpload,
  type StoredUpload,
} from '../../src/db/keyserver/queries/diagnosis-keys.ts'
import type { ArchiveStore } from '../../src/flows/archive-store.ts'
import { closeWindows } from '../../src/flows/close-windows.ts'
import { saveExportConfig } from '../../src/flows/save-export-config.ts'
import type { WriteExportDeps } from '../../src/flows/write-export.ts'
import { writeExports } from '../../src/flows/write-exports.ts'
import { r2ArchiveStore } from '../../src/platform/archive-store.ts'
import { compressor } from '../../src/platform/compressor.ts'
import { openSecretBox } from '../../src/platform/secrets.ts'
import { startKeyserver, type TestKeyserver } from './keyserver.ts'
import { type CheckedExport, checkExport } from './phone.ts'

export const HOUR = 3600
export const DAY = 24 * HOUR
export const LEASE_SECONDS = 300
export const FILE_LIFETIME_SECONDS = 14 * DAY
/** Interval number of the midnight before most keys here were in use. */
export const KEY_START = (Date.UTC(2026, 10, 15) / 1000 / 600) | 0

/** An instant of 19 November 2026, or of another day of that month, UTC. */
export function at(clock: string, day = 19): UnixSeconds {
  const [hour = 0, minute = 0] = clock.split(':').map(Number)
  return asUnixSeconds(Date.UTC(2026, 10, day, hour, minute) / 1000)
}

export interface PlacedKey {
  /** One byte repeated, or 32 hexadecimal digits. */
  readonly key: number | string
  readonly createdAt: UnixSeconds
  readonly regions?: readonly string[]
  readonly traveler?: boolean
  readonly provenance?: Provenance
  readonly start?: number
  readonly period?: number
  readonly risk?: number
  readonly type?: number
  readonly onset?: number
  readonly revised?: {
    readonly at: UnixSeconds
    readonly type: number
    readonly risk: number
    readonly onset?: number
  }
}

export const keyHexOf = (key: number | string): string =>
  typeof key === 'string' ? key : key.toString(16).padStart(2, '0').repeat(16)

const UPLOADS_A_CALL = 5000

/** Stores keys as uploads do, each an upload of its own, and then revises those that are to be. */
export async function placeKeys(db: KeyserverDatabase, keys: readonly PlacedKey[]): Promise<void> {
  for (let i = 0; i < keys.length; i += UPLOADS_A_CALL) {
    const outcome = await insertUploads(db, keys.slice(i, i + UPLOADS_A_CALL).map(uploadOf))
    if (outcome !== 'written') throw new Error('a key is there already')
  }
  for (const key of keys) {
    if (key.revised === undefined) continue
    const { at: revisedAt, type, risk, onset } = key.revised
    const revised = diagnosisKey({ ...key, createdAt: revisedAt, type, risk })
    const keyAsRevised = { ...revised, daysSinceOnsetOfSymptoms: onset }
    await reviseUpload(db, { ...uploadOf(key), keys: [] }, [keyAsRevised])
  }
}

const uploadOf = (key: PlacedKey): StoredUpload => ({
  attributes: {
    regions: key.regions ?? ['US'],
    traveler: key.traveler ?? false,
    provenance: key.provenance ?? 'uploaded',
    healthAuthorityId: undefined,
    federationConsent: 'never',
    visitedCountries: undefined,
  },
  keys: [diagnosisKey(key)],
  statistics: undefined,
  shape: undefined,
})

const diagnosisKey = (key: PlacedKey) => ({
  keyData: Buffer.from(keyHexOf(key.key), 'hex'),
  rollingStartIntervalNumber: asIntervalNumber(key.start ?? KEY_START),
  rollingPeriod: key.period ?? 144,
  transmissionRiskLevel: key.risk ?? 2,
  reportType: reportTypeFromNumber(key.type ?? 1),
  daysSinceOnsetOfSymptoms: key.onset,
  createdAt: key.createdAt,
  filledIn: 0,
})

export interface Exporting {
  readonly server: TestKeyserver
  readonly db: KeyserverDatabase
  readonly deps: WriteExportDeps
  /** Of '310-v1', the signer with id 1. */
  readonly publicKeys: Record<string, string>
  /** @returns id of the config */
  addConfig(filenameRoot: string, change?: Partial<ExportConfigDraft>): Promise<number>
  close(now: UnixSeconds, maxRecords?: number): ReturnType<typeof closeWindows>
  write(now: UnixSeconds, archives?: ArchiveStore): ReturnType<typeof writeExports>
  /** Names in the published index. @returns undefined where there is none */
  index(filenameRoot: string): Promise<readonly string[] | undefined>
  /** Every file of the index, as a phone that takes it. */
  read(filenameRoot: string): Promise<readonly (CheckedExport & { readonly name: string })[]>
}

export const aConfig = (filenameRoot: string): ExportConfigDraft => ({
  filenameRoot,
  periodSeconds: 4 * HOUR,
  outputRegion: 'US',
  inputRegions: [],
  excludeRegions: [],
  includeTravelers: false,
  onlyNonTravelers: false,
  activeFrom: asUnixSeconds(0),
  activeThru: undefined,
  signatureInfoIds: [1],
  maxRecordsOverride: undefined,
})

export async function startExporting(): Promise<Exporting> {
  const server = await startKeyserver({ seed: { exports: [] } })
  const { db } = server
  const deps: WriteExportDeps = {
    db,
    archives: r2ArchiveStore(env.EXPORTS),
    secretBox: await openSecretBox(env.MASTER_KEY),
    compressor,
  }
  const publicKeys: Record<string, string> = { '310-v1': server.signerPublicKeyPem }
  const index = async (filenameRoot: string) => {
    const text = await (await env.EXPORTS.get(`${filenameRoot}/index.txt`))?.text()
    return text === '' ? [] : text?.split('\n')
  }
  return {
    server,
    db,
    deps,
    publicKeys,
    async addConfig(filenameRoot, change = {}) {
      const saved = await saveExportConfig(db, { ...aConfig(filenameRoot), ...change })
      if (!saved.ok) throw new Error(JSON.stringify(saved.failure))
      return saved.value
    },
    close: (now, maxRecords = 1000) =>
      closeWindows(
        { db },
        { minWindowAgeSeconds: 2 * HOUR, truncateWindowSeconds: HOUR, maxRecords },
        now,
      ),
    write: (now, archives = deps.archives) =>
      writeExports(
        { ...deps, archives },
        {
          leaseSeconds: LEASE_SECONDS,
          maxRunSeconds: LEASE_SECONDS,
          fileLifetimeSeconds: FILE_LIFETIME_SECONDS,
        },
        () => now,
      ),
    index,
    async read(filenameRoot) {
      const names = (await index(filenameRoot)) ?? []
      return Promise.all(
        names.map(async (name) => ({ name, ...checkExport(await objectBytes(name), publicKeys) })),
      )
    },
  }
}

export async function objectBytes(name: string): Promise<Uint8Array> {
  const object = await env.EXPORTS.get(name)
  if (object === null) throw new Error(`${name} is not there`)
  return new Uint8Array(await object.arrayBuffer())
}
