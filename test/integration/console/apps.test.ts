/** Administrators say which apps links lead to: pages on real storage. */

import { env } from 'cloudflare:test'
import { describe, expect, test } from 'vitest'
import type { Permission } from '../../../src/core/realms/permissions.ts'
import { addSeconds } from '../../../src/core/time.ts'
import { startConsole, type TestConsole } from '../../support/console-codes.ts'
import { OPEN_REALM } from '../../support/verification.ts'

const CHANGES: readonly Permission[] = ['MobileAppWrite']
const READS: readonly Permission[] = ['MobileAppRead']
const PRINT = Array.from({ length: 32 }, () => 'AB').join(':')
const ANDROID = {
  name: 'Notify',
  os: 'android',
  'app-id': 'org.example.notify',
  url: 'https://play.example.org/notify',
  fingerprints: PRINT,
}

const rows = async (sql: string) => (await env.VERIFICATION_DB.prepare(sql).all()).results
const stored = () =>
  rows('SELECT name, os, app_id AS appId, url, fingerprints, disabled_at AS d FROM mobile_apps')
const lastAudit = async () =>
  (await rows('SELECT action FROM audit_log ORDER BY id DESC LIMIT 1'))[0]?.action

async function start(options: Parameters<typeof startConsole>[0] = {}) {
  const server = await startConsole(options)
  await env.VERIFICATION_DB.prepare('DELETE FROM mobile_apps').run()
  return server
}

async function add(server: TestConsole, fields: object = {}) {
  const person = await server.person(CHANGES)
  const added = await person.post(server.path('apps/new'), { ...ANDROID, ...fields })
  return { person, added, path: added.location ?? '' }
}

const wasOf = (html: string): string => /name="was" value="(\d+)"/.exec(html)?.[1] ?? ''

describe('adding an app', () => {
  test('keeps it, fingerprints in one spelling, and says so on record', async () => {
    const server = await start()
    const { added, path, person } = await add(server, {
      fingerprints: ` ${PRINT.toLowerCase()}\n${'cd'.repeat(32)}\n\n`,
    })
    expect(added.status).toBe(303)
    expect(path).toMatch(/^\/console\/r\/US-MAI\/apps\/\d+$/)
    expect(await stored()).toEqual([
      {
        name: 'Notify',
        os: 'android',
        appId: 'org.example.notify',
        url: 'https://play.example.org/notify',
        fingerprints: JSON.stringify([PRINT, PRINT.replaceAll('AB', 'CD')]),
        d: null,
      },
    ])
    expect(await lastAudit()).toBe('mobile_app.create')
    expect((await person.get(path)).html).toContain(PRINT)
  })

  test('sent twice adds one', async () => {
    const server = await start()
    const person = await server.person(CHANGES)
    const path = server.path('apps/new')
    const form = await person.get(path)
    const first = await person.post(path, ANDROID, form)
    expect(await person.post(path, ANDROID, form)).toMatchObject({
      status: 303,
      location: first.location,
    })
    expect(await stored()).toHaveLength(1)
  })

  test.each([
    ['no name', { name: ' ' }, 'name', 'Write a name'],
    ['a name of 256 characters', { name: 'x'.repeat(256) }, 'name', 'At most 255 characters'],
    ['no id', { 'app-id': '' }, 'app-id', 'Write the app id'],
    ['a store without https', { url: 'http://play.example.org/' }, 'url', 'begins with https://'],
    ['a store in a private network', { url: 'https://10.0.0.1/' }, 'url', 'everybody can reach'],
    ['a store that is script', { url: 'javascript:alert(1)' }, 'url', 'begins with https://'],
    [
      'an Android app without fingerprint',
      { fingerprints: '' },
      'fingerprints',
      'needs the SHA-256',
    ],
    ['a fingerprint of 31 bytes', { fingerprints: PRINT.slice(3) }, 'fingerprints', '32 bytes'],
    [
      '21 fingerprints',
      {
        fingerprints: Array.from({ length: 21 }, (_, i) =>
          (10 + i).toString(16).padStart(2, '0').repeat(32),
        ).join('\n'),
      },
      'fingerprints',
      'At most 20',
    ],
  ])('%s is refused, and what was typed stays', async (_, fields, field, text) => {
    const server = await start()
    const { added } = await add(server, fields)
    expect(added.status).toBe(422)
    expect(added.html).toContain(text)
    expect(added.html.split(`href="#${field}"`)).toHaveLength(2)
    expect(added.html).toContain('url' in fields ? 'org.example.notify' : 'play.example.org')
    expect(await stored()).toEqual([])
  })

  test('a name is taken for its system alone, and in this realm alone', async () => {
    const other = { ...OPEN_REALM, name: 'Other', regionCode: 'US-OTH' }
    const server = await start({ realms: [OPEN_REALM, other] })
    await add(server)
    const again = (await add(server)).added
    expect(again.status).toBe(422)
    expect(again.html).toContain('Another app of this system has that name.')
    expect((await add(server, { os: 'ios', fingerprints: '' })).added.status).toBe(303)
    const stranger = await server.person(CHANGES, { realm: 1 })
    expect((await stranger.post(server.path('apps/new', 1), ANDROID)).status).toBe(303)
  })
})

