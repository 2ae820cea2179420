/** Reading the batches of a UK server: rows I1 to I9 of the NHS backend's own tests, and the faults of the original's server. */

import { describe, expect, test } from 'vitest'
import { addSeconds, asUnixSeconds } from '../../../../src/core/time.ts'
import { openUkAdapter } from '../../../../src/flows/federation/uk/open-adapter.ts'
import {
  anExposure,
  keysOfBatches,
  keyText,
  register,
  runImport,
  ukPartner,
} from '../../../support/uk-partner.ts'
import { UkTestServer } from '../../../support/uk-server.ts'

/** The clock of the NHS backend's tests. */
const NOW = asUnixSeconds(Date.parse('2020-09-15T12:00:00Z') / 1000)
const DOWNLOAD = 'GET /diagnosiskeys/download'

function start(settings: Readonly<Record<string, unknown>> = {}) {
  const server = new UkTestServer()
  const partner = ukPartner({ ...register(server, 'GB-EAW') }, settings)
  return {
    server,
    partner,
    importer: () => openUkAdapter(server.http, partner).importer,
    adapter: openUkAdapter(server.http, partner),
  }
}

describe('a run', () => {
  test('I1: begins with the oldest day of its history, and keeps the last tag and the day', async () => {
    const { server, importer } = start()
    server.store([anExposure(1)])
    const [tag] = server.flush(10)
    const run = await runImport(importer(), undefined, NOW)
    expect(server.asked).toEqual([
      `${DOWNLOAD}/2020-09-01`,
      `${DOWNLOAD}/2020-09-15?batchTag=${tag}`,
    ])
    expect(run).toMatchObject({
      cursor: { batchTag: tag, batchDate: '2020-09-15' },
      batches: [{ tag, date: '2020-09-15', contentType: 'application/json; charset=utf-8' }],
    })
    expect(keysOfBatches(run.batches)).toEqual([keyText(1)])
  })

  test('has a history as long as is set', async () => {
    const { server, importer } = start({ initialHistoryDays: 3 })
    await runImport(importer(), undefined, NOW)
    expect(server.asked).toEqual([`${DOWNLOAD}/2020-09-12`])
  })

  test('I2: goes on with the day and the tag of the last one', async () => {
    const { server, importer } = start()
    const tag = '75b326f7-ae6f-42f6-9354-00c0a6b797b3'
    await runImport(importer(), { batchTag: tag, batchDate: '2020-09-14' }, NOW)
    expect(server.asked).toEqual([`${DOWNLOAD}/2020-09-14?batchTag=${tag}`])
  })

  test('I3: leaves what it kept as it is where there is nothing', async () => {
    const { importer } = start()
    const cursor = { batchTag: 'a', batchDate: '2020-09-14' }
    expect(await runImport(importer(), cursor, NOW)).toEqual({
      cursor,
      batches: [],
      failure: undefined,
    })
    expect((await runImport(importer(), undefined, NOW)).cursor).toBeUndefined()
  })

  test('I7: goes past a list that is empty, with two questions and no batch', async () => {
    const { server, importer } = start()
    server.beginBatch(10)
    const run = await runImport(importer(), undefined, NOW)
    expect(server.asked).toHaveLength(2)
    expect(run).toMatchObject({
      batches: [],
      cursor: { batchTag: expect.any(String), batchDate: '2020-09-15' },
    })
  })

  test('I8: reads no more batches than are set, and the next run reads on', async () => {
    const { server, importer } = start({ maxBatchesPerRun: 2 })
    server.store([1, 2, 3].map((seed) => anExposure(seed)))
    const tags = server.flush(1)
    const first = await runImport(importer(), undefined, NOW)
    expect(first.batches.map(({ tag }) => tag)).toEqual(tags.slice(0, 2))
    const second = await runImport(importer(), first.cursor, NOW)
    expect(second.batches.map(({ tag }) => tag)).toEqual(tags.slice(2))
  })

  test('I9: fails at the second batch, and keeps the first', async () => {
    const { server, importer } = start()
    server.store([1, 2].map((seed) => anExposure(seed)))
    const [first, second] = server.flush(1)
    const started = await runImport(importer(), undefined, NOW, 1)
    server.instead.push({ status: 500, body: {} })
    const failed = await runImport(importer(), started.cursor, NOW)
    expect(failed).toEqual({
      batches: [],
      cursor: started.cursor,
      failure: { reason: 'server_error', status: 500, isTransient: true },
    })
    expect(started.cursor).toMatchObject({ batchTag: first })
    expect((await runImport(importer(), failed.cursor, NOW)).cursor).toMatchObject({
      batchTag: second,
    })
  })

  test('asks for the regions that are set, under the path that is set', async () => {
    const { server, importer } = start({ subscribedRegions: ['JE', 'GI'], pathPrefix: '' })
    await runImport(importer(), { batchTag: 'a', batchDate: '2020-09-14' }, NOW)
    expect(server.asked).toEqual(['GET /download/2020-09-14?batchTag=a&regions=JE%2CGI'])
  })
})

