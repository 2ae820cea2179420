/**
 * A gateway, and runs that die anywhere: before and after every statement, every object and every call. Keys and counters end as
 * if nothing had happened.
 */

import { env } from 'cloudflare:workers'
import { beforeEach, expect, test } from 'vitest'
import { toHex, utf8 } from '../../../src/core/bytes.ts'
import { decodeBatch } from '../../../src/core/federation/efgs/batch-codec.ts'
import { succeed } from '../../../src/core/result.ts'
import { asUnixSeconds } from '../../../src/core/time.ts'
import { type KeyserverDatabase, openKeyserver } from '../../../src/db/keyserver/database.ts'
import { readPartners } from '../../../src/db/keyserver/queries/federation-partners.ts'
import { announceBatch } from '../../../src/db/keyserver/queries/incoming-batches.ts'
import { efgsCallbackSurface } from '../../../src/http/federation/efgs-callback/surface.ts'
import { r2ArchiveStore } from '../../../src/platform/archive-store.ts'
import { efgsAdapter } from '../../support/efgs-adapter.ts'
import { efgsGateway, efgsKeys } from '../../support/efgs-gateway.ts'
import {
  addPartner,
  exportOnce,
  faults,
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
import { keepTables } from '../../support/storage-state.ts'
import { storeKeys } from '../../support/stored-keys.ts'

const HOUR = 3600
const DATE = '2026-11-19'
const CALLER = 'c'.repeat(64)
/** Longer than any lease, and than the first waits. */
const LATER = 1000

let db: KeyserverDatabase
beforeEach(async () => {
  db = await startExchange()
  // Each day of history would be an effect more.
  await addPartner(db, 1, { settings: { callbackCertificates: [CALLER], initialHistoryDays: 1 } })
  faults.length = 0
})

const openGateway = () => efgsGateway({ now: asUnixSeconds(NOW - HOUR), caller: 'DE' })
type Gateway = Awaited<ReturnType<typeof openGateway>>

const keysOf = (origin: string, count: number, from: number) =>
  efgsKeys(count, { origin, rollingStartIntervalNumber: YESTERDAY, visitedCountries: ['DE'] }, from)

/** The gateway's word that there is a batch, as many times as it likes. */
async function announced(batchTag: string, times: number): Promise<readonly number[]> {
  const app = efgsCallbackSurface(() => ({
    now: asUnixSeconds(NOW),
    deps: {
      partners: (now) => readPartners(db, now),
      announce: (batch, now) => announceBatch(db, batch, now),
      events: { requestFailed: (_, cause) => faults.push(cause) },
      thumbprintOf: () => CALLER,
    },
  }))
  const url = `https://federation.example.org/v1/efg-callback?batchTag=${batchTag}&date=${DATE}`
  const answers = await Promise.all(Array.from({ length: times }, () => app.request(url)))
  return answers.map(({ status }) => status)
}

/** Everything outside is recorded: the database, the bucket and the gateway. */
const recorded = async (gateway: Gateway, recorder: EffectRecorder, settings = {}) => ({
  adapter: await efgsAdapter(
    recorder.object('http', gateway.http),
    {
      ownOrigin: 'DE',
      settings: { trustAnchorPem: gateway.anchorPem, minUploadKeys: 1, ...settings },
    },
    await gateway.member('DE'),
  ),
  deps: {
    db: openKeyserver(recorder.database(env.KEYSERVER_DB)),
    store: recorder.object('store', r2ArchiveStore(env.SUBMISSIONS)),
  },
})

async function emptyBucket(): Promise<void> {
  const { objects } = await env.SUBMISSIONS.list()
  if (objects.length > 0) await env.SUBMISSIONS.delete(objects.map(({ key }) => key))
}

const readImport = async () => ({
  keys: await rowsOf('diagnosis_keys', '*, hex(key_data) AS key', 'key_data'),
  batches: await rowsOf(
    'incoming_batches',
    `batch_tag, batch_date, status, total_keys, total_countries, accepted_keys, known_keys, rejected_keys,
      CASE status WHEN 'failed' THEN last_failure END AS failure, object_name`,
    'batch_tag',
  ),
  staged: await rowsOf('staged_keys'),
  sightings: await rowsOf('federation_sightings', 'hex(key_data) AS key, partner_id'),
  cursor: await rowsOf('federation_states', 'direction, cursor', 'direction'),
  // What proves a batch is signed anew each time that it is asked for.
  objects: (await env.SUBMISSIONS.list()).objects.map(({ key, etag }) =>
    key.includes('evidence') ? [key] : [key, etag],
  ),
})

test('fifty calls of a gateway at once are one batch, fetched once, and its keys come once', async () => {
  const gateway = await openGateway()
  const tag = await gateway.publish('FR', keysOf('FR', 3, 0))
  expect(new Set(await announced(tag, 50))).toEqual(new Set([200]))
  expect(await rowsOf('incoming_batches', 'batch_tag AS tag, status')).toEqual([
    { tag, status: 'registered' },
  ])
  const adapter = await efgsAdapter(gateway.http, {
    ownOrigin: 'DE',
    settings: { trustAnchorPem: gateway.anchorPem, pollsBatches: false },
  })
  await Promise.all(Array.from({ length: 10 }, () => importOnce(1, adapter)))
  await announced(tag, 50)
  await importOnce(1, adapter, { now: NOW + HOUR })
  expect(await rowsOf('incoming_batches', 'status, accepted_keys AS accepted')).toEqual([
    { status: 'processed', accepted: 3 },
  ])
  expect(await rowsOf('diagnosis_keys', 'count(*) AS n')).toEqual([{ n: 3 }])
  expect(gateway.calls).toEqual([
    `GET download/${DATE} ${tag}`,
    `GET audit/download/${DATE}/${tag}`,
  ])
})

test('an import that dies: registration, download, audit, staging and move', async () => {
  const gateway = await openGateway()
  await gateway.publish('FR', keysOf('FR', 2, 0), false)
  await gateway.publish('IT', [
    ...keysOf('IT', 1, 0),
    ...efgsKeys(1, { origin: 'IT', rollingPeriod: 145 }, 9),
  ])
  // Its audit is another one's: quarantined.
  const broken = await gateway.publish('FR', keysOf('FR', 2, 50))
  const announcedTag = await gateway.publish('FR', keysOf('FR', 3, 100))
  await announced(announcedTag, 50)
  const [ours] = keysOf('FR', 1, 100)
  await storeKeys(db, [
    { key: toHex(ours?.keyData ?? new Uint8Array()), createdAt: NOW - 7200, start: YESTERDAY },
  ])
  const restore = await keepTables()
  const tampered: Gateway = {
    ...gateway,
    http: {
      send: async (url, request) => {
        const answer = await gateway.http.send(url, request)
        return url.includes('/audit/') && url.endsWith(broken) && answer.ok
          ? { ok: true, value: { ...answer.value, body: utf8('[]') } }
          : answer
      },
    },
  }
  const callbackUrl = 'https://federation.example.org/v1/efg-callback'
  const trial: Trial<Awaited<ReturnType<typeof readImport>>> = {
    prepare: async () => {
      await restore()
      await emptyBucket()
      gateway.callbacks.clear()
    },
    run: async (recorder, which) => {
      const { adapter, deps } = await recorded(tampered, recorder, { callbackUrl })
      return importOnce(1, adapter, { now: which === 'first' ? NOW : NOW + LATER, deps })
    },
    readState: readImport,
  }
  const { effects, undisturbed, cases } = await interruptEverywhere(trial, [
    'dies before',
    'dies after',
    'stalls before',
  ])
  expect(effects.filter((effect) => effect.startsWith('http')).length).toBeGreaterThan(8)
  expect(undisturbed.batches).toMatchObject([
    {
      batch_tag: '20261119-1',
      status: 'processed',
      accepted_keys: 3,
      rejected_keys: '{"period":1}',
    },
    { batch_tag: broken, status: 'failed', failure: 'audit_other_amount', total_keys: 0 },
    { batch_tag: announcedTag, status: 'processed', accepted_keys: 2, known_keys: 1 },
  ])
  for (const { name, end } of cases) expect(end, name).toEqual(undisturbed)
  expect([...gateway.callbacks.values()]).toEqual([callbackUrl])
}, 600_000)

test('an upload that dies: the gateway has each key once, and nothing is sent in another form', async () => {
  const stored = Array.from({ length: 6 }, (_, i) => ({
    key: (i + 1).toString(16).padStart(32, '0'),
    createdAt: NOW - (NOW % HOUR) - HOUR,
    start: YESTERDAY - 144,
    consent: 3,
  }))
  await storeKeys(db, stored)
  const restore = await keepTables()
  let gateway = await openGateway()
  /** Keys that the gateway took as new. */
  const received: string[] = []
  const LAST = stored.at(-1)?.key
  /** Three keys are too many for it where the last is one of them. */
  const http: Gateway['http'] = {
    async send(url, request) {
      const keys = decodeBatch(request.body as Uint8Array, { maxKeys: 10 })
      const hexes = keys.ok ? keys.value.map(({ keyData }) => toHex(keyData)) : []
      if (hexes.length === 3 && hexes.includes(LAST ?? '')) {
        return succeed({ status: 413, headers: new Headers(), body: new Uint8Array() })
      }
      const answer = await gateway.http.send(url, request)
      if (answer.ok && answer.value.status === 201) received.push(...hexes)
      return answer
    },
  }
  const trial: Trial<unknown> = {
    prepare: async () => {
      await restore()
      await emptyBucket()
      gateway = await openGateway()
      received.length = 0
    },
    run: async (recorder, which) => {
      const { adapter, deps } = await recorded({ ...gateway, http }, recorder, { maxUploadKeys: 4 })
      if (which === 'first') return exportOnce(1, adapter, { now: NOW, deps })
      await exportOnce(1, adapter, { now: NOW + LATER, deps })
      return exportOnce(1, adapter, { now: NOW + 2 * LATER, deps })
    },
    readState: async () => ({
      received: received.toSorted(),
      batches: await rowsOf(
        'outgoing_batches',
        'status, total_keys, accepted_keys IS NULL AS is_open, batch_tag',
        'total_keys, batch_tag, status',
      ),
      sets: await rowsOf('interop_key_sets', 'key_count, content_hash', 'content_hash'),
      cursor: await rowsOf('federation_states', 'direction, cursor'),
    }),
  }
  const { effects, undisturbed, cases } = await interruptEverywhere(trial, [
    'dies before',
    'dies after',
  ])
  expect(effects.filter((effect) => effect.startsWith('http')).length).toBeGreaterThan(2)
  expect(undisturbed).toMatchObject({
    received: stored.map(({ key }) => key),
    batches: [{ status: 'sent' }, { status: 'sent' }, {}, {}],
  })
  for (const { name, end } of cases) expect(end, name).toEqual(undisturbed)
  expect(faults).toEqual([])
}, 600_000)
