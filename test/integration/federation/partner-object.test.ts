/** The object of a partner: one run at a time, and an alarm that tries again what failed. */

import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { asUnixSeconds } from '../../../src/core/time.ts'
import type { KeyserverDatabase } from '../../../src/db/keyserver/database.ts'
import { announceBatch } from '../../../src/db/keyserver/queries/incoming-batches.ts'
import { FederationPartnerObject } from '../../../src/durable/federation-partner.ts'
import type { PartnerReport } from '../../../src/flows/federation/run-partner.ts'
import { runPartners } from '../../../src/flows/federation/run-partners.ts'
import { JobFailure } from '../../../src/flows/job-failure.ts'
import { partnerControl } from '../../../src/platform/partner-control.ts'
import { openSecretBox } from '../../../src/platform/secrets.ts'
import {
  addPartner,
  exchangeDeps,
  faults,
  NOW,
  rowsOf,
  startExchange,
  YESTERDAY,
} from '../../support/exchange.ts'
import { receivedKey, ScriptedPartner } from '../../support/scripted-partner.ts'
import { storeKeys } from '../../support/stored-keys.ts'

const HOUR = 3600
const DATE = '2026-11-19'
const SERVER_ERROR = { reason: 'answer_500', status: 500, isTransient: true } as const

let db: KeyserverDatabase
let partner: ScriptedPartner
let objects = 0
beforeEach(async () => {
  db = await startExchange()
  await addPartner(db, 1)
  partner = new ScriptedPartner()
  faults.length = 0
})
afterEach(() => {
  vi.useRealTimers()
})

/** An object of its own for each test, over a partner that the test plays. */
function inObject<T>(
  act: (object: FederationPartnerObject, state: DurableObjectState) => Promise<T>,
): Promise<T> {
  const stub = env.FEDERATION_PARTNER.getByName(`object of test ${++objects}`)
  return runInDurableObject(stub, async (_, state) => {
    const secretBox = await openSecretBox(env.MASTER_KEY)
    const exchange = {
      deps: { ...exchangeDeps(partner), secretBox },
      settings: { truncateWindowSeconds: HOUR },
    }
    return act(new FederationPartnerObject(state, env, () => exchange), state)
  })
}

/** The alarm is due: the clock stands where it was set to, and a second later. */
async function ring(object: FederationPartnerObject, state: DurableObjectState): Promise<void> {
  const at = await state.storage.getAlarm()
  if (at === null) throw new Error('no alarm is set')
  await state.storage.deleteAlarm()
  const ahead = state.storage.kv.get<number>('ahead') ?? 0
  const wait = Math.ceil((at - Date.now()) / 1000)
  state.storage.kv.put('ahead', ahead + wait + 1)
  await object.alarm()
}

/** Seconds from now until the alarm; undefined where none is set. */
async function alarmIn({ storage }: DurableObjectState): Promise<number | undefined> {
  const at = await storage.getAlarm()
  return at === null ? undefined : Math.round((at - Date.now()) / 1000)
}

test('runs that are asked for at once are one after another, and the same one is done once', async () => {
  let underway = 0
  let most = 0
  const { poll } = partner.importer
  partner.importer.poll = async (cursor) => {
    most = Math.max(most, ++underway)
    await scheduler.wait(5)
    underway--
    return poll(cursor)
  }
  partner.batches = Array.from({ length: 5 }, (_, i) => ({
    date: DATE,
    tag: `t${i}`,
    keys: [receivedKey(i + 1, YESTERDAY)],
  }))
  const reports = await inObject((object) =>
    Promise.all(
      Array.from({ length: 30 }, (_, i) =>
        object.run(1, i % 3 === 0 ? 'both' : i % 3 === 1 ? 'import' : 'export', NOW, i < 3),
      ),
    ),
  )
  expect(most).toBe(1)
  const fetched = new Set(reports)
  // Three directions, each asked for with force and without.
  expect(fetched.size).toBeLessThanOrEqual(6)
  const [sums] = await rowsOf(
    'incoming_batches',
    'count(*) AS batches, sum(accepted_keys) AS accepted',
  )
  expect(sums).toEqual({ batches: 5, accepted: 5 })
})

test('a run that nothing failed in sets no alarm', async () => {
  await inObject(async (object, state) => {
    expect(await object.run(1, 'both', NOW)).toMatchObject({ failures: [], hasMore: false })
    expect(await alarmIn(state)).toBeUndefined()
  })
})

test('the alarm tries again after 1, 5, 15 and 60 minutes, and then each hour, what could not be fetched', async () => {
  await announceBatch(db, { partnerId: 1, date: DATE, tag: 'a' }, asUnixSeconds(NOW))
  partner.failsFetch = () => SERVER_ERROR
  await inObject(async (object, state) => {
    await object.run(1, 'import', NOW)
    for (const minutes of [1, 5, 15, 60, 60]) {
      const wait = await alarmIn(state)
      expect(wait).toBeGreaterThan(minutes * 60 - 5)
      expect(wait).toBeLessThanOrEqual(minutes * 60 + 1)
      await ring(object, state)
    }
    partner.failsFetch = () => undefined
    partner.announced = [{ date: DATE, tag: 'a', keys: [receivedKey(1, YESTERDAY)] }]
    await ring(object, state)
    expect(await alarmIn(state)).toBeUndefined()
  })
  expect(partner.calls.filter((call) => call === 'fetch a')).toHaveLength(7)
  expect(await rowsOf('incoming_batches', 'status, accepted_keys AS accepted')).toEqual([
    { status: 'processed', accepted: 1 },
  ])
})