describe('a batch that is shown before its keys are in it', () => {
  test('is read a minute later, when they are', async () => {
    const { server, importer } = start()
    server.store([anExposure(1)])
    const fill = server.beginBatch(10)
    const first = await runImport(importer(), undefined, NOW)
    fill()
    server.store([anExposure(2)])
    server.flush(10)
    const soon = await runImport(importer(), first.cursor, addSeconds(NOW, 59))
    expect(keysOfBatches(soon.batches), 'the next one does not wait for it').toEqual([keyText(2)])
    const later = await runImport(importer(), soon.cursor, addSeconds(NOW, 60))
    expect(keysOfBatches(later.batches)).toEqual([keyText(1)])
    const last = await runImport(importer(), later.cursor, addSeconds(NOW, 3600))
    expect(last).toMatchObject({ batches: [], cursor: { doubts: [] } })
  })

  test('is asked for with the tag before it, also where that came with a failure between', async () => {
    const { server, importer } = start()
    const before = { batchTag: undefined, batchDate: '2020-09-01' }
    server.store([anExposure(1)])
    const [tag] = server.flush(10)
    server.beginBatch(10)
    const first = await runImport(importer(), before, NOW)
    server.instead.push({ status: 503, body: '' })
    const failed = await runImport(importer(), first.cursor, addSeconds(NOW, 60))
    expect(failed).toMatchObject({ failure: { reason: 'server_error' }, cursor: first.cursor })
    await runImport(importer(), failed.cursor, addSeconds(NOW, 61))
    const again = `${DOWNLOAD}/2020-09-15?batchTag=${tag}`
    expect(server.asked.slice(-3, -1)).toEqual([again, again])
  })

  test('is settled by a second list that is empty: our own keys, mostly', async () => {
    const { server, importer } = start()
    server.beginBatch(10)
    const first = await runImport(importer(), undefined, NOW)
    const second = await runImport(importer(), first.cursor, addSeconds(NOW, 60))
    expect(second).toMatchObject({ batches: [], cursor: { doubts: [] } })
    const asked = server.asked.length
    await runImport(importer(), second.cursor, addSeconds(NOW, 3600))
    expect(server.asked.length - asked).toBe(1)
  })

  test('is not one of very many: then the next ones wait', async () => {
    const { server, importer } = start()
    for (let i = 0; i < 250; i++) server.beginBatch(10)
    const first = await runImport(importer(), undefined, NOW)
    expect(server.asked).toHaveLength(200)
    const second = await runImport(importer(), first.cursor, addSeconds(NOW, 60))
    expect(second.cursor).toMatchObject({ doubts: { length: 50 } })
    const third = await runImport(importer(), second.cursor, addSeconds(NOW, 120))
    expect(third.cursor).toMatchObject({ doubts: [] })
  })
})

