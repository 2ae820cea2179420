import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { parseKeyServerStatistics } from '../../../src/api/verification/key-server-statistics.ts'
import { statisticsAddress } from '../../../src/core/realms/key-server-address.ts'
import { openVerification } from '../../../src/db/verification/database.ts'
import type { Outbound } from '../../../src/flows/outbound.ts'
import { pullStatistics } from '../../../src/flows/verification/pull-statistics.ts'
import { readConfig } from '../../../src/platform/config.ts'
import { openSecretBox, randomBytes } from '../../../src/platform/secrets.ts'
import { buildCertificateSigners } from '../../../src/workers/certificate-signers.ts'
import { startKeyserver } from '../../support/keyserver.ts'
import { phoneKeys, uploadBody } from '../../support/phone.ts'
import { interruptEverywhere } from '../../support/recorded-effects.ts'
import { createTestAuthority } from '../../support/test-authority.ts'
import { OPEN_REALM, startVerification } from '../../support/verification.ts'

const SETTINGS = {
  url: 'https://keys.example.org/v1/publish',
  audience: 'keyserver',
  timeoutMs: 1000,
  maxBytes: 64_000,
  workers: 2,
}
const DAY = 86_400

const realm = (rest: object = {}) => ({
  ...OPEN_REALM,
  ...rest,
  settings: { ...OPEN_REALM.settings, keyServerStats: {} },
})

async function depsOf(
  server: { db: Parameters<typeof pullStatistics>[0]['db'] },
  send: Outbound['send'],
) {
  const secretBox = await openSecretBox(env.MASTER_KEY)
  const signers = buildCertificateSigners(readConfig({ ...env }), {
    db: server.db,
    secretBox,
    randomBytes,
  })
  return {
    db: server.db,
    outbound: { send },
    signers,
    readAnswer: parseKeyServerStatistics,
    events: { requestFailed: () => undefined },
  }
}

const answering =
  (status: number, body: unknown): Outbound['send'] =>
  async () => ({
    ok: true,
    value: {
      status,
      headers: new Headers(),
      body: new TextEncoder().encode(
        typeof body === 'string' ? body : JSON.stringify(body),
      ) as Uint8Array<ArrayBuffer>,
    },
  })

const stored = async () =>
  (
    await env.VERIFICATION_DB.prepare(
      'SELECT * FROM key_server_statistics ORDER BY realm_id, day',
    ).all()
  ).results

test.each([
  ['https://keys.example.org', 'https://keys.example.org/v1/stats'],
  ['https://keys.example.org/', 'https://keys.example.org/v1/stats'],
  ['https://keys.example.org/v1/publish', 'https://keys.example.org/v1/stats'],
  ['https://example.org/keys/v1', 'https://example.org/keys/v1/stats'],
  ['https://v1.keys.example.org', 'https://v1.keys.example.org/v1/stats'],
  ['https://v1.keys.example.org/v1/publish?x=1', 'https://v1.keys.example.org/v1/stats'],
  ['https://example.org/v10', 'https://example.org/v10/v1/stats'],
  ['https://example.org/v1beta/v1/', 'https://example.org/v1beta/v1/stats'],
])('%s is asked at %s', (url, address) => {
  expect(statisticsAddress(url)).toBe(address)
})

test('our own key server tells a realm of its uploads, and telling twice is telling once', async () => {
  const certificateKey = createTestAuthority()
  const server = await startVerification({
    realms: [{ ...realm(), certificateKeyPem: certificateKey.privateKeyPem }],
  })
  const authority = {
    ...certificateKey,
    issuer: 'issuer.example.org',
    audience: 'audience.example.org',
    keyId: 'r1v1',
  }
  const keyserver = await startKeyserver({
    now: server.now,
    seed: { authority: { ...authority, name: 'Realm' } },
  })
  for (let i = 0; i < 12; i++) {
    const body = uploadBody(authority, phoneKeys(server.now, 3), { now: server.now })
    expect((await keyserver.publish(body)).status).toBe(200)
  }
  server.now = (server.now + DAY) as typeof server.now
  keyserver.now = server.now
  const deps = await depsOf(server, async (url, { method, headers, body }) => {
    const response = await keyserver.request(new URL(url).pathname, {
      method,
      headers,
      body: String(body),
    })
    const bytes = new Uint8Array(await response.arrayBuffer())
    return { ok: true, value: { status: response.status, headers: response.headers, body: bytes } }
  })
  for (let i = 0; i < 2; i++) {
    expect(await pullStatistics(deps, SETTINGS, server.now)).toEqual({ realms: 1, days: 1 })
  }
  const rows = await stored()
  expect(rows).toHaveLength(1)
  expect(rows[0]).toMatchObject({ realm_id: 1, teks_published: 36, publish_unknown: 12 })
})

test('a realm that fails does not stop another, and the job says so', async () => {
  const server = await startVerification({
    realms: [realm(), realm({ name: 'Second', regionCode: 'US-SEC' })],
  })
  let calls = 0
  const good = answering(200, { days: [{ day: '2026-11-18T00:00:00Z', total_teks_published: 5 }] })
  const bad = answering(500, 'x')
  const deps = await depsOf(server, async (url, request) => {
    calls++
    const [, claims = ''] = String(request.headers['authorization']).split('.')
    const first = JSON.parse(atob(claims)).iss === 'issuer.example.org' && calls <= 1
    return first ? good(url, request) : bad(url, request)
  })
  const failed = pullStatistics(deps, SETTINGS, server.now)
  await expect(failed).rejects.toMatchObject({ reason: 'key_server_statistics_failed' })
  expect(await stored()).toHaveLength(1)
  // One good answer and three tries.
  expect(calls).toBe(4)
})

