/** A gateway that means no good: what it sends is refused or quarantined by a name, and the next batch proceeds. */

import { beforeEach, describe, expect, test } from 'vitest'
import { toBase64 } from '../../../src/core/bytes.ts'
import type { AuditEntry } from '../../../src/core/federation/efgs/audit.ts'
import { decodeBatch, encodeBatch } from '../../../src/core/federation/efgs/batch-codec.ts'
import type { EfgsKey } from '../../../src/core/federation/efgs/diagnosis-key.ts'
import { asUnixSeconds } from '../../../src/core/time.ts'
import type { KeyserverDatabase } from '../../../src/db/keyserver/database.ts'
import { announceBatch } from '../../../src/db/keyserver/queries/incoming-batches.ts'
import type { PartnerHttp } from '../../../src/flows/federation/protocol.ts'
import { type Fetch, outbound } from '../../../src/platform/outbound.ts'
import { efgsAdapter } from '../../support/efgs-adapter.ts'
import { efgsGateway, efgsKeys } from '../../support/efgs-gateway.ts'
import {
  addPartner,
  faults,
  importOnce,
  NOW,
  type RunOptions,
  rowsOf,
  startExchange,
  TODAY,
  YESTERDAY,
} from '../../support/exchange.ts'

const HOUR = 3600
const DATE = '2026-11-19'
const [FIRST, SECOND, THIRD] = ['20261119-1', '20261119-2', '20261119-3'] as const
const AUDIT = `/diagnosiskeys/audit/download/${DATE}/${SECOND}`

let db: KeyserverDatabase
let gateway: Awaited<ReturnType<typeof efgsGateway>>
beforeEach(async () => {
  db = await startExchange()
  await addPartner(db, 1)
  gateway = await efgsGateway({ now: asUnixSeconds(NOW - HOUR), caller: 'DE' })
  faults.length = 0
})

const keysOf = (origin: string, count: number, from: number, change: Partial<EfgsKey> = {}) =>
  efgsKeys(
    count,
    { origin, rollingStartIntervalNumber: YESTERDAY, visitedCountries: ['DE'], ...change },
    from,
  )

/** What the gateway answers in place of itself; undefined: what it would. */
type Tamper = (
  answer: Response,
  request: { readonly path: string; readonly asked: string | null; readonly tag: string | null },
) => Response | undefined | Promise<Response | undefined>

const urls: string[] = []

/** The way of all calls, with its limits; those of time are made shorter. */
function httpTo(tamper: Tamper): PartnerHttp {
  urls.length = 0
  const carry: Fetch = async (url, init) => {
    urls.push(url)
    const { method, headers, body } = init
    const request = { method, headers, body } as unknown as Parameters<PartnerHttp['send']>[1]
    const answer = await gateway.http.send(url, request)
    if (!answer.ok) throw new Error('nobody answers')
    const { status, headers: given, body: bytes } = answer.value
    const honest = new Response(bytes, { status, headers: given as Headers })
    const { pathname: path } = new URL(url)
    const asked = new Headers(headers).get('batchTag')
    return (await tamper(honest, { path, asked, tag: honest.headers.get('batchTag') })) ?? honest
  }
  const via = outbound(false, carry)
  return { send: (url, request) => via.send(url, { ...request, timeoutMs: 200 }) }
}

const run = async (tamper: Tamper, options: RunOptions = {}, settings = {}) =>
  importOnce(
    1,
    await efgsAdapter(httpTo(tamper), {
      ownOrigin: 'DE',
      settings: { trustAnchorPem: gateway.anchorPem, ...settings },
    }),
    options,
  )

const HONEST: Tamper = () => undefined
const batches = async (): Promise<readonly Record<string, unknown>[]> =>
  (
    await rowsOf(
      'incoming_batches',
      'batch_tag AS tag, status, accepted_keys AS accepted, last_failure AS failure, rejected_keys AS rejected',
      'batch_tag',
    )
  ).map((row) => ({ ...row, rejected: JSON.parse(String(row['rejected'])) }))
const stored = async () => (await rowsOf('diagnosis_keys', 'hex(key_data) AS key', '1')).length

