/** Synthetic uploads in the database, in every export, and through every crash. */

import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import { slotStream } from '../../../src/core/padding/derive.ts'
import { drawUpload } from '../../../src/core/padding/draw.ts'
import { PRIOR_MODEL, parseModel } from '../../../src/core/padding/model.ts'
import {
  addSeconds,
  asUnixSeconds,
  floorTo,
  SECONDS_PER_DAY,
  SECONDS_PER_HOUR,
  type UnixSeconds,
} from '../../../src/core/time.ts'
import { openKeyserver } from '../../../src/db/keyserver/database.ts'
import { readPaddingPolicies } from '../../../src/db/keyserver/queries/padding.ts'
import { countries } from '../../../src/db/keyserver/schema/countries.ts'
import { closeWindows } from '../../../src/flows/close-windows.ts'
import { padSlots } from '../../../src/flows/pad-slots.ts'
import { refreshUploadModel } from '../../../src/flows/refresh-upload-model.ts'
import { readConfig } from '../../../src/platform/config.ts'
import { openSecretBox, randomBytes } from '../../../src/platform/secrets.ts'
import { publishSettings } from '../../../src/workers/publish-settings.ts'
import { NOON, startKeyserver, type TestKeyserver } from '../../support/keyserver.ts'
import { checkExport, type ExportedKey, phoneKeys, uploadBody } from '../../support/phone.ts'
import { EffectRecorder, interruptEverywhere, type Trial } from '../../support/recorded-effects.ts'
import { keepStorage, listObjects, readObject, readTables } from '../../support/storage-state.ts'

const HOUR = SECONDS_PER_HOUR
const SETTINGS = {
  limits: publishSettings(readConfig({})),
  retentionSeconds: 14 * SECONDS_PER_DAY,
}
const SLOT = floorTo(NOON, HOUR)
const US_MINIMUM = 5
const secretBox = await openSecretBox(env.MASTER_KEY)

const startPadded = (padding = [{ region: 'US', minimumUploads: US_MINIMUM }]) =>
  startKeyserver({
    seed: {
      padding,
      apps: [
        { appPackageName: 'com.example.android.app', regions: ['US'] },
        { appPackageName: 'com.example.border', regions: ['CA', 'US'] },
        { appPackageName: 'com.example.elsewhere', regions: ['MX'] },
      ].map((app) => ({ ...app, federationConsent: 'always', bypassesCertificate: false })),
      exports: [
        { filenameRoot: 'us', periodSeconds: 4 * HOUR, region: 'US' },
        { filenameRoot: 'us-daily', periodSeconds: 24 * HOUR, region: 'US' },
      ],
    },
  })

const hoursOn = (hours: number) => addSeconds(NOON, hours * HOUR)

const run = (now: UnixSeconds, recorder = new EffectRecorder()) =>
  padSlots(
    {
      db: openKeyserver(recorder.database(env.KEYSERVER_DB)),
      secretBox: recorder.object('secretBox', secretBox),
      randomBytes,
    },
    SETTINGS,
    now,
  )

async function upload(server: TestKeyserver, days: number, healthAuthorityID?: string) {
  const keys = phoneKeys(server.now, days)
  const { status, answer } = await server.publish(
    uploadBody(server.authority, keys, {
      now: server.now,
      reportType: 'likely',
      ...(healthAuthorityID !== undefined && { healthAuthorityID }),
    }),
  )
  expect(status).toBe(200)
  return { keys, revisionToken: answer.revisionToken ?? '' }
}

interface KeyRow {
  key_data: string
  created_at: number
  rolling_start_interval_number: number
  rolling_period: number
  revised_at: number | null
  provenance: number
  regions: string
  federation_consent: number
  health_authority_id: number | null
  visited_countries: string | null
}

async function readKeys(provenance: number): Promise<readonly KeyRow[]> {
  const { results } = await env.KEYSERVER_DB.prepare(
    `SELECT hex(key_data) AS key_data, created_at, rolling_start_interval_number, rolling_period, revised_at, provenance,
      regions, federation_consent, health_authority_id, visited_countries
    FROM diagnosis_keys WHERE provenance = ?1 ORDER BY key_data`,
  )
    .bind(provenance)
    .all<KeyRow>()
  return results
}

