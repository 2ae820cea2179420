/** What leaves for a partner: which keys, when, in which batches, and what becomes of a batch. */

import { env } from 'cloudflare:workers'
import { beforeEach, expect, test } from 'vitest'
import type { KeyserverDatabase } from '../../../src/db/keyserver/database.ts'
import type { SendOutcome } from '../../../src/flows/federation/protocol.ts'
import {
  addPartner,
  exportOnce,
  faults,
  importOnce,
  NOW,
  rowsOf,
  startExchange,
  TODAY,
  YESTERDAY,
} from '../../support/exchange.ts'
import { receivedKey, ScriptedPartner } from '../../support/scripted-partner.ts'
import { type StoredTestKey, storeKeys } from '../../support/stored-keys.ts'

const HOUR = 3600
const DAY = 24 * HOUR
/** 10:00: the newest slot that is over ended then. */
const TEN = NOW - (NOW % HOUR)
const hexOf = (id: number) => id.toString(16).padStart(32, '0')

let db: KeyserverDatabase
let partner: ScriptedPartner
beforeEach(async () => {
  db = await startExchange()
  await addPartner(db, 1)
  partner = new ScriptedPartner()
  faults.length = 0
})

/** A key that was uploaded in the last slot that is over, and may leave at once. */
const key = (id: number, change: Partial<StoredTestKey> = {}): StoredTestKey => ({
  key: hexOf(id),
  createdAt: TEN - HOUR,
  start: YESTERDAY - 144,
  consent: 3,
  ...change,
})
const keys = (from: number, count: number, change: Partial<StoredTestKey> = {}) =>
  Array.from({ length: count }, (_, i) => key(from + i, change))
const received = () => [...partner.received.values()].flat().map((hex) => Number.parseInt(hex, 16))
const batches = () =>
  rowsOf(
    'outgoing_batches',
    `status, total_keys AS total, accepted_keys AS accepted, http_status AS http, last_failure AS failure,
      retry_count AS tries`,
    'id',
  )
const cursor = async () => {
  const [row] = await rowsOf('federation_states', 'cursor')
  return JSON.parse(String(row?.['cursor']))
}

test('a partner is sent the keys that may leave, of those that phones uploaded here, once', async () => {
  await storeKeys(db, [
    key(1),
    key(2, { consent: 0 }),
    key(3, { consent: 1 }),
    key(4, { consent: 1, traveler: true }),
    key(5, { consent: 2 }),
    key(6, { consent: 2, visited: ['FR'] }),
    // From a file, from this partner, from another.
    key(7, { provenance: 2 }),
    key(8, { provenance: 3, sourceId: 1, origin: 'FR' }),
    key(9, { provenance: 3, sourceId: 2, origin: 'FR' }),
    // Synthetic: by the consent of its policy.
    key(10, { provenance: 1 }),
    key(11, { provenance: 1, consent: 0 }),
    // Taken back; to be taken back later, which nobody knows yet.
    key(12, { revised: { type: 5, at: TEN } }),
    key(13, { revised: { type: 5, at: TEN + HOUR } }),
  ])
  const report = await exportOnce(1, partner)
  expect(received()).toEqual([1, 4, 6, 10, 13])
  expect(report).toEqual({
    newBatches: 1,
    newKeys: 5,
    refusedKeys: 0,
    sentBatches: 1,
    acceptedKeys: 5,
    warnings: 0,
    failures: [],
  })
  expect(await rowsOf('interop_key_sets', 'key_count, stuffing_key_count, qualifier')).toEqual([
    { key_count: 5, stuffing_key_count: 1, qualifier: 1 },
  ])
  expect(await batches()).toEqual([
    { status: 'sent', total: 5, accepted: 5, http: 201, failure: null, tries: 0 },
  ])
  await exportOnce(1, partner, { now: NOW + 60 })
  await exportOnce(1, partner, { now: NOW + 3 * HOUR })
  expect(partner.calls).toEqual(['send 5'])
})

