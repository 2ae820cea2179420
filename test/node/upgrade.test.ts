/** A database of the first release that is migrated is as good as a new one with the same rows. */

import { unzipSync } from 'fflate'
import { expect, test } from 'vitest'
import { concatBytes } from '../../src/core/bytes.ts'
import { asUnixSeconds } from '../../src/core/time.ts'
import { readAuditLog } from '../../src/db/audit/queries.ts'
import { type KeyserverDatabase, openKeyserver } from '../../src/db/keyserver/database.ts'
import { readTenants } from '../../src/db/keyserver/queries/tenants.ts'
import { authorizedApps } from '../../src/db/keyserver/schema/authorized-apps.ts'
import { diagnosisKeys } from '../../src/db/keyserver/schema/diagnosis-keys.ts'
import { exportBatches, exportConfigs, exportFiles } from '../../src/db/keyserver/schema/exports.ts'
import {
  healthAuthorities,
  healthAuthorityKeys,
} from '../../src/db/keyserver/schema/health-authorities.ts'
import { healthAuthorityStatistics } from '../../src/db/keyserver/schema/health-authority-statistics.ts'
import { jobs } from '../../src/db/keyserver/schema/jobs.ts'
import type { ArchiveStore } from '../../src/flows/archive-store.ts'
import { closeWindows } from '../../src/flows/close-windows.ts'
import { importSigningKey } from '../../src/flows/signing-keys.ts'
import { withdrawFiles } from '../../src/flows/withdraw-files.ts'
import { writeExports } from '../../src/flows/write-exports.ts'
import { compressor } from '../../src/platform/compressor.ts'
import { openSecretBox } from '../../src/platform/secrets.ts'
import { checkExport } from '../support/phone.ts'
import { MIGRATIONS, openSqlite } from '../support/sqlite-d1.ts'
import { createTestAuthority } from '../support/test-authority.ts'

const HOUR = 3600
/** A midnight. */
const DAY_START = 1_795_564_800
const LIFETIME_SECONDS = 14 * 86_400
const [FIRST = '', ...LATER] = MIGRATIONS
const secretBox = await openSecretBox(Buffer.alloc(32, 1).toString('base64'))
const signer = createTestAuthority()

const KEYS = Array.from({ length: 9 }, (_, i) => ({
  hex: (0x90 - i).toString(16).repeat(16),
  createdAt: DAY_START + (1 + (i % 8)) * HOUR,
  onset: i % 3 === 0 ? null : i - 4,
  revisedAt: i === 4 ? DAY_START + 6 * HOUR : null,
}))

