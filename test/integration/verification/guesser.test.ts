/** What somebody learns who asks and asks: nothing that the protocol does not say. */

import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { putCode } from '../../support/codes.ts'
import { meterDatabase } from '../../support/metered-database.ts'
import { type Answer, OPEN_REALM, startVerification } from '../../support/verification.ts'

const EKEYHMAC = btoa('x'.repeat(32))
const NONCE = btoa('n'.repeat(256))

/** A system whose storage is watched. */
async function watched(settings: object = {}) {
  const { meter, wrap } = meterDatabase()
  let trace: string[] = []
  meter.before = (sql) => void trace.push(sql.map((text) => text.trim()).join(' ; '))
  const quota = {
    getByName: (name: string) => {
      const stub = env.REALM_QUOTA.getByName(name)
      return {
        admit: (...args: Parameters<typeof stub.admit>) => {
          trace.push(`object ${name}`)
          return stub.admit(...args)
        },
      }
    },
  }
  const queued: string[] = []
  const queue = {
    send: async (entry: string) => {
      trace.push('queue')
      queued.push(entry)
    },
  }
  const server = await startVerification({
    wrapDatabase: wrap,
    realms: [
      { ...OPEN_REALM, settings: { ...OPEN_REALM.settings, ...settings } },
      { ...OPEN_REALM, name: 'Other', regionCode: 'US-OTH' },
    ],
    env: { REALM_QUOTA: quota, SMS_QUEUE: queue },
  })
  // Caches, and the key's last use.
  await server.device('/api/verify', { code: 'warm' })
  await server.device('/api/certificate', { token: 'warm', ekeyhmac: EKEYHMAC })
  return {
    server,
    queued,
    async seen(answer: () => Promise<Answer>) {
      trace = []
      const { status, headers, text, body } = await answer()
      return {
        status,
        errorCode: body['errorCode'],
        shape: { headers: [...headers.keys()], length: new TextEncoder().encode(text).length },
        trace,
      }
    },
  }
}

describe('codes', () => {
  test('unknown, used, expired, foreign, wrong nonce, good and chaff: one shape, one sequence of calls', async () => {
    const { server, seen } = await watched()
    const used = await putCode(server)
    await server.device('/api/verify', { code: used })
    const cases = {
      unknown: { code: '00000000' },
      used: { code: used },
      expired: { code: await putCode(server, { expiresIn: 0, longExpiresIn: 0 }) },
      foreign: { code: await putCode(server, { realmId: server.realms[1]?.id ?? 0 }) },
      unsupported: { code: await putCode(server, { testType: 'negative' }), accept: ['likely'] },
      wrongNonce: { code: await putCode(server, { testType: 'user-report', nonce: NONCE }) },
      good: { code: await putCode(server) },
    }
    const looks = new Map<string, Awaited<ReturnType<typeof seen>>>()
    for (const [name, body] of Object.entries(cases)) {
      looks.set(name, await seen(() => server.device('/api/verify', body)))
    }
    looks.set(
      'chaff',
      await seen(() => server.device('/api/verify', { code: 'x' }, { 'x-chaff': '1' })),
    )
    const good = looks.get('good')
    expect(good?.status).toBe(200)
    expect(good?.trace).toHaveLength(3)
    for (const [name, look] of looks) {
      expect(look.shape, name).toEqual(good?.shape)
      expect(look.trace, name).toEqual(good?.trace)
    }
    expect(looks.get('chaff')?.status).toBe(200)
    expect(looks.get('unknown')).toEqual(looks.get('used'))
    expect(looks.get('unknown')).toEqual(looks.get('wrongNonce'))
    expect(looks.get('unknown')).toEqual(looks.get('foreign'))
  })
})

