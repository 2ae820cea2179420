/** Administrators of a realm change its settings: pages on real storage. */

import { env } from 'cloudflare:test'
import { describe, expect, test } from 'vitest'
import type { Permission } from '../../../src/core/realms/permissions.ts'
import type { RealmSettings } from '../../../src/core/realms/settings.ts'
import { addSeconds } from '../../../src/core/time.ts'
import { type Page, startConsole, type TestConsole } from '../../support/console-codes.ts'
import { OPEN_REALM } from '../../support/verification.ts'

const ADMINISTRATOR: readonly Permission[] = ['SettingsRead', 'SettingsWrite']

const realm = (settings: Partial<RealmSettings>, rest: object = {}) => ({
  ...OPEN_REALM,
  ...rest,
  settings: { ...OPEN_REALM.settings, ...settings },
})

interface StoredRealm {
  name: string
  region_code: string | null
  settings: Partial<RealmSettings>
}

async function stored({ verification }: TestConsole): Promise<StoredRealm> {
  const row = await env.VERIFICATION_DB.prepare('SELECT * FROM realms WHERE id = ?1')
    .bind(verification.realms[0]?.id ?? 0)
    .first<{ name: string; region_code: string | null; settings: string }>()
  if (row === null) throw new Error('no realm')
  return { ...row, settings: JSON.parse(row.settings) as Partial<RealmSettings> }
}

const audit = async () =>
  (
    await env.VERIFICATION_DB.prepare(
      'SELECT actor, action, detail FROM audit_log ORDER BY id',
    ).all()
  ).results

const textOf = (text: string) =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')

/** What a browser would send of the settings form on a page if nothing was touched. */
function fieldsOf({ html }: Page): Record<string, string | string[]> {
  const form =
    /<form [^>]*>(?:(?!<\/form>)[\s\S])*name="version"[\s\S]*?<\/form>/.exec(html)?.[0] ?? ''
  const fields: Record<string, string[]> = {}
  const add = (name: string, value: string) => {
    fields[name] = [...(fields[name] ?? []), textOf(value)]
  }
  const attribute = (tag: string, name: string) => new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1]
  for (const [tag] of form.matchAll(/<input [^>]*>/g)) {
    const name = attribute(tag, 'name') ?? ''
    if (name === 'csrf' || name === 'once') continue
    const type = attribute(tag, 'type')
    if ((type === 'checkbox' || type === 'radio') && !/ checked/.test(tag)) continue
    add(name, attribute(tag, 'value') ?? '')
  }
  for (const [, tag = '', text = ''] of form.matchAll(/<textarea ([^>]*)>([^<]*)<\/textarea>/g))
    add(attribute(tag, 'name') ?? '', text)
  for (const [, tag = '', options = ''] of form.matchAll(/<select ([^>]*)>([\s\S]*?)<\/select>/g)) {
    const chosen = /<option value="([^"]*)" selected/.exec(options)?.[1]
    if (chosen !== undefined) add(attribute(tag, 'name') ?? '', chosen)
  }
  return fields
}

async function open(server: TestConsole, tab: string, rights = ADMINISTRATOR) {
  const person = await server.person(rights)
  const path = server.path(`settings/${tab}`)
  const page = await person.get(path)
  const save = (changes: Record<string, string | string[]>, form = page) =>
    person.post(path, { ...fieldsOf(form), ...changes }, form)
  return { person, path, page, save }
}

const TABS = ['general', 'codes', 'texts', 'security', 'limits']

describe.each(TABS)('settings/%s', (tab) => {
  test('saved as it was shown changes nothing, and nothing is on record', async () => {
    const server = await startConsole()
    const before = await stored(server)
    const { save, path } = await open(server, tab)
    const answer = await save({})
    expect([answer.status, answer.location]).toEqual([303, path])
    expect(await stored(server)).toEqual(before)
    expect(await audit()).toEqual([])
  })

  test('is shown to whoever may read only, and can’t be sent', async () => {
    const server = await startConsole()
    const { page, save } = await open(server, tab, ['SettingsRead'])
    expect(page.status).toBe(200)
    expect(page.html).toContain('You may look at these settings')
    expect(page.html).toContain('<fieldset disabled')
    expect((await save({})).status).toBe(403)
  })
})

