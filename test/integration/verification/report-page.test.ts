import { env } from 'cloudflare:workers'
import { createHmac } from 'node:crypto'
import { describe, expect, test, vi } from 'vitest'
import { LOCALES } from '../../../src/core/report/locales/index.ts'
import type { Outbound } from '../../../src/flows/outbound.ts'
import { deliverEntry } from '../../../src/flows/verification/send-sms.ts'
import { webhookSignature } from '../../../src/flows/verification/webhook-signature.ts'
import { openSecretBox } from '../../../src/platform/secrets.ts'
import { OPEN_REALM, startVerification, type TestVerification } from '../../support/verification.ts'

const DOMAIN = 'report.example.org'
const NONCE = btoa('n'.repeat(256))
const PHONE = '+12065550123'

const REALM = {
  ...OPEN_REALM,
  settings: { ...OPEN_REALM.settings, allowUserReportWebView: true },
}

const start = (settings: object = {}, rest: object = {}) =>
  startVerification({
    vars: { ENX_REDIRECT_DOMAIN: DOMAIN },
    realms: [{ ...REALM, ...rest, settings: { ...REALM.settings, ...settings } }],
  })

interface Page {
  readonly status: number
  readonly html: string
  readonly cookie: string
  readonly headers: Headers
}

async function pageOf(response: Response): Promise<Page> {
  const [cookie = ''] = (response.headers.get('set-cookie') ?? '').split(';')
  return { status: response.status, html: await response.text(), cookie, headers: response.headers }
}

const open = async (
  server: TestVerification,
  headers: Record<string, string> = {},
  url = `https://${DOMAIN}/report`,
) =>
  pageOf(
    await server.requestRedirect(url, {
      headers: {
        'x-api-key': server.realms[0]?.apiKeys.device ?? '',
        'x-nonce': NONCE,
        ...headers,
      },
    }),
  )

const submit = async (
  server: TestVerification,
  cookie: string,
  fields: Record<string, string>,
  url = `https://${DOMAIN}/report/issue`,
) =>
  pageOf(
    await server.requestRedirect(url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', cookie },
      body: new URLSearchParams(fields).toString(),
    }),
  )

const GOOD = { testDate: '2026-11-18', phone: PHONE, agreement: 'true' }
const reports = async () =>
  (
    await env.VERIFICATION_DB.prepare('SELECT count(*) AS n FROM user_reports').first<{
      n: number
    }>()
  )?.n

describe('opening', () => {
  test('the form, with its cookie and its headers', async () => {
    const server = await start()
    const { status, html, headers, cookie } = await open(server)
    expect(status).toBe(200)
    expect(html).toContain('<form method="post" action="/report/issue?lang=en">')
    for (const name of ['testDate', 'phone', 'agreement']) {
      expect(html).toContain(`id="${name}"`)
      expect(html).toContain(`for="${name}"`)
    }
    expect(html).toContain('max="2026-11-19"')
    expect(html).toContain('min="2026-10-22"')
    expect(cookie).toMatch(/^en-user-report=[A-Za-z0-9_-]+$/)
    expect(headers.get('set-cookie')).toMatch(
      /; Path=\/report; Max-Age=3600; Secure; HttpOnly; SameSite=Strict$/,
    )
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('cache-control')).toContain('no-store')
    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; script-src 'nonce-/,
    )
    expect(cookie).not.toContain(NONCE.slice(0, 20))
    expect(html).not.toContain(NONCE.slice(0, 20))
  })

  test('by POST as well', async () => {
    const server = await start()
    const response = await server.requestRedirect(`https://${DOMAIN}/report`, {
      method: 'POST',
      headers: { 'x-api-key': server.realms[0]?.apiKeys.device ?? '', 'x-nonce': NONCE },
    })
    expect(response.status).toBe(200)
  })

  test.each([
    ['no key', { 'x-api-key': '' }],
    ['a wrong one', { 'x-api-key': 'x.1.y' }],
  ])('%s', async (_what, headers) => {
    const answer = await open(await start(), headers)
    expect([answer.status, answer.cookie]).toEqual([401, ''])
  })

  test('a key of another type, and another host', async () => {
    const server = await start()
    const admin = { 'x-api-key': server.realms[0]?.apiKeys.admin ?? '' }
    expect((await open(server, admin)).status).toBe(401)
    for (const host of [`us-mai.${DOMAIN}`, 'example.org', `x${DOMAIN}`]) {
      expect((await open(server, {}, `https://${host}/report`)).status).toBe(401)
    }
  })

  test('a realm without reports, or without the page', async () => {
    expect((await open(await start({ allowUserReportWebView: false }))).status).toBe(404)
    expect((await open(await start({ allowedTestTypes: ['confirmed'] }))).status).toBe(404)
  })

  test.each([
    ['none at all', ''],
    ['no base64', '!!'],
    ['255 bytes', btoa('n'.repeat(255))],
    ['257 bytes', btoa('n'.repeat(257))],
  ])('a nonce of %s: a page without a form', async (_what, nonce) => {
    const { status, html, cookie } = await open(await start(), { 'x-nonce': nonce })
    expect(status).toBe(200)
    expect(html).not.toContain('<form')
    expect(html).toContain('role="alert"')
    expect(cookie).toBe('')
  })

  test('a nonce of the other alphabet', async () => {
    const bytes = String.fromCharCode(...Array(256).fill(0xfb))
    const nonce = btoa(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
    expect((await open(await start(), { 'x-nonce': nonce })).html).toContain('<form')
  })

  test('in production nothing is taken from the address', async () => {
    const server = await start()
    const key = server.realms[0]?.apiKeys.device ?? ''
    const url = `https://${DOMAIN}/report?apikey=${key}&nonce=${encodeURIComponent(NONCE)}`
    expect((await pageOf(await server.requestRedirect(url))).status).toBe(401)
  })
})

