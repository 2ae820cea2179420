/** Administrators make API keys, see each once, and take them out of force: pages on real storage. */

import { env } from 'cloudflare:test'
import { describe, expect, test } from 'vitest'
import type { Permission } from '../../../src/core/realms/permissions.ts'
import { addSeconds } from '../../../src/core/time.ts'
import { type Page, startConsole, type TestConsole } from '../../support/console-codes.ts'
import { OPEN_REALM } from '../../support/verification.ts'

const CHANGES: readonly Permission[] = ['APIKeyWrite']
const READS: readonly Permission[] = ['APIKeyRead']

const keyOn = ({ html }: Page): string =>
  /<code>([A-Za-z0-9_-]{86}\.\d+\.[A-Za-z0-9_-]{86})<\/code>/.exec(html)?.[1] ?? ''
const rows = async (sql: string) => (await env.VERIFICATION_DB.prepare(sql).all()).results
const countKeys = async () => (await rows('SELECT id FROM api_keys')).length
const lastAudit = async () =>
  (await rows('SELECT actor, action FROM audit_log ORDER BY id DESC LIMIT 1'))[0]

async function make(server: TestConsole, fields: object = {}) {
  const person = await server.person(CHANGES)
  const typed = { name: 'Lab North', type: 'device', ...fields }
  const made = await person.post(server.path('api-keys/new'), typed)
  return { person, made, path: made.location ?? '' }
}

describe('making a key', () => {
  test('shows it to whoever made it, and apps can use it', async () => {
    const server = await startConsole()
    const { person, made, path } = await make(server)
    expect(made.status).toBe(303)
    expect(path).toMatch(/^\/console\/r\/US-MAI\/api-keys\/\d+$/)
    const key = keyOn(await person.get(path))
    expect(key).not.toBe('')
    const used = await server.verification.device(
      '/api/verify',
      { code: '00000000', accept: ['confirmed'] },
      { 'x-api-key': key },
    )
    expect(used.body).toMatchObject({ errorCode: 'code_invalid' })
    expect(await lastAudit()).toEqual({
      actor: expect.stringMatching(/^person-\d+@example.org$/),
      action: 'api_key.create',
    })
  })

  test('leaves the key in no row and in no address', async () => {
    const server = await startConsole()
    const { person, path } = await make(server)
    const secret = keyOn(await person.get(path)).slice(0, 86)
    expect(secret).toHaveLength(86)
    expect(path).not.toContain(secret)
    for (const table of ['api_keys', 'audit_log', 'console_one_time'])
      expect(JSON.stringify(await rows(`SELECT * FROM ${table}`))).not.toContain(secret)
  })

  test('nobody else sees it, nor the same person in another browser', async () => {
    const server = await startConsole()
    const { person, path } = await make(server)
    const colleague = await server.person(CHANGES)
    for (const other of [colleague, server.secondSession(person)]) {
      const page = await other.get(path)
      expect(page.status).toBe(200)
      expect(keyOn(page)).toBe('')
    }
  })

  test('“I have saved it” ends that, and so does a quarter of an hour', async () => {
    const server = await startConsole()
    const { person, path } = await make(server)
    expect(keyOn(await person.get(path))).not.toBe('')
    expect(keyOn(await person.get(path))).not.toBe('')
    const saved = await person.post(`${path}/saved`, {}, path)
    expect(saved).toMatchObject({ status: 303, location: path })
    expect(keyOn(await person.get(path))).toBe('')

    const second = await make(server, { name: 'Lab South' })
    server.now = addSeconds(server.now, 899)
    expect(keyOn(await second.person.get(second.path))).not.toBe('')
    server.now = addSeconds(server.now, 1)
    expect(keyOn(await second.person.get(second.path))).toBe('')
  })

  test('sent twice makes one key', async () => {
    const server = await startConsole()
    const person = await server.person(CHANGES)
    const path = server.path('api-keys/new')
    const before = await countKeys()
    const form = await person.get(path)
    const fields = { name: 'Lab North', type: 'admin' }
    const first = await person.post(path, fields, form)
    const again = await person.post(path, fields, form)
    expect(again).toMatchObject({ status: 303, location: first.location })
    expect(await countKeys()).toBe(before + 1)
  })

  test.each([
    ['no name', { name: '  ' }, 'name', 'Write a name'],
    ['a name of 101 characters', { name: 'x'.repeat(101) }, 'name', 'may have 100 characters'],
    ['a kind that there is not', { type: 'root' }, 'type', 'Choose what the key may do'],
    ['no kind', { type: '' }, 'type', 'Choose what the key may do'],
  ])('%s is refused, and what was typed stays', async (_, fields, field, text) => {
    const server = await startConsole()
    const before = await countKeys()
    const { made } = await make(server, { name: 'Kept <name>', ...fields })
    expect(made.status).toBe(422)
    expect(made.html).toContain(text)
    expect(made.html).toContain(`href="#${field}"`)
    if (!('name' in fields)) expect(made.html).toContain('value="Kept &lt;name&gt;"')
    expect(await countKeys()).toBe(before)
  })

  test('a name of this realm is taken, one of another realm is free', async () => {
    const other = { ...OPEN_REALM, name: 'Other', regionCode: 'US-OTH' }
    const server = await startConsole({ realms: [OPEN_REALM, other] })
    expect((await make(server)).made.status).toBe(303)
    const again = (await make(server)).made
    expect(again.status).toBe(422)
    expect(again.html).toContain('Another key of this place has that name')
    const stranger = await server.person(CHANGES, { realm: 1 })
    const fields = { name: 'Lab North', type: 'device' }
    expect((await stranger.post(server.path('api-keys/new', 1), fields)).status).toBe(303)
  })

  test('asks for a fresh proof after ten minutes, and comes back', async () => {
    const server = await startConsole()
    const person = await server.person(CHANGES)
    const path = server.path('api-keys/new')
    const form = await person.get(path)
    server.now = addSeconds(server.now, 601)
    const again = `/console/sign-in/again?next=${encodeURIComponent(path)}`
    expect(await person.get(path)).toMatchObject({ status: 303, location: again })
    const before = await countKeys()
    const posted = await person.post(path, { name: 'Lab North', type: 'device' }, form)
    expect(posted).toMatchObject({ status: 303, location: again })
    expect(await countKeys()).toBe(before)
  })
})

