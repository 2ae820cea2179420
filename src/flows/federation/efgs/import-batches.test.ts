import { describe, expect, test } from 'vitest'
import { efgsAdapter } from '../../../../test/support/efgs-adapter.ts'
import { efgsGateway, efgsKeys, hexOf } from '../../../../test/support/efgs-gateway.ts'
import { batchToJson } from '../../../core/federation/efgs/batch-json.ts'
import { asUnixSeconds, type UnixSeconds } from '../../../core/time.ts'
import type { FetchedBatch, PartnerAdapter, PartnerFailure } from '../protocol.ts'

const at = (day: number, hour: number, minute = 0) =>
  asUnixSeconds(Date.UTC(2026, 10, day, hour, minute) / 1000)
const NOON = at(25, 12)
const UNAUDITED = { auditsBatches: false }

type Gateway = Awaited<ReturnType<typeof efgsGateway>>

/** Steps until the partner has nothing more. */
async function pollAll(
  { importer }: PartnerAdapter,
  cursor: unknown,
  now: UnixSeconds,
): Promise<{ batches: readonly FetchedBatch[]; cursor: unknown; failure?: PartnerFailure }> {
  const batches: FetchedBatch[] = []
  let present = cursor
  for (let steps = 0; steps < 50; steps++) {
    const step = await importer.poll(present, now)
    if (!step.ok) return { batches, cursor: present, failure: step.failure }
    if (step.value.batch !== undefined) batches.push(step.value.batch)
    // What is kept is JSON.
    present = JSON.parse(JSON.stringify(step.value.cursor))
    if (!step.value.hasMore) return { batches, cursor: present }
  }
  throw new Error('the poll does not end')
}

const tags = (batches: readonly FetchedBatch[]) => batches.map(({ tag }) => tag)

async function setUp(settings: Readonly<Record<string, unknown>> = UNAUDITED, options = {}) {
  const gateway = await efgsGateway({ now: NOON, caller: 'NL', ...options })
  const adapter = await efgsAdapter(gateway.http, { settings })
  return { gateway, adapter }
}

async function publishAt(gateway: Gateway, now: UnixSeconds, country = 'DE'): Promise<string> {
  gateway.setNow(now)
  const tag = await gateway.publish(country, efgsKeys(3, { origin: country }, now % 100_000))
  gateway.setNow(NOON)
  return tag
}

describe.each([
  ['names what follows across midnight', true],
  ['names what follows on the same day alone', false],
])('a gateway that %s', (_, linksDays) => {
  test('gives all its batches, in order, each once', async () => {
    const { gateway, adapter } = await setUp(UNAUDITED, { linksDays })
    for (const time of [at(22, 9), at(22, 23), at(24, 1), at(25, 10)])
      await publishAt(gateway, time)
    const first = await pollAll(adapter, undefined, NOON)
    expect(tags(first.batches)).toEqual(['20261122-1', '20261122-2', '20261124-1', '20261125-1'])
    expect(first.batches.map(({ date }) => date)).toEqual([
      '2026-11-22',
      '2026-11-22',
      '2026-11-24',
      '2026-11-25',
    ])
    const second = await pollAll(adapter, first.cursor, NOON)
    expect(second.batches).toEqual([])
  })

  test('gives what came late in a day, before the next day is looked at', async () => {
    const { gateway, adapter } = await setUp(UNAUDITED, { linksDays })
    await publishAt(gateway, at(24, 10))
    const before = await pollAll(adapter, undefined, at(24, 12))
    expect(tags(before.batches)).toEqual(['20261124-1'])
    await publishAt(gateway, at(24, 23, 59))
    await publishAt(gateway, at(25, 0, 4))
    const after = await pollAll(adapter, before.cursor, NOON)
    expect(tags(after.batches)).toEqual(['20261124-2', '20261125-1'])
  })

  test('gives a new batch of today to whoever asks again', async () => {
    const { gateway, adapter } = await setUp(UNAUDITED, { linksDays })
    await publishAt(gateway, at(25, 9))
    const { cursor } = await pollAll(adapter, undefined, at(25, 9, 30))
    expect((await pollAll(adapter, cursor, at(25, 9, 40))).batches).toEqual([])
    await publishAt(gateway, at(25, 11))
    expect(tags((await pollAll(adapter, cursor, NOON)).batches)).toEqual(['20261125-2'])
  })
})

