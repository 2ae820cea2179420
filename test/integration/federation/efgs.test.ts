/** A national store and a gateway as the European one: what comes in, what goes out, whichever way the gateway tells of it. */

import { beforeEach, describe, expect, test } from 'vitest'
import type { EfgsKey } from '../../../src/core/federation/efgs/diagnosis-key.ts'
import { asUnixSeconds } from '../../../src/core/time.ts'
import type { KeyserverDatabase } from '../../../src/db/keyserver/database.ts'
import { readPartners } from '../../../src/db/keyserver/queries/federation-partners.ts'
import { announceBatch } from '../../../src/db/keyserver/queries/incoming-batches.ts'
import { efgsCallbackSurface } from '../../../src/http/federation/efgs-callback/surface.ts'
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
const CALLER = 'c'.repeat(64)
const at = (seconds: number) => asUnixSeconds(seconds)

let db: KeyserverDatabase
let gateway: Awaited<ReturnType<typeof efgsGateway>>
beforeEach(async () => {
  db = await startExchange()
  await addPartner(db, 1, { settings: { callbackCertificates: [CALLER] } })
  gateway = await efgsGateway({ now: at(NOW - HOUR), caller: 'DE' })
  faults.length = 0
})

/** The partner's own settings, and by default the audit with the gateway's trust anchor. */
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

const batches = () =>
  rowsOf(
    'incoming_batches',
    'batch_tag AS tag, batch_date AS date, status, total_keys AS total, accepted_keys AS accepted, last_failure AS failure',
    'id',
  )
const storedKeys = () =>
  rowsOf(
    'diagnosis_keys',
    'hex(key_data) AS key, origin, transmission_risk_level AS risk, filled_in',
    'key_data',
  )

/** The gateway calls us. */
async function announced(batchTag: string, date = DATE): Promise<number> {
  const app = efgsCallbackSurface(() => ({
    now: at(NOW),
    deps: {
      partners: (now) => readPartners(db, now),
      announce: (batch, now) => announceBatch(db, batch, now),
      events: { requestFailed: (_, cause) => faults.push(cause) },
      thumbprintOf: () => CALLER,
    },
  }))
  const query = new URLSearchParams({ batchTag, date })
  return (await app.request(`https://federation.example.org/v1/efg-callback?${query}`)).status
}