describe('languages', () => {
  test.each(Object.keys(LOCALES))('%s', async (locale) => {
    const { html, headers } = await open(
      await start(),
      {},
      `https://${DOMAIN}/report?lang=${locale}`,
    )
    const isRightToLeft = ['ar', 'fa', 'he', 'ur'].includes(locale)
    expect(html).toContain(`<html lang="${locale}" dir="${isRightToLeft ? 'rtl' : 'ltr'}">`)
    expect(headers.get('content-language')).toBe(locale)
    expect(html).not.toMatch(/\{(first|last)\}|undefined/)
  })

  test("the browser's, then the realm's own", async () => {
    const server = await start({ defaultLocale: 'es' })
    expect((await open(server, { 'accept-language': 'xx, de;q=0.5, fr;q=0.9' })).html).toContain(
      'lang="fr"',
    )
    expect((await open(server, { 'accept-language': 'xx' })).html).toContain('lang="es"')
  })

  test.each([
    ['zh', 'zh-Hans'],
    ['zh_TW', 'zh-Hant'],
    ['nb', 'no'],
    ['pt-BR', 'pt'],
    ['toString', 'en'],
  ])('a realm of %s', async (defaultLocale, locale) => {
    const { html } = await open(await start({ defaultLocale }), { 'accept-language': 'xx' })
    expect(html).toContain(`lang="${locale}"`)
  })

  test("the realm's own texts, harmless whatever they hold", async () => {
    const server = await start({
      agencyColor: '#00ff00;}',
      userReportLearnMoreUrl: 'javascript:alert(1)',
    })
    for (const [id, message] of [
      ['agencyDisplayName', '<b>Agency</b>'],
      ['webReportIntroMessage', '</p><script>alert(1)</script>'],
    ]) {
      await env.VERIFICATION_DB.prepare(
        "INSERT INTO realm_translations (realm_id, language, message_id, message) VALUES (?, 'en', ?, ?)",
      )
        .bind(server.realms[0]?.id, id, message)
        .run()
    }
    const { html } = await open(server)
    expect(html).toContain('&lt;b&gt;Agency&lt;/b&gt;')
    expect(html).not.toContain('<script>alert')
    expect(html).not.toContain('javascript:')
    expect(html).not.toContain('#00ff00;}')
  })
})