const readSlotRows = async () =>
  (
    await env.KEYSERVER_DB.prepare(
      'SELECT region, slot, synthetic_uploads AS uploads, model_id AS model, completed_at FROM padding_slots ORDER BY 1, 2',
    ).all<{
      region: string
      slot: number
      uploads: number
      model: number | null
      completed_at: number | null
    }>()
  ).results

describe('padding a slot', () => {
  let server: TestKeyserver
  beforeEach(async () => {
    server = await startPadded()
    await run(NOON)
  })

  test('begins with the slot in which the job first ran', async () => {
    await run(hoursOn(0.5))
    expect((await readSlotRows()).map(({ slot }) => slot - SLOT)).toEqual([-HOUR])
    await run(hoursOn(1))
    expect((await readSlotRows()).map(({ slot }) => slot - SLOT)).toEqual([-HOUR, 0])
  })

  test('fills it up to the step above its real uploads, an empty one too', async () => {
    for (let i = 0; i < 7; i++) await upload(server, 3)
    server.now = hoursOn(1)
    for (let i = 0; i < 2; i++) await upload(server, 3)
    const report = await run(hoursOn(3))
    expect(report).toEqual({
      slots: 3,
      realUploads: 9,
      syntheticUploads: 3 + 3 + 5,
      slotsOverMinimum: 1,
    })
    const rows = await readSlotRows()
    expect(rows.map(({ uploads }) => uploads)).toEqual([0, 3, 3, 5])
    expect(await run(hoursOn(3))).toMatchObject({ slots: 0 })
  })

  test('waits a minute for uploads that began in it', async () => {
    expect(await run(addSeconds(SLOT, HOUR + 59))).toMatchObject({ slots: 0 })
    expect(await run(addSeconds(SLOT, HOUR + 60))).toMatchObject({ slots: 1 })
  })

  test('does not count revisions, nor uploads for other regions', async () => {
    const { keys, revisionToken } = await upload(server, 3)
    await upload(server, 3, 'com.example.elsewhere')
    const revision = uploadBody(server.authority, keys, { now: server.now, revisionToken })
    expect((await server.publish(revision)).status).toBe(200)
    const { results } = await env.KEYSERVER_DB.prepare(
      'SELECT regions, shape, uploads FROM upload_shapes ORDER BY 1, 2',
    ).all()
    expect(results).toEqual([
      { regions: ',MX,', shape: '2 0 - 0-2=0', uploads: 1 },
      { regions: ',US,', shape: '2 0 - 0-2=0', uploads: 1 },
      { regions: ',US,', shape: 'R 2 1 0 10 - 0', uploads: 1 },
    ])
    expect(await run(hoursOn(1))).toMatchObject({ realUploads: 1, syntheticUploads: 4 })
  })

  test('stores keys that keep the embargo, stay in the country and are nobody’s', async () => {
    await run(hoursOn(30))
    const keys = await readKeys(1)
    expect(keys.length).toBeGreaterThan(200)
    const expiryOf = (key: KeyRow) => (key.rolling_start_interval_number + key.rolling_period) * 600
    // Sent within the hour of its release, or while in use: then released an hour after its expiry.
    for (const key of keys) expect(expiryOf(key)).toBeLessThan(key.created_at + HOUR)
    const waited = keys.filter(
      (key) => key.revised_at === null && key.created_at === floorTo(hoursOn(14), HOUR) + HOUR,
    )
    expect(waited.some((key) => expiryOf(key) === key.created_at - HOUR)).toBe(true)
    for (const key of keys) {
      expect(key).toMatchObject({
        regions: ',US,',
        federation_consent: 0,
        health_authority_id: null,
        visited_countries: null,
      })
      if (key.revised_at !== null) expect(key.revised_at).toBeGreaterThanOrEqual(SLOT)
    }
    expect(keys.some((key) => key.revised_at !== null)).toBe(true)
  })

  test('stores where their people were once an operator has written a list of countries, and they stay in the country', async () => {
    await server.db.orm.insert(countries).values([
      { code: 'CA', shareable: true, acceptable: true, weight: 3 },
      { code: 'MX', shareable: true, acceptable: true, weight: 1 },
      { code: 'US', shareable: true, acceptable: true, weight: 9 },
      { code: 'XX', shareable: false, acceptable: false, weight: 0 },
    ])
    await run(hoursOn(30))
    const { results } = await env.KEYSERVER_DB.prepare(
      `SELECT traveler, visited_countries AS visited, max(federation_consent) AS consent, count(*) AS keys
        FROM diagnosis_keys WHERE provenance = 1 GROUP BY 1, 2 ORDER BY 1, 2`,
    ).all()
    const found = results.map(({ traveler, visited }) => [traveler, visited])
    expect(found[0]).toEqual([0, 'US'])
    expect(found.filter(([traveler]) => traveler === 0)).toHaveLength(1)
    const abroad = found.filter(([traveler]) => traveler === 1).map(([, visited]) => visited)
    expect(abroad.length).toBeGreaterThan(0)
    for (const visited of abroad) expect(['CA', 'MX', 'CA,MX']).toContain(visited)
    for (const { consent } of results) expect(consent).toBe(0)
  })

  test('leaves the statistics of authorities alone', async () => {
    await upload(server, 3)
    const statistics = async () => (await readTables())['health_authority_statistics']
    const before = await statistics()
    await run(hoursOn(8))
    expect(await statistics()).toEqual(before)
    expect(before).toHaveLength(1)
  })

  test('gives nobody a key to revise', async () => {
    await run(hoursOn(1))
    const [synthetic] = await readKeys(1)
    if (synthetic === undefined) throw new Error('no synthetic key')
    const keys = [
      {
        key: Buffer.from(synthetic.key_data, 'hex').toString('base64'),
        rollingStartNumber: synthetic.rolling_start_interval_number,
        rollingPeriod: synthetic.rolling_period,
        transmissionRisk: 0,
      },
    ]
    server.now = hoursOn(26)
    const own = await upload(server, 2)
    const body = (revisionToken?: string) =>
      uploadBody(server.authority, keys, {
        now: server.now,
        reportType: 'negative',
        ...(revisionToken !== undefined && { revisionToken }),
      })
    expect((await server.publish(body())).answer.code).toBe('missing_revision_token')
    expect((await server.publish(body(own.revisionToken))).answer.code).toBe(
      'invalid_revision_token',
    )
    expect(await readKeys(1)).toContainEqual(synthetic)
  })

  test('catches up after an outage, but not beyond retention, and in bounded runs', async () => {
    await server.db.d1.prepare('UPDATE padding_policies SET minimum_uploads = 1').run()
    const now = addSeconds(NOON, 30 * SECONDS_PER_DAY)
    const settings = {
      limits: { ...SETTINGS.limits, truncateWindowSeconds: 4 * HOUR },
      retentionSeconds: 18 * SECONDS_PER_DAY,
    }
    const catchUp = () => padSlots({ db: server.db, secretBox, randomBytes }, settings, now)
    expect((await catchUp()).slots).toBe(100)
    expect((await catchUp()).slots).toBe(18 * 6 - 100)
    expect((await catchUp()).slots).toBe(0)
    const rows = await readSlotRows()
    expect(rows[1]?.slot).toBe(
      floorTo(addSeconds(now, -settings.retentionSeconds), settings.limits.truncateWindowSeconds),
    )
    expect(rows.every((row) => row.completed_at !== null)).toBe(true)
  })

  test('draws from the newest model once there is one', async () => {
    for (let i = 0; i < 12; i++) await upload(server, 4)
    await run(hoursOn(1))
    expect(await refresh(hoursOn(2))).toEqual({ models: 1 })
    expect(await readModels()).toMatchObject([{ region: 'US', shared: [] }])
    const tomorrow = hoursOn(24)
    await refresh(tomorrow)
    await refresh(addSeconds(tomorrow, 60))
    const models = await readModels()
    expect(models).toHaveLength(2)
    expect(models[1]?.shared).toEqual(['2 0 - 0-3=0'])
    await run(tomorrow)
    expect((await readSlotRows()).at(-1)?.model).toBe(models[1]?.id)
  })
})

