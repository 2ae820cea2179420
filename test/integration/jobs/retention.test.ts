/** Nothing outlives its age: a month of uploads and exports, looked through after every step. */

import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { addSeconds, floorTo, SECONDS_PER_DAY, type UnixSeconds } from '../../../src/core/time.ts'
import { auditedBatch } from '../../../src/db/audit/queries.ts'
import type { KeyserverDatabase } from '../../../src/db/keyserver/database.ts'
import type { Quota } from '../../../src/durable/quota.ts'
import { deleteExpired } from '../../../src/flows/delete-expired.ts'
import type { JobFailure } from '../../../src/flows/job-failure.ts'
import { withdrawFiles } from '../../../src/flows/withdraw-files.ts'
import { r2ArchiveStore } from '../../../src/platform/archive-store.ts'
import { readConfig } from '../../../src/platform/config.ts'
import { NOON, startKeyserver, type TestKeyserver } from '../../support/keyserver.ts'
import { phoneKeys, uploadBody } from '../../support/phone.ts'
import {
  listObjects,
  readObject,
  readTables,
  type TableRows,
  tableNames,
} from '../../support/storage-state.ts'

const TTL_SECONDS = 14 * SECONDS_PER_DAY
/** Of the audit log, which has an age of its own. Short, so that entries come and go within the month. */
const AUDIT_TTL_SECONDS = 7 * SECONDS_PER_DAY
/** A token's is counted from its end. */
const AGES: Readonly<Record<string, number>> = {
  audit_log: AUDIT_TTL_SECONDS,
  submission_tokens: 0,
}
const HALF_DAY = SECONDS_PER_DAY / 2
const HOUR = 3600
const EXPORTS = [
  { filenameRoot: 'us', periodSeconds: 4 * HOUR, region: 'US' },
  { filenameRoot: 'us-daily', periodSeconds: SECONDS_PER_DAY, region: 'US' },
]

const LAYOUT_EXPORT = {
  name: 'days',
  layout: 'corona-warn-app',
  prefix: '',
  regions: ['US'],
  keyId: '262',
  keyVersion: 'v1',
  settings: { appBundleId: 'org.example.app', shiftingThreshold: 0 },
} as const

/** Tables whose rows are forgotten, with the instant that each row's age counts from. */
const AGED: Readonly<Record<string, string>> = {
  audit_log: 'at',
  coronamelder_waiting_keys: 'received_at',
  coronamelder_workflows: 'valid_until',
  diagnosis_keys: 'created_at',
  export_batches: 'end_at',
  export_files: 'end_at',
  health_authority_statistics: 'hour',
  layout_archives: 'stored_at',
  layout_slots: 'slot',
  padding_slots: 'slot',
  submission_tokens: 'expires_at',
  upload_models: 'created_at',
  upload_shape_days: 'day',
  upload_shapes: 'slot',
}

/** What the operator set up, what the jobs last did, and the record of keys whose material is destroyed. */
const CONFIGURATION = [
  'authorized_apps',
  'content_signers',
  'countries',
  'documents',
  'efgs_certificates',
  'efgs_hub_subscriptions',
  'federation_authorizations',
  'federation_partners',
  'federation_states',
  'layout_exports',
  'layout_indexes',
  'export_import_keys',
  'export_imports',
  'import_files',
  'mirror_files',
  'mirrors',
  'export_configs',
  'health_authorities',
  'health_authority_keys',
  'jobs',
  'padding_policies',
  'revision_token_keys',
  'signature_infos',
  'signing_keys',
  'uk_hub_nations',
]

/** Tables whose rows are forgotten by their own job, `delete-expired-federation`, with the test that looks at their ages. */
const AGED_ABROAD: Readonly<Record<string, string>> = {
  efgs_hub_batches: 'efgs-hub/cleanup',
  efgs_hub_cleanups: 'efgs-hub/cleanup',
  efgs_hub_downloads: 'efgs-hub/cleanup',
  efgs_hub_keys: 'efgs-hub/cleanup',
  efgs_hub_uploads: 'efgs-hub/cleanup',
  federation_sightings: 'keeping',
  federation_statistics: 'keeping',
  incoming_batches: 'keeping',
  interop_key_sets: 'keeping',
  outgoing_batches: 'keeping',
  staged_keys: 'keeping',
  uk_hub_batches: 'uk-hub/download',
  uk_hub_exposures: 'uk-hub/download',
  uk_hub_metrics: 'uk-hub/download',
  uk_hub_uploads: 'uk-hub/download',
}

