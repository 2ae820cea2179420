/** Case workers make codes, find them and end them: pages on real storage. */

import { env } from 'cloudflare:test'
import { describe, expect, test } from 'vitest'
import type { Permission } from '../../../src/core/realms/permissions.ts'
import type { RealmSettings } from '../../../src/core/realms/settings.ts'
import { addSeconds } from '../../../src/core/time.ts'
import { type Page, startConsole, type TestConsole } from '../../support/console-codes.ts'
import { OPEN_REALM } from '../../support/verification.ts'

const WORKER: readonly Permission[] = ['CodeIssue', 'CodeRead', 'CodeExpire']
const CONFIRMED = { type: 'confirmed', test: 'none', symptoms: 'none' }

const realm = (settings: Partial<RealmSettings>, rest: object = {}) => ({
  ...OPEN_REALM,
  ...rest,
  settings: { ...OPEN_REALM.settings, ...settings },
})
const rows = async (sql: string) => (await env.VERIFICATION_DB.prepare(sql).all()).results
const countCodes = async () => (await rows('SELECT id FROM verification_codes')).length
const codeOf = ({ html }: Page): string =>
  /<code class="code-display"><span>(\d+)<\/span><span class="gap"> <\/span><span>(\d+)</
    .exec(html)
    ?.slice(1)
    .join('') ?? ''
/** Without what differs in each rendering of one page. */
const bytesOf = ({ html }: Page): string =>
  html.replaceAll(/(nonce|value)="[^"]*"/g, '').replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '')

async function make(console: TestConsole, fields: object = {}, rights = WORKER) {
  const person = await console.person(rights)
  const made = await person.post(console.path('codes/new'), { ...CONFIRMED, ...fields })
  return { person, made, path: made.location ?? '' }
}

describe('making a code', () => {
  test('leads to a page with the code, which a phone can use', async () => {
    const server = await startConsole()
    const { person, made, path } = await make(server)
    expect(made.status).toBe(303)
    expect(path).toMatch(/^\/console\/r\/US-MAI\/codes\/[0-9a-f-]{36}$/)
    const page = await person.get(path)
    expect(page.status).toBe(200)
    const code = codeOf(page)
    expect(code).toMatch(/^\d{8}$/)
    expect(page.html).not.toMatch(new RegExp(`<title>[^<]*${code.slice(0, 4)}`))
    const used = await server.verification.device('/api/verify', { code, accept: ['confirmed'] })
    expect(used).toMatchObject({ status: 200, body: { testtype: 'confirmed' } })
    expect(
      await rows('SELECT issuing_user_id AS u, sms_state AS s FROM verification_codes'),
    ).toEqual([{ u: person.userId, s: null }])
  })

  test('says the code digit by digit, in other languages too', async () => {
    const server = await startConsole()
    const { person, path } = await make(server)
    const page = await person.get(path)
    const words = 'zero one two three four five six seven eight nine'.split(' ')
    const say = (digits: string) => [...digits].map((digit) => words[Number(digit)]).join(' ')
    const code = codeOf(page)
    expect(page.html).toContain(`${say(code.slice(0, 4))}, ${say(code.slice(4))}`)
    expect(page.html).toContain('<div lang="ar" dir="rtl">')
  })

  test('sent twice makes one code and leads to it both times', async () => {
    const server = await startConsole()
    const person = await server.person(WORKER)
    const path = server.path('codes/new')
    const form = await person.get(path)
    const answers = await Promise.all([
      person.post(path, CONFIRMED, form),
      person.post(path, CONFIRMED, form),
      person.post(path, CONFIRMED, form),
    ])
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303])
    expect(await countCodes()).toBe(1)
    const again = await person.post(path, CONFIRMED, form)
    expect(await countCodes()).toBe(1)
    expect(codeOf(await person.get(again.location ?? ''))).toMatch(/^\d{8}$/)
  })

  test('a form that was refused can be sent again', async () => {
    const server = await startConsole()
    const person = await server.person(WORKER)
    const path = server.path('codes/new')
    const form = await person.get(path)
    expect((await person.post(path, { ...CONFIRMED, type: '' }, form)).status).toBe(422)
    expect((await person.post(path, CONFIRMED, form)).status).toBe(303)
  })

  test('gives the countries that were ticked, and always the realm’s own', async () => {
    const server = await startConsole({
      realms: [realm({ countriesOfInterest: { ownCountry: 'NL' } })],
    })
    await make(server, { country: ['DE', 'BE', '<x>'] })
    expect(await rows('SELECT countries_of_interest AS c FROM verification_codes')).toEqual([
      { c: 'NL,DE,BE' },
    ])
  })

  test('counts what is dated by days before today, UTC', async () => {
    const server = await startConsole()
    await make(server, { test: '1', symptoms: 'other', symptomDate: '2026-11-10' })
    expect(await rows('SELECT test_date AS t, symptom_date AS s FROM verification_codes')).toEqual([
      { t: '2026-11-18', s: '2026-11-10' },
    ])
  })

  test('needs no type where there is but one', async () => {
    const server = await startConsole({ realms: [realm({ allowedTestTypes: ['likely'] })] })
    const person = await server.person(WORKER)
    const form = await person.get(server.path('codes/new'))
    expect(form.html).not.toContain('name="type"')
    expect((await person.post(server.path('codes/new'), {}, form)).status).toBe(303)
  })

  test('preselects nothing at first, and what was made last for the next person', async () => {
    const server = await startConsole()
    const { person, path } = await make(server, { type: 'likely' })
    const first = await person.get(server.path('codes/new'))
    expect(first.html).not.toMatch(/value="(confirmed|likely|negative)" checked/)
    const next = await person.post(`${path}/next`, {}, path)
    const form = await person.get(next.location ?? '')
    expect(form.html).toMatch(/value="likely" checked/)
  })
})

