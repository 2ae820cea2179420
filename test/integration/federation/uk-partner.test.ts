/** A UK partner through the whole pipeline: rows I1 to I9 and E1 to E8 of the NHS backend's own tests, on storage. */

import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import type { KeyserverDatabase } from '../../../src/db/keyserver/database.ts'
import { openUkAdapter } from '../../../src/flows/federation/uk/open-adapter.ts'
import {
  addPartner,
  exportOnce,
  faults,
  importOnce,
  NOW,
  type RunOptions,
  rowsOf,
  startExchange,
  TODAY,
  YESTERDAY,
} from '../../support/exchange.ts'
import { storeKeys } from '../../support/stored-keys.ts'
import { anExposure, keyText, register, ukPartner } from '../../support/uk-partner.ts'
import { type Exposure, UkTestServer } from '../../support/uk-server.ts'

const HOUR = 3600
const DAY = 86_400
const DATE = '2026-11-19'
const hexOf = (seed: number) => Buffer.from(keyText(seed), 'base64').toString('hex')

interface Exchange {
  readonly db: KeyserverDatabase
  readonly server: UkTestServer
  importNow(options?: RunOptions): ReturnType<typeof importOnce>
  exportNow(options?: RunOptions): ReturnType<typeof exportOnce>
}

async function start(
  settings: Readonly<Record<string, unknown>> = {},
  origins: readonly string[] = [],
): Promise<Exchange> {
  const db = await startExchange()
  const server = new UkTestServer()
  server.date = DATE
  const all = { acceptedOrigins: ['GB-SCT', 'GB-NIR', 'JE'], ...settings }
  await addPartner(db, 1, {
    protocol: 'uk',
    ownOrigin: 'GB-EAW',
    prefix: 'nearform',
    regions: ['DE'],
    settings: all,
    gatewayFrom: [2],
  })
  const delegated = origins.flatMap((origin) =>
    Object.entries(register(server, origin)).map(([name, text]) => [`${name}:${origin}`, text]),
  )
  const credentials = { ...register(server, 'GB-EAW'), ...Object.fromEntries(delegated) }
  const adapter = () => openUkAdapter(server.http, ukPartner(credentials, all))
  return {
    db,
    server,
    importNow: (options) => importOnce(1, adapter(), options),
    exportNow: (options) => exportOnce(1, adapter(), options),
  }
}

beforeEach(() => {
  faults.length = 0
})

const recent = (seed: number, change: Partial<Exposure> = {}) =>
  anExposure(seed, { rollingStartNumber: YESTERDAY, ...change })
const storedKeys = async () =>
  (await rowsOf('diagnosis_keys', 'lower(hex(key_data)) AS key', 'key_data')).map(({ key }) => key)
const cursorOf = async (direction: string) => {
  const [state] = await rowsOf('federation_states', `cursor, direction`)
  return state?.['direction'] === direction ? JSON.parse(String(state['cursor'])) : undefined
}
const batches = () =>
  rowsOf(
    'incoming_batches',
    'batch_tag AS tag, batch_date AS date, status, accepted_keys AS accepted, rejected_keys AS rejected',
    'id',
  )

