/** What is counted where a code is traded, and by how old it is. */

import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { type CodeOptions, putCode } from '../../support/codes.ts'
import { startVerification, type TestVerification } from '../../support/verification.ts'

const NONCE = btoa('n'.repeat(256))
const OTHER = btoa('o'.repeat(256))
const HOUR = 3600
const AGENTS = { ios: 'App/1 Darwin/20', android: 'Dalvik/2.1.0', unknown: 'curl' } as const

const wait = (server: TestVerification, seconds: number) => {
  server.now = (server.now + seconds) as typeof server.now
}

/** Counters of a table that are not zero, its key aside. */
async function counted(table: 'realm_statistics' | 'api_key_statistics') {
  const { results } = await env.VERIFICATION_DB.prepare(`SELECT * FROM ${table}`).all()
  const sums: Record<string, number> = {}
  for (const row of results) {
    for (const [name, value] of Object.entries(row)) {
      if (['realm_id', 'api_key_id', 'day'].includes(name) || value === 0) continue
      sums[name] = (sums[name] ?? 0) + Number(value)
    }
  }
  return sums
}

const verify = async (server: TestVerification, body: object, headers = {}) => {
  const { status, body: answer } = await server.device('/api/verify', body, headers)
  return [status, answer['errorCode']]
}

describe('counters', () => {
  const invalid = { codes_invalid: 1, codes_invalid_unknown_os: 1 }
  const claimed = { codes_claimed: 1, claim_age_seconds: 30, claim_age_0: 1 }

  test.each<[string, CodeOptions, object, object, object]>([
    ['good', {}, {}, claimed, { codes_claimed: 1 }],
    [
      'a user report',
      { testType: 'user-report', nonce: null },
      {},
      { ...claimed, user_reports_claimed: 1 },
      { codes_claimed: 1 },
    ],
    ['unknown', {}, { code: 'x' }, invalid, { codes_invalid: 1 }],
    ['expired', { expiresIn: 0 }, {}, invalid, { codes_invalid: 1 }],
    [
      'not accepted',
      { testType: 'likely' },
      { accept: ['confirmed'] },
      invalid,
      { codes_invalid: 1 },
    ],
    [
      'a wrong nonce',
      { testType: 'user-report', nonce: NONCE },
      { nonce: OTHER },
      { ...invalid, user_reports_invalid_nonce: 1, user_reports_invalid_nonce_unknown_os: 1 },
      { codes_invalid: 1 },
    ],
    ['an unknown type', {}, { accept: ['x'] }, {}, {}],
    ['a nonce that is none', {}, { nonce: '*' }, {}, {}],
    ['an unknown member', {}, { x: 1 }, {}, {}],
  ])('%s', async (_what, options, request, realm, key) => {
    const server = await startVerification()
    const code = await putCode(server, options)
    await verify(server, { code, ...request })
    expect(await counted('realm_statistics')).toEqual(realm)
    expect(await counted('api_key_statistics')).toEqual(key)
  })

  test('what was used already counts nothing', async () => {
    const server = await startVerification()
    const code = await putCode(server)
    await verify(server, { code })
    const before = [await counted('realm_statistics'), await counted('api_key_statistics')]
    await verify(server, { code })
    expect([await counted('realm_statistics'), await counted('api_key_statistics')]).toEqual(before)
  })

  test.each(['ios', 'android', 'unknown'] as const)('%s', async (os) => {
    const server = await startVerification()
    const code = await putCode(server, { testType: 'user-report', nonce: NONCE })
    const column = os === 'unknown' ? 'unknown_os' : os
    await verify(server, { code: 'x' }, { 'user-agent': AGENTS[os] })
    await verify(server, { code, nonce: OTHER }, { 'user-agent': AGENTS[os] })
    expect(await counted('realm_statistics')).toEqual({
      codes_invalid: 2,
      [`codes_invalid_${column}`]: 2,
      user_reports_invalid_nonce: 1,
      [`user_reports_invalid_nonce_${column}`]: 1,
    })
  })

  test('a day ends at midnight, UTC', async () => {
    const server = await startVerification()
    await verify(server, { code: 'x' })
    wait(server, 86_400 - (server.now % 86_400) - 1)
    await verify(server, { code: 'x' })
    wait(server, 1)
    await verify(server, { code: 'x' })
    const { results } = await env.VERIFICATION_DB.prepare(
      'SELECT day, codes_invalid AS n FROM realm_statistics ORDER BY day',
    ).all()
    expect(results).toEqual([
      { day: server.now - 86_400, n: 2 },
      { day: server.now, n: 1 },
    ])
  })
})

describe('ages', () => {
  const bounds = [60, 300, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 1_209_600]
  const stepsOf = (sums: Record<string, number>) =>
    bounds.map((_bound, index) => sums[`claim_age_${index}`] ?? 0)

  async function claimAt(ages: readonly number[]) {
    const server = await startVerification()
    for (const age of ages) {
      const code = await putCode(server, { age })
      expect(await verify(server, { code })).toEqual([200, undefined])
    }
    return counted('realm_statistics')
  }

  test('one each in the first, eighth, tenth and eleventh step', async () => {
    const ages = [50, 5 * HOUR, 20 * HOUR, 100 * HOUR]
    const sums = await claimAt(ages)
    expect(stepsOf(sums)).toEqual([1, 0, 0, 0, 0, 0, 0, 1, 0, 1, 1])
    expect(sums['claim_age_seconds']).toBe(ages.reduce((sum, age) => sum + age))
  })

  test('a bound belongs to its step, the next second to the next', async () => {
    const sums = await claimAt(bounds)
    expect(stepsOf(sums)).toEqual(bounds.map(() => 1))
    const above = await claimAt(bounds.map((bound) => bound + 1))
    expect(stepsOf(above)).toEqual([0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2])
  })

  test('a code of the future, by a clock that is ahead, is as old as none can be', async () => {
    const sums = await claimAt([-10])
    expect(stepsOf(sums)[0]).toBe(1)
    expect(sums['claim_age_seconds']).toBeUndefined()
  })
})