/** A good batch, one of two countries' uploads, and a good one. */
async function publishThree(
  second: readonly EfgsKey[] = keysOf('FR', 3, 100),
  other: readonly EfgsKey[] = keysOf('IT', 2, 200),
): Promise<void> {
  await gateway.publish('FR', keysOf('FR', 2, 0))
  await gateway.publish('FR', second, false)
  await gateway.publish('IT', other)
  await gateway.publish('FR', keysOf('FR', 2, 300))
}

const good = (tag: string) => ({
  tag,
  status: 'processed',
  accepted: 2,
  failure: null,
  rejected: {},
})

const body = async (
  answer: Response,
  change: (keys: readonly EfgsKey[]) => readonly EfgsKey[],
): Promise<Response> => {
  const keys = decodeBatch(new Uint8Array(await answer.arrayBuffer()), { maxKeys: 100_000 })
  if (!keys.ok) throw new Error(keys.failure)
  return new Response(encodeBatch(change(keys.value)), answer)
}
const download = (change: (answer: Response) => Response | Promise<Response>): Tamper => {
  return (answer, { tag }) => (tag === SECOND ? change(answer) : undefined)
}
const audit = (change: (entries: AuditEntry[]) => unknown): Tamper => {
  return async (answer, { path }) =>
    path === AUDIT ? Response.json(change(await answer.json())) : undefined
}
/** Chunks without an end, of which each is there at once, or none ever. */
const endless = (chunk: Uint8Array | undefined) =>
  new ReadableStream({
    pull: (controller) => {
      if (chunk === undefined) return new Promise(() => undefined)
      controller.enqueue(chunk)
      return undefined
    },
  })

describe('a batch is quarantined, and the next one proceeds in the same run', () => {
  /** The last byte is one of the signature itself. */
  const broken = (signature: string) => {
    const bytes = Buffer.from(signature, 'base64')
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
    return toBase64(bytes)
  }
  const signatureOf = (entries: readonly AuditEntry[], index: number) =>
    entries[index]?.batchSignature ?? ''
  test.each<[string, string, Tamper]>([
    [
      'with a wrong signature',
      'audit_wrong_signature',
      audit((entries) =>
        entries.map((one) => ({ ...one, batchSignature: broken(one.batchSignature) })),
      ),
    ],
    [
      'with other keys than were signed',
      'audit_other_content',
      download((answer) =>
        body(answer, (keys) => keys.map((key) => ({ ...key, daysSinceOnsetOfSymptoms: 3 }))),
      ),
    ],
    [
      'with another country’s signature',
      'audit_other_country',
      audit((entries) =>
        entries.map((one, i) => ({ ...one, batchSignature: signatureOf(entries, 1 - i) })),
      ),
    ],
    [
      'with a signature that is none',
      'audit_not_base64',
      audit((entries) => entries.map((one) => ({ ...one, batchSignature: '<>' }))),
    ],
    [
      'with its uploads in another order',
      'audit_other_amount',
      audit((entries) => entries.slice(1)),
    ],
    [
      'with its keys in another order',
      'audit_origin_of_another_country',
      download((answer) => body(answer, (keys) => keys.toReversed())),
    ],
    [
      'with a certificate that nobody registered',
      'audit_not_registered',
      audit((entries) =>
        entries.map((one) => ({ ...one, signingCertificateOperatorSignature: 'AAAA' })),
      ),
    ],
    ['that says nothing of who signed it', 'audit_malformed', audit(() => 'no list')],
    [
      'that is no batch',
      'malformed',
      download((answer) => new Response(new Uint8Array(9).fill(255), answer)),
    ],
    [
      'without an end',
      'too_large',
      download((answer) => new Response(endless(new Uint8Array(1 << 20)), answer)),
    ],
    [
      'with an audit without an end',
      'too_large',
      (answer, { path }) =>
        path === AUDIT ? new Response(endless(new Uint8Array(1 << 20)), answer) : undefined,
    ],
  ])('%s: %s', async (_, failure, tamper) => {
    await publishThree()
    const report = await run(tamper)
    expect(report).toMatchObject({ processedBatches: 2, failures: [failure] })
    expect(await batches()).toEqual([
      good(FIRST),
      { tag: SECOND, status: 'failed', accepted: 0, failure, rejected: {} },
      good(THIRD),
    ])
    expect(await stored()).toBe(4)
    expect(faults).toEqual([])
  })

  test('with ten thousand keys, all signed: too_many_keys', async () => {
    await publishThree(keysOf('FR', 10_000, 1000))
    expect(await run(HONEST)).toMatchObject({ processedBatches: 2, failures: ['too_many_keys'] })
    expect(await batches()).toMatchObject([
      good(FIRST),
      { tag: SECOND, status: 'failed', failure: 'too_many_keys' },
      good(THIRD),
    ])
    expect(await stored()).toBe(4)
  })
})