/** Rows that stay at any age: the next window begins at the end of the newest, the newest model is in use, the next entry is sealed to the last. */
const NEWEST_STAYS: Readonly<Record<string, { readonly per: string; readonly by: string }>> = {
  audit_log: { per: 'actor', by: 'id' },
  export_batches: { per: 'config_id', by: 'end_at' },
  upload_models: { per: 'region', by: 'id' },
}

function rowsThatMustGo(
  table: string,
  rows: TableRows[string],
): readonly Record<string, unknown>[] {
  const newest = NEWEST_STAYS[table]
  if (newest === undefined) return rows
  return rows.filter((row) =>
    rows.some(
      (other) =>
        other[newest.per] === row[newest.per] && Number(other[newest.by]) > Number(row[newest.by]),
    ),
  )
}

/** @returns how many rows and objects were looked at, by table or kind */
async function expectNothingOld(now: UnixSeconds): Promise<Readonly<Record<string, number>>> {
  const oldestOf = (table: string) => now - (AGES[table] ?? TTL_SECONDS) - SECONDS_PER_DAY
  const oldest = oldestOf('export_files')
  const tables = await readTables()
  const looked: Record<string, number> = {}
  for (const [table, rows] of Object.entries(tables)) {
    const column = AGED[table]
    if (column === undefined) {
      expect([...CONFIGURATION, ...Object.keys(AGED_ABROAD)], `${table} has no age`).toContain(
        table,
      )
      continue
    }
    for (const row of rowsThatMustGo(table, rows)) {
      expect(Number(row[column]), `${table} at ${now}`).toBeGreaterThan(oldestOf(table))
    }
    looked[table] = rows.length
  }
  const objects = await listObjects()
  for (const name of Object.keys(objects)) {
    if (name.startsWith('version')) {
      const [, date] = /\/date\/([\d-]+)/.exec(name) ?? []
      const dayEnd = date === undefined ? now : Date.parse(`${date}T24:00:00Z`) / 1000
      expect(dayEnd, `${name} at ${now}`).toBeGreaterThan(oldest)
      continue
    }
    const [, kind = '', end] = /^us(?:-daily)?\/(\d+-(\d+)-\d{5}\.zip|[a-z.-]+)$/.exec(name) ?? []
    if (end === undefined) expect(['index.txt', 'jwks.json', 'public-keys.pem']).toContain(kind)
    else expect(Number(end), `${name} at ${now}`).toBeGreaterThan(oldest)
  }
  const { keys, rows } = oldestMaterial(tables, now)
  expect(keys, 'superseded revision keys with material').toEqual([])
  return { ...looked, revision_token_keys: rows, ...(await expectIndexesRight(tables, objects)) }
}

/** Keys that opened tokens until their successor was 15 days old, and a day more for the job's period. */
function oldestMaterial(tables: TableRows, now: UnixSeconds) {
  const rows = tables['revision_token_keys'] ?? []
  const keys = rows.filter((row, index) => {
    const successor = rows[index + 1]
    if (successor === undefined || row['wrapped_key'] === null) return false
    return now - Number(successor['created_at']) > 16 * SECONDS_PER_DAY
  })
  return { keys, rows: rows.length }
}

/** What an index names is there and on record, and what is there is on record. */
async function expectIndexesRight(
  tables: TableRows,
  objects: Readonly<Record<string, unknown>>,
): Promise<{ indexed: number; withdrawn: number }> {
  const recorded = new Map((tables['export_files'] ?? []).map((row) => [row['filename'], row]))
  let indexed = 0
  for (const { filenameRoot } of EXPORTS) {
    if (!(`${filenameRoot}/index.txt` in objects)) continue
    for (const name of await readIndex(filenameRoot)) {
      expect(objects, 'named by an index').toHaveProperty([name])
      expect(recorded.get(name)?.['status'], name).toBe('published')
      indexed++
    }
  }
  const archives = Object.keys(objects).filter((name) => name.endsWith('.zip'))
  const isWithdrawn = (name: unknown) => recorded.get(name)?.['status'] === 'withdrawn'
  const kept = [...recorded.keys()].filter((name) => !isWithdrawn(name))
  expect(archives.sort()).toEqual(kept.sort())
  return { indexed, withdrawn: recorded.size - kept.length }
}

async function readIndex(filenameRoot: string): Promise<readonly string[]> {
  const text = new TextDecoder().decode(await readObject(`${filenameRoot}/index.txt`))
  return text === '' ? [] : text.split('\n')
}