describe('submitting', () => {
  test('a report: a page that says so, once', async () => {
    const server = await start()
    const { cookie } = await open(server)
    const done = await submit(server, cookie, GOOD)
    expect(done.status).toBe(200)
    expect(done.html).toContain('role="status"')
    expect(done.html).toContain('postMessage({userDidSubmit:true})')
    expect(await reports()).toBe(1)
    // The nonce has left the session.
    expect(done.cookie).not.toBe(cookie)
    expect((await submit(server, done.cookie, GOOD)).status).toBe(404)
  })

  test('a phone that reported before sees the same', async () => {
    const server = await start()
    const first = await submit(server, (await open(server)).cookie, GOOD)
    const again = await submit(server, (await open(server)).cookie, GOOD)
    const strip = (html: string) => html.replaceAll(/nonce="[^"]*"/g, '')
    expect(strip(again.html)).toBe(strip(first.html))
    expect(again.html.length).toBe(first.html.length)
    expect([...again.headers.keys()]).toEqual([...first.headers.keys()])
    expect(again.cookie.length).toBe(first.cookie.length)
    expect(await reports()).toBe(1)
  })

  test.each([
    ['no agreement', { ...GOOD, agreement: '' }, 'agreement'],
    ['a date of tomorrow', { ...GOOD, testDate: '2026-11-20' }, 'testDate'],
    ['no date', { ...GOOD, testDate: 'x' }, 'testDate'],
    ['no phone', { ...GOOD, phone: ' ' }, 'phone'],
    ['no number', { ...GOOD, phone: 'x' }, 'phone'],
  ])('%s: the form again, the error at its field', async (_what, fields, field) => {
    const server = await start()
    const { cookie } = await open(server)
    const { status, html } = await submit(server, cookie, fields)
    expect(status).toBe(200)
    expect(html).toContain('<form')
    expect(html).toContain(`id="${field}-error"`)
    expect(html).toContain(`href="#${field}"`)
    expect(await reports()).toBe(0)
    // It may be mended.
    expect((await submit(server, cookie, GOOD)).html).toContain('role="status"')
  })

  test('what was typed comes back harmless', async () => {
    const server = await start()
    const { html } = await submit(server, (await open(server)).cookie, {
      ...GOOD,
      phone: '"><script>x',
    })
    expect(html).toContain('value="&quot;&gt;&lt;script&gt;x"')
  })

  test('the quota', async () => {
    const server = await start({ abusePreventionEnabled: true, abusePreventionLimit: 0 })
    const { html } = await submit(server, (await open(server)).cookie, GOOD)
    expect(html).toContain('role="alert"')
    expect(html).toContain('<form')
    expect(await reports()).toBe(0)
  })

  test('a form that is none', async () => {
    const server = await start()
    const { cookie } = await open(server)
    for (const body of ['agreement=%zz', 'agreement=perhaps', 'a;b']) {
      const response = await server.requestRedirect(`https://${DOMAIN}/report/issue`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', cookie },
        body,
      })
      expect(response.status).toBe(422)
    }
  })

  test.each([
    ['no cookie', () => ''],
    ['an altered one', (cookie: string) => `${cookie.slice(0, -2)}xx`],
    ['nonsense', () => 'en-user-report=abc'],
  ])('%s', async (_what, alter) => {
    const server = await start()
    const { cookie } = await open(server)
    expect((await submit(server, alter(cookie), GOOD)).status).toBe(404)
    expect(await reports()).toBe(0)
  })

  test('after an hour, and on another host', async () => {
    const server = await start()
    const { cookie } = await open(server)
    const elsewhere = await submit(server, cookie, GOOD, `https://us-mai.${DOMAIN}/report/issue`)
    expect(elsewhere.status).toBe(401)
    server.now = (server.now + 3599) as typeof server.now
    expect((await submit(server, cookie, { ...GOOD, phone: '' })).status).toBe(200)
    server.now = (server.now + 1) as typeof server.now
    expect((await submit(server, cookie, GOOD)).status).toBe(404)
  })

  test('a key that was disabled ends its sessions', async () => {
    const server = await start()
    const { cookie } = await open(server)
    await env.VERIFICATION_DB.prepare('UPDATE api_keys SET disabled_at = ?').bind(server.now).run()
    expect((await submit(server, cookie, GOOD)).status).toBe(404)
    expect(await reports()).toBe(0)
  })

  test('whatever is sent is counted', async () => {
    for (const fields of [
      { ...GOOD, agreement: '' },
      { ...GOOD, agreement: 'perhaps' },
      { ...GOOD, phone: 'x' },
    ]) {
      const server = await startVerification({
        vars: { ENX_REDIRECT_DOMAIN: DOMAIN, RATE_LIMIT_TOKENS: '3' },
        realms: [REALM],
      })
      const { cookie } = await open(server)
      const statuses: number[] = []
      for (let sent = 0; sent < 4; sent++)
        statuses.push((await submit(server, cookie, fields)).status)
      expect(statuses.slice(2)).toEqual([429, 429])
      expect(statuses.slice(0, 2)).not.toContain(429)
    }
  })

  test('no line of the log holds what was sent', async () => {
    const lines: string[] = []
    for (const level of ['log', 'info', 'warn', 'error', 'debug'] as const) {
      vi.spyOn(console, level).mockImplementation((...parts) => void lines.push(parts.join(' ')))
    }
    const server = await start()
    const { cookie } = await open(server)
    await submit(server, cookie, { ...GOOD, phone: 'x' })
    await submit(server, cookie, GOOD)
    vi.restoreAllMocks()
    expect(lines.length).toBeGreaterThan(1)
    const key = server.realms[0]?.apiKeys.device ?? ''
    for (const secret of ['2065550123', NONCE, cookie, key]) {
      expect(lines.join('\n')).not.toContain(secret)
    }
  })

  test('GET /report/issue is a link like any other', async () => {
    const server = await start()
    const response = await server.requestRedirect(`https://us-mai.${DOMAIN}/report/issue`, {
      headers: { 'user-agent': 'unknown' },
      redirect: 'manual',
    })
    expect(response.status).toBe(303)
  })
})