describe('what is asked', () => {
  test('is protobuf of version 1.0, first the first batch of seven days ago', async () => {
    const { gateway, adapter } = await setUp()
    await pollAll(adapter, undefined, NOON)
    expect(gateway.calls[0]).toBe('GET download/2026-11-18')
    expect(gateway.calls.at(-1)).toBe('GET download/2026-11-25')
    expect(gateway.requests[0]?.request.headers).toEqual({
      Accept: 'application/protobuf; version=1.0',
    })
  })

  test('names our certificate only where a gateway without a proxy needs it', async () => {
    const gateway = await efgsGateway({ now: NOON, caller: 'NL' })
    const credentials = {
      clientCertificateSha256: 'AB'.repeat(32),
      clientCertificateSubject: 'C=NL, CN=us',
    }
    const ask = async (settings: Readonly<Record<string, unknown>>) => {
      const { importer } = await efgsAdapter(gateway.http, { credentials, settings })
      await importer.poll(undefined, NOON)
      return gateway.requests.at(-1)?.request.headers
    }
    expect(await ask({})).not.toHaveProperty('X-SSL-Client-SHA256')
    expect(await ask({ sendsClientHeaders: true })).toMatchObject({
      'X-SSL-Client-SHA256': 'ab'.repeat(32),
      'X-SSL-Client-DN': 'C=NL,CN=us',
    })
  })

  test('is nothing where the gateway announces its batches and is not polled', async () => {
    const { gateway, adapter } = await setUp({ ...UNAUDITED, pollsBatches: false })
    const tag = await publishAt(gateway, at(25, 9))
    expect((await pollAll(adapter, undefined, NOON)).batches).toEqual([])
    expect(gateway.calls).toEqual([])
    const fetched = await adapter.importer.fetch?.('2026-11-25', tag, NOON)
    expect(fetched).toMatchObject({
      ok: true,
      value: { tag, date: '2026-11-25', keys: { ok: true } },
    })
  })
})

describe('a batch', () => {
  test('is handed on as it came, with its keys', async () => {
    const { gateway, adapter } = await setUp()
    const keys = efgsKeys(3, { transmissionRiskLevel: 9, daysSinceOnsetOfSymptoms: -14 })
    await gateway.publish('DE', keys)
    const { batches } = await pollAll(adapter, undefined, NOON)
    const [batch] = batches
    if (batch?.keys.ok !== true) throw new Error('no keys')
    expect(hexOf(batch.keys.value)).toEqual(hexOf(keys))
    expect(batch.keys.value[0]).toMatchObject({
      origin: 'DE',
      transmissionRiskLevel: 9,
      daysSinceOnsetOfSymptoms: -14,
    })
    expect(batch.contentType).toBe('application/protobuf; version=1.0')
    expect(adapter.importer.read(batch.raw)).toEqual(batch.keys)
  })

  test('of our own keys alone is empty and leads on to the next', async () => {
    const { gateway, adapter } = await setUp()
    await publishAt(gateway, at(25, 9), 'NL')
    await publishAt(gateway, at(25, 10), 'DE')
    const { batches } = await pollAll(adapter, undefined, NOON)
    expect(batches.map(({ keys }) => keys.ok && keys.value.length)).toEqual([0, 3])
  })

  test('that is no batch is quarantined, and the next is fetched', async () => {
    const { gateway, adapter } = await setUp()
    const headers = { batchTag: '20261118-1', nextBatchTag: 'null' }
    gateway.plan(/download/, { status: 200, headers, body: 'no protobuf' })
    await publishAt(gateway, at(25, 9))
    const { batches } = await pollAll(adapter, undefined, NOON)
    expect(batches.map(({ tag, keys }) => [tag, keys.ok])).toEqual([
      ['20261118-1', false],
      ['20261125-1', true],
    ])
    expect(batches[0]?.keys).toEqual({ ok: false, failure: 'malformed' })
  })

  test('that came as JSON is read too', async () => {
    const { adapter } = await setUp()
    const keys = efgsKeys(2)
    const raw = new TextEncoder().encode(batchToJson(keys)) as Uint8Array<ArrayBuffer>
    const read = adapter.importer.read(raw)
    expect(read.ok && hexOf(read.value)).toEqual(hexOf(keys))
  })
})

