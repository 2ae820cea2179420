/** What comes from a partner: each batch once, each key by the rules, whatever the partner does. */

import { env } from 'cloudflare:workers'
import { beforeEach, expect, test } from 'vitest'
import { asUnixSeconds } from '../../../src/core/time.ts'
import type { KeyserverDatabase } from '../../../src/db/keyserver/database.ts'
import { announceBatch } from '../../../src/db/keyserver/queries/incoming-batches.ts'
import {
  addPartner,
  exchangeDeps,
  faults,
  importOnce,
  NOW,
  rowsOf,
  startExchange,
  TODAY,
  YESTERDAY,
} from '../../support/exchange.ts'
import { receivedKey, ScriptedPartner } from '../../support/scripted-partner.ts'
import { storeKeys } from '../../support/stored-keys.ts'

const HOUR = 3600
const DATE = '2026-11-19'
const hexOf = (id: number) => id.toString(16).padStart(32, '0')

let db: KeyserverDatabase
let partner: ScriptedPartner
beforeEach(async () => {
  db = await startExchange()
  await addPartner(db, 1)
  partner = new ScriptedPartner()
  faults.length = 0
})

const announce = (tag: string, partnerId = 1) =>
  announceBatch(db, { partnerId, date: DATE, tag }, asUnixSeconds(NOW))
const batches = () =>
  rowsOf(
    'incoming_batches',
    `batch_tag AS tag, status, total_keys AS total, accepted_keys AS accepted, known_keys AS known,
      rejected_keys AS rejected, last_failure AS failure, retry_count AS tries`,
    'id',
  )
const batch = (change: Record<string, unknown>) => ({
  tag: 'a',
  status: 'processed',
  total: 0,
  accepted: 0,
  known: 0,
  rejected: '{}',
  failure: null,
  tries: 0,
  ...change,
})
const keys = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => receivedKey(from + i, YESTERDAY))

test('keys that keep to the rules are stored as the partner’s, and may leave from now on', async () => {
  await addPartner(db, 2, { traveler: true, regions: ['DE', 'FR'] })
  partner.batches = [
    {
      date: DATE,
      tag: 'a',
      keys: [
        receivedKey(1, YESTERDAY, { visitedCountries: ['DE', 'NL'] }),
        receivedKey(2, TODAY, {
          visitedCountries: [],
          transmissionRiskLevel: undefined,
          daysSinceOnsetOfSymptoms: undefined,
          origin: 'IE',
        }),
      ],
    },
  ]
  const report = await importOnce(2, partner)
  expect(report).toEqual({
    fetchedBatches: 1,
    quarantinedBatches: 0,
    processedBatches: 1,
    failures: [],
  })
  const stored = await rowsOf('diagnosis_keys', '*, hex(key_data) AS key', 'key_data')
  expect(stored).toMatchObject([
    {
      key: hexOf(1).toUpperCase(),
      rolling_start_interval_number: YESTERDAY,
      rolling_period: 144,
      transmission_risk_level: 5,
      report_type: 1,
      days_since_onset_of_symptoms: 1,
      created_at: NOW - (NOW % HOUR),
      regions: ',DE,FR,',
      traveler: 1,
      provenance: 3,
      source_id: 2,
      origin: 'FR',
      visited_countries: 'DE,NL',
      federation_consent: 3,
      filled_in: 0,
      health_authority_id: null,
    },
    // Still in use: it leaves an hour after its end.
    {
      created_at: (TODAY + 144) * 600 + HOUR,
      origin: 'IE',
      visited_countries: null,
      filled_in: 3,
      days_since_onset_of_symptoms: null,
    },
  ])
  expect(await rowsOf('staged_keys', '*', '1')).toEqual([])
})