describe('general settings', () => {
  test('are saved, on record under the name of who saved them', async () => {
    const server = await startConsole()
    const { save, person, path } = await open(server, 'general')
    const answer = await save({
      name: ' Main county ',
      welcomeMessage: 'Hello\r\n\r\n**all**',
      contactEmailAddresses: 'B@example.org\r\na@example.org',
      keyServerStats: 'yes',
      keyServerStatsUrl: 'https://keys.example.org',
    })
    expect(answer.location).toBe(path)
    expect((await person.get(path)).status).toBe(200)
    const now = await stored(server)
    expect(now.name).toBe('Main county')
    expect(now.settings).toMatchObject({
      welcomeMessage: 'Hello\n\n**all**',
      contactEmailAddresses: ['a@example.org', 'b@example.org'],
      keyServerStats: { url: 'https://keys.example.org' },
    })
    const log = await audit()
    expect(log.map(({ action }) => action)).toEqual(['realm.update', 'realm_settings.update'])
    expect(new Set(log.map(({ actor }) => actor)).size).toBe(1)
    expect(log[0]?.['actor']).toMatch(/^person-\d+@example\.org$/)
  })

  test('a new region moves the pages of the realm', async () => {
    const server = await startConsole()
    const { save } = await open(server, 'general')
    expect((await save({ regionCode: ' us-new ' })).location).toBe(
      '/console/r/US-NEW/settings/general',
    )
    const { save: again } = await open(
      { ...server, path: () => server.path('settings/general') },
      'general',
    )
    expect((await again({ regionCode: '' })).location).toBe(
      `/console/r/${server.verification.realms[0]?.id}/settings/general`,
    )
    expect((await stored(server)).region_code).toBeNull()
  })

  test.each([
    ['no name', { name: ' ' }, 'name', 'Choose a name'],
    ['the name of another realm', { name: 'oTHER' }, 'name', 'no other realm has'],
    ['a name kept for tests', { name: 'e2e-x' }, 'name', 'Choose a name'],
    ['the region of another realm', { regionCode: 'us-oth' }, 'regionCode', 'no other realm has'],
    ['a region with a blank', { regionCode: 'US WA' }, 'regionCode', 'Choose a region'],
    [
      'an address that is none',
      { contactEmailAddresses: 'a@example.org\r\nnobody' },
      'contactEmailAddresses',
      'one a line',
    ],
    [
      'a key server without TLS',
      { keyServerStats: 'yes', keyServerStatsUrl: 'http://keys.example.org' },
      'keyServerStatsUrl',
      'begins with https',
    ],
    [
      'a key server on a private address',
      { keyServerStats: 'yes', keyServerStatsUrl: 'https://10.0.0.1' },
      'keyServerStatsUrl',
      'public host',
    ],
  ])('%s is refused, and what was typed stays', async (_what, changes, field, text) => {
    const server = await startConsole({
      realms: [OPEN_REALM, realm({}, { name: 'Other', regionCode: 'US-OTH' })],
    })
    const before = await stored(server)
    const { save } = await open(server, 'general')
    const answer = await save({ welcomeMessage: 'typed for long', ...changes })
    expect(answer.status).toBe(422)
    expect(answer.html).toContain(text)
    expect(answer.html).toContain(`href="#${field}"`)
    expect(fieldsOf(answer)['welcomeMessage']).toEqual(['typed for long'])
    for (const [name, value] of Object.entries(changes))
      expect(fieldsOf(answer)[name]?.[0]).toBe(value.replaceAll('\r\n', '\n'))
    expect(await stored(server)).toEqual(before)
    expect(await audit()).toEqual([])
  })

  test('a preview shows the words as case workers see them, and saves nothing', async () => {
    const server = await startConsole()
    const { save } = await open(server, 'general')
    const answer = await save({ welcomeMessage: '**Ask** twice <b>', act: 'preview' })
    expect(answer.status).toBe(200)
    expect(answer.html).toContain('<strong>Ask</strong>')
    expect(answer.html).not.toContain('<b>')
    expect((await stored(server)).settings.welcomeMessage).toBeUndefined()
    const saved = await save({ welcomeMessage: '**Ask** twice' }, answer)
    expect(saved.status).toBe(303)
  })

  test('words of a script stay words', async () => {
    const server = await startConsole()
    const { save, person, path } = await open(server, 'general')
    const hostile = '"></textarea><script>alert(1)</script>'
    await save({ welcomeMessage: hostile, name: 'x' })
    expect((await person.get(path)).html).not.toContain('<script>alert')
  })
})

