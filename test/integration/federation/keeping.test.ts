/** What is kept of an exchange: taken in again, deleted at its age, counted by the day. */

import { env } from 'cloudflare:workers'
import { beforeEach, expect, test } from 'vitest'
import { asUnixSeconds } from '../../../src/core/time.ts'
import type { KeyserverDatabase } from '../../../src/db/keyserver/database.ts'
import { announceBatch } from '../../../src/db/keyserver/queries/incoming-batches.ts'
import { countFederation } from '../../../src/flows/federation/count-federation.ts'
import { deleteExpiredFederation } from '../../../src/flows/federation/delete-expired-federation.ts'
import { r2ArchiveStore } from '../../../src/platform/archive-store.ts'
import {
  addPartner,
  exportOnce,
  importOnce,
  NOW,
  replayOnce,
  rowsOf,
  startExchange,
  YESTERDAY,
} from '../../support/exchange.ts'
import { receivedKey, ScriptedPartner } from '../../support/scripted-partner.ts'
import { storeKeys } from '../../support/stored-keys.ts'

const HOUR = 3600
const DAY = 24 * HOUR
const DATE = '2026-11-19'
const hexOf = (id: number) => id.toString(16).padStart(32, '0')
const keys = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => receivedKey(from + i, YESTERDAY))

let db: KeyserverDatabase
let partner: ScriptedPartner
beforeEach(async () => {
  db = await startExchange()
  await addPartner(db, 1)
  partner = new ScriptedPartner()
})

const batches = () =>
  rowsOf(
    'incoming_batches',
    'status, total_keys AS total, accepted_keys AS accepted, known_keys AS known, last_failure AS failure',
    'id',
  )

test('a batch that is taken in again has its counters anew, and its keys once', async () => {
  partner.batches = [{ date: DATE, tag: 'a', keys: [...keys(1, 3), receivedKey(4, 1)] }]
  await importOnce(1, partner)
  await env.KEYSERVER_DB.prepare('DELETE FROM diagnosis_keys WHERE key_data = unhex(?)')
    .bind(hexOf(2))
    .run()
  expect(await replayOnce(1, partner, 1)).toEqual({ ok: true, value: undefined })
  expect(await batches()).toEqual([
    { status: 'processed', total: 4, accepted: 1, known: 2, failure: null },
  ])
  expect(await rowsOf('incoming_batches', 'rejected_keys AS r')).toEqual([
    { r: '{"start_too_early":1}' },
  ])
  expect(await rowsOf('diagnosis_keys', 'count(*) AS n')).toEqual([{ n: 3 }])
  expect(partner.calls.filter((call) => call.startsWith('fetch'))).toEqual([])
})

test('a batch that was too large is taken in from its raw bytes once the limit is higher', async () => {
  partner.batches = [{ date: DATE, tag: 'a', keys: keys(1, 6000) }]
  await importOnce(1, partner)
  expect(await replayOnce(1, partner, 1)).toEqual({ ok: false, failure: 'too_many_keys' })
  await env.KEYSERVER_DB.prepare(
    `UPDATE federation_partners SET settings = '{"maxBatchKeys":6000}'`,
  ).run()
  expect(await replayOnce(1, partner, 1)).toMatchObject({ ok: true })
  expect(await batches()).toEqual([
    { status: 'processed', total: 6000, accepted: 6000, known: 0, failure: null },
  ])
})

test('bytes that could not be trusted are not read again: the partner is asked for the batch', async () => {
  partner.batches = [{ date: DATE, tag: 'a', keys: 'signature_invalid' }]
  await importOnce(1, partner)
  expect(await replayOnce(1, partner, 1)).toEqual({ ok: false, failure: 'signature_invalid' })
  partner.batches = [{ date: DATE, tag: 'a', keys: keys(1, 2) }]
  expect(await replayOnce(1, partner, 1)).toMatchObject({ ok: true })
  expect(await batches()).toEqual([
    { status: 'processed', total: 2, accepted: 2, known: 0, failure: null },
  ])
})

test('a batch that is not known, has not ended, is another’s or is gone is not taken in again', async () => {
  await addPartner(db, 2)
  await announceBatch(db, { partnerId: 1, date: DATE, tag: 'x' }, asUnixSeconds(NOW))
  partner.batches = [{ date: DATE, tag: 'a', keys: keys(1, 1) }]
  partner.failsFetch = () => ({ reason: 'timeout', isTransient: true })
  await importOnce(1, partner)
  const replay = async (partnerId: number, id: number) => {
    const result = await replayOnce(partnerId, partner, id)
    return result.ok ? 'ok' : result.failure
  }
  expect(await replay(1, 99)).toBe('batch_unknown')
  expect(await replay(1, 1)).toBe('batch_not_ended')
  expect(await replay(2, 2)).toBe('batch_unknown')
  const { objects } = await env.SUBMISSIONS.list()
  await env.SUBMISSIONS.delete(objects.map(({ key }) => key))
  expect(await replay(1, 2)).toBe('raw_missing')
})