describe('tokens', () => {
  test('used, deleted, foreign, good and chaff: one shape, one sequence of calls', async () => {
    const { server, seen } = await watched()
    const tokenOf = async () =>
      (await server.device('/api/verify', { code: await putCode(server) })).body['token']
    const used = await tokenOf()
    await server.device('/api/certificate', { token: used, ekeyhmac: EKEYHMAC })
    const gone = await tokenOf()
    await env.VERIFICATION_DB.prepare('DELETE FROM verification_tokens WHERE used_at IS NULL').run()
    const other = server.realms[1]
    const foreign = (
      await server.device(
        '/api/verify',
        { code: await putCode(server, { realmId: other?.id ?? 0 }) },
        { 'x-api-key': other?.apiKeys.device ?? '' },
      )
    ).body['token']
    expect(foreign).toEqual(expect.any(String))
    const ask = (token: unknown, headers = {}) =>
      seen(() => server.device('/api/certificate', { token, ekeyhmac: EKEYHMAC }, headers))
    const good = await ask(await tokenOf())
    expect(good.status).toBe(200)
    expect(good.trace).toHaveLength(3)
    const chaff = await ask('x', { 'x-chaff': '1' })
    for (const look of [await ask(used), await ask(gone), await ask(foreign), chaff]) {
      expect(look.shape).toEqual(good.shape)
      expect(look.trace).toEqual(good.trace)
    }
    expect(await ask(used)).toEqual(await ask(gone))
    expect(await ask(used)).toEqual(await ask(foreign))
  })
})

describe('phones', () => {
  test('known, new and chaff: one answer, one sequence of calls, entries of one size', async () => {
    const { server, seen, queued } = await watched()
    const report = (phone: string, headers = {}) =>
      seen(() =>
        server.device('/api/user-report', { phone, testDate: '2026-11-18', nonce: NONCE }, headers),
      )
    await report('+12065550100')
    const fresh = await report('+12065550101')
    const known = await report('+12065550100')
    const chaff = await report('+12065550102', { 'x-chaff': '1' })
    expect(fresh.status).toBe(200)
    expect(known).toEqual(fresh)
    expect(chaff.shape).toEqual(fresh.shape)
    expect(chaff.trace).toEqual(fresh.trace)
    expect(fresh.trace.at(-1)).toBe('queue')
    expect(new Set(queued.map((entry) => entry.length)).size).toBe(1)
    expect(queued).toHaveLength(4)
  })

  test('what a phone is told holds the same members and a plausible end', async () => {
    const { server } = await watched()
    const report = () =>
      server.device('/api/user-report', {
        phone: '+12065550100',
        testDate: '2026-11-18',
        nonce: NONCE,
      })
    const [first, again] = [await report(), await report()]
    expect(Object.keys(again.body)).toEqual(Object.keys(first.body))
    expect(again.body['expiresAtTimestamp']).toBe(server.now + 900)
    expect(again.body['expiresAt']).toBe(first.body['expiresAt'])
  })
})

describe('chaff', () => {
  test('counts a day of the realm, no request, no code and no statistics', async () => {
    const { server } = await watched()
    const before = await env.VERIFICATION_DB.prepare('SELECT * FROM realm_statistics').all()
    const remaining = async () =>
      (await server.device('/api/verify', { code: 'x' }, { 'x-chaff': '1' })).headers.get(
        'x-ratelimit-remaining',
      )
    expect(await remaining()).toBe(await remaining())
    for (const path of ['/api/verify', '/api/certificate', '/api/user-report']) {
      await server.device(path, '{', { 'x-chaff': 'daily' })
    }
    const after = await env.VERIFICATION_DB.prepare('SELECT * FROM realm_statistics').all()
    expect(after.results).toEqual(before.results)
    const days = await env.VERIFICATION_DB.prepare('SELECT count(*) AS n FROM chaff_days').first()
    expect(days).toEqual({ n: 1 })
    const issued = await env.VERIFICATION_DB.prepare(
      'SELECT (SELECT count(*) FROM verification_codes) + (SELECT count(*) FROM user_reports) AS n',
    ).first()
    expect(issued).toEqual({ n: 0 })
  })

  test('without a key it is refused like any request', async () => {
    const { server } = await watched()
    const headers = { 'x-api-key': 'x', 'x-chaff': '1' }
    expect((await server.device('/api/verify', {}, headers)).status).toBe(401)
  })
})