describe('an app', () => {
  test('is changed, and the change is sent once', async () => {
    const server = await start()
    const { person, path } = await add(server)
    const form = await person.get(path)
    const fields = { ...ANDROID, was: wasOf(form.html), name: 'Notify 2', headless: 'yes' }
    server.now = addSeconds(server.now, 5)
    expect(await person.post(path, fields, form)).toMatchObject({ status: 303, location: path })
    expect(await person.post(path, fields, form)).toMatchObject({ status: 303, location: path })
    expect(await rows('SELECT name, is_headless AS h FROM mobile_apps')).toEqual([
      { name: 'Notify 2', h: 1 },
    ])
    expect(await lastAudit()).toBe('mobile_app.update')
  })

  test('that somebody else changed meanwhile is shown as it is now, and replaced only when sent again', async () => {
    const server = await start()
    const { person, path } = await add(server)
    const form = await person.get(path)
    const colleague = await server.person(CHANGES)
    const theirs = await colleague.get(path)
    server.now = addSeconds(server.now, 5)
    const theirName = { ...ANDROID, was: wasOf(theirs.html), name: 'Theirs' }
    expect((await colleague.post(path, theirName, theirs)).status).toBe(303)
    const mine = { ...ANDROID, was: wasOf(form.html), name: 'Mine' }
    const conflict = await person.post(path, mine, form)
    expect(conflict.status).toBe(409)
    expect(conflict.html).toContain('Somebody else changed this app meanwhile.')
    expect(conflict.html).toContain('Theirs')
    expect(conflict.html).toContain('value="Mine"')
    expect((await stored())[0]).toMatchObject({ name: 'Theirs' })
    const again = { ...mine, was: wasOf(conflict.html) }
    expect((await person.post(path, again, conflict)).status).toBe(303)
    expect((await stored())[0]).toMatchObject({ name: 'Mine' })
  })

  test('is disabled after a question, and enabled again', async () => {
    const server = await start()
    const { person, path } = await add(server)
    const asked = await person.get(`${path}/disable`)
    expect(asked.html).toContain('Links no longer lead to “Notify”.')
    expect((await stored())[0]).toMatchObject({ d: null })
    expect((await person.post(`${path}/disable`, {}, asked)).status).toBe(303)
    expect((await stored())[0]).toMatchObject({ d: server.now })
    expect(await person.get(`${path}/disable`)).toMatchObject({ status: 303, location: path })
    expect((await person.post(`${path}/enable`, {}, path)).status).toBe(303)
    expect((await stored())[0]).toMatchObject({ d: null })
  })

  test('is shown without a form to whoever may only read', async () => {
    const server = await start()
    const { path } = await add(server)
    const reader = await server.person(READS)
    const list = await reader.get(server.path('apps'))
    expect(list.html).toContain('Notify')
    expect(list.html).not.toContain('apps/new')
    const page = await reader.get(path)
    expect(page.status).toBe(200)
    expect(page.html).not.toContain('name="was"')
    expect(page.html).not.toContain('/disable')
  })

  test('of another realm is answered like one that is not there, whatever is done to it', async () => {
    const other = { ...OPEN_REALM, name: 'Other', regionCode: 'US-OTH' }
    const server = await start({ realms: [OPEN_REALM, other] })
    const { path } = await add(server)
    const id = path.slice(path.lastIndexOf('/') + 1)
    const stranger = await server.person(CHANGES, { realm: 1 })
    const form = await stranger.get(server.path('apps/new', 1))
    for (const wrong of [id, '999999', '0', 'x']) {
      const address = server.path(`apps/${wrong}`, 1)
      expect((await stranger.get(address)).status).toBe(404)
      expect((await stranger.get(`${address}/disable`)).status).toBe(404)
      for (const deed of ['', '/disable', '/enable'])
        expect((await stranger.post(`${address}${deed}`, ANDROID, form)).status).toBe(404)
    }
    expect(await stored()).toHaveLength(1)
    expect((await stored())[0]).toMatchObject({ name: 'Notify', d: null })
  })
})

test('a realm without apps says that its links open nowhere', async () => {
  const server = await start()
  const page = await (await server.person(CHANGES)).get(server.path('apps'))
  expect(page.html).toContain('Links from text messages open nowhere yet.')
  expect(page.html).toContain(`href="${server.path('apps/new')}"`)
})

test('the list has every app once on its pages', async () => {
  const server = await start()
  await env.VERIFICATION_DB.prepare(
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60)
    INSERT INTO mobile_apps (realm_id, name, os, app_id, url, fingerprints, created_at, updated_at)
    SELECT ?1, 'App ' || i || '.', 'ios', 'id', '', '[]', 0, 0 FROM n`,
  )
    .bind(server.verification.realms[0]?.id ?? 0)
    .run()
  const reader = await server.person(READS)
  const first = await reader.get(server.path('apps'))
  const next = /<a href="([^"]*)" rel="next"/.exec(first.html)?.[1] ?? ''
  const second = await reader.get(next)
  const seen = [first, second].flatMap(({ html }) =>
    [...html.matchAll(/>App (\d+)\.</g)].map((match) => Number(match[1])),
  )
  expect(seen).toEqual(Array.from({ length: 60 }, (_, i) => 60 - i))
})