const refresh = (now: UnixSeconds) =>
  refreshUploadModel({ db: openKeyserver(env.KEYSERVER_DB), randomBytes }, now)

async function readModels() {
  const { results } = await env.KEYSERVER_DB.prepare(
    'SELECT * FROM upload_models ORDER BY id',
  ).all<{
    id: number
    region: string
    model: string
  }>()
  return results.map(({ id, region, model }) => {
    const parsed = parseModel(model)
    return { id, region, shared: parsed.shared.map(([text]) => text) }
  })
}

test('shapes are folded into their day once every policy has counted them, and without a policy too', async () => {
  const server = await startPadded([
    { region: 'CA', minimumUploads: 3 },
    { region: 'US', minimumUploads: 3 },
  ])
  await run(NOON)
  await upload(server, 2)
  await upload(server, 2, 'com.example.border')
  await upload(server, 2, 'com.example.elsewhere')
  expect(await run(hoursOn(1))).toMatchObject({ slots: 2, realUploads: 3, syntheticUploads: 3 })
  const tables = await readTables()
  expect(tables['upload_shapes']).toEqual([])
  const day = floorTo(NOON, SECONDS_PER_DAY)
  expect(tables['upload_shape_days']).toEqual(
    [',CA,US,', ',MX,', ',US,'].map((regions) => ({
      day,
      regions,
      shape: '2 0 - 0-1=0',
      uploads: 1,
    })),
  )
})