describe('the list', () => {
  test('says that there is none, and how to change that', async () => {
    const server = await startConsole()
    await env.VERIFICATION_DB.prepare('DELETE FROM api_keys').run()
    const page = await (await server.person(CHANGES)).get(server.path('api-keys'))
    expect(page.html).toContain('No app can ask for codes yet.')
    expect(page.html).toContain(`href="${server.path('api-keys/new')}"`)
  })

  test('offers nothing to change to whoever may only read', async () => {
    const server = await startConsole()
    const { path } = await make(server)
    const reader = await server.person(READS)
    const list = await reader.get(server.path('api-keys'))
    expect(list.html).toContain('Lab North')
    expect(list.html).not.toContain('api-keys/new')
    const key = await reader.get(path)
    expect(key.status).toBe(200)
    expect(key.html).not.toContain('/disable')
    expect(key.html).not.toContain('name="name"')
    expect((await reader.post(`${path}/disable`, {}, key)).status).toBe(403)
  })

  test('has every key once on its pages, the newest first, and none of another realm', async () => {
    const other = { ...OPEN_REALM, name: 'Other', regionCode: 'US-OTH' }
    const server = await startConsole({ realms: [OPEN_REALM, other] })
    await env.VERIFICATION_DB.prepare('DELETE FROM api_keys').run()
    const [mine, others] = server.verification.realms.map(({ id }) => id)
    await env.VERIFICATION_DB.prepare(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 120)
      INSERT INTO api_keys (realm_id, name, type, key_hash, preview, created_at, updated_at)
      SELECT CASE i % 2 WHEN 0 THEN ?1 ELSE ?2 END, 'key ' || i || '.', 'device', 'h' || i, 'abcdef', 0, 0 FROM n`,
    )
      .bind(mine, others)
      .run()
    const person = await server.person(READS)
    const seen: string[] = []
    let path: string | undefined = server.path('api-keys')
    for (let pages = 0; path !== undefined; pages++) {
      expect(pages).toBeLessThan(3)
      const { html } = await person.get(path)
      seen.push(...[...html.matchAll(/>key (\d+)\.</g)].map((match) => match[1] ?? ''))
      path = /<a href="([^"]*)" rel="next"/.exec(html)?.[1]
    }
    expect(seen).toEqual(Array.from({ length: 60 }, (_, i) => String(120 - 2 * i)))
  })
})

describe('a key', () => {
  test('is renamed, but not to the name of another', async () => {
    const server = await startConsole()
    await make(server, { name: 'Lab South' })
    const { person, path } = await make(server)
    expect(await person.post(path, { name: ' Lab West ' })).toMatchObject({
      status: 303,
      location: path,
    })
    expect((await person.get(path)).html).toContain('Lab West')
    const taken = await person.post(path, { name: 'Lab South' })
    expect(taken.status).toBe(422)
    expect(taken.html).toContain('value="Lab South"')
    expect(await rows(`SELECT name FROM api_keys WHERE name = 'Lab West'`)).toHaveLength(1)
  })

  test('that is disabled is refused at once, and taken again when it is enabled', async () => {
    const server = await startConsole()
    const { person, path } = await make(server)
    const key = keyOn(await person.get(path))
    const ask = async () => {
      const body = { code: '00000000', accept: ['confirmed'] }
      return (await server.verification.device('/api/verify', body, { 'x-api-key': key })).status
    }
    expect(await ask()).not.toBe(401)
    const asked = await person.get(`${path}/disable`)
    expect(asked.html).toContain('Requests with “Lab North” are refused from now on.')
    expect(asked.html).toContain('This can be undone.')
    expect(await person.post(`${path}/disable`, {}, asked)).toMatchObject({
      status: 303,
      location: path,
    })
    expect(await ask()).toBe(401)
    expect((await lastAudit())?.action).toBe('api_key.disable')
    expect((await person.post(`${path}/enable`, {}, path)).status).toBe(303)
    expect(await ask()).not.toBe(401)
    expect((await lastAudit())?.action).toBe('api_key.enable')
  })

  test('that is the last one of apps comes with a warning; one of several does not', async () => {
    const server = await startConsole()
    const { person, path } = await make(server)
    expect((await person.get(`${path}/disable`)).html).not.toContain('last device key')
    await env.VERIFICATION_DB.prepare(
      `UPDATE api_keys SET disabled_at = 1 WHERE name <> 'Lab North'`,
    ).run()
    expect((await person.get(`${path}/disable`)).html).toContain('last device key')
  })

  test('of another realm is answered like one that is not there, whatever is done to it', async () => {
    const other = { ...OPEN_REALM, name: 'Other', regionCode: 'US-OTH' }
    const server = await startConsole({ realms: [OPEN_REALM, other] })
    const { path } = await make(server)
    const id = path.slice(path.lastIndexOf('/') + 1)
    const stranger = await server.person(CHANGES, { realm: 1 })
    const form = await stranger.get(server.path('api-keys/new', 1))
    for (const wrong of [id, '999999', '0', '1e3', 'x']) {
      const address = server.path(`api-keys/${wrong}`, 1)
      expect((await stranger.get(address)).status).toBe(404)
      expect((await stranger.get(`${address}/disable`)).status).toBe(404)
      for (const deed of ['', '/saved', '/disable', '/enable'])
        expect((await stranger.post(`${address}${deed}`, { name: 'Mine' }, form)).status).toBe(404)
    }
    expect(await rows(`SELECT disabled_at AS d FROM api_keys WHERE name = 'Lab North'`)).toEqual([
      { d: null },
    ])
  })
})