/** Rows that padding leaves behind. */
async function addPaddingRows(now: UnixSeconds): Promise<void> {
  const db = env.KEYSERVER_DB
  const day = floorTo(now, SECONDS_PER_DAY)
  await db.batch([
    db
      .prepare(
        `INSERT INTO upload_shape_days (day, regions, shape, uploads) VALUES (?, ',US,', '14', 3)`,
      )
      .bind(day),
    db
      .prepare(`INSERT INTO upload_models (region, created_at, model) VALUES ('US', ?, '{}')`)
      .bind(now),
    db
      .prepare(
        `INSERT INTO padding_slots (region, slot, wrapped_secret, synthetic_uploads, model_id, completed_at)
        VALUES ('US', ?, 'c2VjcmV0', 5, (SELECT max(id) FROM upload_models), ?)`,
      )
      .bind(floorTo(now, HOUR), now),
  ])
}

/** Tokens of submissions, good for three days. */
async function issueTokens(server: TestKeyserver): Promise<void> {
  const request = { testKit: 'LAB_RESULT', count: 2, expiresInSeconds: 3 * SECONDS_PER_DAY }
  const init = { method: 'POST', body: JSON.stringify(request) }
  const response = await server.operate('/operator/submission-tokens', init)
  expect(response.status).toBe(200)
}

/** A bucket of CoronaMelder's that is never confirmed, with a key in it. */
async function addRegistration(now: UnixSeconds): Promise<void> {
  const bucket = crypto.randomUUID()
  await env.KEYSERVER_DB.batch([
    env.KEYSERVER_DB.prepare(
      `INSERT INTO coronamelder_workflows (created_at, valid_until, ggd_key_hash, bucket_hash, wrapped_confirmation_key)
      VALUES (?1, ?2, ?3, ?3, '')`,
    ).bind(now, now + SECONDS_PER_DAY, bucket),
    env.KEYSERVER_DB.prepare(
      `INSERT INTO coronamelder_waiting_keys SELECT id, randomblob(16), 2973888, 144, ?2, ?2 FROM coronamelder_workflows
      WHERE bucket_hash = ?1`,
    ).bind(bucket, now),
  ])
}

/** Withdraws the files of the last day, to be written again under other names. */
async function reissueNewest(db: KeyserverDatabase, now: UnixSeconds): Promise<void> {
  const request = {
    filenameRoot: 'us',
    selection: { kind: 'window', from: addSeconds(now, -SECONDS_PER_DAY), to: now },
    ...{ reissue: true, belowIssue: undefined, reason: 'a test', dryRun: false, after: 0 },
  } as const
  const deps = { db, archives: r2ArchiveStore(env.EXPORTS) }
  const done = await withdrawFiles(deps, request, TTL_SECONDS, now)
  if (!done.ok) throw new Error(done.failure.reason)
  expect(done.value.removed).toBeGreaterThan(0)
  expect(done.value.removed).toBe(done.value.files.length)
}

test('every table is either forgotten at its age or named as configuration', async () => {
  const names = await tableNames()
  expect([...names].sort()).toEqual(
    [...Object.keys(AGED), ...Object.keys(AGED_ABROAD), ...CONFIGURATION].sort(),
  )
})

test('in a month of uploads no row and no object outlives its age by a day, and at last the indexes are empty', async () => {
  const vars = { AUDIT_TTL: `${AUDIT_TTL_SECONDS}s` }
  const server = await startKeyserver({
    seed: { exports: EXPORTS, layoutExports: [LAYOUT_EXPORT] },
    vars,
  })
  const most: Record<string, number> = {}
  const look = async () => {
    for (const [what, count] of Object.entries(await expectNothingOld(server.now))) {
      most[what] = Math.max(most[what] ?? 0, count)
    }
  }
  for (let day = 0; day < 30; day++) {
    const keys = phoneKeys(server.now, 3)
    const upload = await server.publish(
      uploadBody(server.authority, keys, { now: server.now, reportType: 'likely' }),
    )
    expect(upload.status).toBe(200)
    await addPaddingRows(server.now)
    await issueTokens(server)
    await addRegistration(server.now)
    const entry = { actor: 'operator', action: 'test', subject: `day ${day}`, detail: {} }
    await auditedBatch(server.db, server.now, [entry], [])
    await look()
    if (day % 5 === 3) await reissueNewest(server.db, server.now)
    for (const _halfDay of [1, 2]) {
      server.now = addSeconds(server.now, HALF_DAY)
      const runs = await server.tick()
      expect(runs.filter((run) => run.outcome === 'failed')).toEqual([])
      expect(runs.find((run) => run.job === 'write-exports')?.outcome).toBe('done')
      await look()
    }
    const revision = await server.publish(
      uploadBody(server.authority, keys, {
        now: server.now,
        revisionToken: upload.answer.revisionToken ?? '',
      }),
    )
    expect(revision.status).toBe(200)
  }
  for (const table of [...Object.keys(AGED), 'indexed', 'withdrawn']) {
    expect(most[table], `${table} was never filled: the test shows nothing of it`).toBeGreaterThan(
      0,
    )
  }
  // A fortnight of files of a day each, in both exports.
  expect(most['indexed']).toBeGreaterThan(28)
  expect(most['revision_token_keys']).toBeGreaterThan(3)

  for (let day = 0; day < 17; day++) {
    server.now = addSeconds(server.now, SECONDS_PER_DAY)
    await server.tick()
    await look()
  }
  const tables = await readTables()
  for (const table of Object.keys(AGED)) {
    // Hours go on, and for as long as the last keys are published they have archives, empty ones.
    if (table.startsWith('layout_')) continue
    expect(rowsThatMustGo(table, tables[table] ?? []).length, table).toBe(
      // Windows are closed all the time, empty ones too.
      table === 'export_batches' ? (tables[table]?.length ?? 0) - 2 : 0,
    )
  }
  for (const { filenameRoot } of EXPORTS) {
    expect((await readObject(`${filenameRoot}/index.txt`)).length).toBe(0)
  }
  expect(Object.keys(await listObjects()).filter((name) => name.endsWith('.zip'))).toEqual([])
}, 180_000)

