/**
 * What the Corona-Warn-App's backend and CoronaMelder's were tried with as members of the gateway, case by case, and what becomes of
 * it here. Sources: cwa-server, tests of services/download and services/upload; CoronaMelder's list of tests.
 */

import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import { toHex } from '../../../src/core/bytes.ts'
import { decodeBatch } from '../../../src/core/federation/efgs/batch-codec.ts'
import type { EfgsKey } from '../../../src/core/federation/efgs/diagnosis-key.ts'
import { asUnixSeconds } from '../../../src/core/time.ts'
import type { KeyserverDatabase } from '../../../src/db/keyserver/database.ts'
import { announceBatch } from '../../../src/db/keyserver/queries/incoming-batches.ts'
import { deleteExpiredFederation } from '../../../src/flows/federation/delete-expired-federation.ts'
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
import { storeKeys } from '../../support/stored-keys.ts'

const HOUR = 3600
const DATE = '2026-11-19'
const at = (seconds: number) => asUnixSeconds(seconds)

let db: KeyserverDatabase
let gateway: Awaited<ReturnType<typeof efgsGateway>>
beforeEach(async () => {
  db = await startExchange()
  await addPartner(db, 1)
  gateway = await efgsGateway({ now: at(NOW - HOUR), caller: 'DE' })
  faults.length = 0
})

const adapter = async (settings: Readonly<Record<string, unknown>> = {}) =>
  efgsAdapter(
    gateway.http,
    { ownOrigin: 'DE', settings: { trustAnchorPem: gateway.anchorPem, ...settings } },
    await gateway.member('DE'),
  )
const french = (count: number, from = 0, change: Partial<EfgsKey> = {}) =>
  efgsKeys(
    count,
    { origin: 'FR', rollingStartIntervalNumber: YESTERDAY, visitedCountries: ['DE'], ...change },
    from,
  )
const announce = (tag: string, date = DATE, now = NOW) =>
  announceBatch(db, { partnerId: 1, tag, date }, at(now))

/** By tag: status, keys that are stored, and why others are not. */
const outcomes = async () =>
  (
    await rowsOf(
      'incoming_batches',
      'batch_tag AS tag, status, accepted_keys AS accepted, rejected_keys AS rejected, last_failure AS failure',
      'batch_tag',
    )
  ).map(({ tag, status, accepted, rejected, failure }) => [
    tag,
    status,
    accepted,
    failure ?? JSON.parse(String(rejected)),
  ])
const risks = async () =>
  (await rowsOf('diagnosis_keys', 'transmission_risk_level AS risk', 'key_data')).map(
    ({ risk }) => risk,
  )