test('a gateway forwards keys of the partners that it names, never to where they came from or are known', async () => {
  await addPartner(db, 2, { gatewayFrom: [1, 2, 3] })
  await addPartner(db, 3)
  await storeKeys(db, [
    key(1, { provenance: 3, sourceId: 1, origin: 'FR' }),
    key(2, { provenance: 3, sourceId: 2, origin: 'FR' }),
    key(3, { provenance: 3, sourceId: 3, origin: 'GB-SCT' }),
    key(4, { provenance: 3, sourceId: 4, origin: 'FR' }),
    key(5),
    key(6, { provenance: 3, sourceId: 1, origin: 'FR' }),
  ])
  // The second partner says that it has 5 and 6 too.
  const other = new ScriptedPartner()
  other.batches = [
    {
      date: '2026-11-19',
      tag: 'x',
      keys: [receivedKey(5, YESTERDAY - 144, { origin: 'DE' }), receivedKey(6, YESTERDAY - 144)],
    },
  ]
  await importOnce(2, other)
  await exportOnce(2, partner)
  expect(received()).toEqual([1, 3])
})

test('only regions that the partner is sent leave, whatever other regions a key has', async () => {
  await addPartner(db, 2, { exportRegions: ['GB-EAW', 'GB-SCT'] })
  await storeKeys(db, [
    key(1, { regions: ',GB-EAW,' }),
    key(2, { regions: ',GB-SCT,IE,' }),
    key(3, { regions: ',GB,' }),
  ])
  await exportOnce(2, partner)
  expect(received()).toEqual([1, 2])
})

test('a key leaves two hours after its end, in the slot that its release lies in', async () => {
  // Ends at 7:30: its release is at 10:00, the next full hour after two hours.
  const start = TODAY - 144 + 45
  await storeKeys(db, [key(1, { createdAt: TEN - HOUR, start, period: 144 })])
  await exportOnce(1, partner, { now: TEN + 600 })
  expect(received()).toEqual([])
  await exportOnce(1, partner, { now: TEN + HOUR + 59 })
  expect(received()).toEqual([])
  await exportOnce(1, partner, { now: TEN + HOUR + 60 })
  expect(received()).toEqual([1])
})

test('keys that came before their end, as partners send them, leave after it', async () => {
  await addPartner(db, 2, { gatewayFrom: [1] })
  const early = { provenance: 3, sourceId: 1, origin: 'FR', start: TODAY }
  await storeKeys(db, [key(1, { ...early, createdAt: TEN - 3 * HOUR }), key(2)])
  await exportOnce(2, partner)
  expect(received()).toEqual([2])
  await exportOnce(2, partner, { now: TEN + 19 * HOUR })
  expect(received()).toEqual([2, 1])
})

test('a key that ended fourteen days ago does not leave, and one that ended ten minutes later does', async () => {
  const oldest = NOW / 600 - 14 * 144
  await storeKeys(db, [
    key(1, { start: Math.floor(oldest) - 144 }),
    key(2, { start: Math.floor(oldest) - 143 }),
  ])
  await exportOnce(1, partner)
  expect(received()).toEqual([2])
})

test('the first export reaches back as far as the partner wants', async () => {
  await addPartner(db, 2, { settings: { initialHistoryDays: 2 } })
  await addPartner(db, 3, { settings: { initialHistoryDays: 0 } })
  await storeKeys(db, [
    key(1, { createdAt: TEN - 2 * DAY - HOUR, start: TODAY - 5 * 144 }),
    key(2, { createdAt: TEN - 2 * DAY, start: TODAY - 5 * 144 }),
    key(3),
  ])
  await exportOnce(2, partner)
  expect(received()).toEqual([2, 3])
  const other = new ScriptedPartner()
  await exportOnce(3, other)
  await storeKeys(db, [key(4, { createdAt: TEN })])
  await exportOnce(3, other, { now: NOW + HOUR })
  expect([...other.received.values()].flat()).toEqual([hexOf(4)])
})

test('keys that a padding policy has not padded yet wait for it', async () => {
  await storeKeys(db, keys(1, 2))
  const { KEYSERVER_DB: d1 } = env
  await d1.prepare("INSERT INTO padding_policies (region, minimum_uploads) VALUES ('DE', 20)").run()
  await exportOnce(1, partner)
  expect(received()).toEqual([])
  await d1
    .prepare("INSERT INTO padding_slots VALUES ('DE', ?1, '', 0, NULL, ?2)")
    .bind(TEN - HOUR, NOW)
    .run()
  await exportOnce(1, partner)
  expect(received()).toEqual([1, 2])
})

