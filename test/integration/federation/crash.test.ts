/** Runs of the exchange that die anywhere, or are overtaken by another: keys and counters end as if nothing had happened. */

import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { asUnixSeconds } from '../../../src/core/time.ts'
import { openKeyserver } from '../../../src/db/keyserver/database.ts'
import { announceBatch } from '../../../src/db/keyserver/queries/incoming-batches.ts'
import { r2ArchiveStore } from '../../../src/platform/archive-store.ts'
import {
  addPartner,
  exportOnce,
  importOnce,
  NOW,
  rowsOf,
  startExchange,
  YESTERDAY,
} from '../../support/exchange.ts'
import {
  type EffectRecorder,
  interruptEverywhere,
  type Trial,
} from '../../support/recorded-effects.ts'
import { receivedKey, ScriptedPartner } from '../../support/scripted-partner.ts'
import { keepTables } from '../../support/storage-state.ts'
import { storeKeys } from '../../support/stored-keys.ts'

const WAYS = ['dies before', 'dies after', 'stalls before'] as const
/** Longer than any lease, and than the first waits. */
const LATER = 1000
const DATE = '2026-11-19'
const hexOf = (id: number) => id.toString(16).padStart(32, '0')

const depsOf = (recorder: EffectRecorder) => ({
  db: openKeyserver(recorder.database(env.KEYSERVER_DB)),
  store: recorder.object('store', r2ArchiveStore(env.SUBMISSIONS)),
})

async function emptyBucket(): Promise<void> {
  const { objects } = await env.SUBMISSIONS.list()
  if (objects.length > 0) await env.SUBMISSIONS.delete(objects.map(({ key }) => key))
}

test('an import of three batches with duplicates, one announced by fifty and one that can’t be trusted', async () => {
  const db = await startExchange()
  await addPartner(db, 1)
  await addPartner(db, 2)
  await storeKeys(db, [{ key: hexOf(1), createdAt: NOW - 7200, start: YESTERDAY }])
  const keys = (...ids: number[]) => ids.map((id) => receivedKey(id, YESTERDAY))
  await Promise.all(
    Array.from({ length: 50 }, () =>
      announceBatch(db, { partnerId: 1, date: DATE, tag: 'b' }, asUnixSeconds(NOW)),
    ),
  )
  const restore = await keepTables()
  const script = () => {
    const partner = new ScriptedPartner()
    partner.batches = [
      {
        date: DATE,
        tag: 'a',
        keys: [...keys(1, 2, 2), receivedKey(9, YESTERDAY, { origin: 'XX' })],
      },
      { date: DATE, tag: 'b', keys: [...keys(2, 3), receivedKey(3, YESTERDAY, { reportType: 2 })] },
      { date: DATE, tag: 'c', keys: 'signature_invalid' },
      { date: DATE, tag: 'd', keys: keys(4) },
    ]
    return partner
  }
  const trial: Trial<unknown> = {
    prepare: async () => {
      await restore()
      await emptyBucket()
    },
    run: (recorder, which) =>
      importOnce(1, script(), {
        now: which === 'first' ? NOW : NOW + LATER,
        deps: depsOf(recorder),
      }),
    readState: async () => ({
      keys: await rowsOf('diagnosis_keys', '*, hex(key_data) AS key', 'key_data'),
      batches: await rowsOf(
        'incoming_batches',
        `batch_tag, status, total_keys, total_countries, accepted_keys, known_keys, rejected_keys,
          CASE status WHEN 'failed' THEN last_failure END AS failure, object_name`,
        'batch_tag',
      ),
      staged: await rowsOf('staged_keys'),
      sightings: await rowsOf('federation_sightings', 'hex(key_data) AS key, partner_id'),
      cursor: await rowsOf('federation_states', 'direction, cursor', 'direction'),
    }),
  }
  const { effects, undisturbed, cases } = await interruptEverywhere(trial, WAYS)
  expect(effects.length).toBeGreaterThan(30)
  expect(undisturbed).toMatchObject({
    batches: [
      // Two of them are here: a phone's, and the announced batch's, which came first.
      { batch_tag: 'a', status: 'processed', total_keys: 4, rejected_keys: '{"origin_invalid":1}' },
      { batch_tag: 'b', status: 'processed', total_keys: 3, rejected_keys: '{"report_type":1}' },
      { batch_tag: 'c', status: 'failed', failure: 'signature_invalid' },
      { batch_tag: 'd', status: 'processed', total_keys: 1, accepted_keys: 1 },
    ],
    staged: [],
  })
  for (const { name, end } of cases) expect(end, name).toEqual(undisturbed)
}, 600_000)