describe('one key beside a good one', () => {
  const BAD_START = { rollingStartIntervalNumber: YESTERDAY + 72 }
  test.each<[string, Partial<EfgsKey>, string]>([
    ['an onset of −16 days', { daysSinceOnsetOfSymptoms: -16 }, 'onset_undecodable'],
    ['an onset of −17 days', { daysSinceOnsetOfSymptoms: -17 }, 'onset_undecodable'],
    ['an onset of 4001', { daysSinceOnsetOfSymptoms: 4001 }, 'onset_undecodable'],
    ['no key data', { keyData: new Uint8Array() }, 'key_length'],
    ['key data of 15 bytes', { keyData: new Uint8Array(15).fill(1) }, 'key_length'],
    ['key data of 17 bytes', { keyData: new Uint8Array(17).fill(1) }, 'key_length'],
    ['key data of 20 bytes', { keyData: new Uint8Array(20).fill(1) }, 'key_length'],
    ['key data of 32 bytes', { keyData: new Uint8Array(32).fill(1) }, 'key_length'],
    ['a period of −1', { rollingPeriod: 0xffffffff }, 'period'],
    ['a period of 0', { rollingPeriod: 0 }, 'period'],
    ['a period of 145', { rollingPeriod: 145 }, 'period'],
    ['a period of 144000', { rollingPeriod: 144_000 }, 'period'],
    ['a start at noon', BAD_START, 'start_not_midnight'],
    ['a start tomorrow', { rollingStartIntervalNumber: YESTERDAY + 2 * 144 }, 'start_in_future'],
  ])('of %s is refused, and the other is stored', async (_, change, reason) => {
    const tag = await gateway.publish('FR', [...french(1), ...french(1, 1, change)])
    await importOnce(1, await adapter())
    expect(await outcomes()).toEqual([[tag, 'processed', 1, { [reason]: 1 }]])
    expect(await risks()).toHaveLength(1)
  })

  // The risk of an onset is the Corona-Warn-App's table; what that does not name is its lowest.
  test.each<[string, Partial<EfgsKey>, number]>([
    ['an onset today', { daysSinceOnsetOfSymptoms: 0 }, 8],
    ['an onset eight days ago', { daysSinceOnsetOfSymptoms: 8 }, 1],
    ['an onset in fourteen days', { daysSinceOnsetOfSymptoms: -14 }, 1],
    ['nothing known', { daysSinceOnsetOfSymptoms: 3986 }, 1],
    ['a risk of −1', { transmissionRiskLevel: -1 }, 8],
    ['a risk of 9', { transmissionRiskLevel: 9 }, 8],
    ['the highest risk that there is', { transmissionRiskLevel: 0x7fffffff }, 8],
    ['no country that was visited', { visitedCountries: [] }, 8],
  ])('of %s is stored too, with the risk of its onset', async (_, change, risk) => {
    const tag = await gateway.publish('FR', [...french(1), ...french(1, 1, change)])
    await importOnce(1, await adapter())
    expect(await outcomes()).toEqual([[tag, 'processed', 2, {}]])
    expect((await risks()).sort()).toEqual([risk, 8].sort())
  })

  test('of a start at noon is stored by CoronaMelder’s rules', async () => {
    const tag = await gateway.publish('FR', [...french(1), ...french(1, 1, BAD_START)])
    await importOnce(1, await adapter({ profile: 'coronamelder' }))
    expect(await outcomes()).toEqual([[tag, 'processed', 2, {}]])
  })
})

describe('a run of the Corona-Warn-App’s backend', () => {
  /** Of an announced batch that failed before, and of one that never comes. */
  const withFailures = async (settings: Readonly<Record<string, unknown>>) => {
    const partner = await adapter(settings)
    await announce('20261118-7', '2026-11-18', NOW - 2 * HOUR)
    await announce('20261118-8', '2026-11-18', NOW - 2 * HOUR)
    const headers = { batchTag: '20261118-7', nextBatchTag: 'null' }
    gateway.plan(/download/, { status: 503 })
    gateway.plan(/download/, { status: 404 })
    await importOnce(1, partner, { now: NOW - 2 * HOUR })
    expect((await outcomes()).map(([tag, , , failure]) => [tag, failure])).toEqual([
      ['20261118-7', 'server_error'],
      ['20261118-8', 'not_found'],
    ])
    gateway.plan(/download/, { status: 200, headers, body: new Uint8Array() })
    gateway.plan(/download/, { status: 404 })
    return partner
  }

  test('by date: what came before is tried again, the day is followed to its end, old rows go', async () => {
    await announce('20261103-1', '2026-11-03', NOW - 16 * 24 * HOUR)
    await deleteExpiredFederation(db, r2ArchiveStore(env.SUBMISSIONS), at(NOW))
    expect(await outcomes()).toEqual([])
    await withFailures({ pollsBatches: false })
    const wrong = french(2, 10, { daysSinceOnsetOfSymptoms: 4001 })
    await gateway.publish('FR', [...french(3), ...wrong])
    await gateway.publish('FR', french(2, 20))
    await importOnce(1, await adapter({ daysToDownload: 0 }))
    expect(await outcomes()).toEqual([
      ['20261118-7', 'processed', 0, {}],
      ['20261118-8', 'registered', 0, 'not_found'],
      ['20261119-1', 'processed', 3, { onset_undecodable: 2 }],
      ['20261119-2', 'processed', 2, {}],
    ])
    expect(await risks()).toHaveLength(5)
  })

  test('by announcement: each that was announced, and no other', async () => {
    const partner = await withFailures({ pollsBatches: false })
    const tags = [
      await gateway.publish('FR', french(1)),
      await gateway.publish('FR', [
        ...french(1, 1),
        ...french(1, 2, { daysSinceOnsetOfSymptoms: 4001 }),
      ]),
      await gateway.publish('DE', efgsKeys(2)),
      await gateway.publish('FR', french(1, 3)),
    ]
    await gateway.publish('FR', french(1, 4))
    for (const tag of tags) await announce(tag)
    await importOnce(1, partner)
    expect(await outcomes()).toEqual([
      ['20261118-7', 'processed', 0, {}],
      ['20261118-8', 'registered', 0, 'not_found'],
      ['20261119-1', 'processed', 1, {}],
      ['20261119-2', 'processed', 1, { onset_undecodable: 1 }],
      ['20261119-3', 'processed', 0, {}],
      ['20261119-4', 'processed', 1, {}],
    ])
  })

  test('a batch that never comes is asked for until its keys are of no use, and then no more', async () => {
    await announce('20261119-9')
    const partner = await adapter({ pollsBatches: false })
    for (let hour = 0; hour < 6; hour++) await importOnce(1, partner, { now: NOW + hour * HOUR })
    expect(await outcomes()).toEqual([['20261119-9', 'registered', 0, 'not_found']])
    await importOnce(1, partner, { now: NOW + 14 * 24 * HOUR })
    expect(await outcomes()).toEqual([['20261119-9', 'failed', 0, 'not_found']])
    const asked = gateway.calls.length
    await importOnce(1, partner, { now: NOW + 15 * 24 * HOUR })
    expect(gateway.calls).toHaveLength(asked)
  })

  test.each([400, 403, 406, 410, 404])(
    'a batch whose audit is answered with %i brings no key',
    async (status) => {
      const tag = await gateway.publish('FR', french(2))
      await announce(tag)
      gateway.plan(/audit/, { status })
      await importOnce(1, await adapter({ pollsBatches: false }))
      expect(await risks()).toEqual([])
      const [row] = await outcomes()
      expect(row?.slice(0, 2)).toEqual([tag, 'failed'])
    },
  )
})