describe('an answer', () => {
  const answered = async (
    status: number | undefined,
    headers: Readonly<Record<string, string>> = {},
  ) => {
    const { gateway, adapter } = await setUp({ ...UNAUDITED, daysToDownload: 0 })
    gateway.plan(/download/, status === undefined ? undefined : { status, headers })
    return pollAll(adapter, undefined, NOON)
  }

  test('that there is nothing (404) ends the run and leaves the place', async () => {
    const { batches, failure, cursor } = await answered(404)
    expect({ batches, failure }).toEqual({ batches: [], failure: undefined })
    expect(cursor).toEqual({ date: '2026-11-25', lastTag: null, nextTag: null })
  })

  test.each([
    [400, 'bad_request', false],
    [403, 'forbidden', false],
    [406, 'not_acceptable', false],
    [415, 'unsupported_media_type', false],
    [302, 'unexpected_status', false],
    [410, 'too_old', false],
    [429, 'unexpected_status', true],
    [500, 'server_error', true],
    [503, 'server_error', true],
  ])('%i is the failure %s and keeps the place', async (status, reason, isTransient) => {
    const { failure, cursor } = await answered(status)
    expect(failure).toEqual({ reason, status, isTransient })
    expect(cursor).toBeUndefined()
  })

  test('that does not come is a failure for the time being', async () => {
    expect((await answered(undefined)).failure).toEqual({
      reason: 'unreachable',
      isTransient: true,
    })
  })

  test.each([
    [{}, 'batch_tag_missing'],
    [{ batchTag: '' }, 'batch_tag_missing'],
    [{ batchTag: 'x'.repeat(101) }, 'batch_tag_malformed'],
    [{ batchTag: 'a', nextBatchTag: 'x'.repeat(101) }, 'batch_tag_malformed'],
  ])('with the headers %j is the failure %s', async (headers, reason) => {
    expect((await answered(200, headers)).failure).toMatchObject({ reason, isTransient: true })
  })

  test('with another batch than was asked for is a failure', async () => {
    const { gateway, adapter } = await setUp()
    gateway.plan(/download/, { status: 200, headers: { batchTag: 'b' } })
    expect(await adapter.importer.fetch?.('2026-11-25', 'a', NOON)).toMatchObject({
      failure: { reason: 'other_batch' },
    })
  })

  test('that names its own tag as the next does not go on for ever', async () => {
    const { batches, failure } = await answered(200, { batchTag: 'a', nextBatchTag: 'a' })
    expect(failure).toBeUndefined()
    expect(tags(batches)).toEqual(['a'])
  })

  test('without a next tag ends as one with "null"', async () => {
    expect(tags((await answered(200, { batchTag: 'a' })).batches)).toEqual(['a'])
  })

  test('that the days are too old (410) leads to those that are not', async () => {
    const { gateway, adapter } = await setUp(UNAUDITED, { maxAgeDays: 2 })
    await publishAt(gateway, at(24, 9))
    const { batches } = await pollAll(adapter, undefined, NOON)
    expect(tags(batches)).toEqual(['20261124-1'])
    expect(gateway.calls.slice(0, 6)).toEqual(
      [18, 19, 20, 21, 22, 23].map((day) => `GET download/2026-11-${day}`),
    )
  })

  test('that a named batch is gone (404) leads on once its day is over', async () => {
    const { gateway, adapter } = await setUp()
    await publishAt(gateway, at(25, 9))
    const lost = { date: '2026-11-24', lastTag: '20261124-1', nextTag: '20261124-2' }
    const { batches } = await pollAll(adapter, lost, NOON)
    expect(tags(batches)).toEqual(['20261125-1'])
  })
})

describe('an announced batch', () => {
  test.each([
    [404, true],
    [410, false],
    [403, false],
    [503, true],
  ])('that is answered with %i is tried again: %s', async (status, isTransient) => {
    const { gateway, adapter } = await setUp()
    gateway.plan(/download/, { status })
    const fetched = await adapter.importer.fetch?.('2026-11-25', '20261125-1', NOON)
    expect(fetched).toMatchObject({ ok: false, failure: { status, isTransient } })
  })
})
