/** A UK partner's keys through the whole pipeline: rows I1 to I9 of the NHS backend's own tests, on storage. */

import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import { faults, NOW, rowsOf, TODAY } from '../../support/exchange.ts'
import {
  cursorOf,
  DATE,
  hexOf,
  recent,
  startUkExchange as start,
} from '../../support/uk-exchange.ts'

beforeEach(() => {
  faults.length = 0
})

const storedKeys = async () =>
  (await rowsOf('diagnosis_keys', 'lower(hex(key_data)) AS key', 'key_data')).map(({ key }) => key)
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
    await importNow({ remaining: () => (server.asked.length === 0 ? 600 : -1) })
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