test('one bad key never stops its batch, and each is counted by what is wrong with it', async () => {
  partner.refusesReceived = ({ testType }) => (testType === 9 ? 'test_type' : undefined)
  partner.batches = [
    {
      date: DATE,
      tag: 'a',
      keys: [
        receivedKey(1, YESTERDAY),
        receivedKey(2, YESTERDAY, { keyData: new Uint8Array(17) }),
        receivedKey(3, YESTERDAY, { keyData: new Uint8Array(0) }),
        receivedKey(4, YESTERDAY, { rollingPeriod: 145 }),
        receivedKey(5, TODAY + 144),
        receivedKey(6, TODAY - 16 * 144),
        receivedKey(7, YESTERDAY, { origin: 'XX' }),
        receivedKey(8, YESTERDAY, { origin: 'GB' }),
        receivedKey(9, YESTERDAY, { origin: 'DE' }),
        receivedKey(10, YESTERDAY, { reportType: 3 }),
        receivedKey(11, YESTERDAY, { daysSinceOnsetOfSymptoms: 22 }),
        receivedKey(12, YESTERDAY, { visitedCountries: ['xx'] }),
        receivedKey(13, YESTERDAY, { testType: 9 }),
        receivedKey(14, YESTERDAY, { origin: 'A'.repeat(10_000) }),
        receivedKey(15, YESTERDAY, { visitedCountries: new Array(200_000).fill('FR') }),
      ],
    },
  ]
  await importOnce(1, partner)
  const [row] = await batches()
  expect(row).toMatchObject({ status: 'processed', total: 15, accepted: 1, known: 0 })
  expect(JSON.parse(String(row?.['rejected']))).toEqual({
    key_length: 2,
    period: 1,
    start_in_future: 1,
    too_old: 1,
    origin_invalid: 2,
    origin_not_accepted: 1,
    origin_own: 1,
    report_type: 1,
    onset_undecodable: 1,
    visited_country_invalid: 2,
    test_type: 1,
  })
  expect(await rowsOf('diagnosis_keys', 'hex(key_data) AS key', '1')).toHaveLength(1)
  expect(faults).toEqual([])
})

test('a key that is here already stays as it is, and is remembered as one that the partner has', async () => {
  await addPartner(db, 2)
  await storeKeys(db, [{ key: hexOf(1), createdAt: NOW - HOUR, start: YESTERDAY, risk: 3 }])
  const other = new ScriptedPartner()
  other.batches = [{ date: DATE, tag: 'x', keys: keys(2, 1) }]
  await importOnce(2, other)
  // Ours on its way back, by its origin or not; another partner's; a new one, twice.
  partner.batches = [
    {
      date: DATE,
      tag: 'a',
      keys: [
        receivedKey(1, YESTERDAY, { origin: 'DE' }),
        ...keys(2, 1),
        ...keys(3, 1),
        ...keys(3, 1),
      ],
    },
    { date: DATE, tag: 'b', keys: [receivedKey(1, YESTERDAY), ...keys(3, 1)] },
  ]
  await importOnce(1, partner)
  expect((await batches()).slice(1)).toEqual([
    batch({ total: 4, accepted: 1, known: 2, rejected: '{"origin_own":1}' }),
    batch({ tag: 'b', total: 2, accepted: 0, known: 2 }),
  ])
  expect(
    await rowsOf(
      'diagnosis_keys',
      'provenance, source_id, transmission_risk_level AS risk',
      'key_data',
    ),
  ).toEqual([
    { provenance: 0, source_id: null, risk: 3 },
    { provenance: 3, source_id: 2, risk: 5 },
    { provenance: 3, source_id: 1, risk: 5 },
  ])
  expect(
    await rowsOf('federation_sightings', 'hex(key_data) AS key, partner_id', 'key_data'),
  ).toEqual([
    { key: hexOf(1).toUpperCase(), partner_id: 1 },
    { key: hexOf(2).toUpperCase(), partner_id: 1 },
  ])
})

test('raw bytes and what proves them are kept, of batches that can’t be read as well, and the next batch proceeds', async () => {
  partner.batches = [
    { date: DATE, tag: 'a/b=c', keys: 'signature_invalid' },
    { date: DATE, tag: 'b', keys: keys(1, 2) },
  ]
  const report = await importOnce(1, partner)
  expect(report).toEqual({
    fetchedBatches: 2,
    quarantinedBatches: 1,
    processedBatches: 1,
    failures: ['signature_invalid'],
  })
  expect(await batches()).toEqual([
    batch({ tag: 'a/b=c', status: 'failed', failure: 'signature_invalid' }),
    batch({ tag: 'b', total: 2, accepted: 2 }),
  ])
  const { objects } = await env.SUBMISSIONS.list()
  expect(objects.map(({ key }) => key.replace(/-[0-9a-f]{32}/, '')).sort()).toEqual([
    `partner-1/in/${DATE}/a_b_c`,
    `partner-1/in/${DATE}/a_b_c.evidence.json`,
    `partner-1/in/${DATE}/b`,
    `partner-1/in/${DATE}/b.evidence.json`,
  ])
  const raw = await env.SUBMISSIONS.get(objects[0]?.key ?? '')
  expect(await raw?.text()).toBe('"signature_invalid"')
})