test('the alarm sends again what was not answered, and stops once it is', async () => {
  await storeKeys(db, [
    {
      key: '01'.padStart(32, '0'),
      createdAt: NOW - (NOW % HOUR) - HOUR,
      start: YESTERDAY - 144,
      consent: 3,
    },
  ])
  let tries = 0
  partner.answer = () =>
    ++tries < 3 ? { kind: 'retry', status: 503, reason: 'answer_503' } : undefined
  await inObject(async (object, state) => {
    await object.run(1, 'export', NOW)
    await ring(object, state)
    await ring(object, state)
    expect(await alarmIn(state)).toBeUndefined()
  })
  expect(tries).toBe(3)
  expect(await rowsOf('outgoing_batches', 'status, retry_count AS tries')).toEqual([
    { status: 'sent', tries: 2 },
  ])
})

test('a run whose time is over goes on a second later', async () => {
  partner.batches = Array.from({ length: 3 }, (_, i) => ({
    date: DATE,
    tag: `t${i}`,
    keys: [receivedKey(i + 1, YESTERDAY)],
  }))
  const { poll } = partner.importer
  let isSlow = true
  partner.importer.poll = async (cursor) => {
    // Ten minutes of the thirteen that a run has.
    if (isSlow) vi.setSystemTime(Date.now() + 600_000)
    return poll(cursor)
  }
  vi.useFakeTimers({ toFake: ['Date'] })
  await inObject(async (object, state) => {
    expect(await object.run(1, 'import', NOW)).toMatchObject({ hasMore: true, failures: [] })
    expect(await alarmIn(state)).toBeLessThanOrEqual(1)
    isSlow = false
    await ring(object, state)
    expect(await alarmIn(state)).toBeUndefined()
  })
  const [sums] = await rowsOf('incoming_batches', 'count(*) AS n, sum(accepted_keys) AS accepted')
  expect(sums).toEqual({ n: 3, accepted: 3 })
})

test('a clock that travels is the one that the alarm works by', async () => {
  const later = Math.floor(Date.now() / 1000) + 400 * 24 * HOUR
  await announceBatch(db, { partnerId: 1, date: DATE, tag: 'a' }, asUnixSeconds(later))
  partner.failsFetch = () => SERVER_ERROR
  const times: number[] = []
  const { fetch } = partner.importer
  await inObject(async (object, state) => {
    await object.run(1, 'import', later)
    partner.importer.fetch = async (...args: Parameters<typeof fetch>) => {
      times.push(Number((args as unknown[])[2]) - later)
      return fetch(...args)
    }
    // In the time of this machine.
    expect(await alarmIn(state)).toBeLessThanOrEqual(61)
    await ring(object, state)
  })
  expect(times[0]).toBeGreaterThanOrEqual(60)
  expect(times[0]).toBeLessThan(120)
})

test('a batch is taken in again between the runs, never during one', async () => {
  partner.batches = [{ date: DATE, tag: 'a', keys: [receivedKey(1, YESTERDAY)] }]
  await inObject(async (object) => {
    await object.run(1, 'import', NOW)
    const [run, replayed] = await Promise.all([
      object.run(1, 'both', NOW, true),
      object.replay(1, 1, NOW),
    ])
    expect(run).toMatchObject({ failures: [] })
    expect(replayed).toEqual({ ok: true, value: undefined })
    expect(await object.replay(2, 1, NOW)).toEqual({ ok: false, failure: 'partner_unknown' })
  })
  expect(await rowsOf('incoming_batches', 'status, known_keys AS known')).toEqual([
    { status: 'processed', known: 1 },
  ])
})

test('partners run side by side: one that throws or fails stops no other, and the job names both', async () => {
  for (const id of [2, 3, 4])
    await addPartner(db, id, { exportsKeys: id === 4, importsKeys: id !== 4 })
  const done: number[] = []
  const run = async (partnerId: number): Promise<PartnerReport | undefined> => {
    if (partnerId === 1) throw new Error('the object is away')
    done.push(partnerId)
    const failures = partnerId === 2 ? ['unreachable'] : []
    return { counts: { fetchedBatches: 1 }, failures, hasMore: false }
  }
  const failure = await runPartners({ db, run }, 'import', asUnixSeconds(NOW)).catch(
    (cause: unknown) => cause,
  )
  expect(failure).toBeInstanceOf(JobFailure)
  expect(String(failure)).toContain('partner-1: unexpected, partner-2: unreachable')
  expect(done).toEqual([2, 3])
})

test('the object as it is deployed calls its partner, notes what came of it, and sets its alarm', async () => {
  await addPartner(db, 7, { exportsKeys: false })
  const control = partnerControl(env.FEDERATION_PARTNER, '')
  const report = await control.run(7, asUnixSeconds(NOW))
  // No test may call out: whoever tries gets a status that is the fault of the server.
  expect(report).toMatchObject({ failures: ['server_error'], hasMore: false })
  expect(
    await rowsOf('federation_states', 'partner_id, direction, last_failure AS failure'),
  ).toEqual([{ partner_id: 7, direction: 'import', failure: 'server_error' }])
  const stub = env.FEDERATION_PARTNER.getByName('partner/7')
  const alarm = await runInDurableObject(stub, (_, state) => alarmIn(state))
  expect(alarm).toBeGreaterThan(50)
  expect(alarm).toBeLessThanOrEqual(60)
  expect(await control.run(8, asUnixSeconds(NOW))).toMatchObject({ failures: [] })
})