test('a realm whose key is gone does not stop another', async () => {
  const server = await startVerification({
    realms: [realm(), realm({ name: 'Second', regionCode: 'US-SEC' })],
  })
  await env.VERIFICATION_DB.prepare('DELETE FROM realm_signing_keys WHERE realm_id = 1').run()
  const days = [{ day: '2026-11-18T00:00:00Z', total_teks_published: 5 }]
  const deps = await depsOf(server, answering(200, { days }))
  const failed = pullStatistics(deps, { ...SETTINGS, workers: 1 }, server.now)
  await expect(failed).rejects.toMatchObject({ reason: 'key_server_statistics_failed' })
  expect(await stored()).toMatchObject([{ realm_id: 2 }])
})

test('days that nobody is shown are not kept', async () => {
  const server = await startVerification({ realms: [realm()] })
  const days = ['9999-12-31', '2026-11-20', '2026-11-19', '2026-08-21', '2026-08-20', '1970-01-01']
  const answer = { days: days.map((day) => ({ day: `${day}T00:00:00Z` })) }
  const deps = await depsOf(server, answering(200, answer))
  expect(await pullStatistics(deps, SETTINGS, server.now)).toEqual({ realms: 1, days: 2 })
  expect(await stored()).toHaveLength(2)
})

test('the token: who asks, whom, for how long', async () => {
  const server = await startVerification({ realms: [realm()] })
  const sent: Record<string, string>[] = []
  const deps = await depsOf(server, async (url, request) => {
    sent.push({ url, ...request.headers, body: String(request.body) })
    return answering(200, { days: null })(url, request)
  })
  await pullStatistics(deps, SETTINGS, server.now)
  const [{ url, authorization = '', body } = {}] = sent
  expect([url, body]).toEqual(['https://keys.example.org/v1/stats', '{"padding":""}'])
  const [header = '', claims = ''] = authorization.replace('Bearer ', '').split('.')
  expect(JSON.parse(atob(header))).toEqual({ alg: 'ES256', kid: 'r1v1', typ: 'JWT' })
  expect(JSON.parse(atob(claims))).toEqual({
    aud: 'keyserver',
    iss: 'issuer.example.org',
    iat: server.now,
    exp: server.now + 300,
  })
})

test('nobody is asked where no realm wants it, or no address is known', async () => {
  const deny: Outbound['send'] = () => Promise.reject(new Error('nobody is to be asked'))
  const off = await startVerification()
  expect(await pullStatistics(await depsOf(off, deny), SETTINGS, off.now)).toEqual({
    realms: 0,
    days: 0,
  })
  const on = await startVerification({ realms: [realm()] })
  const nowhere = { ...SETTINGS, url: '' }
  expect(await pullStatistics(await depsOf(on, deny), nowhere, on.now)).toEqual({
    realms: 0,
    days: 0,
  })
})

test.each([
  [401, 1],
  [403, 1],
  [404, 1],
  [429, 3],
  [503, 3],
])('a server that answers %d is asked %d times', async (status, times) => {
  const server = await startVerification({ realms: [realm()] })
  let calls = 0
  const answer = answering(status, {})
  const deps = await depsOf(server, (...asked) => {
    calls++
    return answer(...asked)
  })
  await expect(pullStatistics(deps, SETTINGS, server.now)).rejects.toThrow()
  expect(calls).toBe(times)
})

describe('answers that are none', () => {
  test.each([
    ['no JSON', 'x'],
    ['a list', []],
    ['an error', { error: 'no', days: [] }],
    ['a day that is none', { days: [{ day: '2026-02-30T00:00:00Z' }] }],
    ['a count below zero', { days: [{ day: '2026-11-18T00:00:00Z', total_teks_published: -1 }] }],
    ['a day with something behind it', { days: [{ day: '2026-11-18 rubbish' }] }],
    ['another zone', { days: [{ day: '2026-11-18T00:00:00+02:00' }] }],
    ['a fraction', { days: [{ day: '2026-11-18T00:00:00Z', total_teks_published: 1.5 }] }],
    [
      'too many ages',
      { days: [{ day: '2026-11-18T00:00:00Z', tek_age_distribution: Array(17).fill(1) }] },
    ],
    ['too many days', { days: Array(401).fill({ day: '2026-11-18T00:00:00Z' }) }],
  ])('%s', async (_what, body) => {
    const server = await startVerification({ realms: [realm()] })
    const deps = await depsOf(server, answering(200, body))
    await expect(pullStatistics(deps, SETTINGS, server.now)).rejects.toThrow()
    expect(await stored()).toEqual([])
  })
})

test('a run may die anywhere', async () => {
  const days = ['2026-11-18', '2026-11-17'].map((day) => ({
    day: `${day}T00:00:00Z`,
    total_teks_published: 5,
  }))
  let server: Awaited<ReturnType<typeof startVerification>>
  const report = await interruptEverywhere(
    {
      prepare: async () => {
        server = await startVerification({
          realms: [realm(), realm({ name: 'Second', regionCode: 'US-SEC' })],
        })
      },
      run: async (recorder) => {
        const db = openVerification(recorder.database(env.VERIFICATION_DB))
        const { outbound, ...deps } = await depsOf({ db }, answering(200, { days }))
        return pullStatistics(
          { ...deps, outbound: recorder.object('outbound', outbound) },
          { ...SETTINGS, workers: 1 },
          server.now,
        )
      },
      readState: stored,
    },
    ['dies before', 'dies after', 'stalls before'],
  )
  expect(report.undisturbed).toHaveLength(4)
  for (const { name, end } of report.cases) expect(end, name).toEqual(report.undisturbed)
})