test('a batch larger than the partner may send is refused by name, and one that is not is taken', async () => {
  partner.batches = [
    { date: DATE, tag: 'a', keys: keys(1, 10_000) },
    { date: DATE, tag: 'b', keys: keys(20_001, 5000) },
  ]
  await importOnce(1, partner)
  expect(await batches()).toEqual([
    batch({ status: 'failed', failure: 'too_many_keys' }),
    batch({ tag: 'b', total: 5000, accepted: 5000 }),
  ])
})

test('fifty announcements of one batch are one batch, and its keys come once', async () => {
  partner.announced = [{ date: DATE, tag: 'a', keys: keys(1, 3) }]
  const announced = await Promise.all(Array.from({ length: 50 }, () => announce('a')))
  expect(announced.filter(Boolean)).toHaveLength(1)
  await Promise.all([importOnce(1, partner), importOnce(1, partner)])
  await importOnce(1, partner)
  expect(await batches()).toEqual([batch({ total: 3, accepted: 3 })])
  expect(partner.calls.filter((call) => call === 'fetch a')).toHaveLength(1)
})

test('what was announced and what a poll finds is one batch, whichever comes first', async () => {
  partner.batches = [
    { date: DATE, tag: 'a', keys: keys(1, 3) },
    { date: DATE, tag: 'b', keys: keys(4, 3) },
  ]
  await announce('a')
  await importOnce(1, partner)
  await announce('b')
  await importOnce(1, partner, { now: NOW + HOUR })
  expect(await batches()).toEqual([
    batch({ total: 3, accepted: 3 }),
    batch({ tag: 'b', total: 3, accepted: 3 }),
  ])
})

test('a poll takes over what was announced and could not be fetched', async () => {
  partner.failsFetch = () => ({ reason: 'answer_500', status: 500, isTransient: true })
  partner.batches = [{ date: DATE, tag: 'a', keys: keys(1, 3) }]
  await announce('a')
  await importOnce(1, partner)
  expect(await batches()).toMatchObject([{ status: 'processed', accepted: 3 }])
})

test('a batch that can’t be fetched is tried again after 1, 5, 15 and 60 minutes and then each hour, for as long as its keys are of use', async () => {
  partner.failsFetch = () => ({ reason: 'answer_500', status: 500, isTransient: true })
  await announce('a')
  let now = NOW
  for (const [tries, minutes] of [1, 5, 15, 60].entries()) {
    expect((await importOnce(1, partner, { now })).failures).toEqual(['answer_500'])
    expect(await batches()).toMatchObject([
      { status: 'registered', tries: tries + 1, failure: 'answer_500' },
    ])
    await importOnce(1, partner, { now: now + minutes * 60 - 1 })
    now += minutes * 60
  }
  for (let hours = 0; hours < 9; hours++) await importOnce(1, partner, { now: now + hours * HOUR })
  expect(partner.calls.filter((call) => call.startsWith('fetch'))).toHaveLength(13)
  expect(await batches()).toMatchObject([{ status: 'registered', tries: 4 }])
  await importOnce(1, partner, { now: NOW + 14 * 24 * HOUR - 1 })
  await importOnce(1, partner, { now: NOW + 14 * 24 * HOUR + HOUR - 1 })
  expect(await batches()).toMatchObject([{ status: 'failed', failure: 'answer_500' }])
  await importOnce(1, partner, { now: NOW + 15 * 24 * HOUR })
  expect(partner.calls.filter((call) => call.startsWith('fetch'))).toHaveLength(15)
})

test('a batch that we ourselves can’t fetch is given up after five tries', async () => {
  partner.failsFetch = () => {
    throw new Error('a fault of ours')
  }
  await announce('a')
  let now = NOW
  for (const minutes of [1, 5, 15, 60, 60]) {
    expect((await importOnce(1, partner, { now })).failures).toEqual(['unexpected'])
    now += minutes * 60
  }
  expect(await batches()).toMatchObject([{ status: 'failed', failure: 'unexpected' }])
  expect(faults).toHaveLength(5)
})

test('a batch that the partner does not know is given up at once, and another is fetched', async () => {
  partner.announced = [{ date: DATE, tag: 'b', keys: keys(1, 1) }]
  await announce('a')
  await announce('b')
  expect((await importOnce(1, partner)).failures).toEqual(['batch_unknown'])
  expect(await batches()).toMatchObject([
    { status: 'failed', failure: 'batch_unknown' },
    { status: 'processed', accepted: 1 },
  ])
})

