import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { OPEN_REALM, read, startVerification } from '../../support/verification.ts'

const at = (address: string) => ({ 'cf-connecting-ip': address })

describe('windows of requests', () => {
  const start = () =>
    startVerification({ vars: { RATE_LIMIT_TOKENS: '3', RATE_LIMIT_INTERVAL: '1m' } })

  test('three requests, then text and the time to come again; full after the interval', async () => {
    const server = await start()
    const ask = () => server.device('/api/verify', { code: 'x' }, at('203.0.113.9'))
    const first = await ask()
    expect(first.headers.get('x-ratelimit-limit')).toBe('3')
    expect(first.headers.get('x-ratelimit-remaining')).toBe('2')
    expect(first.headers.get('x-ratelimit-reset')).toBe('Thu, 19 Nov 2026 10:21:00 UTC')
    await ask()
    await ask()
    server.now = (server.now + 59) as typeof server.now
    const refused = await ask()
    expect([refused.status, refused.text]).toEqual([429, 'Too Many Requests'])
    expect(refused.headers.get('content-type')).toMatch(/^text\/plain/)
    expect(refused.headers.get('x-ratelimit-remaining')).toBe('0')
    expect(refused.headers.get('retry-after')).toBe('Thu, 19 Nov 2026 10:21:00 UTC')
    server.now = (server.now + 1) as typeof server.now
    expect((await ask()).status).toBe(400)
  })

  test('each address for itself, each API for itself', async () => {
    const server = await start()
    for (let i = 0; i < 3; i++) await server.device('/api/verify', {}, at('203.0.113.9'))
    expect((await server.device('/api/certificate', {}, at('203.0.113.9'))).status).toBe(429)
    expect((await server.device('/api/verify', {}, at('203.0.113.8'))).status).toBe(400)
    expect((await server.device('/api/verify', {}, at('2001:db8::1'))).status).toBe(400)
    const status = { uuid: 'x' }
    expect((await server.admin('/api/checkcodestatus', status, at('203.0.113.9'))).status).toBe(404)
  })

  test('a limited request is refused as such whatever it says, and has no effect', async () => {
    const server = await start()
    const issue = () => server.admin('/api/issue', { testType: 'confirmed' }, at('203.0.113.9'))
    for (let i = 0; i < 3; i++) expect((await issue()).status).toBe(200)
    expect((await issue()).text).toBe('Too Many Requests')
    expect((await server.admin('/api/issue', '{', at('203.0.113.9'))).status).toBe(429)
    const codes = await env.VERIFICATION_DB.prepare(
      'SELECT count(*) AS n FROM verification_codes',
    ).first()
    expect(codes).toEqual({ n: 3 })
  })

  test('a hundred at once: three', async () => {
    const server = await start()
    const all = await Promise.all(
      Array.from({ length: 100 }, () => server.device('/api/verify', {}, at('203.0.113.9'))),
    )
    expect(all.filter(({ status }) => status !== 429)).toHaveLength(3)
  })

  test('JWKS is limited by address alone', async () => {
    const server = await start()
    const ask = async (address: string) =>
      (await server.requestDevice('/jwks/1', { headers: at(address) })).status
    for (let i = 0; i < 3; i++) expect(await ask('203.0.113.77')).toBe(200)
    expect(await ask('203.0.113.77')).toBe(429)
    expect(await ask('203.0.113.78')).toBe(200)
  })
})

describe('networks of a realm', () => {
  const walled = {
    ...OPEN_REALM,
    settings: {
      ...OPEN_REALM.settings,
      allowedCidrs: {
        adminapi: ['203.0.113.0/24', '2001:db8::/32'],
        apiserver: ['203.0.113.9/32'],
        server: [],
      },
    },
  }

  test.each([
    ['203.0.113.9', 200, 400],
    ['203.0.113.10', 200, 401],
    ['2001:db8::7', 200, 401],
    ['198.51.100.1', 401, 401],
    ['', 401, 401],
  ])('%s', async (address, admin, device) => {
    const server = await startVerification({ realms: [walled] })
    const issued = await server.admin('/api/issue', { testType: 'confirmed' }, at(address))
    expect(issued.status).toBe(admin)
    expect((await server.device('/api/verify', { code: 'x' }, at(address))).status).toBe(device)
  })
})

describe('keys', () => {
  test('a disabled one is refused at once', async () => {
    const server = await startVerification()
    expect((await server.device('/api/verify', { code: 'x' })).status).toBe(400)
    await env.VERIFICATION_DB.prepare(
      "UPDATE api_keys SET disabled_at = 1 WHERE name = 'device'",
    ).run()
    expect((await server.device('/api/verify', { code: 'x' })).status).toBe(401)
  })

  test('one of another realm opens nothing of this one, and a forged realm is nobody', async () => {
    const server = await startVerification({
      realms: [OPEN_REALM, { name: 'Other', regionCode: 'US-O' }],
    })
    const [mine, theirs] = server.realms
    const [K, , S] = (mine?.apiKeys.device ?? '').split('.')
    const forged = { 'x-api-key': `${K}.${theirs?.id}.${S}` }
    expect((await server.device('/api/verify', {}, forged)).status).toBe(401)
    const oldest = { 'x-api-key': K ?? '' }
    expect((await server.device('/api/verify', { code: 'x' }, oldest)).status).toBe(400)
  })

  test('the last use is noted once in a quarter of an hour', async () => {
    const server = await startVerification()
    const lastUse = async () =>
      (
        await env.VERIFICATION_DB.prepare(
          "SELECT last_used_at AS at FROM api_keys WHERE name = 'device'",
        ).first<{ at: number }>()
      )?.at
    const start = server.now
    await server.device('/api/verify', { code: 'x' })
    server.now = (start + 899) as typeof server.now
    await server.device('/api/verify', { code: 'x' })
    expect(await lastUse()).toBe(start)
    server.now = (start + 900) as typeof server.now
    await server.device('/api/verify', { code: 'x' })
    expect(await lastUse()).toBe(start + 900)
  })
})

describe('health', () => {
  test('asks the database only where that is wanted', async () => {
    const failing = (database: D1Database) =>
      new Proxy(database, {
        get: (target, name) => {
          if (name === 'prepare') throw new Error('the database is away')
          return Reflect.get(target, name)
        },
      })
    const server = await startVerification({ wrapDatabase: failing })
    for (const request of [server.requestAdmin, server.requestDevice]) {
      expect((await request('/health')).status).toBe(200)
      expect((await request('/health?service=other')).status).toBe(200)
      const headers = { accept: 'application/json' }
      const answer = await read(await request('/health?service=database', { headers }))
      expect([answer.status, answer.body]).toEqual([500, { error: 'Internal Server Error' }])
    }
  })

  test('with X-Debug the build is told', async () => {
    const server = await startVerification()
    const answer = await server.requestDevice('/health', { headers: { 'x-debug': '1' } })
    expect(answer.headers.get('x-build-id')).not.toBeNull()
    expect((await server.requestDevice('/health')).headers.get('x-build-id')).toBeNull()
  })
})