test('windows go on where they ended after a pause longer than the age of their batches', async () => {
  const server = await startKeyserver({ seed: { exports: EXPORTS.slice(0, 1) } })
  await server.tick()
  const [first] = (await readTables())['export_batches'] ?? []
  server.now = addSeconds(server.now, TTL_SECONDS + 3 * SECONDS_PER_DAY)
  const { db } = server
  const deps = { db, archives: r2ArchiveStore(env.EXPORTS) }
  await deleteExpired(deps, TTL_SECONDS, server.now)
  const runs = await server.tick()
  const closed = runs.find((run) => run.job === 'close-windows')
  expect(closed?.report).toEqual({ windows: 17 * 6, waiting: 0 })
  const starts = ((await readTables())['export_batches'] ?? []).map((row) =>
    Number(row['start_at']),
  )
  const ends = ((await readTables())['export_batches'] ?? []).map((row) => Number(row['end_at']))
  // Seventeen days of six windows; the tick itself forgot those that are old by now.
  expect(Math.max(...ends)).toBe(Math.floor((server.now - 2 * HOUR) / (4 * HOUR)) * 4 * HOUR)
  const sorted = [...starts].sort((a, b) => a - b)
  for (const [index, start] of sorted.slice(1).entries()) {
    expect(start).toBe((sorted[index] ?? 0) + 4 * HOUR)
  }
  expect(Number(first?.['end_at'])).toBeLessThan(server.now - TTL_SECONDS)
})

test('an age is exceeded only after its last second', async () => {
  const server = await startKeyserver({ seed: { exports: EXPORTS.slice(0, 1) } })
  const db = env.KEYSERVER_DB
  const limit = NOON - TTL_SECONDS
  const midnight = floorTo(addSeconds(NOON, -TTL_SECONDS), SECONDS_PER_DAY)
  const key = (at: number) =>
    db
      .prepare(
        `INSERT INTO diagnosis_keys (key_data, rolling_start_interval_number, rolling_period, transmission_risk_level,
          report_type, created_at, regions, traveler, provenance, federation_consent)
        VALUES (randomblob(16), 0, 144, 0, 1, ?, ',US,', 0, 0, 0)`,
      )
      .bind(at)
  const file = (end: number) =>
    db
      .prepare(
        `INSERT INTO export_files (filename, config_id, batch_id, file_number, start_at, end_at, status, key_count, byte_length)
        VALUES ('us/' || ?1 || '.zip', (SELECT id FROM export_configs), 1, 1, ?1 - 14400, ?1, 'published', 1, 1)`,
      )
      .bind(end)
  const batch = (end: number) =>
    db
      .prepare(
        `INSERT INTO export_batches (config_id, start_at, end_at, status, filename_root, output_region, input_regions,
          exclude_regions, include_travelers, only_non_travelers, signature_info_ids, max_records)
        SELECT id, ?1 - 14400, ?1, 'complete', 'us', 'US', '[]', '[]', 0, 0, '[1]', 9 FROM export_configs`,
      )
      .bind(end)
  const statistics = (hour: number) =>
    db
      .prepare(
        `INSERT INTO health_authority_statistics VALUES (1, ?, '[0,0,0]', 1, 0, '[]', '[]', 0)`,
      )
      .bind(hour)
  await db.batch([
    ...[limit - 1, limit].flatMap((at) => [key(at), file(at), batch(at)]),
    batch(NOON),
    statistics(midnight - HOUR),
    statistics(midnight),
  ])
  await env.EXPORTS.put(`us/${limit}.zip`, 'kept')
  // The older file has no object: that it is gone already is no failure.
  const deps = { db: server.db, archives: r2ArchiveStore(env.EXPORTS) }
  expect(await deleteExpired(deps, TTL_SECONDS, NOON)).toMatchObject({ keys: 1, files: 1 })
  const tables = await readTables()
  expect(tables['diagnosis_keys']?.map((row) => row['created_at'])).toEqual([limit])
  expect(tables['export_files']?.map((row) => row['end_at'])).toEqual([limit])
  expect(tables['export_batches']?.map((row) => row['end_at'])).toEqual([limit, NOON])
  expect(tables['health_authority_statistics']?.map((row) => row['hour'])).toEqual([midnight])
  expect(Object.keys(await listObjects())).toContain(`us/${limit}.zip`)
})