describe('two people at one form', () => {
  test('the second is shown both versions, keeps what was typed, and may then save', async () => {
    const server = await startConsole()
    const first = await open(server, 'general')
    const second = await open(server, 'general')
    expect((await first.save({ name: 'Theirs' })).status).toBe(303)
    const answer = await second.save({ name: 'Mine', welcomeMessage: 'Mine too' })
    expect(answer.status).toBe(409)
    expect(answer.html).toContain('Somebody saved these settings')
    expect(answer.html).toContain('<bdi>Theirs</bdi>')
    expect(answer.html).toContain('<bdi>Mine</bdi>')
    expect(fieldsOf(answer)).toMatchObject({ name: ['Mine'], welcomeMessage: ['Mine too'] })
    expect((await stored(server)).name).toBe('Theirs')
    expect((await second.save({}, answer)).status).toBe(303)
    expect((await stored(server)).name).toBe('Mine')
  })

  test('what a job or another form writes is no conflict', async () => {
    const server = await startConsole()
    const { save } = await open(server, 'general')
    await env.VERIFICATION_DB.prepare(
      "UPDATE realms SET updated_at = updated_at + 5, settings = json_set(settings, '$.abusePreventionLimit', 77, '$.requireDate', json('true'))",
    ).run()
    expect((await save({ name: 'Mine' })).status).toBe(303)
    expect((await stored(server)).settings).toMatchObject({
      abusePreventionLimit: 77,
      requireDate: true,
    })
  })

  test('a form without a version, or sent twice, saves nothing over another', async () => {
    const server = await startConsole()
    const { save, page } = await open(server, 'general')
    expect((await save({ name: 'Mine', version: '' })).status).toBe(409)
    expect((await save({ name: 'Mine' }, page)).status).toBe(303)
    expect((await save({ name: 'Mine' }, page)).status).toBe(303)
    expect((await audit()).length).toBe(1)
  })
})

describe('settings of codes', () => {
  test('are saved; a secret is kept sealed, never shown, and stays where its field is empty', async () => {
    const server = await startConsole()
    const first = await open(server, 'codes')
    expect(first.page.html).toContain('None is set.')
    const answer = await first.save({
      allowedTestTypes: ['confirmed', 'user-report'],
      allowUserReportWebView: 'yes',
      userReportWebhookUrl: 'https://texts.example.org/send',
      userReportWebhookSecret: 'a very long secret',
      codeLength: '6',
      codeMinutes: '20',
      longCodeLength: '12',
      longCodeHours: '6',
    })
    expect(answer.status).toBe(303)
    const { settings } = await stored(server)
    expect(settings).toMatchObject({
      allowedTestTypes: ['confirmed', 'user-report'],
      allowUserReportWebView: true,
      userReportWebhookUrl: 'https://texts.example.org/send',
      codeLength: 6,
      codeDurationSeconds: 1200,
      longCodeLength: 12,
      longCodeDurationSeconds: 21_600,
    })
    const page = await first.person.get(first.path)
    expect(page.html).toContain('One is set.')
    expect(page.html).not.toContain('a very long secret')
    expect((await first.save({ requireDate: 'yes' }, page)).status).toBe(303)
    const sealed = await env.VERIFICATION_DB.prepare(
      'SELECT sealed_secrets AS s FROM realms',
    ).first()
    expect(sealed?.['s']).toMatch(/userReportWebhookSecret/)
    expect(JSON.stringify(await audit())).not.toContain('a very long secret')
  })

  test.each([
    ['no kind of code', { allowedTestTypes: '' }, 'allowedTestTypes'],
    ['five digits', { codeLength: '5' }, 'codeLength'],
    ['nine digits', { codeLength: '9' }, 'codeLength'],
    ['no number', { codeLength: 'eight' }, 'codeLength'],
    ['four minutes', { codeMinutes: '4' }, 'codeMinutes'],
    ['more than the realm may', { codeMinutes: '61' }, 'codeMinutes'],
    ['eleven characters', { longCodeLength: '11' }, 'longCodeLength'],
    ['no hour', { longCodeHours: '0' }, 'longCodeHours'],
    ['a day and an hour', { longCodeHours: '25' }, 'longCodeHours'],
    ['half an hour', { longCodeHours: '0.5' }, 'longCodeHours'],
    [
      'a web page for self-tests without self-tests',
      { allowedTestTypes: 'confirmed', allowUserReportWebView: 'yes', allowAdminUserReport: '' },
      'allowUserReportWebView',
    ],
    [
      'an address without a secret',
      { userReportWebhookUrl: 'https://a.example.org' },
      'userReportWebhookSecret',
    ],
    [
      'a short secret',
      { userReportWebhookUrl: 'https://a.example.org', userReportWebhookSecret: 'short' },
      'userReportWebhookSecret',
    ],
  ])('%s is refused at its field', async (_what, changes: Record<string, string>, field) => {
    const server = await startConsole()
    const before = await stored(server)
    const { save } = await open(server, 'codes')
    const answer = await save(changes)
    expect(answer.status).toBe(422)
    expect(answer.html).toContain(`href="#${field}"`)
    expect(answer.html).not.toContain('value="short"')
    expect(await stored(server)).toEqual(before)
  })

  test('what EN Express fixes is shown with the reason, and can’t be sent', async () => {
    const settings: Partial<RealmSettings> = {
      enExpressEnabled: true,
      allowedTestTypes: ['confirmed'],
      allowAdminUserReport: false,
      smsTemplate: 'Open [enslink]',
    }
    const server = await startConsole({ realms: [realm(settings)] })
    const { page, save } = await open(server, 'codes')
    expect(page.html).toContain('EN Express sets this to 8 for every realm.')
    expect((await save({ codeLength: '6', longCodeHours: '2', requireDate: 'yes' })).status).toBe(
      303,
    )
    expect(await stored(server)).toMatchObject({ settings: { requireDate: true } })
    expect((await stored(server)).settings.codeLength ?? 8).toBe(8)
  })

  test('the chance of a guess: tries × codes alive / 10 to the digits', async () => {
    const server = await startConsole({
      realms: [realm({ abusePreventionEnabled: true, abusePreventionLimit: 500 })],
      vars: { RATE_LIMIT_TOKENS: '20', RATE_LIMIT_INTERVAL: '1m' },
    })
    const { page, save } = await open(server, 'codes')
    // 20 a minute are 1200 an hour: 1200 × 500 / 10^8 = 0.6 %.
    expect(page.html).toContain('tried 1,200 times an hour. With 500 codes of 8 digits')
    expect(page.html).toContain('within an hour is 0.6%.')
    const preview = await save({ codeLength: '6', act: 'preview' })
    expect(preview.html).toContain('within an hour is 60%.')
    expect(await audit()).toEqual([])
  })
})