/** Rows as the first release wrote them: it knew no other columns. */
async function fill(db: KeyserverDatabase): Promise<void> {
  const imported = await importSigningKey(
    { db, secretBox },
    'first',
    signer.privateKeyPem,
    asUnixSeconds(DAY_START),
  )
  if (!imported.ok) throw new Error(imported.failure.reason)
  const run = (sql: string, ...values: unknown[]) =>
    db.d1
      .prepare(sql)
      .bind(...values)
      .run()
  await run(
    `INSERT INTO signature_infos (id, signing_key_id, key_id, key_version, activates_at) VALUES (1, 1, '310', 'v1', 0)`,
  )
  await run(
    `INSERT INTO health_authorities (id, issuer, audience, name, daily_upload_limit) VALUES (1, 'iss', 'aud', 'HA', 5)`,
  )
  await run(
    `INSERT INTO health_authority_keys (health_authority_id, version, valid_from, public_key_pem) VALUES (1, 'v1', 0, ?1)`,
    signer.publicKeyPem,
  )
  await run(`INSERT INTO authorized_apps VALUES ('app', '["US"]', '[1]', 0, 0, 0, 'never')`)
  await run(
    `INSERT INTO health_authority_statistics VALUES (1, ?1, '[0,1,0]', 9, 1, '[]', '[]', 2)`,
    DAY_START,
  )
  await run(`INSERT INTO jobs (name, last_started_at) VALUES ('write-exports', ?1)`, DAY_START)
  await run(
    `INSERT INTO export_configs (id, filename_root, period_seconds, output_region, input_regions, exclude_regions,
      include_travelers, only_non_travelers, active_from, signature_info_ids, max_records_override, files_generation,
      index_generation) VALUES (1, 'us', 14400, 'US', '[]', '[]', 1, 0, 0, '[1]', 3, 7, 7)`,
  )
  // Done; and begun by a run that did not end.
  for (const [i, status] of ['complete', 'leased'].entries()) {
    await run(
      `INSERT INTO export_batches (config_id, start_at, end_at, status, lease_expires_at, filename_root, output_region,
        input_regions, exclude_regions, include_travelers, only_non_travelers, signature_info_ids, max_records)
      VALUES (1, ?1, ?1 + 14400, ?2, ?3, 'us', 'US', '[]', '[]', 1, 0, '[1]', 3)`,
      DAY_START + (i - 1) * 4 * HOUR,
      status,
      status === 'leased' ? DAY_START + 5 * HOUR : null,
    )
  }
  await run(
    `INSERT INTO export_files VALUES ('us/old.zip', 1, 1, 1, ?1 - 14400, ?1, 'published', 4, 800)`,
    DAY_START,
  )
  for (const { hex, createdAt, onset, revisedAt } of KEYS) {
    await run(
      `INSERT INTO diagnosis_keys (key_data, rolling_start_interval_number, rolling_period, transmission_risk_level,
        report_type, days_since_onset_of_symptoms, created_at, regions, traveler, provenance, health_authority_id,
        federation_consent, revised_report_type, revised_at, revised_days_since_onset_of_symptoms,
        revised_transmission_risk_level)
      VALUES (unhex(?1), 2992000, 144, 3, ?5, ?2, ?3, ',US,', 0, 0, 1, 0, ?6, ?4, ?7, ?7)`,
      hex,
      onset,
      createdAt,
      revisedAt,
      revisedAt === null ? 1 : 2,
      revisedAt === null ? null : 1,
      revisedAt === null ? null : 5,
    )
  }
}

/** The bucket. */
function memoryStore(): { store: ArchiveStore; objects: Map<string, Uint8Array> } {
  const objects = new Map<string, Uint8Array>()
  const head = async (name: string) => {
    const bytes = objects.get(name)
    if (bytes === undefined) return undefined
    const described = { etag: 'e', lastModified: '', contentType: '', cacheControl: '' }
    return { ...described, byteLength: bytes.length, body: undefined }
  }
  const store: ArchiveStore = {
    async putOnce(name, pieces) {
      if (objects.has(name)) return 'exists'
      objects.set(name, concatBytes(...pieces))
      return 'stored'
    },
    async swap(name, bytes) {
      objects.set(name, bytes)
      return true
    },
    head,
    get: head,
    list: async () => ({ names: [...objects.keys()].sort(), cursor: undefined }),
    async remove(name) {
      objects.delete(name)
    },
  }
  return { store, objects }
}

const settings = (now: number) =>
  [
    { leaseSeconds: 300, maxRunSeconds: 120, fileLifetimeSeconds: LIFETIME_SECONDS },
    () => asUnixSeconds(now),
  ] as const

async function exportAll(db: KeyserverDatabase) {
  const { store, objects } = memoryStore()
  objects.set('us/old.zip', new Uint8Array(800))
  const deps = { db, archives: store, secretBox, compressor }
  const now = DAY_START + 11 * HOUR
  const windows = { minWindowAgeSeconds: 2 * HOUR, truncateWindowSeconds: HOUR, maxRecords: 9 }
  await closeWindows({ db }, windows, asUnixSeconds(now))
  await writeExports(deps, ...settings(now))
  return { deps, objects, now }
}

const exportBins = (objects: ReadonlyMap<string, Uint8Array>) =>
  Object.fromEntries(
    [...objects]
      .filter(([name]) => /-\d{5}\.zip$/.test(name))
      .map(([name, bytes]) => [
        name,
        Buffer.from(unzipSync(bytes)['export.bin'] ?? '').toString('hex'),
      ]),
  )

async function openUpgraded(): Promise<KeyserverDatabase> {
  const { d1, migrate } = openSqlite([FIRST])
  await fill(openKeyserver(d1))
  migrate(LATER)
  return openKeyserver(d1)
}