describe('a key is refused by its reason, and the rest of its batch proceeds', () => {
  test.each<[string, string, Partial<EfgsKey>]>([
    [
      'that ended more than fourteen days ago',
      'too_old',
      { rollingStartIntervalNumber: TODAY - 2160 },
    ],
    ['that starts tomorrow', 'start_in_future', { rollingStartIntervalNumber: TODAY + 144 }],
    ['of a period of 145', 'period', { rollingPeriod: 145 }],
    ['of a period of 0', 'period', { rollingPeriod: 0 }],
    ['of a report type that nobody knows', 'report_type', { reportType: 77 }],
    ['of a report type below all', 'report_type', { reportType: -1 }],
    ['of 15 bytes', 'key_length', { keyData: new Uint8Array(15) }],
    ['of 17 bytes', 'key_length', { keyData: new Uint8Array(17) }],
    ['of an onset that means nothing', 'onset_undecodable', { daysSinceOnsetOfSymptoms: 4001 }],
    ['of a country that there is none', 'visited_country_invalid', { visitedCountries: ['QQ'] }],
  ])('%s: %s', async (_, reason, change) => {
    await publishThree([...keysOf('FR', 1, 100), ...keysOf('FR', 1, 101, change)])
    expect(await run(HONEST)).toMatchObject({ processedBatches: 3, failures: [] })
    expect(await batches()).toEqual([
      good(FIRST),
      { ...good(SECOND), accepted: 3, rejected: { [reason]: 1 } },
      good(THIRD),
    ])
    expect(await stored()).toBe(7)
  })
})