describe('what is refused keeps what was typed', () => {
  const OLD = '2026-10-20'
  test.each([
    ['no type', { type: '' }, 'Choose what the code is for.'],
    ['an unknown type', { type: 'positive' }, 'does not make codes of this kind'],
    ['no day', {}, 'Choose the day of the test or the day symptoms began.'],
    ['another day that is not written', { test: 'other' }, 'write it as year, month and day'],
    [
      'a day long ago',
      { test: 'other', testDate: OLD },
      '20 October 2026 is more than 28 days ago.',
    ],
    ['a day to come', { test: 'other', testDate: '2026-11-20' }, 'is still to come.'],
    ['half a number', { test: '0', phone: '017' }, 'too short for a number in Germany'],
    ['an unknown text', { test: '0', template: 'x' }, 'This text is no longer there.'],
    ['a self-test without a phone', { test: '0', type: 'user-report' }, 'the person’s own phone'],
  ])('%s', async (_what, fields, text) => {
    const server = await startConsole({
      realms: [realm({ requireDate: true, smsCountry: 'de' })],
    })
    const person = await server.person(WORKER)
    const sent = { ...CONFIRMED, phone: '', ...fields }
    const answer = await person.post(server.path('codes/new'), sent)
    expect(answer.status).toBe(422)
    expect(answer.html).toContain(text)
    expect(answer.html).toContain('role="alert"')
    if (sent.phone !== '') expect(answer.html).toContain(`value="${sent.phone}"`)
    if (sent.test === 'other') expect(answer.html).toMatch(/value="other" checked/)
    expect(await countCodes()).toBe(0)
  })

  test('what is typed is text and nothing else', async () => {
    const server = await startConsole()
    const person = await server.person(WORKER)
    const hostile = '"><script>alert(1)</script>'
    const answer = await person.post(server.path('codes/new'), { ...CONFIRMED, phone: hostile })
    expect(answer.status).toBe(422)
    expect(answer.html).not.toContain('<script>alert')
  })

  test('a realm under maintenance makes none, and says so beforehand', async () => {
    const server = await startConsole({ realms: [realm({ maintenanceMode: true })] })
    const person = await server.person(WORKER)
    const form = await person.get(server.path('codes/new'))
    expect(form.html).toContain('Codes are paused')
    expect(form.html).toMatch(/<button[^>]* disabled/)
    const answer = await person.post(server.path('codes/new'), CONFIRMED, form)
    expect(answer.status).toBe(503)
    expect(answer.html).toContain('Nothing you typed is lost')
    expect(answer.html).toMatch(/value="confirmed" checked/)
    expect(await countCodes()).toBe(0)
  })

  test('a quota is told of when it runs low, and who can raise it when it is gone', async () => {
    const server = await startConsole({
      realms: [realm({ abusePreventionEnabled: true, abusePreventionLimit: 6 })],
    })
    await server.person(['SettingsWrite'], { name: 'Jo Lind' })
    const person = await server.person(WORKER)
    const path = server.path('codes/new')
    for (let made = 0; made < 5; made++) {
      expect((await person.get(path)).html).not.toContain('more code')
      expect((await person.post(path, CONFIRMED)).status).toBe(303)
    }
    expect((await person.get(path)).html).toContain('one more code today')
    expect((await person.post(path, CONFIRMED)).status).toBe(303)
    const answer = await person.post(path, CONFIRMED)
    expect(answer.status).toBe(429)
    expect(answer.html).toContain('today’s 6 codes. The count starts again at 00:00.')
    expect(answer.html).toContain('Jo Lind can raise it now.')
    expect(await countCodes()).toBe(6)
  })

  test('requests beyond the window of a person are told when to come back', async () => {
    const server = await startConsole({ vars: { RATE_LIMIT_TOKENS: '1' } })
    const { person } = await make(server)
    const answer = await person.post(server.path('codes/new'), CONFIRMED)
    expect(answer.status).toBe(429)
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    const other = await server.person(WORKER)
    expect((await other.post(server.path('codes/new'), CONFIRMED)).status).toBe(303)
  })
})