test('a poll that fails leaves the cursor where it was and waits longer each time', async () => {
  partner.batches = [
    { date: DATE, tag: 'a', keys: keys(1, 1) },
    { date: DATE, tag: 'b', keys: keys(2, 1) },
  ]
  partner.failsPoll = () =>
    partner.calls.includes('poll 1') ? { reason: 'unreachable', isTransient: true } : undefined
  expect((await importOnce(1, partner)).failures).toEqual(['unreachable'])
  const state = () =>
    rowsOf(
      'federation_states',
      'cursor, last_failure AS failure, consecutive_failures AS failures, next_attempt_at AS next',
      'direction DESC',
    )
  expect((await state())[0]).toEqual({
    cursor: '1',
    failure: 'unreachable',
    failures: 1,
    next: NOW + 60,
  })
  // What was there before the failure is taken in.
  expect(await batches()).toMatchObject([{ tag: 'a', status: 'processed', accepted: 1 }])
  await importOnce(1, partner, { now: NOW + 60 })
  expect((await state())[0]).toMatchObject({ cursor: '1', failures: 2, next: NOW + 60 + 300 })
  partner.failsPoll = () => undefined
  await importOnce(1, partner, { now: NOW + 120 })
  expect(await batches()).toHaveLength(1)
  await importOnce(1, partner, { now: NOW + 120, isForced: true })
  expect((await state())[0]).toMatchObject({ cursor: '2', failure: null, failures: 0 })
  expect(await batches()).toHaveLength(2)
})

test('a partner that refuses us is asked once an hour, and one without news every few minutes', async () => {
  partner.failsPoll = () => ({ reason: 'answer_403', status: 403, isTransient: false })
  await importOnce(1, partner)
  await importOnce(1, partner, { now: NOW + HOUR - 1 })
  expect(partner.calls.filter((call) => call.startsWith('poll'))).toHaveLength(1)
  partner.failsPoll = () => undefined
  await importOnce(1, partner, { now: NOW + HOUR })
  await importOnce(1, partner, { now: NOW + HOUR + 299 })
  await importOnce(1, partner, { now: NOW + HOUR + 300 })
  expect(partner.calls.filter((call) => call.startsWith('poll'))).toHaveLength(3)
})

test('a partner that leads in a circle, or says a tag again, is stopped by name', async () => {
  partner.isEndless = true
  partner.batches = [{ date: DATE, tag: 'a', keys: keys(1, 1) }]
  expect((await importOnce(1, partner)).failures).toEqual(['endless_pagination'])
  expect(partner.calls.filter((call) => call.startsWith('poll'))).toEqual(['poll 0', 'poll 1'])
  expect(await batches()).toMatchObject([{ status: 'processed', accepted: 1 }])

  await addPartner(db, 2)
  const other = new ScriptedPartner()
  other.isEndless = true
  other.batches = Array.from({ length: 9 }, () => ({ date: DATE, tag: 'a', keys: keys(1, 1) }))
  expect((await importOnce(2, other)).failures).toEqual(['endless_pagination'])
  expect(other.calls.filter((call) => call.startsWith('poll'))).toHaveLength(2)
})

test('a registration that fails stops neither the fetching nor the next registration', async () => {
  partner.failsRegister = () => ({ reason: 'answer_400', status: 400, isTransient: false })
  partner.batches = [{ date: DATE, tag: 'a', keys: keys(1, 1) }]
  expect(await importOnce(1, partner)).toMatchObject({
    processedBatches: 1,
    failures: ['answer_400'],
  })
  partner.failsRegister = () => undefined
  await importOnce(1, partner, { now: NOW + HOUR })
  await importOnce(1, partner, { now: NOW + 2 * HOUR })
  expect(partner.calls.filter((call) => call === 'register')).toHaveLength(2)
})

test('a run ends when the time left is less than its longest step took, and the next one goes on', async () => {
  partner.batches = Array.from({ length: 4 }, (_, i) => ({
    date: DATE,
    tag: `t${i}`,
    keys: keys(1 + i, 1),
  }))
  // Each poll takes ten seconds of twenty-five.
  let left = 25
  const poll = partner.importer.poll
  partner.importer.poll = async (cursor) => {
    left -= 10
    return poll(cursor)
  }
  const first = await importOnce(1, partner, { remaining: () => left })
  expect(first).toMatchObject({ fetchedBatches: 2, processedBatches: 0, failures: [] })
  left = 600
  const second = await importOnce(1, partner, { remaining: () => left, now: NOW + 60 })
  expect(second).toMatchObject({ fetchedBatches: 2, processedBatches: 4 })
})