describe('import', () => {
  test('I1: a batch is kept, stored and behind us', async () => {
    const { server, importNow } = await start()
    server.store([recent(1)])
    const [tag] = server.flush(10)
    expect(await importNow()).toMatchObject({
      fetchedBatches: 1,
      processedBatches: 1,
      failures: [],
    })
    expect(server.asked[0]).toBe('GET /diagnosiskeys/download/2026-11-05')
    expect(await cursorOf('import')).toEqual({ batchTag: tag, batchDate: DATE, doubts: [] })
    const { objects } = await env.SUBMISSIONS.list()
    expect(objects.map(({ key }) => key)).toEqual([
      expect.stringMatching(/^nearform\/in\/2026-11-19\//),
    ])
    expect(await rowsOf('diagnosis_keys')).toMatchObject([
      {
        origin: 'GB-SCT',
        visited_countries: 'GB-SCT',
        transmission_risk_level: 7,
        days_since_onset_of_symptoms: 3,
        report_type: 1,
        source_id: 1,
        filled_in: 0,
      },
    ])
    expect(faults).toEqual([])
  })

  test('I4: an origin that is not accepted is counted, and the rest is taken', async () => {
    const { server, importNow } = await start()
    server.store([
      recent(1),
      recent(2, { origin: 'JE' }),
      recent(3, { origin: 'GI' }),
      recent(4, { origin: 'GB-EAW' }),
    ])
    const [tag] = server.flush(10)
    await importNow()
    expect(await storedKeys()).toEqual([hexOf(1), hexOf(2)])
    expect(await batches()).toEqual([
      {
        tag,
        date: DATE,
        status: 'processed',
        accepted: 2,
        rejected: JSON.stringify({ origin_not_accepted: 1, origin_own: 1 }),
      },
    ])
  })

  test('I5: keys that are not valid are left out one by one', async () => {
    const { server, importNow } = await start({ overrideImportedRisk: false })
    const hour = Math.floor(NOW / 600)
    const keyData = Buffer.alloc(33).toString('base64')
    server.store([
      recent(1, { keyData }),
      recent(2, { rollingStartNumber: hour + 6 }),
      recent(3, { rollingStartNumber: hour + 144 }),
      recent(4, { rollingStartNumber: hour - 20 * 144 }),
      recent(5, { rollingStartNumber: hour - 15 * 144 - 6 }),
      recent(6, { rollingPeriod: 0 }),
      recent(7, { rollingPeriod: 145 }),
      recent(8, { transmissionRiskLevel: 8 }),
      recent(9, { transmissionRiskLevel: 7 }),
      recent(10, { rollingStartNumber: TODAY, rollingPeriod: 1 }),
    ])
    server.flush(100)
    await importNow()
    expect(await storedKeys()).toEqual([hexOf(9), hexOf(10)])
    const [batch] = await batches()
    expect(JSON.parse(String(batch?.['rejected']))).toEqual({
      key_length: 1,
      start_in_future: 2,
      too_old: 2,
      period: 2,
      transmission_risk: 1,
    })
  })

  test('I6: every kind of test is taken, and confirmed ones alone', async () => {
    const { server, importNow } = await start()
    server.store([
      ...[1, 2, 3].map((testType) => recent(testType, { testType })),
      ...[0, 2, 3, 4, 5].map((reportType) => recent(10 + reportType, { reportType })),
      recent(20, { testType: 4 }),
    ])
    server.flush(100)
    await importNow()
    expect(await storedKeys()).toEqual([hexOf(1), hexOf(2), hexOf(3)])
    expect(await batches()).toMatchObject([
      { rejected: JSON.stringify({ report_type: 5, test_type: 1 }) },
    ])
  })

  test('I7: an empty list is gone past without a batch, and looked at once more', async () => {
    const { server, importNow } = await start()
    server.store([recent(1)])
    const fill = server.beginBatch(10)
    await importNow()
    expect(server.asked).toHaveLength(2)
    expect(await batches()).toEqual([])
    fill()
    await importNow({ now: NOW + 300 })
    expect(await storedKeys()).toEqual([hexOf(1)])
    expect(await cursorOf('import')).toMatchObject({ doubts: [] })
  })

  test('I8: where the time is over after the first batch, there is one', async () => {
    const { server, importNow } = await start()
    server.store([recent(1), recent(2)])
    server.flush(1)
    let asked = 0
    await importNow({ remaining: () => (asked++ === 0 ? 600 : -1) })
    expect(server.asked).toHaveLength(1)
    expect(await batches()).toHaveLength(1)
    await importNow()
    expect(await storedKeys()).toHaveLength(2)
  })

  test('I9: a failure at the second batch keeps the first, and the next run reads on', async () => {
    const { server, importNow } = await start({ maxBatchesPerRun: 1 })
    server.store([recent(1), recent(2)])
    const [first, second] = server.flush(1)
    await importNow()
    server.instead.push({ status: 500, body: {} })
    expect(await importNow({ now: NOW + 300 })).toMatchObject({ failures: ['server_error'] })
    expect(await cursorOf('import')).toMatchObject({ batchTag: first })
    await importNow({ now: NOW + 600 })
    expect(await cursorOf('import')).toMatchObject({ batchTag: second })
    expect(await storedKeys()).toEqual([hexOf(1), hexOf(2)])
  })

  test('a partner that sends the origin in the regions is read so where that is set', async () => {
    const { server, importNow } = await start({ originFrom: 'regions' })
    server.store([recent(1, { origin: 'GI', regions: ['GB-NIR', 'GB-EAW'] })])
    server.flush(1)
    await importNow()
    expect(await rowsOf('diagnosis_keys', 'origin, visited_countries AS visited')).toEqual([
      { origin: 'GB-NIR', visited: 'GB-NIR,GB-EAW' },
    ])
  })
})

describe('export', () => {
  /** Uploaded the day before: all that is to leave has been released. */
  const own = (seed: number, change = {}) => ({
    key: hexOf(seed),
    createdAt: NOW - (NOW % HOUR) - 2 * HOUR,
    start: YESTERDAY,
    consent: 3,
    ...change,
  })
  const outgoing = () =>
    rowsOf(
      'outgoing_batches',
      'status, total_keys AS total, accepted_keys AS accepted, last_failure AS failure, http_status AS http',
      'id',
    )
  const atServer = (server: UkTestServer) =>
    [...server.exposures.values()]
      .map(({ keyData, origin, regions }) => [keyData, origin, regions] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1))

  test('our keys are sent once, in as many uploads as are needed', async () => {
    const { db, server, exportNow } = await start({ maxUploadKeys: 3 })
    await storeKeys(
      db,
      [1, 2, 3, 4, 5, 6, 7].map((seed) => own(seed)),
    )
    await exportNow()
    expect(await exportNow({ now: NOW + HOUR })).toMatchObject({ failures: [] })
    expect(atServer(server)).toEqual(
      [1, 2, 3, 4, 5, 6, 7].map((seed) => [keyText(seed), 'GB-EAW', ['GB-EAW']]),
    )
    expect(server.uploads).toHaveLength(3)
    expect(faults).toEqual([])
  })

  test('E2: where the time is over after the first upload, the next run sends the rest', async () => {
    const { db, server, exportNow } = await start({ maxUploadKeys: 3 })
    await storeKeys(
      db,
      [1, 2, 3, 4].map((seed) => own(seed)),
    )
    await exportNow({ remaining: () => (server.uploads.length === 0 ? 600 : -1) })
    expect(server.uploads).toHaveLength(1)
    await exportNow()
    expect(server.uploads).toHaveLength(2)
    expect(atServer(server)).toHaveLength(4)
  })

  test('keys stand in the order of their bytes, so that uploads at once can’t block one another there', async () => {
    const { db, server, exportNow } = await start()
    await storeKeys(
      db,
      [300, 5, 77, 1, 260].map((seed) =>
        own(seed, { createdAt: NOW - (NOW % HOUR) - 2 * HOUR - seed }),
      ),
    )
    await exportNow()
    await exportNow()
    const [{ payload = '' } = {}] = server.uploads
    const sent: readonly Exposure[] = JSON.parse(
      Buffer.from(payload.split('.')[1] ?? '', 'base64url').toString(),
    )
    expect(sent.map(({ keyData }) => keyData)).toEqual([1, 5, 77, 260, 300].map(keyText))
  })

  test('E6: a failure leaves the batch as it is, which is sent again under its tag', async () => {
    const { db, server, exportNow } = await start()
    await storeKeys(db, [own(1)])
    server.afterStoring.push({ status: 500, body: {} }, { status: 200, body: 'OK' })
    for (let i = 0; i < 4; i++) await exportNow({ now: NOW + i * HOUR })
    expect(server.uploads).toHaveLength(3)
    expect(new Set(server.uploads.map(({ payload }) => payload)).size).toBe(1)
    expect(new Set(server.uploads.map(({ batchTag }) => batchTag)).size).toBe(1)
    expect(await outgoing()).toEqual([
      { status: 'sent', total: 1, accepted: 0, failure: 'keys_not_inserted', http: 200 },
    ])
  })

  test('E7: fewer keys than were sent: it is sent, with a warning beside it', async () => {
    const { db, server, exportNow } = await start()
    await storeKeys(db, [own(1), own(2)])
    server.store([recent(2)])
    await exportNow()
    expect(await exportNow()).toMatchObject({ failures: [] })
    expect(await outgoing()).toEqual([
      { status: 'sent', total: 2, accepted: 1, failure: 'keys_not_inserted', http: 200 },
    ])
  })

  test('a batch that is too large is cut, and one that is refused ends', async () => {
    const { db, server, exportNow } = await start()
    await storeKeys(db, [own(1), own(2), own(3)])
    server.instead.push({ status: 413, body: {} }, { status: 400, body: {} })
    for (let i = 0; i < 3; i++) await exportNow({ now: NOW + i * HOUR })
    expect(await outgoing()).toMatchObject([
      { status: 'split' },
      { status: 'rejected', failure: 'batch_refused', http: 400 },
      { status: 'sent' },
    ])
  })

  const forwarded = (seed: number, origin: string) =>
    own(seed, { provenance: 3, sourceId: 2, origin, visited: [origin, 'GB-EAW'] })

  test.each([
    ['regions', 'GB-EAW', 'GB-EAW'],
    ['delegated', 'GB-NIR', 'JE'],
  ])('keys of another partner go in the way that is set: %s', async (originMode, nir, je) => {
    const { db, server, exportNow } = await start({ originMode }, ['GB-NIR', 'JE'])
    await addPartner(db, 2, { protocol: 'uk', exportsKeys: false })
    await storeKeys(db, [
      own(1),
      forwarded(2, 'GB-NIR'),
      forwarded(3, 'JE'),
      forwarded(4, 'GB-NIR'),
    ])
    await exportNow()
    await exportNow()
    expect(atServer(server)).toEqual([
      [keyText(1), 'GB-EAW', ['GB-EAW']],
      [keyText(2), nir, ['GB-NIR', 'GB-EAW']],
      [keyText(3), je, ['JE', 'GB-EAW']],
      [keyText(4), nir, ['GB-NIR', 'GB-EAW']],
    ])
    expect(faults).toEqual([])
  })

  test('in delegated mode an origin without credentials does not leave, and is counted', async () => {
    const { db, server, exportNow } = await start({ originMode: 'delegated' }, ['JE'])
    await addPartner(db, 2, { protocol: 'uk', exportsKeys: false })
    await storeKeys(db, [forwarded(2, 'GB-NIR'), forwarded(3, 'JE')])
    await exportNow()
    expect(atServer(server).map(([key]) => key)).toEqual([keyText(3)])
    expect(await cursorOf('export')).toMatchObject({ refused: { origin_not_delegated: 1 } })
  })

  test('keys that came from the partner never go back', async () => {
    const { db, server, importNow, exportNow } = await start()
    server.store([recent(1)])
    server.flush(10)
    await importNow()
    await storeKeys(db, [own(2)])
    await exportNow({ now: NOW + DAY })
    await exportNow({ now: NOW + DAY })
    expect(server.uploads).toHaveLength(1)
    expect(atServer(server).map(([key]) => key)).toEqual([keyText(1), keyText(2)])
  })
})