test('files of an index that can not be written stay with it, and hold up no others', async () => {
  const server = await startKeyserver({ seed: { exports: EXPORTS } })
  await server.tick()
  await server.publish(
    uploadBody(server.authority, phoneKeys(server.now, 3).slice(1), { now: server.now }),
  )
  server.now = addSeconds(NOON, SECONDS_PER_DAY)
  await server.tick()
  const store = r2ArchiveStore(env.EXPORTS)
  const archives: typeof store = {
    ...store,
    swap: async (name, ...rest) => name !== 'us/index.txt' && store.swap(name, ...rest),
  }
  const named = await readIndex('us')
  expect(named).toHaveLength(1)
  expect(await readIndex('us-daily')).toHaveLength(1)
  const expired = addSeconds(server.now, TTL_SECONDS)
  const failure = await deleteExpired({ db: server.db, archives }, TTL_SECONDS, expired).catch(
    (error: unknown) => error,
  )
  expect((failure as JobFailure).reason).toBe('indexes_failed')
  expect(await readIndex('us')).toEqual(named)
  expect(Object.keys(await listObjects()).filter((name) => name.endsWith('.zip'))).toEqual(named)
  expect(await readIndex('us-daily')).toEqual([])
  const again = await deleteExpired({ db: server.db, archives: store }, TTL_SECONDS, expired)
  expect(again).toMatchObject({ keys: 0, files: 1 })
  expect(await readIndex('us')).toEqual([])
})

test('an age below ten days is refused, by the job and by the configuration', async () => {
  const server = await startKeyserver()
  const deps = { db: server.db, archives: r2ArchiveStore(env.EXPORTS) }
  const tenDays = 10 * SECONDS_PER_DAY
  const refusal = await deleteExpired(deps, tenDays - 1, NOON).catch((error: unknown) => error)
  expect((refusal as JobFailure).reason).toBe('retention_too_short')
  await deleteExpired(deps, tenDays, NOON)
  expect(() => readConfig({ CLEANUP_TTL: '239h59m59s' })).toThrow('CLEANUP_TTL')
  expect(readConfig({ CLEANUP_TTL: '240h' }).CLEANUP_TTL).toBe(tenDays * 1000)
  expect(() => readConfig({ AUDIT_TTL: '167h59m59s' })).toThrow('AUDIT_TTL')
  expect(readConfig({ AUDIT_TTL: '168h' }).AUDIT_TTL).toBe(AUDIT_TTL_SECONDS * 1000)
})

test('an upload quota forgets each day two days after it began, however many days follow', async () => {
  const quotas = (env as unknown as { QUOTA: DurableObjectNamespace<Quota> }).QUOTA
  const stub = quotas.getByName('health-authority-uploads/retention')
  const readDays = () =>
    runInDurableObject(stub, (_quota, state) =>
      state.storage.sql.exec<{ day: number }>('SELECT day FROM taken ORDER BY day').toArray(),
    )
  // Far from the clock of whoever runs this: one day long over, two that are still to come.
  const [over, first, second] = [0, 4_102_444_800, 4_102_531_200]
  await stub.take(first, 5)
  await stub.take(second, 5)
  const alarm = await runInDurableObject(stub, (_quota, state) => state.storage.getAlarm())
  expect(alarm).toBe((first + 2 * SECONDS_PER_DAY) * 1000)
  await stub.take(over, 5)
  await runDurableObjectAlarm(stub)
  expect(await readDays()).toEqual([{ day: first }, { day: second }])
  expect(await runDurableObjectAlarm(stub), 'the days that are left have an alarm').toBe(true)
  expect(await readDays()).toEqual([{ day: first }, { day: second }])
})
