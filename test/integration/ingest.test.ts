/** Uploads that are written in groups: each has its own answer, whatever else is in its group. */

import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { openKeyserver } from '../../src/db/keyserver/database.ts'
import {
  type PreparedUpload,
  prepareUpload,
} from '../../src/db/keyserver/queries/diagnosis-keys.ts'
import type { Ingest } from '../../src/durable/ingest.ts'
import { WAITING_UPLOADS } from '../../src/flows/group-uploads.ts'
import { INGEST_NAME } from '../../src/platform/ingest.ts'
import { aDiagnosisKey, keyData } from '../support/diagnosis-keys.ts'
import { startKeyserver, type TestKeyserver } from '../support/keyserver.ts'
import { meterDatabase } from '../support/metered-database.ts'
import { phoneKeys, uploadBody } from '../support/phone.ts'
import type { SentKey } from '../support/test-authority.ts'

const KEYS = 3
const UPLOADS = 300

async function startGrouping() {
  const { meter, wrap } = meterDatabase()
  const server = await startKeyserver({ vars: { INGEST: 'group' }, wrapDatabase: wrap })
  return { meter, server }
}

const upload = (server: TestKeyserver, keys: readonly SentKey[]) =>
  server.publish(uploadBody(server.authority, keys, { now: server.now }))

const hexOf = ({ key }: SentKey) => Buffer.from(key, 'base64').toString('hex')

async function storedKeys(): Promise<readonly string[]> {
  const { results } = await env.KEYSERVER_DB.prepare(
    'SELECT lower(hex(key_data)) AS key FROM diagnosis_keys ORDER BY key',
  ).all<{ key: string }>()
  return results.map((row) => row.key)
}

/** Keys and uploads, as the statistics of authorities and the model of uploads tell. */
async function counted() {
  const { results } = await env.KEYSERVER_DB.prepare(
    'SELECT publish, teks FROM health_authority_statistics',
  ).all<{ publish: string; teks: number }>()
  const shapes = await env.KEYSERVER_DB.prepare(
    'SELECT coalesce(sum(uploads), 0) AS n FROM upload_shapes',
  ).first<number>('n')
  const published = results.flatMap((row) => JSON.parse(row.publish) as number[])
  return {
    keys: results.reduce((sum, row) => sum + row.teks, 0),
    uploads: published.reduce((sum, count) => sum + count, 0),
    shapes,
  }
}

test('of hundreds at once, a tenth with a key that is stored or comes twice, each has its own answer', async () => {
  const { server } = await startGrouping()
  const before = Array.from({ length: 10 }, () => phoneKeys(server.now, KEYS))
  for (const keys of before) await upload(server, keys)
  const uploads: SentKey[][] = []
  for (let i = 0; i < UPLOADS; i++) {
    const keys = phoneKeys(server.now, KEYS)
    const [stored] = before[(i / 20) % before.length] ?? []
    const [shared] = uploads[i - 1] ?? []
    if (i % 20 === 0 && stored !== undefined) keys[0] = stored
    if (i % 20 === 10 && shared !== undefined) keys[0] = shared
    uploads.push(keys)
  }
  const answers = await Promise.all(uploads.map((keys) => upload(server, keys)))

  for (const [i, { status, answer }] of answers.entries()) {
    const isTaken = status === 200 && answer.insertedExposures === KEYS
    const isRefused = status === 400 && answer.code === 'missing_revision_token'
    if (i % 20 === 0) expect(isRefused).toBe(true)
    // Which of the two comes first is nobody's business.
    else if (i % 20 === 10) expect([isTaken, isRefused]).toContain(answers[i - 1]?.status === 400)
    else if (i % 20 !== 9) expect(isTaken).toBe(true)
  }
  const pairs = answers.flatMap(({ status }, i) =>
    i % 20 === 10 ? [[status, answers[i - 1]?.status]] : [],
  )
  expect(pairs.map((pair) => pair.sort())).toEqual(pairs.map(() => [200, 400]))

  const taken = uploads.filter((_, i) => answers[i]?.status === 200)
  const acknowledged = [...before, ...taken].flat().map(hexOf).sort()
  expect(await storedKeys()).toEqual(acknowledged)
  const total = before.length + taken.length
  expect(await counted()).toEqual({ keys: acknowledged.length, uploads: total, shapes: total })
}, 60_000)