describe('settings of texts', () => {
  const TWILIO = {
    smsSource: 'twilio',
    accountSid: 'AC0123456789abcdef0123456789abcdef',
    smsAuthToken: 'token of theirs',
    from: '+12065550100',
  }

  test('an account is set up; its token is never shown', async () => {
    const server = await startConsole()
    const { save, person, path } = await open(server, 'texts')
    expect((await save(TWILIO)).status).toBe(303)
    expect((await stored(server)).settings.smsProvider).toEqual({
      kind: 'twilio',
      accountSid: TWILIO.accountSid,
      from: TWILIO.from,
    })
    const page = await person.get(path)
    expect(page.html).not.toContain('token of theirs')
    expect((await save({ from: '12345' }, page)).status).toBe(303)
    expect((await stored(server)).settings.smsProvider).toMatchObject({ from: '12345' })
    const last = await person.get(path)
    expect((await save({ smsSource: 'none' }, last)).status).toBe(303)
    expect((await stored(server)).settings.smsProvider).toBeUndefined()
  })

  test.each([
    ['an account without its token', { ...TWILIO, smsAuthToken: '' }, 'smsAuthToken'],
    ['a sender that is a word', { ...TWILIO, from: 'HEALTH' }, 'from'],
    ['no sender', { ...TWILIO, from: '' }, 'from'],
    ['a gateway within', { smsSource: 'webhook', webhookUrl: 'https://localhost/x' }, 'webhookUrl'],
    ['the system’s account without leave', { smsSource: 'system' }, 'smsSource'],
    ['a country of a word', { smsCountry: 'germany' }, 'smsCountry'],
    ['a text without a code', { smsTemplate: 'Hello' }, 'smsTemplate'],
    ['a text with both codes', { smsTemplate: '[code] [longcode]' }, 'smsTemplate'],
    ['no text', { smsTemplate: ' ' }, 'smsTemplate'],
    ['a text that is too long', { smsTemplate: `[code]${'x'.repeat(800)}` }, 'smsTemplate'],
    ['a text without a label', { 'label-7': '', 'text-7': '[code]' }, 'label-7'],
    ['a label without a text', { 'label-7': 'Short', 'text-7': '' }, 'text-7'],
    [
      'two texts of one label',
      { 'label-6': 'Short', 'text-6': '[code]', 'label-7': ' Short', 'text-7': '[code]!' },
      'label-7',
    ],
  ])('%s is refused at its field', async (_what, changes, field) => {
    const server = await startConsole()
    const before = await stored(server)
    const { save } = await open(server, 'texts')
    const answer = await save(changes)
    expect(answer.status).toBe(422)
    expect(answer.html).toContain(`href="#${field}"`)
    expect(answer.html).not.toContain('token of theirs')
    expect(await stored(server)).toEqual(before)
  })

  test('texts are added, changed and deleted', async () => {
    const server = await startConsole()
    const { save, person, path } = await open(server, 'texts')
    const templates = async () => {
      const { 'User Report': _own, ...rest } =
        (await stored(server)).settings.smsTemplateAlternates ?? {}
      return rest
    }
    const free = /id="label-(\d+)"[^>]* value=""/
    const add = async (label: string, text: string) => {
      const page = await person.get(path)
      const index = free.exec(page.html)?.[1]
      await save({ [`label-${index}`]: label, [`text-${index}`]: text }, page)
    }
    await add('Kurz', 'Ihr Code: [code]')
    await add('Court', 'Votre code\u00a0: [longcode]')
    expect(Object.keys(await templates()).sort()).toEqual(['Court', 'Kurz'])
    const page = await person.get(path)
    const index = Object.entries(fieldsOf(page))
      .find(([, [value]]) => value === 'Kurz')?.[0]
      .slice(6)
    await save({ [`label-${index}`]: '', [`text-${index}`]: '' }, page)
    expect(Object.keys(await templates())).toEqual(['Court'])
  })

  test('a preview fills in codes, counts parts, and names what makes a text dear', async () => {
    const server = await startConsole()
    const { save } = await open(server, 'texts')
    const plain = await save({ smsTemplate: `[code]${'a'.repeat(152)}`, act: 'preview' })
    expect(plain.html).toContain('160 characters of the plain alphabet: one message.')
    const longer = await save({ smsTemplate: `[code]${'a'.repeat(153)}`, act: 'preview' })
    expect(longer.html).toContain('161 characters of the plain alphabet: 2 messages')
    const dear = await save({ smsTemplate: '[region]: „[code]“', act: 'preview' })
    expect(dear.html).toContain('US-MAI: „12345678“')
    expect(dear.html).toContain('18 characters of the extended alphabet: one message.')
    expect(dear.html).toContain('make the text longer: „ “')
    expect(await audit()).toEqual([])
  })
})

