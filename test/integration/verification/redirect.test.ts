/** Links and association documents as the original answered them, and what each costs. */

import { expect, test, vi } from 'vitest'
import { addSeconds } from '../../../src/core/time.ts'
import type { RealmSeed } from '../../../src/flows/verification/seed.ts'
import { meterDatabase } from '../../support/metered-database.ts'
import { startVerification, type VerificationOptions } from '../../support/verification.ts'
import recorded from '../../vectors/verification-redirect.json' with { type: 'json' }

const fingerprint = (pair: string) => Array(32).fill(pair).join(':')
type App = NonNullable<RealmSeed['apps']>[number]

const app = (os: App['os'], appId: string, url: string, more: Partial<App> = {}): App => ({
  name: appId,
  os,
  appId,
  url,
  ...more,
})
const off = { disableRedirect: true }
const sha = (...pairs: string[]) => ({ fingerprints: pairs.map(fingerprint) })

const realm = (regionCode: string, apps: readonly App[], enExpressEnabled = false): RealmSeed => ({
  name: regionCode,
  regionCode,
  apps,
  settings: { enExpressEnabled },
})

const REALMS: readonly RealmSeed[] = [
  realm('US-ORA', [
    app('ios', 'TEAM123456.app.one', 'https://ios.example.org/one?x=1&y=2'),
    app('ios', 'TEAM123456.app.two', 'https://ios.example.org/two', off),
    app(
      'android',
      'app.one.android',
      'https://play.example.org/store?id=app.one&hl=en',
      sha('AA', 'BB'),
    ),
    app('android', 'app.two.android', 'https://play.example.org/two', { ...off, ...sha('CC') }),
  ]),
  realm('US-PLA', [
    app('android', 'app.off', 'https://play.example.org/off', { ...off, ...sha('EE') }),
    app('ios', 'TEAM.off', 'https://ios.example.org/off', off),
  ]),
  realm('US-ENX', [], true),
  realm('US-NOA', []),
  realm('US-HEA', [
    app('android', 'app.headless', 'https://play.example.org/headless', {
      isHeadless: true,
      ...sha('DD'),
    }),
  ]),
  realm(
    'US-SEC',
    [
      app('android', 'app.first', 'https://play.example.org/first', { ...off, ...sha('FF') }),
      app('android', 'app.second', 'https://play.example.org/second', sha('00')),
      app('ios', 'TEAM.first', 'https://ios.example.org/first', off),
      app('ios', 'TEAM.second', 'https://ios.example.org/second'),
    ],
    true,
  ),
  realm('US-BAR', [app('android', 'app.bare', '', sha('11')), app('ios', 'TEAM.bare', '')], true),
]

/** One realm by the domain alone; the others by mappings, one of them in mixed case. */
const VARS = {
  ENX_REDIRECT_DOMAIN: 'Links.example.com',
  HOSTNAME_TO_REGION: [
    ...['ora', 'enx', 'noa', 'hea', 'sec', 'bar', 'xx'].map(
      (name) => `us-${name}.enx.example.org:us-${name}`,
    ),
    'Us-Pla.enx.Example.org:Us-Pla',
  ].join(','),
}
const ANDROID = { headers: { 'user-agent': 'Mozilla/5.0 (Linux; Android 11; Pixel 5)' } }
const IPHONE = { headers: { 'user-agent': 'Mozilla/5.0 (iPhone; CPU iPhone OS 14_5)' } }

const start = (options: VerificationOptions = {}) =>
  startVerification({ realms: REALMS, vars: VARS, ...options })

test('answers as the original did', async () => {
  const server = await start()
  for (const vector of recorded.vectors) {
    const response = await server.requestRedirect(`https://${vector.host}${vector.path}`, {
      method: vector.method,
      headers: { 'user-agent': vector.userAgent },
    })
    expect(response.status, vector.case).toBe(vector.status)
    expect(response.headers.get('location') ?? undefined, vector.case).toBe(vector.location)
    expect((response.headers.get('content-type') ?? '').split(';')[0], vector.case).toBe(
      vector.type,
    )
    const text = await response.text()
    if (!('body' in vector)) continue
    const body = JSON.parse(text)
    if (vector.status === 404) expect(Object.keys(body), vector.case).toEqual(['error'])
    else expect(body, vector.case).toEqual(vector.body)
  }
  expect(recorded.vectors.length).toBeGreaterThan(50)
})

test('a region has a host below the domain without any mapping', async () => {
  const server = await start()
  const target = async (url: string) => {
    const response = await server.requestRedirect(url, IPHONE)
    return [response.status, response.headers.get('location')]
  }
  expect(await target('https://us-enx.links.example.com/v?c=1')).toEqual([
    303,
    'ens://v?c=1&r=US-ENX',
  ])
  expect(await target('https://us-zz.links.example.com/v?c=1')).toEqual([404, null])
  expect(await target('https://links.example.com/v?c=1')).toEqual([303, 'ens://onboarding'])
  expect(await target('https://a.us-enx.links.example.com/v?c=1')).toEqual([
    303,
    'ens://onboarding',
  ])
})