describe('batches that are asked for', () => {
  test('come once, in order, with their keys on the scale of the country', async () => {
    await gateway.publish('FR', french(3))
    await gateway.publish('DE', efgsKeys(5))
    await gateway.publish('FR', french(2, 10, { daysSinceOnsetOfSymptoms: 3986 }))
    const report = await importOnce(1, await adapter())
    expect(report).toMatchObject({ fetchedBatches: 3, processedBatches: 3, failures: [] })
    const row = { date: DATE, status: 'processed', failure: null }
    expect(await batches()).toEqual([
      { ...row, tag: '20261119-1', total: 3, accepted: 3 },
      { ...row, tag: '20261119-2', total: 0, accepted: 0 },
      { ...row, tag: '20261119-3', total: 2, accepted: 2 },
    ])
    const risks = (await storedKeys()).map(({ risk, origin, filled_in }) => [
      risk,
      origin,
      filled_in,
    ])
    // The onset yesterday is the Corona-Warn-App's risk 8; "nothing said, two weeks ago" its lowest.
    expect(risks.sort()).toEqual([
      [1, 'FR', 1],
      [1, 'FR', 1],
      [8, 'FR', 1],
      [8, 'FR', 1],
      [8, 'FR', 1],
    ])
    await importOnce(1, await adapter(), { now: NOW + HOUR })
    expect(await storedKeys()).toHaveLength(5)
    expect(await batches()).toHaveLength(3)
    expect(faults).toEqual([])
  })

  // Two of five refused, then a batch, then none: what the Corona-Warn-App's backend was tried with.
  test('keep their good keys where others are refused, each by the reason', async () => {
    await gateway.publish('FR', [
      ...french(3),
      ...french(1, 20, { rollingStartIntervalNumber: YESTERDAY + 72 }),
      ...french(1, 21, { daysSinceOnsetOfSymptoms: -16 }),
      ...french(1, 22, { daysSinceOnsetOfSymptoms: 4001 }),
      ...french(1, 23, { rollingPeriod: 145 }),
      ...french(1, 24, { rollingPeriod: 0xffffffff }),
      ...french(1, 25, { keyData: new Uint8Array(15) }),
      ...french(1, 26, { keyData: new Uint8Array(17) }),
      ...french(1, 27, { reportType: 3 }),
      ...french(1, 28, { rollingStartIntervalNumber: YESTERDAY + 288 }),
    ])
    await importOnce(1, await adapter())
    expect(await batches()).toMatchObject([{ status: 'processed', total: 12, accepted: 3 }])
    const [row] = await rowsOf('incoming_batches', 'rejected_keys AS rejected')
    expect(JSON.parse(String(row?.['rejected']))).toEqual({
      start_not_midnight: 1,
      onset_undecodable: 2,
      period: 2,
      key_length: 2,
      report_type: 1,
      start_in_future: 1,
    })
  })

  test('by CoronaMelder’s rules may start at noon, and bring no key without a risk', async () => {
    await gateway.publish('FR', [
      ...french(1, 0, { rollingStartIntervalNumber: YESTERDAY + 72, rollingPeriod: 72 }),
      ...french(1, 1, { daysSinceOnsetOfSymptoms: 12 }),
      ...french(1, 2, { daysSinceOnsetOfSymptoms: 3 }),
    ])
    await importOnce(1, await adapter({ profile: 'coronamelder' }))
    expect((await storedKeys()).map(({ risk }) => risk).sort()).toEqual([3, 6])
    expect(await rowsOf('incoming_batches', 'rejected_keys AS rejected')).toEqual([
      { rejected: '{"no_risk":1}' },
    ])
  })

  test('of strange countries, or of ours, bring nothing', async () => {
    const unproved = await adapter({ auditsBatches: false })
    await gateway.publish('FR', [
      ...french(1, 0, { origin: 'XX' }),
      ...french(1, 1, { origin: 'ZZ' }),
      ...french(1, 2, { origin: 'nl' }),
      ...french(1, 3, { origin: 'GB' }),
      ...french(1, 4, { origin: 'DE' }),
    ])
    await importOnce(1, unproved)
    expect(
      await rowsOf('incoming_batches', 'accepted_keys AS accepted, rejected_keys AS rejected'),
    ).toEqual([
      { accepted: 0, rejected: '{"origin_invalid":3,"origin_not_accepted":1,"origin_own":1}' },
    ])
    expect(await storedKeys()).toEqual([])
  })

  test('that do not prove are quarantined, and the next are taken', async () => {
    const tag = await gateway.publish('FR', french(2, 0, { origin: 'IT' }))
    await gateway.publish('FR', french(2, 10))
    const report = await importOnce(1, await adapter())
    expect(report).toMatchObject({ quarantinedBatches: 1, processedBatches: 1 })
    expect(await batches()).toMatchObject([
      { tag, status: 'failed', failure: 'audit_origin_of_another_country' },
      { status: 'processed', accepted: 2 },
    ])
    expect(await storedKeys()).toHaveLength(2)
  })

  test('wait where the gateway refuses us, and come when it no longer does', async () => {
    await gateway.publish('FR', french(2))
    gateway.plan(/download/, { status: 403 })
    expect(await importOnce(1, await adapter())).toMatchObject({
      fetchedBatches: 0,
      failures: ['forbidden'],
    })
    expect(await batches()).toEqual([])
    await importOnce(1, await adapter(), { now: NOW + HOUR })
    expect(await storedKeys()).toHaveLength(2)
  })
})

describe('batches that are announced', () => {
  const onlyAnnounced = () => adapter({ pollsBatches: false })

  test('twice are one, and their keys come once', async () => {
    const tag = await gateway.publish('FR', french(3))
    expect([await announced(tag), await announced(tag)]).toEqual([200, 200])
    await importOnce(1, await onlyAnnounced())
    await importOnce(1, await onlyAnnounced(), { now: NOW + HOUR })
    expect(await batches()).toMatchObject([{ tag, status: 'processed', accepted: 3 }])
    expect(await storedKeys()).toHaveLength(3)
    expect(await rowsOf('staged_keys')).toEqual([])
    expect(gateway.calls.filter((call) => call.includes('GET download'))).toHaveLength(1)
  })

  test('are fetched alone: what they name as the next is announced too', async () => {
    const first = await gateway.publish('FR', french(1))
    await gateway.publish('FR', french(1, 1))
    await announced(first)
    await importOnce(1, await onlyAnnounced())
    expect(await batches()).toMatchObject([{ tag: first, status: 'processed' }])
  })

  test('and were found by asking before are not fetched again', async () => {
    const tag = await gateway.publish('FR', french(2))
    await importOnce(1, await adapter())
    await announced(tag)
    gateway.calls.length = 0
    await importOnce(1, await onlyAnnounced(), { now: NOW + HOUR })
    expect(gateway.calls).toEqual([])
    expect(await batches()).toHaveLength(1)
  })

  test('are fetched later where that failed once', async () => {
    const tag = await gateway.publish('FR', french(2))
    await announced(tag)
    gateway.plan(/download/, { status: 404 })
    await importOnce(1, await onlyAnnounced())
    expect(await storedKeys()).toEqual([])
    await importOnce(1, await onlyAnnounced(), { now: NOW + HOUR })
    expect(await storedKeys()).toHaveLength(2)
  })

  test('are announced because we said where', async () => {
    const callbackUrl = 'https://federation.example.org/v1/efg-callback'
    await importOnce(1, await adapter({ callbackUrl }))
    expect([...gateway.callbacks.values()]).toEqual([callbackUrl])
  })
})