test('a second gateway is a partner of its own: its batches of the same name, its countries alone', async () => {
  const swiss = await efgsGateway({ now: at(NOW - HOUR), caller: 'DE' })
  await addPartner(db, 2, {
    baseUrl: 'https://chgs.example',
    settings: { acceptedOrigins: ['CH'] },
  })
  const fromSwiss = await efgsAdapter(swiss.http, {
    ownOrigin: 'DE',
    settings: { trustAnchorPem: swiss.anchorPem },
  })
  const key = { rollingStartIntervalNumber: YESTERDAY, visitedCountries: ['DE'] }
  await gateway.publish('FR', french(2))
  await swiss.publish('CH', efgsKeys(3, { ...key, origin: 'CH' }), false)
  await swiss.publish('FR', french(2, 50))
  await importOnce(1, await adapter())
  await importOnce(2, fromSwiss)
  expect(await outcomes()).toEqual([
    ['20261119-1', 'processed', 2, {}],
    ['20261119-1', 'processed', 3, { origin_not_accepted: 2 }],
  ])
  const sources = await rowsOf('diagnosis_keys', "source_id || ' ' || origin AS name", 'source_id')
  expect(sources.map(({ name }) => name)).toEqual(['1 FR', '1 FR', '2 CH', '2 CH', '2 CH'])
})

