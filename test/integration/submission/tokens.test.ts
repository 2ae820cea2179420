/** Tokens of submissions: given out, spent once whatever happens, forgotten. */

import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { addSeconds } from '../../../src/core/time.ts'
import { readAuditLog } from '../../../src/db/audit/queries.ts'
import { NOON } from '../../support/keyserver.ts'
import { nhsKeys, startNhs, type TestNhs } from '../../support/nhs-phone.ts'

const count = (table: string) =>
  env.KEYSERVER_DB.prepare(`SELECT count(*) AS n FROM ${table}`).first<number>('n')
const storedKeys = () => count('diagnosis_keys')
const tokensLeft = () => count('submission_tokens')

const submission = (token: string | undefined, keys = nhsKeys(NOON, 3)) => ({
  diagnosisKeySubmissionToken: token,
  temporaryExposureKeys: keys,
})

describe('a token', () => {
  test('is good once', async () => {
    const nhs = await startNhs()
    const token = await nhs.token()
    await nhs.submit(submission(token))
    await nhs.submit(submission(token))
    expect([await storedKeys(), await tokensLeft()]).toEqual([3, 0])
  })

  test('is good once also where it is sent many times at once', async () => {
    const nhs = await startNhs()
    const [token, other] = await nhs.issue('LAB_RESULT', 2)
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => nhs.submit(submission(token))),
    )
    expect(answers.map(({ status }) => status)).toEqual(new Array(8).fill(200))
    expect([await storedKeys(), await tokensLeft()]).toEqual([3, 1])
    await nhs.submit(submission(other))
    expect([await storedKeys(), await tokensLeft()]).toEqual([6, 0])
  })

  test('of one submission is not another\u2019s: each is spent by itself', async () => {
    const nhs = await startNhs()
    const tokens = await nhs.issue('RAPID_RESULT', 5)
    await Promise.all(tokens.map((token) => nhs.submit(submission(token))))
    expect([await storedKeys(), await tokensLeft()]).toEqual([15, 0])
  })

  test('is good until it expires, and not after', async () => {
    const nhs = await startNhs()
    const [first, second] = await nhs.issue('LAB_RESULT', 2, 3600)
    nhs.server.now = addSeconds(NOON, 3599)
    await nhs.submit(submission(first))
    expect(await storedKeys()).toBe(3)
    nhs.server.now = addSeconds(NOON, 3600)
    await nhs.submit(submission(second))
    expect(await storedKeys()).toBe(3)
  })

  test('is spent also where some of its keys, or all, are stored already', async () => {
    const nhs = await startNhs()
    const keys = nhsKeys(NOON, 4)
    await nhs.submit(submission(await nhs.token('RAPID_SELF_REPORTED'), keys.slice(2)))
    await nhs.submit(submission(await nhs.token(), keys))
    expect([await storedKeys(), await tokensLeft()]).toEqual([4, 0])
    const types = await env.KEYSERVER_DB.prepare(
      'SELECT report_type AS type FROM diagnosis_keys ORDER BY rolling_start_interval_number DESC',
    ).all<{ type: number }>()
    expect(
      types.results.map(({ type }) => type),
      'stored keys stay',
    ).toEqual([1, 1, 3, 3])
    await nhs.submit(submission(await nhs.token(), keys))
    expect([await storedKeys(), await tokensLeft()]).toEqual([4, 0])
  })

  test('is spent also where a stored key had another length', async () => {
    const nhs = await startNhs()
    const [key, other] = nhsKeys(NOON, 2)
    if (key === undefined || other === undefined) throw new Error('there are two')
    await nhs.submit(submission(await nhs.token(), [{ ...key, rollingPeriod: 60 }]))
    await nhs.submit(submission(await nhs.token(), [key, other]))
    expect([await storedKeys(), await tokensLeft()]).toEqual([2, 0])
  })
})

/** A database that fails the next batch that stores keys, before or after it is done. */
function failing(): {
  fail: (when: 'before' | 'after') => void
  wrap: (database: D1Database) => D1Database
} {
  let next: 'before' | 'after' | undefined
  const batchOf = (database: D1Database) => async (statements: D1PreparedStatement[]) => {
    const when = next
    next = undefined
    if (when === 'before') throw new Error('D1_ERROR: the network was lost')
    const results = await database.batch(statements)
    if (when === 'after') throw new Error('D1_ERROR: the network was lost')
    return results
  }
  return {
    fail: (when) => {
      next = when
    },
    wrap: (database) =>
      new Proxy(database, {
        get(target, name) {
          if (name === 'batch') return batchOf(target)
          const member = Reflect.get(target, name)
          return typeof member === 'function' ? member.bind(target) : member
        },
      }),
  }
}

async function startFailing(when: 'before' | 'after') {
  const database = failing()
  const nhs = await startNhs({ wrapDatabase: database.wrap })
  const body = submission(await nhs.token())
  // Reads the tenants, which are then remembered.
  await nhs.submit({ isPrivateJourney: true, temporaryExposureKeys: [] })
  database.fail(when)
  return { nhs, body, first: await nhs.submit(body) }
}