test('an export of two sets, of which one is taken in part and one is too large', async () => {
  const db = await startExchange()
  // Each day of history would be an effect more.
  await addPartner(db, 1, { settings: { initialHistoryDays: 1 } })
  const stored = Array.from({ length: 8 }, (_, i) => ({
    key: hexOf(i + 1),
    createdAt: NOW - (NOW % 3600) - 3600,
    start: YESTERDAY - 144,
    consent: 3,
  }))
  await storeKeys(db, stored)
  const restore = await keepTables()
  let partner = new ScriptedPartner()
  /** Outlives a run of ours, as a partner does. */
  const script = () => {
    partner = new ScriptedPartner()
    partner.maxKeys = 4
    const taken = new Set<string>()
    partner.answer = (batch, keys) => {
      if (keys.length === 4 && keys[0] === hexOf(1)) return { kind: 'too_large', status: 413 }
      if (keys.length === 4 && !taken.has(batch.tag)) {
        for (const key of keys.slice(0, 3)) partner.received.set(key, [key])
        taken.add(batch.tag)
        return { kind: 'partly_accepted', status: 207, acceptedKeys: 3, resend: [3] }
      }
      if (keys.length === 4) {
        return { kind: 'partly_accepted', status: 207, acceptedKeys: 0, resend: [3] }
      }
      return undefined
    }
  }
  const trial: Trial<unknown> = {
    prepare: async () => {
      await restore()
      await emptyBucket()
      script()
    },
    run: async (recorder, which) => {
      const deps = depsOf(recorder)
      if (which === 'first') return exportOnce(1, partner, { now: NOW, deps })
      await exportOnce(1, partner, { now: NOW + LATER, deps })
      // What waits longer because a run died is sent by a later one.
      return exportOnce(1, partner, { now: NOW + 2 * LATER, deps })
    },
    readState: async () => ({
      received: [...partner.received.values()].flat().sort(),
      batches: await rowsOf(
        'outgoing_batches',
        'status, total_keys, batch_tag',
        'batch_tag, status',
      ),
      sets: await rowsOf('interop_key_sets', 'key_count, qualifier, content_hash', 'content_hash'),
      cursor: await rowsOf('federation_states', 'direction, cursor'),
    }),
  }
  const { effects, undisturbed, cases } = await interruptEverywhere(trial, [
    'dies before',
    'dies after',
  ])
  expect(effects.length).toBeGreaterThan(30)
  expect(undisturbed).toMatchObject({ received: stored.map(({ key }) => key) })
  for (const { name, end } of cases) expect(end, name).toEqual(undisturbed)
}, 600_000)

test('twenty runs at once take each batch and send each set once', async () => {
  const db = await startExchange()
  await addPartner(db, 1)
  const partner = new ScriptedPartner()
  partner.maxKeys = 3
  partner.batches = Array.from({ length: 6 }, (_, i) => ({
    date: DATE,
    tag: `t${i}`,
    keys: Array.from({ length: 5 }, (_unused, k) => receivedKey(100 + 4 * i + k, YESTERDAY)),
  }))
  await storeKeys(
    db,
    Array.from({ length: 10 }, (_, i) => ({
      key: hexOf(i + 1),
      createdAt: NOW - (NOW % 3600) - 3600,
      start: YESTERDAY - 144,
      consent: 3,
    })),
  )
  await Promise.all(
    Array.from({ length: 20 }, async () => {
      await importOnce(1, partner)
      await exportOnce(1, partner)
    }),
  )
  await importOnce(1, partner, { now: NOW + LATER })
  await exportOnce(1, partner, { now: NOW + LATER })
  const [sums] = await rowsOf(
    'incoming_batches',
    'count(*) AS batches, sum(accepted_keys) AS accepted, sum(known_keys) AS known',
  )
  expect(sums).toEqual({ batches: 6, accepted: 25, known: 5 })
  expect(await rowsOf('diagnosis_keys', 'count(*) AS n')).toEqual([{ n: 35 }])
  expect([...partner.received.values()].map((set) => set.length).sort()).toEqual([2, 2, 3, 3])
  expect(partner.calls.filter((call) => call.startsWith('send'))).toHaveLength(4)
}, 120_000)
