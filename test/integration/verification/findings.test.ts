/** Findings that were made in public against such servers, each as what must not happen here. */

import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { putCode } from '../../support/codes.ts'
import { OPEN_REALM, startVerification } from '../../support/verification.ts'

const EKEYHMAC = btoa('x'.repeat(32))
const CONFIRMED = { testType: 'confirmed' }
const realm = (settings: object) => ({
  ...OPEN_REALM,
  settings: { ...OPEN_REALM.settings, ...settings },
})

afterEach(() => void vi.restoreAllMocks())

describe('cwa-verification-server', () => {
  test('144: one secret gave any number of TANs. A code gives one token, a token one certificate', async () => {
    const server = await startVerification()
    const code = await putCode(server)
    const tokens: unknown[] = []
    for (let i = 0; i < 5; i++) {
      tokens.push((await server.device('/api/verify', { code })).body['token'])
    }
    expect(tokens.filter((token) => token !== undefined)).toHaveLength(1)
    const statuses: number[] = []
    for (let i = 0; i < 5; i++) {
      const body = { token: tokens[0], ekeyhmac: EKEYHMAC }
      statuses.push((await server.device('/api/certificate', body)).status)
    }
    expect(statuses).toEqual([200, 400, 400, 400, 400])
  })

  test('32: a counter was off by one. A quota of two is two codes', async () => {
    const server = await startVerification({
      realms: [realm({ abusePreventionEnabled: true, abusePreventionLimit: 2 })],
    })
    const statuses: number[] = []
    for (let i = 0; i < 4; i++) statuses.push((await server.admin('/api/issue', CONFIRMED)).status)
    expect(statuses).toEqual([200, 200, 429, 429])
  })

  test('4: parser errors showed internals. Ours name a field at most', async () => {
    const server = await startVerification()
    for (const body of [
      '{',
      '{"code":',
      '{"code":1}',
      '[1]',
      '{"a":{}}',
      '\u0000',
      '{"code":"x"}x',
    ]) {
      const { body: answer } = await server.device('/api/verify', body)
      expect(String(answer['error'])).not.toMatch(/Error|Zod|JSON\.parse|position|at .*:\d|\/src\//)
    }
  })

  test('205: a header told cover from real. With it and without, answers are alike', async () => {
    const server = await startVerification()
    const real = await server.device('/api/verify', { code: await putCode(server) })
    const cover = await server.device('/api/verify', { code: 'x' }, { 'x-chaff': '1' })
    expect([...cover.headers.keys()]).toEqual([...real.headers.keys()])
    expect(cover.text.length).toBe(real.text.length)
  })
})

describe('cwa-verification-portal', () => {
  test('70: codes were made by a forged request, without a limit. A key in a header is needed, and windows hold', async () => {
    const server = await startVerification({ vars: { RATE_LIMIT_TOKENS: '3' } })
    const forged = await server.requestAdmin('/api/issue', {
      method: 'POST',
      headers: { 'content-type': 'text/plain', cookie: 'session=1' },
      body: JSON.stringify(CONFIRMED),
    })
    expect(forged.status).toBe(401)
    const statuses: number[] = []
    for (let i = 0; i < 5; i++) statuses.push((await server.admin('/api/issue', CONFIRMED)).status)
    expect(statuses).toEqual([200, 200, 200, 429, 429])
  })
})

describe('cwa-documentation', () => {
  test('167, 275: codes could be guessed online. The server stops a guesser', async () => {
    const server = await startVerification({ vars: { RATE_LIMIT_TOKENS: '5' } })
    const statuses: number[] = []
    for (let i = 0; i < 8; i++) {
      statuses.push((await server.device('/api/verify', { code: `0000000${i}` })).status)
    }
    expect(statuses).toEqual([400, 400, 400, 400, 400, 429, 429, 429])
  })
})

describe('exposure-notifications-verification-server', () => {
  test('2119: a phone number stood in a log line. No line holds anything that was sent or made', async () => {
    const lines: string[] = []
    vi.spyOn(console, 'log').mockImplementation((line) => void lines.push(String(line)))
    const phone = '+12065550147'
    const address = '203.0.113.147'
    const headers = { 'cf-connecting-ip': address }
    const server = await startVerification()
    const issued = await server.admin(
      '/api/issue',
      { ...CONFIRMED, phone, onlyGenerateSMS: true, externalIssuerID: 'nurse-147' },
      headers,
    )
    const { code } = issued.body
    const verified = await server.device('/api/verify', { code }, headers)
    const { token } = verified.body
    const certified = await server.device(
      '/api/certificate',
      { token, ekeyhmac: EKEYHMAC },
      headers,
    )
    const nonce = btoa('n'.repeat(256))
    await server.device('/api/user-report', { phone, testDate: '2026-11-18', nonce }, headers)
    const failing = await startVerification({
      realms: [realm({ smsProvider: { kind: 'noop-fail' } })],
    })
    await failing.admin('/api/issue', { ...CONFIRMED, phone }, headers)
    const away = await startVerification({
      env: {
        REALM_QUOTA: { getByName: () => ({ admit: () => Promise.reject(new Error(phone)) }) },
      },
    })
    await away.device('/api/verify', { code }, headers)
    expect(lines.length).toBeGreaterThan(4)
    const log = lines.join('\n')
    const [long = 'none'] = /[a-z0-9]{16}/.exec(String(issued.body['generatedSMS'])) ?? []
    for (const secret of [
      code,
      long,
      token,
      certified.body['certificate'],
      issued.body['uuid'],
      '2065550147',
      address,
      'nurse-147',
      nonce,
      server.realms[0]?.apiKeys.device,
    ]) {
      expect(log).not.toContain(String(secret))
    }
  })

  test('1919: a redirect led anywhere. Links lead to the apps of the realm only', async () => {
    const server = await startVerification({ vars: { ENX_REDIRECT_DOMAIN: 'l.example.org' } })
    for (const path of [
      '/?r=https://evil.example',
      '//evil.example',
      '/https://evil.example?c=1',
    ]) {
      for (const agent of ['android', 'iphone', 'desktop']) {
        const answer = await server.requestRedirect(`https://us-mai.l.example.org${path}`, {
          headers: { 'user-agent': agent },
          redirect: 'manual',
        })
        const location = answer.headers.get('location') ?? ''
        expect(location).not.toMatch(/^(https?:)?\/\/evil/)
      }
    }
  })

  test('2353: line breaks and runs of blanks broke signed texts. The signed text has none', async () => {
    const server = await startVerification({
      realms: [realm({ smsTemplate: 'Your\r\n\r\ncode   is\t[longcode] ' })],
    })
    const { body } = await server.admin('/api/issue', {
      ...CONFIRMED,
      phone: '+12065550100',
      onlyGenerateSMS: true,
    })
    expect(body['generatedSMS']).toMatch(/^Your code is [a-z0-9]{16}$/)
  })

  test('2250: when a text failed, another row could be deleted. Only its own is', async () => {
    const server = await startVerification({
      realms: [realm({ smsProvider: { kind: 'noop-fail' } })],
    })
    await server.admin('/api/issue', CONFIRMED)
    await server.admin('/api/issue', CONFIRMED)
    await server.admin('/api/issue', { ...CONFIRMED, phone: '+12065550100' })
    const rows = await env.VERIFICATION_DB.prepare(
      'SELECT count(*) AS n FROM verification_codes',
    ).first()
    expect(rows).toEqual({ n: 2 })
  })

  test('1511, 2208: the end of the long code was shown and stored wrongly. They are one', async () => {
    const server = await startVerification()
    for (const body of [CONFIRMED, { ...CONFIRMED, phone: '+12065550100' }]) {
      const issued = await server.admin('/api/issue', body)
      const row = await env.VERIFICATION_DB.prepare(
        'SELECT expires_at, long_expires_at FROM verification_codes WHERE uuid = ?',
      )
        .bind(issued.body['uuid'])
        .first()
      expect(row).toEqual({
        expires_at: issued.body['expiresAtTimestamp'],
        long_expires_at: issued.body['longExpiresAtTimestamp'],
      })
    }
  })

  test('2049: a clock that was behind refused fresh certificates. They are dated back', async () => {
    const server = await startVerification()
    const { body } = await server.device('/api/verify', { code: await putCode(server) })
    const certified = await server.device('/api/certificate', {
      token: body['token'],
      ekeyhmac: EKEYHMAC,
    })
    const [, claims = ''] = String(certified.body['certificate']).split('.')
    expect(JSON.parse(atob(claims))).toMatchObject({ iat: server.now - 5, nbf: server.now - 5 })
  })

  test('1903, 2124: nobody knew whether apps send cover. A day with it is noted', async () => {
    const server = await startVerification()
    await server.device('/api/certificate', {}, { 'x-chaff': '1' })
    const { results } = await env.VERIFICATION_DB.prepare('SELECT * FROM chaff_days').all()
    expect(results).toHaveLength(1)
  })
})