test('a slice that can’t be written is tried five times, holds up no other batch, and is given up by name', async () => {
  partner.batches = [
    { date: DATE, tag: 'a', keys: keys(1, 1) },
    { date: DATE, tag: 'b', keys: keys(2, 1) },
  ]
  partner.refusesReceived = (key) => {
    if (key.keyData[15] === 1) throw new Error('poison')
    return undefined
  }
  let now = NOW
  for (const minutes of [1, 5, 15, 60]) {
    expect((await importOnce(1, partner, { now })).failures).toEqual(['slice_failed'])
    expect(await batches()).toMatchObject([
      { tag: 'a', status: 'downloaded' },
      { tag: 'b', status: 'processed', accepted: 1 },
    ])
    now += minutes * 60
  }
  await importOnce(1, partner, { now })
  expect(await batches()).toMatchObject([{ status: 'failed', failure: 'slice_failed' }, {}])
  expect(await rowsOf('staged_keys', '*', '1')).toEqual([])
  await importOnce(1, partner, { now: now + 24 * HOUR })
  expect(faults).toHaveLength(5)
})

test('a batch that ends runs without a word again and again is given up', async () => {
  partner.announced = [{ date: DATE, tag: 'a', keys: keys(1, 1) }]
  await announce('a')
  await env.KEYSERVER_DB.prepare(
    "UPDATE incoming_batches SET status = 'downloading', completion_token = 'dead', started_at = ?1, retry_count = 7",
  )
    .bind(NOW - 119)
    .run()
  await importOnce(1, partner)
  expect(await batches()).toMatchObject([{ status: 'downloading' }])
  expect((await importOnce(1, partner, { now: NOW + 1 })).failures).toEqual([
    'interrupted_too_often',
  ])
  expect(await batches()).toMatchObject([{ status: 'failed', failure: 'interrupted_too_often' }])
})

test('a revision is taken of the partner’s own keys alone, and never stored as a new one', async () => {
  await addPartner(db, 2, { protocol: 'google' })
  await storeKeys(db, [{ key: hexOf(3), createdAt: NOW - HOUR, start: YESTERDAY, type: 2 }])
  const revision = (id: number, reportType: number) =>
    receivedKey(id, YESTERDAY, { reportType, isRevision: true })
  partner.batches = [
    {
      date: DATE,
      tag: 'a',
      keys: [
        receivedKey(1, YESTERDAY, { reportType: 2 }),
        receivedKey(2, YESTERDAY, { reportType: 2 }),
        revision(1, 1),
        revision(2, 5),
        revision(3, 5),
        revision(4, 1),
        receivedKey(5, YESTERDAY),
      ],
    },
    { date: DATE, tag: 'b', keys: [revision(1, 1), revision(2, 1)] },
  ]
  await importOnce(2, partner)
  expect(
    await rowsOf(
      'diagnosis_keys',
      'report_type AS type, revised_report_type AS revised',
      'key_data',
    ),
  ).toEqual([
    { type: 2, revised: 1 },
    { type: 2, revised: 5 },
    { type: 2, revised: null },
    { type: 1, revised: null },
  ])
  expect(await batches()).toEqual([
    batch({ total: 7, accepted: 5, rejected: '{"revision_without_key":2}' }),
    batch({ tag: 'b', total: 2, known: 1, rejected: '{"revision_refused":1}' }),
  ])
})

test('what is ours to mend is told with its cause, and stops no other step', async () => {
  partner.announced = [{ date: DATE, tag: 'a', keys: keys(1, 1) }]
  partner.batches = [{ date: DATE, tag: 'b', keys: keys(2, 1) }]
  await announce('a')
  const store = {
    ...exchangeDeps(partner).store,
    putOnce: async () => {
      throw new Error('the bucket is away')
    },
  }
  expect((await importOnce(1, partner, { deps: { store } })).failures).toEqual([
    'unexpected',
    'unexpected',
  ])
  expect(faults).toHaveLength(2)
  expect(await batches()).toMatchObject([{ status: 'downloading', total: 0 }])
  await importOnce(1, partner, { now: NOW + 200 })
  expect(await batches()).toMatchObject([
    { tag: 'a', status: 'processed', accepted: 1, tries: 1 },
    { tag: 'b', status: 'processed', accepted: 1 },
  ])
})