describe('our keys', () => {
  const TEN = NOW - (NOW % HOUR)
  const ours = (from: number, count: number) =>
    Array.from({ length: count }, (_, i) => ({
      key: (from + i).toString(16).padStart(32, '0'),
      createdAt: TEN - HOUR,
      start: YESTERDAY - 144,
      consent: 3,
      visited: ['FR', 'NL', 'XX'],
    }))
  const FEW = { minUploadKeys: 1, maxUploadKeys: 10 }
  const outgoing = () =>
    rowsOf(
      'outgoing_batches',
      'status, http_status AS http, total_keys AS total, accepted_keys AS accepted',
      'id',
    )

  test('reach the gateway signed, which takes them once', async () => {
    await storeKeys(db, ours(1, 25))
    await exportOnce(1, await adapter(FEW))
    expect(await outgoing()).toEqual(
      [9, 8, 8].map((total) => ({ status: 'sent', http: 201, total, accepted: total })),
    )
    await exportOnce(1, await adapter(FEW), { now: NOW + HOUR })
    expect(gateway.calls).toEqual(['POST upload', 'POST upload', 'POST upload'])
    expect(faults).toEqual([])
  })

  test('wait where they are few', async () => {
    await storeKeys(db, ours(1, 25))
    await exportOnce(1, await adapter())
    expect(gateway.calls).toEqual([])
  })

  test('that the gateway has are no failure, and the rest of their batch is taken', async () => {
    await storeKeys(db, ours(1, 6))
    await exportOnce(1, await adapter(FEW))
    // The same keys once more, and others with them, as after a loss of our records.
    db = await startExchange()
    await addPartner(db, 1)
    await storeKeys(db, ours(1, 9))
    await exportOnce(1, await adapter(FEW))
    await exportOnce(1, await adapter(FEW), { now: NOW + HOUR })
    expect(await outgoing()).toMatchObject([
      { status: 'partly_accepted', http: 207, total: 9, accepted: 6 },
      { status: 'sent', http: 201, total: 3, accepted: 3 },
    ])
  })

  test('are sent in halves where they are too many', async () => {
    await storeKeys(db, ours(1, 8))
    gateway.plan(/upload/, { status: 413 })
    await exportOnce(1, await adapter(FEW))
    expect((await outgoing()).map(({ status, total }) => [status, total])).toEqual([
      ['split', 8],
      ['sent', 4],
      ['sent', 4],
    ])
  })

  test('are sent again, the same, where nobody knows what became of them', async () => {
    await storeKeys(db, ours(1, 8))
    gateway.plan(/upload/, { status: 500 })
    await exportOnce(1, await adapter(FEW))
    await exportOnce(1, await adapter(FEW), { now: NOW + HOUR })
    expect(await outgoing()).toMatchObject([{ status: 'sent', http: 201, accepted: 8 }])
    const [first, second] = gateway.requests.map(({ request }) => request)
    expect(second?.headers).toEqual(first?.headers)
    expect(second?.body).toEqual(first?.body)
  })

  test('do not come back', async () => {
    await storeKeys(db, ours(1, 8))
    await exportOnce(1, await adapter(FEW))
    gateway.closeBatch()
    const before = await storedKeys()
    await importOnce(1, await adapter())
    expect(await storedKeys()).toEqual(before)
    expect(await batches()).toMatchObject([{ status: 'processed', total: 0 }])
  })
})