const retain = (now: number, store = r2ArchiveStore(env.SUBMISSIONS)) =>
  deleteExpiredFederation(db, store, asUnixSeconds(now))

async function exchange(now: number): Promise<void> {
  const id = now - NOW + 20 * DAY
  partner.batches.push({ date: DATE, tag: `t${now}`, keys: [receivedKey(id, now / 600 - 300)] })
  await storeKeys(db, [
    { key: hexOf(id + 1), createdAt: now - (now % HOUR), start: now / 600 - 300, consent: 3 },
  ])
  await importOnce(1, partner, { now, isForced: true })
  await exportOnce(1, partner, { now: now + HOUR })
}

test('what was exchanged is kept for fourteen days, from midnight, and then goes: rows, objects and all', async () => {
  const midnight = NOW - (NOW % DAY)
  for (const ago of [15, 14, 0]) await exchange(midnight - ago * DAY + 60)
  // Of a run that died before it wrote its row; and a hub's, which is not ours to delete.
  await env.SUBMISSIONS.put('partner-1/in/2026-11-04/orphan', 'x')
  await env.SUBMISSIONS.put('efgs-hub/2026-11-01/batch', 'x')
  const report = await retain(NOW)
  expect(report).toEqual({ objects: 5, failedObjects: 0, batches: 2, sightings: 0 })
  expect(await rowsOf('incoming_batches', 'count(*) AS n')).toEqual([{ n: 2 }])
  expect(await rowsOf('outgoing_batches', 'count(*) AS n')).toEqual([{ n: 2 }])
  expect(await rowsOf('interop_key_sets', 'count(*) AS n')).toEqual([{ n: 2 }])
  const { objects } = await env.SUBMISSIONS.list()
  const days = objects.map(({ key }) => key.split('/')[2])
  expect([...new Set(days)].sort()).toEqual(['2026-11-05', '2026-11-19', 'batch'])
  expect(await retain(NOW)).toMatchObject({ objects: 0, batches: 0 })
})

test('an object that can’t be deleted holds up neither the others nor the rows, and is tried again', async () => {
  await exchange(NOW - 20 * DAY)
  const real = r2ArchiveStore(env.SUBMISSIONS)
  const store = {
    ...real,
    remove: async (name: string) => {
      if (name.includes('/in/')) throw new Error('away')
      return real.remove(name)
    },
  }
  expect(await retain(NOW, store)).toMatchObject({ objects: 2, failedObjects: 2, batches: 2 })
  expect(await retain(NOW)).toMatchObject({ objects: 2, failedObjects: 0, batches: 0 })
})

test('who has a key is remembered for as long as the key may leave', async () => {
  await storeKeys(db, [{ key: hexOf(1), createdAt: NOW - HOUR, start: YESTERDAY }])
  partner.batches = [{ date: DATE, tag: 'a', keys: keys(1, 1) }]
  await importOnce(1, partner)
  expect(await retain(NOW + 15 * DAY)).toMatchObject({ sightings: 0 })
  expect(await retain(NOW + 16 * DAY + 1)).toMatchObject({ sightings: 1 })
})

test('a day is counted without synthetic keys, those by themselves, and anew each time', async () => {
  const noon = NOW - DAY
  const created = noon - (noon % HOUR)
  const one = (id: number, change: object = {}) => ({
    key: hexOf(id),
    createdAt: created,
    start: YESTERDAY - 144 - 144,
    consent: 3,
    ...change,
  })
  await storeKeys(db, [
    one(1),
    one(2),
    one(3, { revised: { type: 5, at: created } }),
    one(4, { provenance: 1 }),
    one(5, { provenance: 3, sourceId: 2, origin: 'FR' }),
    one(6, { provenance: 3, sourceId: 2, origin: 'FR' }),
    one(7, { provenance: 3, sourceId: 2, origin: 'IE' }),
    one(8, { createdAt: created + DAY }),
  ])
  await exportOnce(1, partner, { now: noon + HOUR })
  const counts = async () =>
    Object.fromEntries(
      (await rowsOf('federation_statistics', 'day, name, value', 'name'))
        .filter(({ day }) => day === NOW - (NOW % DAY) - DAY)
        .map(({ name, value }) => [name, value]),
    )
  await countFederation(db, asUnixSeconds(NOW))
  expect(await counts()).toEqual({
    DkCount: 6,
    DkStuffingCount: 1,
    'DkForeignCount:FR': 2,
    'DkForeignCount:IE': 1,
    EksPublishedCount: 5,
    // Of three that left one is synthetic.
    IksPublishedCount: 2,
  })
  await env.KEYSERVER_DB.prepare('DELETE FROM diagnosis_keys WHERE origin = ?').bind('IE').run()
  await countFederation(db, asUnixSeconds(NOW))
  expect(await counts()).not.toHaveProperty('DkForeignCount:IE')
  expect(await counts()).toMatchObject({ DkCount: 5 })
})
