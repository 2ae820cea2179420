/** The job that moves keys of confirmed workflows to all others. */

import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import { addSeconds, type UnixSeconds } from '../../../src/core/time.ts'
import { openKeyserver } from '../../../src/db/keyserver/database.ts'
import { readTenants } from '../../../src/db/keyserver/queries/tenants.ts'
import { releaseCoronaMelderKeys } from '../../../src/flows/coronamelder/release-keys.ts'
import {
  type AppKey,
  appKey,
  type CoronaMelderServer,
  DUTCH_APP,
  dateAgo,
  type Registered,
  startCoronaMelder,
} from '../../support/coronamelder.ts'
import { NOON } from '../../support/keyserver.ts'
import { meterDatabase } from '../../support/metered-database.ts'
import { EffectRecorder, interruptEverywhere } from '../../support/recorded-effects.ts'
import { keepTables, readTables } from '../../support/storage-state.ts'

const HOUR = 3600
const MINUTE = 60
const SLOT = NOON - (NOON % HOUR)
const TODAY = Math.floor(NOON / 86_400)
const SETTINGS = {
  app: DUTCH_APP,
  country: 'NL',
  defaultRegion: '',
  truncateWindowSeconds: HOUR,
  maxRunSeconds: 30,
}

let server: CoronaMelderServer

beforeEach(async () => {
  server = await startCoronaMelder()
})

const release = (now: UnixSeconds = server.now, db = server.db) =>
  releaseCoronaMelderKeys({ db, tenants: () => readTenants(db) }, SETTINGS, () => now)

const hex = ({ keyData }: AppKey) => Buffer.from(keyData, 'base64').toString('hex')

const storedKeys = async () => (await readTables())['diagnosis_keys'] ?? []
const storedNames = async () => (await storedKeys()).map((row) => row['key_data']).sort()
const table = async (name: string) => (await readTables())[name] ?? []

/** A workflow with these keys, not confirmed. */
async function withKeys(...keys: AppKey[]): Promise<Registered> {
  const registered = await server.register()
  await server.upload(registered, keys)
  return registered
}

const ofDays = (...daysAgo: number[]) => daysAgo.map((days) => appKey(NOON, days))
const days = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i)

test('keys of a workflow that nobody confirmed are not published', async () => {
  await withKeys(...ofDays(1, 2))
  expect(await release()).toMatchObject({ workflows: 0, keys: 0 })
  expect(await storedKeys()).toEqual([])
  expect(await server.waitingKeys()).toHaveLength(2)
})

test('keys of a confirmed one are stored as the shared store has them, and wait no more', async () => {
  const [key] = ofDays(1) as [AppKey]
  const registered = await withKeys(key)
  await server.confirm(registered, 4, { countriesOfInterest: 'NL,DE,BE' })
  expect(await release()).toEqual({ workflows: 1, keys: 1, droppedKeys: 0, deferred: 0 })
  expect(await storedKeys()).toEqual([
    {
      key_data: hex(key),
      rolling_start_interval_number: (TODAY - 1) * 144,
      rolling_period: 144,
      transmission_risk_level: 2,
      filled_in: 1,
      report_type: 1,
      days_since_onset_of_symptoms: 3,
      created_at: SLOT,
      regions: ',NL,',
      traveler: 1,
      provenance: 0,
      health_authority_id: expect.any(Number),
      federation_consent: 3,
      visited_countries: 'BE,DE',
      revised_report_type: null,
      revised_at: null,
      revised_days_since_onset_of_symptoms: null,
      revised_transmission_risk_level: null,
      source_id: null,
      origin: null,
    },
  ])
  expect(await server.waitingKeys()).toEqual([])
  expect(await table('coronamelder_workflows')).toMatchObject([
    { last_published_start: (TODAY - 1) * 144 },
  ])
})

test('who was in no other country is told of with the own one', async () => {
  await server.confirm(await withKeys(...ofDays(1)))
  await release()
  expect(await storedKeys()).toMatchObject([{ visited_countries: 'NL', traveler: 0 }])
})

test('with symptoms, days from two before the onset to eleven after it are published', async () => {
  await server.confirm(await withKeys(...ofDays(...days(1, 14))), 10)
  expect(await release()).toMatchObject({ keys: 12, droppedKeys: 2 })
  const onsets = (await storedKeys()).map((row) => Number(row['days_since_onset_of_symptoms']))
  expect(onsets.sort((a, b) => a - b)).toEqual(days(-2, 9))
  const long = await withKeys(...ofDays(...days(1, 14)))
  await server.confirm(long, 20)
  expect(await release()).toMatchObject({ keys: 6, droppedKeys: 8 })
})