describe('the webhook', () => {
  test('its signature, computed apart from this code', async () => {
    const signature =
      '7ea6f231f4cff843fde7904a7018a284398e7c758ee7bb22eb2005ecd7c742de2a00298761f290324ec695de57a9b8c1df383016aa3341c84cd5a6a241478cb9'
    expect(await webhookSignature('supersecret12', '{"a":1}')).toBe(signature)
    expect(createHmac('sha512', 'supersecret12').update('{"a":1}').digest('hex')).toBe(signature)
  })

  const WEBHOOK = {
    settings: {
      ...REALM.settings,
      userReportWebhookUrl: 'https://authority.example.org/hook',
      allowGeneratedSms: false,
    },
    secrets: { userReportWebhookSecret: 'supersecret12' },
  }

  async function startWatched() {
    const entries: string[] = []
    const queue = { send: async (entry: string) => void entries.push(entry) }
    const { settings, secrets } = WEBHOOK
    const server = await startVerification({
      vars: { ENX_REDIRECT_DOMAIN: DOMAIN },
      realms: [{ ...REALM, settings, secrets }],
      env: { SMS_QUEUE: queue },
    })
    return { server, entries }
  }

  test('the authority gets the text by the queue and tells the person itself', async () => {
    const { server, entries } = await startWatched()
    const done = await submit(server, (await open(server)).cookie, GOOD)
    expect(done.html).toContain('role="status"')
    expect(entries).toHaveLength(1)
    const calls: { url: string; body: string; headers: Record<string, string> }[] = []
    const outbound: Outbound = {
      get: () => Promise.reject(new Error('nothing is fetched')),
      send: async (url, { body, headers }) => {
        calls.push({ url, body: String(body), headers: { ...headers } })
        const value = { status: 200, headers: new Headers(), body: new Uint8Array() }
        return { ok: true, value }
      },
    }
    const deps = {
      secretBox: await openSecretBox(env.MASTER_KEY),
      outbound,
      twilioUrl: 'https://twilio.example.org',
      system: undefined,
      db: server.db,
      events: { smsDelivered: () => undefined },
    }
    expect(await deliverEntry(deps, entries[0] ?? '', server.now)).toBe('done')
    const [{ url, body, headers } = { url: '', body: '', headers: {} as Record<string, string> }] =
      calls
    expect(url).toBe('https://authority.example.org/hook')
    const told = JSON.parse(body)
    expect(Object.keys(told)).toEqual([
      'padding',
      'uuid',
      'code',
      'expiresAt',
      'expiresAtTimestamp',
      'longExpiresAt',
      'longExpiresAtTimestamp',
      'generatedSMS',
      'phone',
    ])
    expect(told).toMatchObject({
      phone: PHONE,
      generatedSMS: expect.stringMatching(/ [a-z0-9]{16}\./),
      expiresAtTimestamp: server.now + 900,
      expiresAt: new Date((server.now + 900) * 1000).toUTCString().replace('GMT', 'UTC'),
    })
    expect(headers['x-signature']).toBe(
      createHmac('sha512', 'supersecret12').update(body).digest('hex'),
    )
    const answer = await server.device('/api/verify', { code: told.code, nonce: NONCE })
    expect(answer.status).toBe(200)
  })

  test('a phone that is known looks like a new one: page, queue and no call', async () => {
    const { server, entries } = await startWatched()
    const called = vi.spyOn(globalThis, 'fetch')
    const looks = []
    for (let sent = 0; sent < 2; sent++) {
      const { status, html, headers } = await submit(server, (await open(server)).cookie, GOOD)
      const withoutNonce = html.replaceAll(/nonce="[^"]*"/g, '')
      looks.push({ status, html: withoutNonce, headers: [...headers.keys()] })
    }
    expect(looks[1]).toEqual(looks[0])
    expect(called).not.toHaveBeenCalled()
    vi.restoreAllMocks()
    expect(await reports()).toBe(1)
    expect(entries).toHaveLength(2)
    expect(entries[1]?.length).toBe(entries[0]?.length)
  })

  test('a queue that takes no more: the person is told, no code stays, and the phone is free', async () => {
    const { settings, secrets } = WEBHOOK
    const server = await startVerification({
      vars: { ENX_REDIRECT_DOMAIN: DOMAIN },
      realms: [{ ...REALM, settings, secrets }],
      env: { SMS_QUEUE: { send: () => Promise.reject(new Error('too many')) } },
    })
    const done = await submit(server, (await open(server)).cookie, GOOD)
    expect(done.html).toContain('role="alert"')
    expect(await reports()).toBe(0)
  })
})