describe('a submission that is cut off', () => {
  test('before it is stored keeps its token, and is stored when it is sent again', async () => {
    const { nhs, body, first } = await startFailing('before')
    expect(first.status).toBe(503)
    expect(first.headers.get('retry-after')).toBe('60')
    expect(first.headers.has('x-amz-meta-signature')).toBe(true)
    expect([await storedKeys(), await tokensLeft()]).toEqual([0, 1])
    expect((await nhs.submit(body)).status).toBe(200)
    expect([await storedKeys(), await tokensLeft()]).toEqual([3, 0])
  })

  test('after it was stored is not stored twice', async () => {
    const { nhs, body, first } = await startFailing('after')
    expect(first.status).toBe(503)
    expect([await storedKeys(), await tokensLeft()]).toEqual([3, 0])
    expect((await nhs.submit(body)).status).toBe(200)
    expect([await storedKeys(), await tokensLeft()]).toEqual([3, 0])
  })
})

describe('giving out', () => {
  const ask = async (nhs: TestNhs, body: unknown, headers: Record<string, string> = {}) => {
    const init = { method: 'POST', body: JSON.stringify(body), headers }
    const response = await nhs.server.operate('/operator/submission-tokens', init)
    return { status: response.status, answer: await response.json() }
  }

  test('makes as many UUIDs as are asked for, and keeps none of them', async () => {
    const nhs = await startNhs()
    const tokens = await nhs.issue('RAPID_RESULT', 1000)
    expect(new Set(tokens).size).toBe(1000)
    for (const token of tokens) {
      expect(token).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    }
    const { results } = await env.KEYSERVER_DB.prepare('SELECT * FROM submission_tokens').all<{
      token_hash: string
      test_kit: string
      created_at: number
      expires_at: number
    }>()
    expect(results).toHaveLength(1000)
    expect(
      new Set(results.map((row) => [row.test_kit, row.created_at, row.expires_at].join())),
    ).toEqual(new Set([`RAPID_RESULT,${NOON},${NOON + 86_400}`]))
    const digest = async (token: string) =>
      Buffer.from(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(token))).toString(
        'hex',
      )
    const hashes = new Set(results.map((row) => row.token_hash))
    expect([...hashes].every((hash) => /^[0-9a-f]{64}$/.test(hash))).toBe(true)
    const [first = ''] = tokens
    expect(hashes.has(first) || hashes.has(await digest(first)), 'a digest needs a key').toBe(false)
  })

  test('is recorded without the tokens', async () => {
    const nhs = await startNhs()
    const [token = ''] = await nhs.issue('LAB_RESULT', 2, 60)
    const [entry, ...more] = await readAuditLog(nhs.server.db, 0, 10)
    expect(more).toEqual([])
    expect(entry).toMatchObject({
      at: NOON,
      actor: 'operator',
      action: 'submission_tokens.issue',
      subject: 'LAB_RESULT',
      detail: JSON.stringify({ count: 2, expiresAt: NOON + 60 }),
    })
    expect(JSON.stringify(entry)).not.toContain(token)
  })

  test.each<[string, unknown]>([
    ['none', { testKit: 'LAB_RESULT', count: 0, expiresInSeconds: 60 }],
    ['more than a thousand', { testKit: 'LAB_RESULT', count: 1001, expiresInSeconds: 60 }],
    ['a kit that is not known', { testKit: 'PCR', count: 1, expiresInSeconds: 60 }],
    ['no kit', { count: 1, expiresInSeconds: 60 }],
    ['less than a minute', { testKit: 'LAB_RESULT', count: 1, expiresInSeconds: 59 }],
    ['more than sixty days', { testKit: 'LAB_RESULT', count: 1, expiresInSeconds: 5_184_001 }],
    ['another member', { testKit: 'LAB_RESULT', count: 1, expiresInSeconds: 60, x: 1 }],
    ['no object', 1],
  ])('of %s is refused', async (_what, body) => {
    const nhs = await startNhs()
    expect((await ask(nhs, body)).status).toBe(400)
    expect([await tokensLeft(), await count('audit_log')]).toEqual([0, 0])
  })

  test('is the operator\u2019s alone', async () => {
    const nhs = await startNhs()
    const body = { testKit: 'LAB_RESULT', count: 1, expiresInSeconds: 60 }
    const { status } = await ask(nhs, body, { authorization: 'Bearer somebody' })
    expect([status, await tokensLeft()]).toEqual([401, 0])
  })
})

test('tokens that have expired are deleted by the job that deletes, others are not', async () => {
  const nhs = await startNhs()
  await nhs.issue('LAB_RESULT', 3, 3600)
  await nhs.issue('LAB_RESULT', 2, 3601)
  nhs.server.now = addSeconds(NOON, 3600)
  const response = await nhs.server.operate('/jobs/delete-expired', { method: 'POST' })
  expect(response.status).toBe(200)
  expect(await tokensLeft()).toBe(2)
})