describe('windows wait for their padding', () => {
  const WINDOWS = { minWindowAgeSeconds: 2 * HOUR, truncateWindowSeconds: HOUR, maxRecords: 1000 }
  const close = (now: UnixSeconds) =>
    closeWindows({ db: openKeyserver(env.KEYSERVER_DB) }, WINDOWS, now)
  const openedEnds = async () =>
    ((await readTables())['export_batches'] ?? []).map((row) => row['end_at'])

  test('none closes before the last of its slots is done', async () => {
    await startPadded()
    await run(NOON)
    await close(NOON)
    const before = await openedEnds()
    // The window from 8:00 to 12:00 may close at 14:00.
    const closable = asUnixSeconds(SLOT + 4 * HOUR)
    await run(asUnixSeconds(SLOT + 1.5 * HOUR))
    expect(await close(closable)).toEqual({ windows: 0, waiting: 1 })
    expect(await openedEnds()).toEqual(before)
    await run(closable)
    expect(await close(closable)).toEqual({ windows: 1, waiting: 0 })
  })

  test('the job fails by name once they have waited for long, and other exports go on', async () => {
    const server = await startPadded([{ region: 'CA', minimumUploads: 3 }])
    const only = "UPDATE export_configs SET include_travelers = 0 WHERE filename_root = 'us-daily'"
    await server.db.d1.prepare(only).run()
    // Nothing was ever padded. Travelers' keys of CA would go into the one export, not into the other.
    await expect(close(NOON)).rejects.toThrow('padding_behind for export us')
    const ends = await openedEnds()
    expect(ends).toEqual([floorTo(NOON, SECONDS_PER_DAY)])
    await run(NOON)
    expect(await close(NOON)).toEqual({ windows: 1, waiting: 0 })
  })
})

/** Keys by name of archive. */
async function readExports(server: TestKeyserver): Promise<ReadonlyMap<string, ExportedKey[]>> {
  const exports = new Map<string, ExportedKey[]>()
  for (const name of Object.keys(await listObjects())) {
    if (!name.endsWith('.zip')) continue
    const file = checkExport(await readObject(name), { '310-v1': server.signerPublicKeyPem })
    exports.set(name, [...file.keys])
  }
  return exports
}

test('every layout and every generation has the same synthetic keys', async () => {
  const server = await startPadded()
  await server.tick()
  const real = new Set<string>()
  for (let hour = 0; hour < 40; hour++) {
    server.now = addSeconds(server.now, HOUR)
    if (hour % 5 === 0) {
      const { keys } = await upload(server, 4)
      for (const { key } of keys) real.add(Buffer.from(key, 'base64').toString('hex'))
    }
    await server.tick()
  }
  const exports = await readExports(server)
  const daysEnd = floorTo(addSeconds(server.now, -2 * HOUR), SECONDS_PER_DAY)
  const keysOf = (root: string) =>
    [...exports].flatMap(([name, keys]) => {
      const [, folder, end = ''] = /^(.+)\/\d+-(\d+)-\d+\.zip$/.exec(name) ?? []
      return folder === root && Number(end) <= daysEnd ? keys.map((key) => JSON.stringify(key)) : []
    })
  const hours = keysOf('us').sort()
  expect(hours).toEqual(keysOf('us-daily').sort())
  const isReal = (key: string) => real.has(JSON.parse(key).keyHex)
  expect(hours.filter(isReal).length).toBeGreaterThan(0)
  expect(hours.filter((key) => !isReal(key)).length).toBeGreaterThan(hours.filter(isReal).length)

  await env.EXPORTS.delete([...exports.keys()])
  await server.db.d1.batch([
    server.db.d1.prepare('DELETE FROM export_files'),
    server.db.d1.prepare("UPDATE export_batches SET status = 'open'"),
  ])
  server.now = addSeconds(server.now, 60)
  await server.tick()
  expect(await readExports(server)).toEqual(exports)
})