test('a failure of the database is each upload’s 503, and nothing of them is stored', async () => {
  const { meter, server } = await startGrouping()
  const kept = phoneKeys(server.now, KEYS)
  await upload(server, kept)
  const uploads = Array.from({ length: 30 }, () => phoneKeys(server.now, KEYS))
  meter.before = (sql) => {
    if (sql.some((text) => text.includes('INSERT INTO'))) throw new Error('D1_ERROR: overloaded')
  }
  const failed = await Promise.all(uploads.map((keys) => upload(server, keys)))
  for (const { status, headers, answer } of failed) {
    expect([status, answer.code]).toEqual([503, 'internal_error'])
    expect(headers.get('retry-after')).toMatch(/^\d+$/)
  }
  expect(await storedKeys()).toEqual(kept.map(hexOf).sort())
  meter.before = () => undefined
  const again = await Promise.all(uploads.map((keys) => upload(server, keys)))
  expect(again.every(({ answer }) => answer.insertedExposures === KEYS)).toBe(true)
})

describe('the object', () => {
  const prepared = (...seeds: number[]): PreparedUpload =>
    prepareUpload({
      keys: seeds.map((seed) => aDiagnosisKey({ keyData: keyData(seed) })),
      attributes: {
        regions: ['US'],
        traveler: false,
        provenance: 'uploaded',
        healthAuthorityId: 1,
        federationConsent: 'never',
        visitedCountries: undefined,
      },
      statistics: undefined,
      shape: undefined,
    })

  /** Runs inside the object, whose database waits before its first write and then goes on, or fails. */
  async function withinObject<T>(
    run: (
      ingest: Ingest,
      first: { hasBegun: Promise<void>; goOn: () => void; fail: () => void; calls: () => number },
    ) => Promise<T>,
    failing: (sql: readonly string[]) => boolean = () => false,
  ): Promise<T> {
    await startGrouping()
    const { meter, wrap } = meterDatabase()
    const begun = Promise.withResolvers<void>()
    const gate = Promise.withResolvers<void>()
    let writes = 0
    meter.before = async (sql) => {
      if (writes++ > 0) {
        if (failing(sql)) throw new Error('D1_ERROR: overloaded')
        return
      }
      begun.resolve()
      await gate.promise
    }
    return runInDurableObject(env.INGEST_OBJECT.getByName(INGEST_NAME), (ingest: Ingest) => {
      ingest.database = openKeyserver(wrap(env.KEYSERVER_DB))
      return run(ingest, {
        hasBegun: begun.promise,
        calls: () => meter.calls,
        goOn: () => gate.resolve(),
        fail: () => gate.reject(new Error('D1_ERROR: overloaded')),
      })
    })
  }

  test('fails a group without the next one', async () => {
    const outcomes = await withinObject(async (ingest, first) => {
      const failing = Promise.all([ingest.write(prepared(1)), ingest.write(prepared(2))])
      await first.hasBegun
      const next = Promise.all([ingest.write(prepared(3)), ingest.write(prepared(4, 5))])
      first.fail()
      return [await failing, await next]
    })
    expect(outcomes).toEqual([
      ['failed', 'failed'],
      ['written', 'written'],
    ])
    expect(await storedKeys()).toHaveLength(3)
  })

  test('fails a group of which the database failed, without the one before', async () => {
    const outcomes = await withinObject(
      async (ingest, first) => {
        const good = Promise.all([ingest.write(prepared(1))])
        await first.hasBegun
        const failing = Promise.all([2, 3, 4].map((seed) => ingest.write(prepared(seed))))
        first.goOn()
        return [await good, await failing]
      },
      () => true,
    )
    expect(outcomes).toEqual([['written'], ['failed', 'failed', 'failed']])
    expect(await storedKeys()).toHaveLength(1)
  })

  test('has one write under way, and the uploads of that time go into the next', async () => {
    const outcomes = await withinObject(async (ingest, first) => {
      const alone = Promise.all([ingest.write(prepared(1))])
      await first.hasBegun
      const next = Promise.all([
        ingest.write(prepared(2, 3)),
        ingest.write(prepared(1, 4)),
        ingest.write(prepared(3, 5)),
        ingest.write(prepared(5, 6)),
      ])
      first.goOn()
      return [await alone, await next, first.calls()]
    })
    // Of the second group: the write that is undone, the look at what is stored, the write of the rest.
    expect(outcomes).toEqual([['written'], ['written', 'conflict', 'conflict', 'written'], 1 + 3])
    expect(await storedKeys()).toHaveLength(5)
  })

  test('turns away who would wait behind too many, and takes uploads again later', async () => {
    const outcomes = await withinObject(async (ingest, first) => {
      const alone = ingest.write(prepared(1))
      await first.hasBegun
      const waiting = Array.from({ length: WAITING_UPLOADS }, () => ingest.write(prepared()))
      const turnedAway = await ingest.write(prepared(2))
      first.goOn()
      const kinds = new Set(await Promise.all([alone, ...waiting]))
      return { turnedAway, kinds: [...kinds], later: await ingest.write(prepared(2)) }
    })
    expect(outcomes).toEqual({ turnedAway: 'busy', kinds: ['written'], later: 'written' })
    expect(await storedKeys()).toHaveLength(2)
  })
})