describe('security settings', () => {
  const HERE = { 'cf-connecting-ip': '203.0.113.7' }

  test('networks are saved in one form, and the console is closed to all others', async () => {
    const server = await startConsole()
    const { save, page, person, path } = await open(server, 'security')
    expect(page.html).toContain('Your address now is not known.')
    expect((await person.get(path, HERE)).html).toContain('203.0.113.7')
    const answer = await save({
      cidrsOfAdminApi: '192.0.2.1\r\n2001:db8::/32',
      mfaMode: 'required',
    })
    expect(answer.status).toBe(303)
    expect((await stored(server)).settings).toMatchObject({
      mfaMode: 'required',
      allowedCidrs: { adminapi: ['192.0.2.1/32', '2001:db8::/32'], apiserver: [], server: [] },
    })
  })

  test('a save that would lock out whoever saves is refused', async () => {
    const server = await startConsole()
    const { page, person, path } = await open(server, 'security')
    const save = (cidrsOfConsole: string, headers: Record<string, string>) =>
      person.post(path, { ...fieldsOf(page), cidrsOfConsole }, page, headers)
    const refused = await save('198.51.100.0/24', HERE)
    expect(refused.status).toBe(422)
    expect(refused.html).toContain('leaves out the address you are using now (203.0.113.7)')
    expect(fieldsOf(refused)['cidrsOfConsole']).toEqual(['198.51.100.0/24'])
    expect((await save('203.0.113.0/24', {})).status).toBe(422)
    expect(await audit()).toEqual([])
    expect((await save('203.0.113.0/24', HERE)).status).toBe(303)
  })

  test.each([
    ['a network that is none', { cidrsOfConsole: '203.0.113.0/33' }, 'cidrsOfConsole'],
    [
      '201 networks',
      { cidrsOfAdminApi: Array.from({ length: 201 }, (_, i) => `10.0.${i}.0/24`).join('\r\n') },
      'cidrsOfAdminApi',
    ],
    ['a word', { cidrsOfApiServer: 'everywhere' }, 'cidrsOfApiServer'],
    ['days that are not offered', { mfaGraceDays: '2' }, 'mfaGraceDays'],
    ['a warning longer than passwords last', { passwordWarningDays: '7' }, 'passwordWarningDays'],
  ])('%s is refused at its field', async (_what, changes: Record<string, string>, field) => {
    const server = await startConsole()
    const { save } = await open(server, 'security')
    const answer = await save(changes)
    expect(answer.status).toBe(422)
    expect(answer.html).toContain(`href="#${field}"`)
    expect(await audit()).toEqual([])
  })

  test('want a fresh proof of who saves them', async () => {
    const server = await startConsole()
    const { page, save, person, path } = await open(server, 'security')
    server.now = addSeconds(server.now, 601)
    expect((await save({ mfaMode: 'optional' }, page)).status).toBe(403)
    expect(await audit()).toEqual([])
    const late = await person.get(path)
    expect(late.html).toContain('<fieldset disabled')
    expect(late.html).toContain(`/console/sign-in/again?next=${encodeURIComponent(path)}`)
  })
})