test('a mapping with an empty half keeps the Worker from starting', async () => {
  for (const mapping of ['host', 'host:', ':US-ORA', 'host:A,', 'host:A:B']) {
    await expect(start({ vars: { HOSTNAME_TO_REGION: mapping } }), mapping).rejects.toThrow(
      'HOSTNAME_TO_REGION',
    )
  }
})

test('errors of association documents', async () => {
  const server = await start()
  const errorOf = async (host: string, name: string) =>
    (await server.requestRedirect(`https://${host}/.well-known/${name}`)).text()
  for (const name of ['assetlinks.json', 'apple-app-site-association']) {
    expect(await errorOf('nowhere.example.net', name)).toBe('{"error":"request is missing region"}')
    expect(await errorOf('us-xx.enx.example.org', name)).toBe(
      '{"error":"no realm exists for region \\"US-XX\\""}',
    )
    expect(await errorOf('us-noa.enx.example.org', name)).toBe('{"error":"no apps are registered"}')
  }
})

test('HEAD is GET without a body; no other method is taken', async () => {
  const server = await start()
  for (const path of ['/v?c=1', '/.well-known/assetlinks.json']) {
    const url = `https://us-ora.enx.example.org${path}`
    const got = await server.requestRedirect(url, ANDROID)
    const head = await server.requestRedirect(url, { ...ANDROID, method: 'HEAD' })
    expect(head.status).toBe(got.status)
    expect([...head.headers]).toEqual([...got.headers])
    expect(await head.text()).toBe('')
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      expect((await server.requestRedirect(url, { ...ANDROID, method })).status).toBe(405)
    }
  }
})

test('a code in a link is kept by nobody on the way', async () => {
  const server = await start()
  const response = await server.requestRedirect('https://us-enx.enx.example.org/v?c=<b>"', IPHONE)
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(response.headers.get('x-frame-options')).toBe('DENY')
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
  const text = await response.text()
  expect(text).toContain('<a href="ens://v?c=%3Cb%3E%22&#38;r=US-ENX">')
  const document = await server.requestRedirect(
    'https://us-ora.enx.example.org/.well-known/assetlinks.json',
  )
  expect(document.headers.get('cache-control')).toBe('public, max-age=300')
})

test('a link costs one read when cold and none for five minutes', async () => {
  const { meter, wrap } = meterDatabase()
  const server = await start({ wrapDatabase: wrap })
  const ask = async (host: string, path = '/v?c=1') => {
    meter.reset()
    await (await server.requestRedirect(`https://${host}${path}`, ANDROID)).text()
    return meter.calls
  }
  for (const host of ['us-ora.enx.example.org', 'us-xx.enx.example.org']) {
    expect(await ask(host)).toBe(1)
    expect(await ask(host)).toBe(0)
    expect(await ask(host, '/.well-known/assetlinks.json')).toBe(0)
  }
  expect(await ask('nowhere.example.net')).toBe(0)
  server.now = addSeconds(server.now, 299)
  expect(await ask('us-ora.enx.example.org')).toBe(0)
  server.now = addSeconds(server.now, 1)
  expect(await ask('us-ora.enx.example.org')).toBe(1)
  expect(meter.rowsRead).toBeLessThan(12)
})

test('who asks too often is shed before anything is read', async () => {
  const { meter, wrap } = meterDatabase()
  const asked: unknown[] = []
  const limit = async (options: unknown) => {
    asked.push(options)
    return { success: false }
  }
  const server = await start({ wrapDatabase: wrap, env: { LINK_LIMITER: { limit } } })
  meter.reset()
  const response = await server.requestRedirect('https://us-ora.enx.example.org/v?c=1', {
    headers: { ...ANDROID.headers, 'cf-connecting-ip': '203.0.113.9' },
  })
  expect(response.status).toBe(429)
  expect(asked).toEqual([{ key: '203.0.113.9' }])
  expect(meter.calls).toBe(0)
})

test('a failure is logged without the code in the link', async () => {
  const lines: string[] = []
  const spies = (['log', 'info', 'warn', 'error'] as const).map((level) =>
    vi.spyOn(console, level).mockImplementation((...parts: unknown[]) => {
      lines.push(parts.map(String).join(' '))
    }),
  )
  const { meter, wrap } = meterDatabase()
  const server = await start({ wrapDatabase: wrap })
  meter.before = () => {
    throw new Error('away')
  }
  const url = 'https://us-ora.enx.example.org/v?c=abc123secret'
  expect((await server.requestRedirect(url, ANDROID)).status).toBe(500)
  for (const spy of spies) spy.mockRestore()
  expect(lines.join()).toContain('request_failed')
  expect(lines.join()).not.toContain('abc123secret')
})

test('health tells of the database only where it is asked to', async () => {
  const { meter, wrap } = meterDatabase()
  const server = await start({ wrapDatabase: wrap })
  meter.before = () => {
    throw new Error('away')
  }
  const statusOf = async (path: string) =>
    (await server.requestRedirect(`https://any.example.org${path}`)).status
  expect(await statusOf('/health')).toBe(200)
  expect(await statusOf('/health?service=database')).toBe(500)
})
