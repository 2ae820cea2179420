/** Administrators of a realm change its settings: pages on real storage. */

import { env } from 'cloudflare:test'
import { describe, expect, test } from 'vitest'
import type { Permission } from '../../../src/core/realms/permissions.ts'
import type { RealmSettings } from '../../../src/core/realms/settings.ts'
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