describe('limits', () => {
  const LIMITED = realm({ abusePreventionEnabled: true, abusePreventionLimit: 10 })
  const FACTOR = { abusePreventionFactor: '1,5' }

  test('a factor is saved with a point or a comma; the limit itself is the modeler’s', async () => {
    const server = await startConsole({ realms: [LIMITED] })
    const { save, person, path } = await open(server, 'limits')
    expect((await save({ ...FACTOR, abusePreventionLimit: '999' })).status).toBe(303)
    expect((await stored(server)).settings).toMatchObject({
      abusePreventionFactor: 1.5,
      abusePreventionLimit: 10,
    })
    expect((await person.get(path)).html).toMatch(/Limit a day<\/dt><dd>15</)
  })

  test.each(['', '0', '0.001', '1001', 'much', '-1', '1e2'])(
    'a factor of "%s" is refused',
    async (factor) => {
      const server = await startConsole({ realms: [LIMITED] })
      const { save } = await open(server, 'limits')
      expect((await save({ abusePreventionFactor: factor })).status).toBe(422)
      expect(await audit()).toEqual([])
    },
  )

  test('off, it says what is not protected', async () => {
    const server = await startConsole()
    expect((await open(server, 'limits')).page.html).toContain('There is no limit now')
  })

  test('switched on, the realm has a quota; more codes are added once, with a reason on record', async () => {
    const server = await startConsole({ realms: [realm({ abusePreventionLimit: 10 })] })
    const { save, person, path } = await open(server, 'limits')
    expect((await save({ abusePreventionEnabled: 'yes' })).status).toBe(303)
    const page = await person.get(path)
    expect(page.html).toMatch(/Left today<\/dt><dd>10</)
    const burst = (fields: Record<string, string>) => person.post(`${path}/burst`, fields, page)
    for (const fields of [
      { codes: '0', reason: 'outbreak' },
      { codes: '1.5', reason: 'outbreak' },
      { codes: '1000001', reason: 'outbreak' },
      { codes: '5', reason: ' ' },
      { codes: '5', reason: 'x'.repeat(201) },
    ]) {
      const refused = await burst(fields)
      expect([fields, refused.status]).toEqual([fields, 422])
      expect(refused.html).toContain(`value="${fields.codes}"`)
      // The other form on the page still leads to its own address.
      expect(refused.html).toContain(`action="${path}"`)
    }
    expect((await audit()).length).toBe(1)
    const fields = { codes: '5', reason: 'outbreak at a school' }
    expect((await burst(fields)).location).toBe(path)
    expect((await burst(fields)).location).toBe(path)
    expect((await person.get(path)).html).toMatch(/Left today<\/dt><dd>15</)
    const [, entry, ...more] = await audit()
    expect(more).toEqual([])
    expect(entry?.['action']).toBe('realm_quota.burst')
    expect(JSON.parse(String(entry?.['detail']))).toEqual({
      codes: { to: 5 },
      reason: { to: 'outbreak at a school' },
    })
  })

  test('without a limit there is nothing to add to', async () => {
    const server = await startConsole()
    const { person, path, page } = await open(server, 'limits')
    expect(page.html).not.toContain('/burst')
    const answer = await person.post(`${path}/burst`, { codes: '5', reason: 'x' }, page)
    expect(answer.status).toBe(409)
    expect(await audit()).toEqual([])
  })
})