interface DecidedSlot {
  readonly region: string
  readonly slot: number
  readonly wrapped_secret: string
  readonly synthetic_uploads: number
}

const derivedBySecret = new Map<string, readonly string[]>()

/** What the rows of decided slots say that there should be, drawn anew. */
async function derivedKeys(): Promise<readonly string[]> {
  const { results } = await env.KEYSERVER_DB.prepare(
    'SELECT * FROM padding_slots WHERE synthetic_uploads > 0',
  ).all<DecidedSlot>()
  const keys: string[] = []
  for (const row of results) {
    const known = derivedBySecret.get(row.wrapped_secret) ?? (await deriveSlot(row))
    derivedBySecret.set(row.wrapped_secret, known)
    keys.push(...known)
  }
  return keys.sort()
}

async function deriveSlot(row: DecidedSlot): Promise<readonly string[]> {
  const keys: string[] = []
  const label = `padding ${row.region} ${row.slot}`
  const secret = await secretBox.unwrap(row.wrapped_secret, label)
  const slot = asUnixSeconds(row.slot)
  const stream = await slotStream(secret, row.region, slot)
  const draw = { stream, model: PRIOR_MODEL, slot, limits: SETTINGS.limits }
  for (let i = 0; i < row.synthetic_uploads; i++) {
    const drawn = await drawUpload(draw, i)
    keys.push(
      ...drawn.keys.map(({ key, revision }) =>
        [
          Buffer.from(key.keyData).toString('hex').toUpperCase(),
          key.createdAt,
          revision?.createdAt ?? null,
        ].join(' '),
      ),
    )
  }
  return keys
}

async function readState() {
  const stored = (await readKeys(1)).map((key) =>
    [key.key_data, key.created_at, key.revised_at].join(' '),
  )
  const tables = await readTables()
  return {
    derived: await derivedKeys(),
    stored: stored.sort(),
    rest: {
      real: await readKeys(0),
      slots: await readSlotRows(),
      shapes: tables['upload_shapes'],
      days: tables['upload_shape_days'],
    },
  }
}

test('a run that dies at any effect, or is overtaken there, ends with the rows of an undisturbed one', async () => {
  const server = await startPadded([
    // Two chunks of uploads.
    { region: 'CA', minimumUploads: 52 },
    { region: 'US', minimumUploads: 3 },
  ])
  await run(NOON)
  await upload(server, 2)
  await upload(server, 3, 'com.example.border')
  const restore = await keepStorage()
  const trial: Trial<Awaited<ReturnType<typeof readState>>> = {
    prepare: restore,
    run: (recorder) => run(hoursOn(1), recorder),
    readState,
  }
  const { effects, undisturbed, cases } = await interruptEverywhere(trial, [
    'dies after',
    'stalls before',
  ])
  expect(effects.length).toBeGreaterThan(15)
  expect(undisturbed.rest.slots.map(({ uploads }) => uploads)).toEqual([0, 51, 0, 1])
  expect(undisturbed.stored).toEqual(undisturbed.derived)
  for (const { name, left, end } of cases) {
    expect(end.rest, name).toEqual(undisturbed.rest)
    expect(end.stored, name).toEqual(end.derived)
    // A slot is never taken for done while a key of it is missing.
    const done = left.rest.slots.filter((slot) => slot.completed_at !== null)
    if (done.length === undisturbed.rest.slots.length) {
      expect(left.stored, name).toEqual(left.derived)
    }
  }
})

test('policies are read with the slot that they are done with', async () => {
  const server = await startPadded()
  expect(await readPaddingPolicies(server.db)).toEqual([
    {
      region: 'US',
      minimumUploads: US_MINIMUM,
      minimumKeys: null,
      federationConsent: 'never',
      paddedThrough: undefined,
    },
  ])
  await run(NOON)
  await run(hoursOn(2))
  const [policy] = await readPaddingPolicies(server.db)
  expect(policy?.paddedThrough).toBe(SLOT + HOUR)
})