test('without symptoms, days from that of the test on are, by a code that tells so', async () => {
  const { ggdKey } = await withKeys(...ofDays(...days(1, 14)))
  const test = { ggdKey, subjectHasSymptoms: false, dateOfTest: dateAgo(NOON, 3) }
  expect(await server.pubTek(test)).toBe(true)
  expect(await release()).toMatchObject({ keys: 3, droppedKeys: 11 })
  const codes = (await storedKeys()).map((row) => row['days_since_onset_of_symptoms'])
  expect(codes.sort()).toEqual([3000, 3001, 3002])
})

test('where no day counts nothing is stored, nothing counted, and nothing waits', async () => {
  const { ggdKey } = await withKeys(...ofDays(5, 6))
  await server.pubTek({ ggdKey, subjectHasSymptoms: false, dateOfTest: dateAgo(NOON, 1) })
  expect(await release()).toMatchObject({ workflows: 1, keys: 0, droppedKeys: 2 })
  expect(await storedKeys()).toEqual([])
  expect(await table('upload_shapes')).toEqual([])
  expect(await server.waitingKeys()).toEqual([])
})

test.each([
  [119, 0],
  [120, 1],
  [121, 1],
])("%i minutes after it came, today's short key is published %i times", async (minutes, times) => {
  const registered = await withKeys(appKey(NOON, 0, { rollingPeriod: 62 }))
  await server.confirm(registered, 0)
  expect(await release(addSeconds(NOON, minutes * MINUTE))).toMatchObject({ keys: times })
})

test("today's whole key leaves two hours after midnight, at the release time of any key", async () => {
  const registered = await withKeys(...ofDays(0, 1))
  await server.confirm(registered, 0)
  expect(await release()).toMatchObject({ keys: 1 })
  const twoAfterMidnight = addSeconds(NOON, (TODAY + 1) * 86_400 + 2 * HOUR - NOON)
  expect(await release(addSeconds(twoAfterMidnight, -1))).toMatchObject({ keys: 0 })
  expect(await release(twoAfterMidnight)).toMatchObject({ workflows: 1, keys: 1 })
  const created = (await storedKeys()).map((row) => row['created_at']).sort()
  expect(created).toEqual([SLOT, twoAfterMidnight])
})

test('a key that is still in use is under embargo as any other', async () => {
  const registered = await withKeys(appKey(NOON, 0, { rollingPeriod: 144 }))
  await server.confirm(registered, 0)
  await env.KEYSERVER_DB.exec(`UPDATE coronamelder_waiting_keys SET publish_after = ${NOON}`)
  await release()
  expect(await storedKeys()).toMatchObject([{ created_at: (TODAY + 1) * 86_400 + HOUR }])
})

describe('a key that is stored already', () => {
  test('is left alone, and its neighbours are published', async () => {
    const [known, fresh] = ofDays(2, 1) as [AppKey, AppKey]
    await server.confirm(await withKeys(known), 3)
    await release()
    const before = await storedKeys()
    await server.confirm(await withKeys(known, fresh), 1)
    expect(await release()).toEqual({ workflows: 1, keys: 1, droppedKeys: 1, deferred: 0 })
    const after = await storedKeys()
    expect(after).toHaveLength(2)
    expect(after).toEqual(expect.arrayContaining([...before]))
    expect(await server.waitingKeys()).toEqual([])
  })

  test('also where two workflows have it at once', async () => {
    const [shared, ofFirst, ofSecond] = ofDays(2, 1, 1) as [AppKey, AppKey, AppKey]
    await server.confirm(await withKeys(shared, ofFirst))
    await server.confirm(await withKeys(shared, ofSecond))
    expect(await release()).toEqual({ workflows: 2, keys: 3, droppedKeys: 1, deferred: 0 })
    expect(await storedNames()).toEqual([shared, ofFirst, ofSecond].map(hex).sort())
  })
})

test('an upload is counted once for its authority, and its shape for the model', async () => {
  await server.confirm(await withKeys(...ofDays(1, 2, 3)), 2)
  const { ggdKey } = await withKeys(...ofDays(1))
  await server.pubTek({ ggdKey, subjectHasSymptoms: false, dateOfTest: dateAgo(NOON, 1) })
  await release()
  await release()
  const [statistics] = await table('health_authority_statistics')
  expect(statistics).toMatchObject({ hour: SLOT, teks: 4, revisions: 0, missing_onset: 1 })
  expect(JSON.parse(String(statistics?.['publish']))).toEqual([2, 0, 0])
  expect(JSON.parse(String(statistics?.['onset_age_days'])).slice(0, 4)).toEqual([0, 0, 1, 0])
  expect(await table('upload_shapes')).toMatchObject([
    { slot: SLOT, regions: ',NL,', shape: '1 0 2 1-3=0', uploads: 1 },
    // Without symptoms, and the test a day ago.
    { slot: SLOT, regions: ',NL,', shape: '1 0 t1 1=0', uploads: 1 },
  ])
})