describe('a gateway that does not go on stops by name, and nothing is lost once it does', () => {
  test.each<[string, string, Tamper]>([
    ['says a tag again', 'endless_pagination', nextIs(FIRST)],
    ['gives another batch than was asked for', 'other_batch', renamed(FIRST)],
    ['says no tag', 'batch_tag_missing', renamed(undefined)],
    ['says a tag of a thousand characters', 'batch_tag_malformed', renamed('1'.repeat(1000))],
    ['leads into our own network', 'unexpected_status', redirect('http://169.254.169.254/latest')],
    ['leads to another server', 'unexpected_status', redirect('https://elsewhere.example/')],
    ['is out of order', 'server_error', download(() => new Response(null, { status: 503 }))],
    ['refuses us', 'forbidden', download(() => new Response(null, { status: 403 }))],
  ])('%s: %s', async (_, failure, tamper) => {
    await publishThree()
    expect(await run(tamper)).toMatchObject({ failures: [failure] })
    const hosts = urls.map((url) => new URL(url).host)
    expect(new Set(hosts)).toEqual(new Set(['gateway.example.org']))
    expect((await batches())[0]).toEqual(good(FIRST))
    await run(HONEST, { now: NOW + HOUR })
    await run(HONEST, { now: NOW + 2 * HOUR })
    expect(await batches()).toEqual([good(FIRST), { ...good(SECOND), accepted: 5 }, good(THIRD)])
    expect(await stored()).toBe(9)
    expect(faults).toEqual([])
  })

  test('a body that does not come holds up no other batch, and is asked for again by itself', async () => {
    await publishThree()
    const slow = download((answer) => new Response(endless(undefined), answer))
    expect(await run(slow)).toMatchObject({ processedBatches: 2, failures: ['timeout'] })
    expect(await batches()).toMatchObject([
      good(FIRST),
      { tag: SECOND, status: 'registered', failure: 'timeout' },
      good(THIRD),
    ])
    let now = NOW
    for (const minutes of [1, 5, 15]) {
      now += minutes * 60
      expect((await run(slow, { now })).failures).toEqual(['timeout'])
    }
    expect(await run(HONEST, { now: now + HOUR })).toMatchObject({ processedBatches: 1 })
    expect((await batches())[1]).toMatchObject({ status: 'processed', accepted: 5 })
  })

  test('a body that never comes is asked for each hour until its keys are of no use', async () => {
    await publishThree()
    const slow = download((answer) => new Response(endless(undefined), answer))
    let now = NOW
    for (const minutes of [1, 5, 15, 60]) {
      await run(slow, { now })
      now += minutes * 60
    }
    await run(slow, { now })
    expect((await batches())[1]).toMatchObject({ status: 'registered', failure: 'timeout' })
    now = NOW + 14 * 24 * HOUR
    await run(slow, { now })
    expect((await batches())[1]).toMatchObject({ status: 'failed', failure: 'timeout' })
    gateway.calls.length = 0
    await run(slow, { now: now + 24 * HOUR })
    expect(gateway.calls.filter((call) => call.includes(SECOND))).toEqual([])
  })

  test('an audit that does not answer holds up no other batch either', async () => {
    await publishThree()
    const noAudit: Tamper = (_, { path }) =>
      path === AUDIT ? new Response(null, { status: 500 }) : undefined
    expect(await run(noAudit)).toMatchObject({ processedBatches: 2, failures: ['server_error'] })
    await run(HONEST, { now: NOW + 60 })
    expect((await batches())[1]).toMatchObject({ status: 'processed', accepted: 5 })
  })

  test('one that always has another batch ends with the time of the run, and what is announced proceeds', async () => {
    await gateway.publish('IT', keysOf('IT', 1, 0))
    let left = 100
    const always: Tamper = (_, { path, asked }) => {
      if (!path.includes('/diagnosiskeys/download/')) return undefined
      left -= 10
      const number = Number(asked?.split('-')[1] ?? 100)
      const headers = { batchTag: `20261119-${number}`, nextBatchTag: `20261119-${number + 1}` }
      return new Response(null, { headers })
    }
    expect(await run(always, { remaining: () => left })).toMatchObject({
      fetchedBatches: 9,
      failures: [],
    })
    await announceBatch(db, { partnerId: 1, date: DATE, tag: FIRST }, asUnixSeconds(NOW))
    left = 100
    const tamper: Tamper = (answer, request) =>
      request.asked === FIRST ? undefined : always(answer, request)
    await run(tamper, { now: NOW + 300, remaining: () => left })
    left = 100
    await run(tamper, { now: NOW + 600, remaining: () => left })
    expect((await batches()).find((row) => row['tag'] === FIRST)).toMatchObject({ accepted: 1 })
  })
})

test('a partner whose address is in a private network is not called at all', async () => {
  for (const baseUrl of [
    'https://10.0.0.1',
    'https://[::1]',
    'http://169.254.169.254',
    'https://hub.internal',
  ]) {
    const adapter = await efgsAdapter(httpTo(HONEST), { baseUrl, ownOrigin: 'DE' })
    const { failures } = await importOnce(1, adapter, { isForced: true })
    expect(failures, baseUrl).toEqual(['address_refused'])
    expect(urls).toEqual([])
  }
})

function nextIs(nextBatchTag: string): Tamper {
  return download((answer) => {
    const headers = new Headers(answer.headers)
    headers.set('nextBatchTag', nextBatchTag)
    return new Response(answer.body, { headers })
  })
}

function renamed(tag: string | undefined): Tamper {
  return download((answer) => {
    const headers = new Headers(answer.headers)
    headers.delete('batchTag')
    if (tag !== undefined) headers.set('batchTag', tag)
    return new Response(answer.body, { headers })
  })
}

function redirect(location: string): Tamper {
  return download(() => new Response(null, { status: 302, headers: { location } }))
}