describe('CoronaMelder’s cases', () => {
  test('N3: a range of days counts by its best one that counts at all', async () => {
    await gateway.publish('FR', [
      ...french(1, 0, { daysSinceOnsetOfSymptoms: 86 }),
      ...french(1, 1, { daysSinceOnsetOfSymptoms: 200 }),
      ...french(1, 2, { daysSinceOnsetOfSymptoms: 500 }),
    ])
    await importOnce(1, await adapter({ profile: 'coronamelder' }))
    expect(await outcomes()).toEqual([['20261119-1', 'processed', 2, { no_risk: 1 }]])
    expect(await risks()).toEqual([6, 6])
  })

  test('N9: what is no batch is marked, an empty one is done, and neither is looked at again', async () => {
    const headers = (batchTag: string) => ({ batchTag, nextBatchTag: 'null' })
    await announce('20261119-1')
    await announce('20261119-2')
    gateway.plan(/download/, { status: 200, headers: headers('20261119-1'), body: 'no protobuf' })
    gateway.plan(/download/, { status: 200, headers: headers('20261119-2'), body: '' })
    const partner = await adapter({ pollsBatches: false })
    await importOnce(1, partner)
    const expected = [
      ['20261119-1', 'failed', 0, 'malformed'],
      ['20261119-2', 'processed', 0, {}],
    ]
    expect(await outcomes()).toEqual(expected)
    await importOnce(1, partner, { now: NOW + 2 * HOUR })
    expect(await outcomes()).toEqual(expected)
    expect(gateway.calls).toHaveLength(2)
  })

  test('N10: our own key that another member sends is neither stored again nor sent again', async () => {
    const TEN = NOW - (NOW % HOUR)
    const own = efgsKeys(1, { rollingStartIntervalNumber: YESTERDAY - 144, visitedCountries: [] })
    const key = toHex(own[0]?.keyData ?? new Uint8Array())
    await storeKeys(db, [
      { key, createdAt: TEN - HOUR, start: YESTERDAY - 144, consent: 3, visited: ['NL'] },
    ])
    const few = { minUploadKeys: 1, maxUploadKeys: 10, gatewayOrigins: { FR: ['DE'] } }
    await exportOnce(1, await adapter(few))
    await gateway.publish('FR', own)
    await importOnce(1, await adapter(few))
    await exportOnce(1, await adapter(few), { now: NOW + 2 * HOUR })
    expect(await outcomes()).toEqual([['20261119-1', 'processed', 0, { origin_own: 1 }]])
    expect(await risks()).toHaveLength(1)
    expect(gateway.calls.filter((call) => call === 'POST upload')).toHaveLength(1)
  })
})

describe('an upload of three keys that is answered', () => {
  const TEN = NOW - (NOW % HOUR)
  const ours = Array.from({ length: 3 }, (_, i) => ({
    key: (i + 1).toString(16).padStart(32, '0'),
    createdAt: TEN - HOUR,
    start: YESTERDAY - 144,
    consent: 3,
    visited: ['NL'],
  }))
  /** Last digit of each key of each upload. */
  const uploaded = () =>
    gateway.requests.map(({ request }) => {
      const body = request.body instanceof Uint8Array ? request.body : new Uint8Array()
      const decoded = decodeBatch(body, { maxKeys: 10 })
      return decoded.ok ? decoded.value.map(({ keyData }) => keyData[15]).join('') : ''
    })
  const few = { minUploadKeys: 1, maxUploadKeys: 10 }

  test.each([
    ['201', 201, '', ['123']],
    ['207, all there already', 207, { '201': [], '409': [0, 1, 2], '500': [] }, ['123']],
    ['207, all failed', 207, { '201': [], '409': [], '500': [0, 1, 2] }, ['123', '123']],
    ['207, one there already', 207, { '201': [0, 2], '409': [1], '500': [] }, ['123', '13']],
    [
      '207, one there already, others failed',
      207,
      { '201': [], '409': [0], '500': [1, 2] },
      ['123', '23'],
    ],
    ['409', 409, '', ['123']],
    ['500', 500, '', ['123', '123']],
  ])('%s: what is not there goes again, and nothing else', async (_, status, answer, sent) => {
    await storeKeys(db, ours)
    gateway.plan(/upload/, { status, body: answer === '' ? '' : JSON.stringify(answer) })
    for (const hour of [0, 1, 2]) {
      await exportOnce(1, await adapter(few), { now: NOW + hour * HOUR })
    }
    expect(uploaded()).toEqual(sent)
    const tags = gateway.requests.map(({ request }) => request.headers['batchTag'])
    // Other keys are another batch; after an answer that says nothing it is the very same.
    expect(new Set(tags).size).toBe(status === 207 ? new Set(sent).size : 1)
    expect(faults).toEqual([])
  })

  test('without the consent of its person no key is in it', async () => {
    await storeKeys(
      db,
      ours.map((key, i) => ({ ...key, consent: i === 1 ? 0 : 3 })),
    )
    await exportOnce(1, await adapter(few))
    expect(uploaded()).toEqual(['13'])
  })
})