test('too few keys wait, over as many slots as it takes, and then leave together', async () => {
  partner.minKeys = 5
  await storeKeys(db, keys(1, 2))
  await exportOnce(1, partner)
  expect(partner.calls).toEqual([])
  expect(await cursor()).toMatchObject({ lookedThrough: TEN, waitingKeys: 2 })
  await storeKeys(db, keys(3, 2, { createdAt: TEN }))
  await exportOnce(1, partner, { now: NOW + HOUR })
  expect(await cursor()).toMatchObject({ lookedThrough: TEN + HOUR, waitingKeys: 4 })
  await storeKeys(db, keys(5, 1, { createdAt: TEN + 2 * HOUR }))
  await exportOnce(1, partner, { now: NOW + 2 * HOUR })
  await exportOnce(1, partner, { now: NOW + 3 * HOUR })
  expect(received()).toEqual([1, 2, 3, 4, 5])
  expect(await cursor()).toMatchObject({ exportedThrough: TEN + 3 * HOUR, waitingKeys: 0 })
})

test('keys that wait for others and become too old meanwhile are not sent, and the rest waits on', async () => {
  partner.minKeys = 2
  const oldest = Math.ceil(NOW / 600) - 14 * 144
  await storeKeys(db, [key(1, { start: oldest - 142 })])
  await exportOnce(1, partner)
  await storeKeys(db, [key(2, { createdAt: TEN })])
  await exportOnce(1, partner, { now: NOW + HOUR })
  expect(partner.calls).toEqual([])
  expect(await cursor()).toMatchObject({ waitingKeys: 1 })
  await storeKeys(db, [key(3, { createdAt: TEN + HOUR })])
  await exportOnce(1, partner, { now: NOW + 2 * HOUR })
  expect(received()).toEqual([2, 3])
})

test.each([
  [139, 140, 4000, []],
  [140, 140, 4000, [140]],
  [4000, 140, 4000, [4000]],
  [4001, 140, 4000, [2001, 2000]],
  [8001, 140, 4000, [2667, 2667, 2667]],
  [25, 1, 10, [9, 8, 8]],
])('%i keys, at least %i and at most %i at once: sets of %j', async (count, min, max, sizes) => {
  partner.minKeys = min
  partner.maxKeys = max
  await storeKeys(db, keys(1, count))
  await exportOnce(1, partner)
  expect((await batches()).map(({ total }) => total)).toEqual(sizes)
  const sent = [...partner.received.values()]
  expect(sent.flat()).toEqual([...sent.flat()].sort())
  expect(new Set(sent.flat()).size).toBe(sizes.length === 0 ? 0 : count)
})

test('a key that the protocol can’t carry is counted by its reason and never tried again', async () => {
  partner.refusesKey = ({ origin, keyData }) =>
    origin === undefined && keyData[15] === 2 ? 'origin_not_alpha2' : undefined
  await storeKeys(db, keys(1, 3))
  expect(await exportOnce(1, partner)).toMatchObject({ newKeys: 2, refusedKeys: 1 })
  expect(received()).toEqual([1, 3])
  expect(await cursor()).toMatchObject({ refused: { origin_not_alpha2: 1 } })
  partner.refusesKey = () => 'nothing_goes'
  await storeKeys(db, keys(4, 2, { createdAt: TEN }))
  await exportOnce(1, partner, { now: NOW + HOUR })
  partner.refusesKey = () => undefined
  await exportOnce(1, partner, { now: NOW + 2 * HOUR })
  expect(received()).toEqual([1, 3])
  expect(await cursor()).toMatchObject({ refused: { origin_not_alpha2: 1, nothing_goes: 2 } })
})

test('a key leaves as it is now: with its revision, and without what was made up here', async () => {
  const seen: unknown[] = []
  const { exporter } = partner
  const encode = exporter.encode.bind(exporter)
  exporter.encode = async (sent) => {
    seen.push(...sent)
    return encode(sent)
  }
  await storeKeys(db, [
    key(1, { type: 2, revised: { type: 1, at: TEN } }),
    key(2, { filledIn: 3, onset: 4, visited: ['FR', 'IT'], traveler: true }),
  ])
  await exportOnce(1, partner)
  expect(seen).toMatchObject([
    { reportType: 1, transmissionRiskLevel: 6, daysSinceOnsetOfSymptoms: 1, origin: undefined },
    {
      transmissionRiskLevel: undefined,
      daysSinceOnsetOfSymptoms: undefined,
      visitedCountries: ['FR', 'IT'],
      traveler: true,
      isSynthetic: false,
      createdAt: TEN - HOUR,
    },
  ])
})