test('more workflows than a page holds are published in one run', async () => {
  const keys = ofDays(...Array.from({ length: 60 }, () => 1))
  for (const key of keys) await server.confirm(await withKeys(key))
  expect(await release()).toMatchObject({ workflows: 60, keys: 60 })
  expect(await storedNames()).toEqual(keys.map(hex).sort())
})

test('registrations that nobody confirmed cost the minute cron nothing', async () => {
  await server.confirm(await withKeys(...ofDays(1)))
  await env.KEYSERVER_DB.exec(
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) INSERT INTO coronamelder_workflows
      (created_at, valid_until, ggd_key_hash, bucket_hash, wrapped_confirmation_key)
      SELECT ${NOON}, ${NOON} + 90000, 'key ' || i, 'bucket ' || i, '' FROM n`.replaceAll(
      '\n',
      ' ',
    ),
  )
  const { meter, wrap } = meterDatabase()
  expect(await release(NOON, openKeyserver(wrap(env.KEYSERVER_DB)))).toMatchObject({ keys: 1 })
  expect(meter.rowsRead).toBeLessThan(100)
})

test('the minute cron does it', async () => {
  const [key] = ofDays(1) as [AppKey]
  await server.confirm(await withKeys(key))
  const runs = await server.tick()
  expect(runs.find(({ job }) => job === 'release-coronamelder-keys')).toMatchObject({
    outcome: 'done',
    report: { workflows: 1, keys: 1 },
  })
  expect(await storedNames()).toEqual([hex(key)])
})

test('without an app nothing is done; with one that is not authorized the job says so', async () => {
  const run = (settings: Partial<typeof SETTINGS>) =>
    releaseCoronaMelderKeys(
      { db: server.db, tenants: () => readTenants(server.db) },
      { ...SETTINGS, ...settings },
      () => NOON,
    )
  await server.confirm(await withKeys(...ofDays(1)))
  expect(await run({ app: '' })).toMatchObject({ workflows: 0 })
  await expect(run({ app: 'org.example.other' })).rejects.toMatchObject({
    reason: 'coronamelder_app_unusable',
  })
  expect(await server.waitingKeys()).toHaveLength(1)
})

test('keys that left their bucket while a run was held up are not stored', async () => {
  await server.confirm(await withKeys(...ofDays(1, 2)))
  const restore = await keepTables()
  const clean = new EffectRecorder()
  await release(NOON, openKeyserver(clean.database(env.KEYSERVER_DB)))
  const move = clean.effects.findLastIndex((name) => name.startsWith('batch'))
  await restore()
  const recorder = new EffectRecorder({ at: move, how: 'stalls before' })
  const run = release(NOON, openKeyserver(recorder.database(env.KEYSERVER_DB)))
  await recorder.interrupted
  await env.KEYSERVER_DB.exec('DELETE FROM coronamelder_workflows')
  recorder.resume()
  expect(await run).toMatchObject({ workflows: 0, keys: 0 })
  expect(await storedKeys()).toEqual([])
  expect(await table('upload_shapes')).toEqual([])
})

test('a run that dies at any effect, or is overtaken there, publishes every key once and counts it once', async () => {
  const [shared, ...others] = ofDays(2, 1, 1, 3, 9) as [AppKey, ...AppKey[]]
  await server.confirm(await withKeys(shared, ...others.slice(0, 1)))
  await server.confirm(await withKeys(shared, ...others.slice(1)))
  const restore = await keepTables()
  const { effects, undisturbed, cases } = await interruptEverywhere(
    {
      prepare: restore,
      run: (recorder: EffectRecorder) =>
        release(NOON, openKeyserver(recorder.database(env.KEYSERVER_DB))),
      readState: async () => {
        const tables = await readTables()
        return [
          'diagnosis_keys',
          'coronamelder_waiting_keys',
          'coronamelder_workflows',
          'health_authority_statistics',
          'upload_shapes',
        ].map((name) => tables[name])
      },
    },
    ['dies before', 'dies after', 'stalls before'],
  )
  expect(effects.length).toBeGreaterThan(8)
  expect(undisturbed[0]).toHaveLength(4)
  expect(undisturbed[1]).toEqual([])
  for (const { name, end } of cases) expect(end, name).toEqual(undisturbed)
})