async function openNew(): Promise<KeyserverDatabase> {
  const db = openKeyserver(openSqlite(MIGRATIONS).d1)
  await fill(db)
  return db
}

const TABLES = {
  authorizedApps,
  diagnosisKeys,
  exportBatches,
  exportConfigs,
  exportFiles,
  healthAuthorities,
  healthAuthorityKeys,
  healthAuthorityStatistics,
  jobs,
}

async function readRows(db: KeyserverDatabase): Promise<Record<string, readonly unknown[]>> {
  const rows: Record<string, readonly unknown[]> = {}
  for (const [name, table] of Object.entries(TABLES)) rows[name] = await db.orm.select().from(table)
  return rows
}

test('a migrated database of the first release reads as a new one with the same rows', async () => {
  expect(FIRST).toMatch(/^0000_/)
  expect(LATER.length).toBeGreaterThan(0)
  const rows = await readRows(await openUpgraded())
  expect(rows).toEqual(await readRows(await openNew()))
  expect(rows['diagnosisKeys']).toHaveLength(KEYS.length)
  expect(rows['diagnosisKeys']?.[0]).toMatchObject({ sourceId: null })
  expect(rows['healthAuthorities']).toMatchObject([{ jwksUri: null, mayReadStatistics: true }])
  expect(rows['healthAuthorityKeys']).toMatchObject([{ isPolled: false }])
  expect(rows['exportBatches']).toMatchObject([{ reissue: 0 }, { reissue: 0 }])
  const db = await openUpgraded()
  expect(await readTenants(db)).toBeDefined()
  expect(await readAuditLog(db, 0, 10)).toEqual([])
})

test('its exports are those of a new one, byte for byte, and hold every key', async () => {
  const upgraded = await exportAll(await openUpgraded())
  const fresh = await exportAll(await openNew())
  const bins = exportBins(upgraded.objects)
  expect(bins).toEqual(exportBins(fresh.objects))
  const [a, b, c] = [DAY_START, DAY_START + 4 * HOUR, DAY_START + 8 * HOUR]
  // Four keys created in the first window, four and a revised one in the second; three a file.
  expect(Object.keys(bins).sort()).toEqual([
    `us/${a}-${b}-00001.zip`,
    `us/${a}-${b}-00002.zip`,
    `us/${b}-${c}-00001.zip`,
    `us/${b}-${c}-00002.zip`,
  ])
  const files = Object.keys(bins).map((name) =>
    checkExport(upgraded.objects.get(name) ?? new Uint8Array(), { '310-v1': signer.publicKeyPem }),
  )
  const inTime = KEYS.filter(({ createdAt }) => createdAt < c).map(({ hex }) => hex)
  const keys = files.flatMap((file) => file.keys.map((key) => key.keyHex))
  expect(keys.sort()).toEqual([...inTime].sort())
  expect(files.flatMap((file) => file.revisedKeys.map((key) => key.keyHex))).toEqual([KEYS[4]?.hex])
  const index = Buffer.from(upgraded.objects.get('us/index.txt') ?? '').toString()
  expect(index.split('\n')).toEqual([...Object.keys(bins), 'us/old.zip'].sort())
})

test('its files can be withdrawn and issued again', async () => {
  const db = await openUpgraded()
  const { deps, objects, now } = await exportAll(db)
  const before = exportBins(objects)
  const request = {
    filenameRoot: 'us',
    selection: { kind: 'window', from: DAY_START, to: DAY_START + HOUR },
    ...{ reissue: true, belowIssue: undefined, reason: 'a test', dryRun: false, after: 0 },
  } as const
  const done = await withdrawFiles(deps, request, LIFETIME_SECONDS, asUnixSeconds(now))
  expect(done).toMatchObject({ ok: true, value: { removed: 2 } })
  await writeExports(deps, ...settings(now))
  const [a, b] = [DAY_START, DAY_START + 4 * HOUR]
  const after = exportBins(objects)
  for (const file of ['00001', '00002']) {
    expect(after[`us/${a + 1}-${b + 1}-${file}.zip`]).toBe(before[`us/${a}-${b}-${file}.zip`])
    expect(after).not.toHaveProperty([`us/${a}-${b}-${file}.zip`])
  }
})