test('synthetic keys of a padding policy that lets them leave are the same in the partner’s batch', async () => {
  await storeKeys(db, [...keys(1, 2), ...keys(3, 2, { provenance: 1 })])
  await exportOnce(1, partner)
  expect(received()).toEqual([1, 2, 3, 4])
  expect(await rowsOf('interop_key_sets', 'stuffing_key_count AS n')).toEqual([{ n: 2 }])
})

const answerOnce = (...outcomes: readonly SendOutcome[]) => {
  const left = [...outcomes]
  partner.answer = () => left.shift()
}

test('an upload that was taken in part is settled, and what was not taken goes again by itself, later', async () => {
  answerOnce({ kind: 'partly_accepted', status: 207, acceptedKeys: 2, resend: [1, 3] })
  await storeKeys(db, keys(1, 5))
  await exportOnce(1, partner)
  expect(await batches()).toEqual([
    { status: 'partly_accepted', total: 5, accepted: 2, http: 207, failure: null, tries: 0 },
    { status: 'new', total: 2, accepted: null, http: null, failure: null, tries: 1 },
  ])
  await exportOnce(1, partner, { now: NOW + 59 })
  expect(received()).toEqual([])
  await exportOnce(1, partner, { now: NOW + 60 })
  expect(received()).toEqual([2, 4])
})

test('keys that a partner never takes are given up after eight tries', async () => {
  partner.answer = () => ({ kind: 'partly_accepted', status: 207, acceptedKeys: 0, resend: [0] })
  await storeKeys(db, keys(1, 1))
  for (let i = 0; i < 12; i++) await exportOnce(1, partner, { now: NOW + i * HOUR })
  expect(partner.calls).toHaveLength(8)
  expect((await batches()).at(-1)).toMatchObject({
    status: 'partly_accepted',
    failure: 'keys_not_taken',
  })
})

test('keys of different groups never share a batch', async () => {
  partner.groupOf = ({ keyData }) => ((keyData[15] ?? 0) % 2 === 0 ? 'even' : 'odd')
  partner.maxKeys = 3
  await storeKeys(db, keys(1, 9))
  await exportOnce(1, partner)
  expect(
    [...partner.received.values()].map((set) => set.map((hex) => Number.parseInt(hex, 16))),
  ).toEqual([
    [1, 3, 5],
    [7, 9],
    [2, 4],
    [6, 8],
  ])
})

test('a batch of which the partner took less than it has is out, and shows it', async () => {
  answerOnce({ kind: 'sent', status: 200, acceptedKeys: 1, warning: 'keys_not_inserted' })
  await storeKeys(db, keys(1, 2))
  expect(await exportOnce(1, partner)).toMatchObject({ sentBatches: 1, warnings: 1, failures: [] })
  expect(await batches()).toMatchObject([
    { status: 'sent', accepted: 1, failure: 'keys_not_inserted' },
  ])
})

test('an upload that is too large goes in halves, and a key that is too large by itself is refused', async () => {
  partner.answer = (_batch, sent) =>
    sent.length > 1 || sent[0] === hexOf(1) ? { kind: 'too_large', status: 413 } : undefined
  await storeKeys(db, keys(1, 3))
  const { failures } = await exportOnce(1, partner)
  expect(failures).toEqual(['key_too_large'])
  expect(received().sort()).toEqual([2, 3])
  expect((await batches()).map(({ status }) => status)).toEqual([
    'split',
    'split',
    'sent',
    'rejected',
    'sent',
  ])
})

test('a refused upload is named, one that is not wanted is passed over, and neither holds up the next', async () => {
  partner.maxKeys = 1
  answerOnce(
    { kind: 'rejected', status: 400, reason: 'signature_refused' },
    { kind: 'skipped', status: 406 },
  )
  await storeKeys(db, keys(1, 3))
  expect((await exportOnce(1, partner)).failures).toEqual(['signature_refused'])
  expect(await batches()).toMatchObject([
    { status: 'rejected', http: 400, failure: 'signature_refused' },
    { status: 'skipped', http: 406, failure: null },
    { status: 'sent', http: 201 },
  ])
  const [state] = await rowsOf('federation_states', 'last_failure, consecutive_failures')
  expect(state).toEqual({ last_failure: 'signature_refused', consecutive_failures: 1 })
})