describe('an answer', () => {
  const failureOf = async (answer: { status: number; body?: unknown } | 'unreachable') => {
    const { server, importer } = start()
    server.instead.push(answer)
    return (await runImport(importer(), undefined, NOW)).failure
  }

  test.each([
    [500, 'server_error', true],
    [503, 'server_error', true],
    [429, 'server_busy', true],
    [408, 'server_busy', true],
    [400, 'request_refused', false],
    [401, 'credentials_refused', false],
    [403, 'credentials_refused', false],
    [404, 'not_found', false],
    [302, 'status_unexpected', false],
    [201, 'status_unexpected', false],
  ])('%d is %s, and may pass: %s', async (status, reason, isTransient) => {
    expect(await failureOf({ status, body: {} })).toEqual({ reason, status, isTransient })
  })

  test.each([
    ['no JSON', '<html>', 'answer_unreadable', true],
    ['broken off', '{"batchTag":"a","exposures":[{', 'answer_unreadable', true],
    ['a list', [], 'answer_unreadable', true],
    ['nothing', 'null', 'answer_unreadable', true],
    ['without a tag', { exposures: [] }, 'batch_tag_invalid', false],
    ['a tag that is none', { batchTag: '../x', exposures: [] }, 'batch_tag_invalid', false],
    ['an endless tag', { batchTag: 'a'.repeat(101), exposures: [] }, 'batch_tag_invalid', false],
  ])('that is %s stops the run', async (_what, body, reason, isTransient) => {
    expect(await failureOf({ status: 200, body })).toEqual({ reason, status: 200, isTransient })
  })

  test('that does not come may come later', async () => {
    expect(await failureOf('unreachable')).toEqual({ reason: 'unreachable', isTransient: true })
  })

  test('is not asked for without a token', async () => {
    const server = new UkTestServer()
    const { importer } = openUkAdapter(server.http, ukPartner({}))
    expect((await runImport(importer, undefined, NOW)).failure).toEqual({
      reason: 'credentials_missing',
      isTransient: false,
    })
    expect(server.asked).toEqual([])
  })

  test('that repeats the tag would never end', async () => {
    const { server, importer } = start()
    const body = { batchTag: 'a', exposures: [anExposure(1)] }
    server.instead.push({ status: 200, body }, { status: 200, body })
    expect(await runImport(importer(), undefined, NOW)).toMatchObject({
      batches: [{ tag: 'a' }],
      cursor: { batchTag: 'a' },
      failure: { reason: 'batch_repeated', isTransient: false },
    })
  })

  test('without a list of exposures is a batch that is put aside, and the next is read', async () => {
    const { server, importer } = start()
    server.instead.push({ status: 200, body: { batchTag: 'a', exposures: 'none' } })
    expect(await runImport(importer(), undefined, NOW)).toMatchObject({
      batches: [{ tag: 'a', keys: { ok: false, failure: 'exposures_missing' } }],
      cursor: { batchTag: 'a' },
      failure: undefined,
    })
  })
})

test('a batch that was kept is read again as it was', async () => {
  const { server, importer, adapter } = start()
  server.store([1, 2, 3].map((seed) => anExposure(seed)))
  server.flush(10)
  const { batches } = await runImport(importer(), undefined, NOW)
  const [batch] = batches
  expect(adapter.importer.read(batch?.raw ?? new Uint8Array())).toEqual(batch?.keys)
  expect(adapter.importer.read(new Uint8Array([1]))).toEqual({
    ok: false,
    failure: 'answer_unreadable',
  })
})

test('a cursor that is none is our own fault', async () => {
  const { importer } = start()
  for (const cursor of ['a', {}, { batchDate: 5 }, { batchDate: '2020-09-14', doubts: [{}] }]) {
    await expect(importer().poll(cursor, NOW)).rejects.toThrow('malformed')
  }
})