describe('the page of a code', () => {
  test('shows it on reload, and no more once the next person is begun', async () => {
    const server = await startConsole()
    const { person, path } = await make(server)
    const code = codeOf(await person.get(path))
    expect(codeOf(await person.get(path))).toBe(code)
    expect((await person.post(`${path}/next`, {}, path)).status).toBe(303)
    const after = await person.get(path)
    expect(after.html).not.toContain(code.slice(0, 4))
    expect(after.html).toContain('can no longer be shown')
    expect(await rows(`SELECT kind FROM console_one_time WHERE kind = 'sealed'`)).toEqual([])
  })

  test('shows it to no other session, not even of the same person', async () => {
    const server = await startConsole()
    const { person, path } = await make(server)
    const code = codeOf(await person.get(path))
    const elsewhere = await server.secondSession(person).get(path)
    expect(elsewhere.status).toBe(200)
    expect(codeOf(elsewhere)).toBe('')
    const colleague = await (await server.person(WORKER)).get(path)
    expect(colleague.html).not.toContain(code.slice(0, 4))
    expect(colleague.html).toContain('Ana Ruiz')
  })

  test('keeps no code in the clear', async () => {
    const server = await startConsole()
    const { person, path } = await make(server, { phone: '+12068675309' })
    const code = codeOf(await person.get(path))
    const stored = JSON.stringify([
      await rows('SELECT * FROM verification_codes'),
      await rows('SELECT * FROM console_one_time'),
      await rows('SELECT * FROM audit_log'),
    ])
    expect(stored).not.toContain(code)
    expect(stored).not.toContain('2068675309')
  })

  test('no longer has it once it is over', async () => {
    const server = await startConsole()
    const { person, path } = await make(server)
    const code = codeOf(await person.get(path))
    server.now = addSeconds(server.now, 15 * 60)
    const after = await person.get(path)
    expect(after.html).not.toContain(code.slice(0, 4))
    expect(after.html).toContain('Expired on')
  })

  test('other spellings of its reference lead to it', async () => {
    const server = await startConsole()
    const { person, path } = await make(server)
    const uuid = path.slice(-36)
    for (const spelling of [uuid.toUpperCase(), uuid.replaceAll('-', ''), `urn:uuid:${uuid}`]) {
      const answer = await person.get(server.path(`codes/${spelling}`))
      expect([answer.status, answer.location]).toEqual([303, path])
    }
  })

  test('of another realm is what an unknown one is, byte for byte', async () => {
    const server = await startConsole({
      realms: [OPEN_REALM, { ...OPEN_REALM, name: 'Other', regionCode: 'US-OTH' }],
    })
    const { path } = await make(server)
    const uuid = path.slice(-36)
    const stranger = await server.person(WORKER, { realm: 1 })
    const unknown = '00000000-0000-4000-8000-000000000000'
    for (const page of ['', '/state', '/expire']) {
      const other = await stranger.get(server.path(`codes/${uuid}${page}`, 1))
      const none = await stranger.get(server.path(`codes/${unknown}${page}`, 1))
      expect(other.status).toBe(404)
      expect(bytesOf(other)).toBe(bytesOf(none))
    }
    expect((await stranger.get(path)).status).toBe(404)
  })

  test('of a colleague is none for whoever may not look codes up', async () => {
    const server = await startConsole()
    const { path } = await make(server)
    const newcomer = await server.person(['CodeIssue'])
    expect((await newcomer.get(path)).status).toBe(404)
    const own = await newcomer.post(server.path('codes/new'), CONFIRMED)
    expect((await newcomer.get(own.location ?? '')).status).toBe(200)
  })

  test('has a QR code of the link where the realm has links', async () => {
    const server = await startConsole({
      vars: { ENX_REDIRECT_DOMAIN: 'en.example' },
      realms: [realm({ enExpressEnabled: true })],
    })
    const { person, path } = await make(server)
    expect((await person.get(path)).html).toMatch(/<svg class="qr" role="img" aria-label="QR code/)
    const without = await startConsole()
    const other = await make(without)
    expect((await other.person.get(other.path)).html).not.toContain('<svg')
  })
})

describe('texts', () => {
  const stateOf = async () =>
    (await rows('SELECT sms_state AS s FROM verification_codes'))[0]?.['s']
  const PHONE = { phone: '+12068675309' }

  test('go out behind the answer, and the page says so', async () => {
    const server = await startConsole()
    const { person, path } = await make(server, PHONE)
    expect(await stateOf()).toBe('accepted')
    expect((await person.get(path)).html).toContain('was taken by the network')
    const state = JSON.parse((await person.get(`${path}/state`)).html)
    expect(state).toEqual({ text: 'The text message was taken by the network.', isDone: true })
  })

  test('that are refused leave the code good, and can be sent again once', async () => {
    const server = await startConsole({ realms: [realm({ smsProvider: { kind: 'noop-fail' } })] })
    const { person, made, path } = await make(server, PHONE)
    expect(made.status).toBe(303)
    expect(await stateOf()).toBe('refused')
    const page = await person.get(path)
    expect(page.html).toContain('The code works. Read it aloud.')
    expect(page.html).toContain('Send the text again')
    const code = codeOf(page)
    const used = await server.verification.device('/api/verify', { code, accept: ['confirmed'] })
    expect(used.status).toBe(200)
    const again = await person.post(`${path}/text`, {}, page)
    expect(again.location).toBe(path)
    expect(await countCodes()).toBe(1)
  })

  test('leave no number behind once they were taken, and a sealed one until then', async () => {
    const sealed = async () =>
      (await rows(`SELECT kind FROM console_one_time WHERE kind = 'sealed'`)).length
    await make(await startConsole(), PHONE)
    expect(await sealed()).toBe(1)
    const failing = await startConsole({ realms: [realm({ smsProvider: { kind: 'noop-fail' } })] })
    const { person, path } = await make(failing, PHONE)
    expect(await sealed()).toBe(2)
    await env.VERIFICATION_DB.prepare('UPDATE realms SET settings = ?1')
      .bind(JSON.stringify(OPEN_REALM.settings))
      .run()
    await person.post(`${path}/text`, {}, path)
    expect(await stateOf()).toBe('accepted')
    expect(await sealed()).toBe(1)
    // What was taken is not sent once more.
    await person.post(`${path}/text`, {}, path)
    expect((await person.get(path)).html).not.toContain('Send the text again')
  })

  test('that failed are not sent from another session', async () => {
    const server = await startConsole({ realms: [realm({ smsProvider: { kind: 'noop-fail' } })] })
    const { person, path } = await make(server, PHONE)
    const elsewhere = server.secondSession(person)
    expect((await elsewhere.get(path)).html).not.toContain('Send the text again')
    await elsewhere.post(`${path}/text`, {}, server.path('codes/new'))
    expect(await stateOf()).toBe('refused')
  })

  test('are followed while they are underway, also without script', async () => {
    const server = await startConsole()
    const { person, path } = await make(server, PHONE)
    await env.VERIFICATION_DB.prepare(`UPDATE verification_codes SET sms_state = 'sending'`).run()
    const page = await person.get(path)
    expect(page.html).toContain(`data-poll="${path}/state"`)
    expect(page.html).toContain('<noscript><meta http-equiv="refresh" content="5"/></noscript>')
    expect(JSON.parse((await person.get(`${path}/state`)).html).isDone).toBe(false)
  })

  test('are not offered where nobody sends them', async () => {
    const server = await startConsole({ realms: [realm({ smsProvider: undefined })] })
    const person = await server.person(WORKER)
    const form = await person.get(server.path('codes/new'))
    expect(form.html).not.toContain('name="phone"')
    expect(form.html).toContain('has not set up text messages')
    const answer = await person.post(server.path('codes/new'), { ...CONFIRMED, ...PHONE }, form)
    expect(answer.status).toBe(422)
  })
})

describe('ending a code', () => {
  test('is asked for first, then done, and on record with its reason', async () => {
    const server = await startConsole()
    const { person, path } = await make(server)
    const code = codeOf(await person.get(path))
    const ask = await person.get(`${path}/expire`)
    expect(ask.html).toContain('Expire this code?')
    expect((await rows("SELECT id FROM audit_log WHERE action = 'code.expire'")).length).toBe(0)
    const done = await person.post(`${path}/expire`, { reason: 'wrong person' }, ask)
    expect([done.status, done.location]).toEqual([303, path])
    expect((await person.get(path)).html).toContain('Expired on')
    const used = await server.verification.device('/api/verify', { code, accept: ['confirmed'] })
    expect(used.body['errorCode']).toBe('code_expired')
    const [record] = await rows(`SELECT actor, detail FROM audit_log WHERE action = 'code.expire'`)
    expect(record).toMatchObject({ actor: expect.stringMatching(/^person-\d+@example\.org$/) })
    expect(String(record?.['detail'])).toContain('wrong person')
    expect(String(record?.['detail'])).not.toContain(code)
  })

  test('twice changes nothing more', async () => {
    const server = await startConsole()
    const { person, path } = await make(server)
    const ask = await person.get(`${path}/expire`)
    await person.post(`${path}/expire`, {}, ask)
    expect((await person.post(`${path}/expire`, {}, ask)).status).toBe(303)
    expect((await rows(`SELECT id FROM audit_log WHERE action = 'code.expire'`)).length).toBe(1)
  })

  test('is too late once it was used', async () => {
    const server = await startConsole()
    const { person, path } = await make(server)
    const ask = await person.get(`${path}/expire`)
    const code = codeOf(await person.get(path))
    await server.verification.device('/api/verify', { code, accept: ['confirmed'] })
    const answer = await person.post(`${path}/expire`, {}, ask)
    expect(answer.status).toBe(409)
    expect(answer.html).toContain('This code was used at 10:20, so it can’t be expired.')
    expect((await person.get(`${path}/expire`)).status).toBe(409)
  })

  test('needs the right to', async () => {
    const server = await startConsole()
    const { path } = await make(server)
    const reader = await server.person(['CodeRead', 'CodeIssue'])
    expect((await reader.get(path)).html).not.toContain('Expire the code')
    expect((await reader.get(`${path}/expire`)).status).toBe(403)
    expect((await reader.post(`${path}/expire`, {}, server.path('codes/new'))).status).toBe(403)
  })
})

describe('the list', () => {
  const insertMany = (userId: number, realmId: number, count: number) =>
    env.VERIFICATION_DB.prepare(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?3)
      INSERT INTO verification_codes (realm_id, uuid, code_hash, test_type, expires_at, long_expires_at, created_at, issuing_user_id)
      SELECT ?2, printf('%08x-0000-4000-8000-%012x', i, i), 'hash ' || i, 'confirmed', i, i, i, ?1 FROM n`,
    )
      .bind(userId, realmId, count)
      .run()
  const references = ({ html }: Page) =>
    [...html.matchAll(/<code>([0-9a-f-]{36})<\/code>/g)].map(([, uuid]) => uuid)

  test('is a sentence and a button while it is empty', async () => {
    const server = await startConsole()
    const page = await (await server.person(WORKER)).get(server.path('codes'))
    expect(page.html).toContain('You have not made a code in the last 14 days.')
    expect(page.html).toContain(`href="${server.path('codes/new')}"`)
  })

  test('of ten thousand has each once, fifty a page, the newest first', async () => {
    const server = await startConsole()
    const person = await server.person(WORKER)
    await insertMany(person.userId, server.verification.realms[0]?.id ?? 0, 10_000)
    const seen: unknown[] = []
    let path: string | undefined = server.path('codes')
    for (let pages = 0; pages < 4 && path !== undefined; pages++) {
      const page: Page = await person.get(path)
      expect(page.html.length).toBeLessThan(60_000)
      seen.push(...references(page))
      path = /href="([^"]*after=\d+)"/.exec(page.html)?.[1]
    }
    expect(seen.length).toBe(200)
    expect(new Set(seen).size).toBe(200)
    expect(seen[0]).toBe('00002710-0000-4000-8000-000000002710')
    const end = await person.get(`${server.path('codes')}?after=51`)
    expect(references(end).length).toBe(50)
    expect(end.html).not.toContain('rel="next"')
  })

  test('has no codes of others', async () => {
    const server = await startConsole()
    const { path } = await make(server)
    const colleague = await server.person(WORKER)
    expect((await colleague.get(server.path('codes'))).html).not.toContain(path.slice(-36))
  })

  test('finds a code by its reference in any spelling, or by how it begins', async () => {
    const server = await startConsole()
    const person = await server.person(WORKER)
    await insertMany(0, server.verification.realms[0]?.id ?? 0, 300)
    const uuid = '000000ff-0000-4000-8000-0000000000ff'
    const find = (text: string) =>
      person.get(`${server.path('codes')}?q=${encodeURIComponent(text)}`)
    for (const text of [uuid, `{${uuid.toUpperCase()}}`, '000000FF', ' 000000ff-0000 ']) {
      expect((await find(text)).location).toBe(server.path(`codes/${uuid}`))
    }
    const none = await find('ffffffff')
    expect([none.status, none.html.includes('No code of your team')]).toEqual([404, true])
    const short = await find('000000f')
    expect([short.status, short.html.includes('at least the first 8')]).toEqual([422, true])
    expect((await find('%_x')).status).toBe(404)
  })

  test('finds none of another realm, and nothing for whoever may not look', async () => {
    const server = await startConsole({
      realms: [OPEN_REALM, { ...OPEN_REALM, name: 'Other', regionCode: 'US-OTH' }],
    })
    const { path } = await make(server)
    const uuid = path.slice(-36)
    const stranger = await server.person(WORKER, { realm: 1 })
    expect((await stranger.get(`${server.path('codes', 1)}?q=${uuid}`)).status).toBe(404)
    const newcomer = await server.person(['CodeIssue'])
    const page = await newcomer.get(`${server.path('codes')}?q=${uuid}`)
    expect([page.status, page.location]).toEqual([200, null])
    expect(page.html).not.toContain('name="q"')
  })
})