test('an upload without an answer goes again as it was, ever later, until its keys are of no use', async () => {
  const tags = new Set<string>()
  partner.answer = (batch) => {
    tags.add(batch.tag)
    return { kind: 'retry', status: 500, reason: 'answer_500' }
  }
  await storeKeys(db, keys(1, 2))
  let now = NOW
  for (const [i, wait] of [60, 300, 900, 3600, 3600, 3600, 3600, 3600, 3600, 3600].entries()) {
    await exportOnce(1, partner, { now })
    const tries = Math.min(i + 1, 4)
    expect(await batches()).toMatchObject([{ status: 'new', tries, http: 500 }])
    await exportOnce(1, partner, { now: now + wait - 1 })
    now += wait
  }
  expect(partner.calls).toHaveLength(10)
  await exportOnce(1, partner, { now: NOW + 14 * DAY - 1 })
  expect(await batches()).toMatchObject([{ status: 'new' }])
  expect((await exportOnce(1, partner, { now: NOW + 15 * DAY })).failures).toEqual(['answer_500'])
  expect(await batches()).toMatchObject([{ status: 'failed', failure: 'answer_500' }])
  expect(tags.size).toBe(1)
})

test('a batch with which eight runs ended without a word is given up', async () => {
  await storeKeys(db, keys(1, 2))
  partner.answer = () => ({ kind: 'retry', status: 500, reason: 'answer_500' })
  await exportOnce(1, partner)
  const [row] = await rowsOf('outgoing_batches', 'status, retry_count')
  expect(row).toEqual({ status: 'new', retry_count: 1 })
  await db.d1
    .prepare(`UPDATE outgoing_batches SET status = 'sending', started_at = 0, retry_count = 7`)
    .run()
  partner.calls = []
  expect((await exportOnce(1, partner, { now: NOW + HOUR })).failures).toEqual([
    'interrupted_too_often',
  ])
  expect(partner.calls).toEqual([])
  expect(await batches()).toMatchObject([{ status: 'failed', failure: 'interrupted_too_often' }])
})

test('an upload that gets no answer does not hold up the next, but a partner that answers nothing is left alone', async () => {
  partner.maxKeys = 1
  partner.answer = (_batch, [sent]) =>
    sent === hexOf(1) ? { kind: 'retry', status: undefined, reason: 'timeout' } : undefined
  await storeKeys(db, keys(1, 3))
  await exportOnce(1, partner)
  expect(received()).toEqual([2, 3])
  partner.answer = () => ({ kind: 'retry', status: undefined, reason: 'unreachable' })
  await storeKeys(db, keys(11, 9, { createdAt: TEN }))
  partner.calls = []
  await exportOnce(1, partner, { now: NOW + HOUR })
  expect(partner.calls).toHaveLength(3)
})

test('what was stored by the partner before we died is sent again with the same tag and bytes', async () => {
  await storeKeys(db, keys(1, 2))
  partner.answer = (batch, sent) => {
    partner.received.set(batch.tag, sent)
    throw new Error('the answer was lost')
  }
  expect((await exportOnce(1, partner)).failures).toEqual(['unexpected'])
  partner.answer = () => undefined
  await exportOnce(1, partner, { now: NOW + 60 })
  expect(partner.received.size).toBe(1)
  expect(await batches()).toMatchObject([{ status: 'sent', http: 409, accepted: 0 }])
})

test('a set that can’t be made is our own fault: nothing is decided, what was decided is sent, and the next run tries again', async () => {
  await storeKeys(db, keys(1, 2))
  const { exporter } = partner
  const { encode } = exporter
  exporter.encode = async () => {
    throw new Error('no signer')
  }
  expect((await exportOnce(1, partner)).failures).toEqual(['unexpected'])
  expect(faults).toHaveLength(1)
  exporter.encode = encode
  await exportOnce(1, partner, { now: NOW + 60 })
  expect(received()).toEqual([1, 2])
})
