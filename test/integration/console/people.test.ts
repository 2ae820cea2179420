/** Administrators invite people, change what they may do, and remove them: pages on real storage. */

import { env } from 'cloudflare:test'
import { describe, expect, test } from 'vitest'
import {
  PERMISSIONS,
  type Permission,
  permissionBits,
} from '../../../src/core/realms/permissions.ts'
import { addSeconds } from '../../../src/core/time.ts'
import type { Mail } from '../../../src/flows/verification/mail.ts'
import { type Page, startConsole } from '../../support/console-codes.ts'
import { OPEN_REALM } from '../../support/verification.ts'

const LEADS: readonly Permission[] = ['UserWrite', 'CodeIssue', 'CodeRead']
const READS: readonly Permission[] = ['UserRead']
const OTHER = { ...OPEN_REALM, name: 'Other', regionCode: 'US-OTH' }
const CLEO = { email: 'cleo@example.org', name: 'Cleo Marsh', right: ['CodeIssue'] }

const rows = async (sql: string) => (await env.VERIFICATION_DB.prepare(sql).all()).results
const rightsOf = async (email: string) =>
  (
    await rows(
      `SELECT m.permissions AS p FROM memberships m JOIN users u ON u.id = m.user_id WHERE u.email = '${email}'`,
    )
  ).map(({ p }) => p)
const lastAudit = async () =>
  (await rows('SELECT actor, action FROM audit_log ORDER BY id DESC LIMIT 1'))[0]?.action
const ticked = ({ html }: Page): readonly string[] =>
  [...html.matchAll(/name="right" value="(\w+)" checked/g)].map((match) => match[1] ?? '')
const closed = ({ html }: Page): readonly string[] =>
  [...html.matchAll(/name="right" value="(\w+)"[^>]* disabled/g)].map((match) => match[1] ?? '')
const wasOf = ({ html }: Page): string => /name="was" value="(\d+)"/.exec(html)?.[1] ?? ''
const hasCome = (userId: number) =>
  env.VERIFICATION_DB.prepare(
    `INSERT INTO console_credentials (user_id, password, password_set_at) VALUES (?1, 'x', 0)`,
  )
    .bind(userId)
    .run()

describe('inviting', () => {
  test('adds the person with the rights that were ticked, and sends a letter', async () => {
    const mails: Mail[] = []
    const server = await startConsole({ mails })
    const lead = await server.person(LEADS)
    const path = server.path('people/new')
    const added = await lead.post(path, { ...CLEO, email: ' Cleo@Example.org ' })
    expect(added.status).toBe(303)
    expect(added.location).toMatch(/^\/console\/r\/US-MAI\/people\/\d+$/)
    expect(await rightsOf('cleo@example.org')).toEqual([permissionBits(['CodeIssue'])])
    expect(mails.map(({ to }) => to)).toEqual([['cleo@example.org']])
    expect(mails[0]?.text).toMatch(/\/console\/invitation\/[\w-]{43}/)
    const page = await lead.get(added.location ?? '')
    expect(page.html).toContain('Cleo Marsh')
    expect(page.html).not.toContain('/console/invitation/')
    expect(await lastAudit()).toBe('member.invite')
  })

  test('gives what a right includes, ticked or not', async () => {
    const server = await startConsole({ mails: [] })
    const lead = await server.person(LEADS)
    await lead.post(server.path('people/new'), { ...CLEO, right: 'UserWrite' })
    expect(await rightsOf(CLEO.email)).toEqual([8192 + 16_384])
  })

  test('says the same of somebody who works elsewhere already, and writes no letter', async () => {
    const mails: Mail[] = []
    const server = await startConsole({ mails, realms: [OPEN_REALM, OTHER] })
    const lead = await server.person(LEADS)
    const elsewhere = await server.person(['CodeIssue'], { realm: 1, name: 'Eva Maar' })
    await hasCome(elsewhere.userId)
    const [{ email } = { email: '' }] = await rows(
      `SELECT email FROM users WHERE id = ${elsewhere.userId}`,
    )
    const path = server.path('people/new')
    const known = await lead.post(path, { email: String(email), right: 'CodeIssue' })
    const unknown = await lead.post(path, CLEO)
    const flash = (page: Page) =>
      /__Host-tocsin-flash=([a-zA-Z.]+)\./.exec(page.headers.get('set-cookie') ?? '')?.[1]
    expect(flash(known)).toBe('people.invited')
    expect(flash(unknown)).toBe('people.invited')
    expect(mails).toHaveLength(1)
    expect(await rows(`SELECT id FROM users WHERE email = '${email}'`)).toHaveLength(1)
  })

  test('without mail shows the link to whoever invited, for an hour, and to nobody else', async () => {
    const server = await startConsole()
    const lead = await server.person(LEADS)
    const { location } = await lead.post(server.path('people/new'), CLEO)
    const path = location ?? ''
    const link = /https:\/\/console\.example\/console\/invitation\/[\w-]{43}/
    expect((await lead.get(path)).html).toMatch(link)
    for (const other of [await server.person(LEADS), server.secondSession(lead)])
      expect((await other.get(path)).html).not.toMatch(link)
    const reader = await server.person(READS)
    expect((await reader.get(path)).html).not.toMatch(link)
    server.now = addSeconds(server.now, 3600)
    expect((await lead.get(path)).html).not.toMatch(link)
  })

  test('once more voids the first link', async () => {
    const server = await startConsole()
    const lead = await server.person(LEADS)
    const path = (await lead.post(server.path('people/new'), CLEO)).location ?? ''
    const linkOn = async () =>
      /console\/invitation\/([\w-]{43})/.exec((await lead.get(path)).html)?.[1]
    const first = await linkOn()
    expect((await lead.post(`${path}/invite`, {}, path)).status).toBe(303)
    expect(await linkOn()).not.toBe(first)
    expect(await rows(`SELECT 1 FROM console_one_time WHERE kind = 'invitation'`)).toHaveLength(1)
  })

  test('sent twice invites once', async () => {
    const mails: Mail[] = []
    const server = await startConsole({ mails })
    const lead = await server.person(LEADS)
    const path = server.path('people/new')
    const form = await lead.get(path)
    const first = await lead.post(path, CLEO, form)
    const again = await lead.post(path, CLEO, form)
    expect([first.status, again.status]).toEqual([303, 303])
    expect(again.location).toBe(first.location)
    expect(mails).toHaveLength(1)
  })

  test.each([
    ['no address', { email: '' }, 'email', 'Write the whole e-mail address'],
    ['two addresses', { email: 'a@b.org,c@d.org' }, 'email', 'Write the whole e-mail address'],
    ['a name of 101 characters', { name: 'x'.repeat(101) }, 'name', 'may have 100 characters'],
    ['no right', { right: [] }, 'right-CodeIssue', 'Tick at least one right'],
    ['a right that there is not', { right: 'Root' }, 'right-CodeIssue', 'Tick at least one right'],
    [
      'a right that the inviting person lacks',
      { right: ['CodeIssue', 'AuditRead'] },
      'right-CodeIssue',
      'a right that you do not have',
    ],
  ])('%s is refused, and what was typed stays', async (_, fields, field, text) => {
    const server = await startConsole({ mails: [] })
    const lead = await server.person(LEADS)
    const refused = await lead.post(server.path('people/new'), { ...CLEO, ...fields })
    expect(refused.status).toBe(422)
    expect(refused.html).toContain(text)
    expect(refused.html).toContain(`href="#${field}"`)
    const typed = { ...CLEO, ...fields }
    expect(refused.html).toContain(`value="${typed.email}"`)
    expect(refused.html).toContain(`value="${typed.name}"`)
    expect(await rows(`SELECT 1 FROM users WHERE email = 'cleo@example.org'`)).toEqual([])
  })

  test('somebody who works here already is refused, in any spelling', async () => {
    const server = await startConsole({ mails: [] })
    const lead = await server.person(LEADS)
    await lead.post(server.path('people/new'), CLEO)
    const again = await lead.post(server.path('people/new'), {
      email: 'CLEO@example.org',
      right: 'CodeRead',
    })
    expect(again.status).toBe(422)
    expect(again.html).toContain('This person works here already.')
    expect(await rightsOf(CLEO.email)).toEqual([16])
  })

  test('asks for a fresh proof after ten minutes', async () => {
    const server = await startConsole({ mails: [] })
    const lead = await server.person(LEADS)
    const path = server.path('people/new')
    const form = await lead.get(path)
    server.now = addSeconds(server.now, 601)
    const location = `/console/sign-in/again?next=${encodeURIComponent(path)}`
    expect(await lead.get(path)).toMatchObject({ status: 303, location })
    expect(await lead.post(path, CLEO, form)).toMatchObject({ status: 303, location })
    expect(await rightsOf(CLEO.email)).toEqual([])
  })
})

describe('the form', () => {
  test('closes what this person may not give, and ticks a preset as far as they may', async () => {
    const server = await startConsole()
    const lead = await server.person(LEADS)
    const path = server.path('people/new')
    const form = await lead.get(path)
    const own = ['CodeIssue', 'CodeRead', 'UserRead', 'UserWrite']
    expect([...closed(form)].sort()).toEqual(PERMISSIONS.filter((p) => !own.includes(p)).sort())
    expect(ticked(form)).toEqual([])
    expect(ticked(await lead.get(`${path}?preset=caseWorker`))).toEqual(['CodeIssue', 'CodeRead'])
    expect(ticked(await lead.get(`${path}?preset=toString`))).toEqual([])
    const admin = await server.person(PERMISSIONS)
    expect(closed(await admin.get(path))).toEqual([])
    expect(ticked(await admin.get(`${path}?preset=administrator`))).toHaveLength(14)
  })
})

describe('changing rights', () => {
  async function start() {
    const server = await startConsole()
    const lead = await server.person(LEADS)
    const worker = await server.person(['CodeIssue', 'StatsRead'], { name: 'Jo Lind' })
    const path = server.path(`people/${worker.userId}`)
    const rights = async () =>
      (await rows(`SELECT permissions AS p FROM memberships WHERE user_id = ${worker.userId}`))[0]
        ?.p
    return { server, lead, worker, path, rights }
  }

  test('saves what is ticked, and says what was saved', async () => {
    const { lead, path, rights } = await start()
    const form = await lead.get(path)
    expect(ticked(form)).toEqual(['CodeIssue', 'StatsRead'])
    const fields = { was: wasOf(form), right: ['CodeRead', 'StatsRead'] }
    expect(await lead.post(path, fields, form)).toMatchObject({ status: 303, location: path })
    expect(await rights()).toBe(64 + 1024)
    expect(await lastAudit()).toBe('member.update')
    expect(await lead.post(path, fields, form)).toMatchObject({ status: 303, location: path })
  })

  test('what this person lacks can be taken away, is said to be for good, and can’t be given back', async () => {
    const { lead, path, rights } = await start()
    const form = await lead.get(path)
    expect(form.html).toContain('Once you take it away you can’t give it back.')
    await lead.post(path, { was: wasOf(form), right: 'CodeIssue' }, form)
    expect(await rights()).toBe(16)
    const later = await lead.get(path)
    expect(closed(later)).toContain('StatsRead')
    const back = await lead.post(path, { was: '16', right: ['CodeIssue', 'StatsRead'] }, later)
    expect(back.status).toBe(422)
    expect(await rights()).toBe(16)
  })

  test('nobody changes their own', async () => {
    const { server, lead } = await start()
    const path = server.path(`people/${lead.userId}`)
    const own = await lead.get(path)
    expect(own.html).toContain('Nobody changes their own rights.')
    expect(own.html).not.toContain('name="right"')
    const was = String(permissionBits(LEADS))
    const form = server.path('people/new')
    const tried = await lead.post(path, { was, right: 'CodeIssue' }, form)
    expect(tried.status).toBe(422)
    expect(tried.html).toContain('Nobody changes their own rights. Ask another person who may.')
    expect((await lead.post(`${path}/remove`, {}, form)).status).toBe(409)
    expect(
      await rows(`SELECT permissions AS p FROM memberships WHERE user_id = ${lead.userId}`),
    ).toEqual([{ p: permissionBits(LEADS) }])
  })

  test('what somebody else changed meanwhile is shown, and replaced only when sent again', async () => {
    const { server, lead, path, rights } = await start()
    const form = await lead.get(path)
    const colleague = await server.person(LEADS)
    const theirs = await colleague.get(path)
    await colleague.post(path, { was: wasOf(theirs), right: 'CodeRead' }, theirs)
    const fields = { was: wasOf(form), right: ['CodeIssue', 'CodeRead'] }
    const conflict = await lead.post(path, fields, form)
    expect(conflict.status).toBe(409)
    expect(conflict.html).toContain('Somebody else changed these rights meanwhile.')
    expect(ticked(conflict)).toEqual(['CodeIssue', 'CodeRead'])
    expect(await rights()).toBe(64)
    const again = { ...fields, was: wasOf(conflict) }
    expect((await lead.post(path, again, conflict)).status).toBe(303)
    expect(await rights()).toBe(16 + 64)
  })

  test('no right at all is refused', async () => {
    const { lead, path, rights } = await start()
    const form = await lead.get(path)
    const refused = await lead.post(path, { was: wasOf(form) }, form)
    expect(refused.status).toBe(422)
    expect(await rights()).toBe(16 + 1024)
  })

  test('whoever may only read sees the rights in words and no form', async () => {
    const { server, path } = await start()
    const reader = await server.person(READS)
    const page = await reader.get(path)
    expect(page.html).toContain('make codes and read statistics')
    expect(page.html).not.toContain('name="right"')
    expect(page.html).not.toContain('/remove')
  })
})

describe('removing', () => {
  test('is asked first, and leaves the person to other realms', async () => {
    const server = await startConsole({ realms: [OPEN_REALM, OTHER] })
    const lead = await server.person(LEADS)
    const worker = await server.person(['CodeIssue'], { name: 'Jo Lind' })
    const second = server.verification.realms[1]?.id ?? 0
    await env.VERIFICATION_DB.prepare(
      'INSERT INTO memberships (user_id, realm_id, permissions, created_at, updated_at) VALUES (?1, ?2, 16, 0, 0)',
    )
      .bind(worker.userId, second)
      .run()
    const path = server.path(`people/${worker.userId}`)
    const asked = await lead.get(`${path}/remove`)
    expect(asked.html).toContain('Jo Lind')
    expect(await rows(`SELECT 1 FROM memberships WHERE user_id = ${worker.userId}`)).toHaveLength(2)
    expect(await lead.post(`${path}/remove`, {}, asked)).toMatchObject({
      status: 303,
      location: server.path('people'),
    })
    expect(
      await rows(`SELECT realm_id AS r FROM memberships WHERE user_id = ${worker.userId}`),
    ).toEqual([{ r: second }])
    expect(await lastAudit()).toBe('member.remove')
    expect((await lead.get(path)).status).toBe(404)
    expect((await lead.post(`${path}/remove`, {}, asked)).status).toBe(404)
  })
})

describe('people of another realm', () => {
  test('are answered like people who are not there, whatever is done', async () => {
    const server = await startConsole({ realms: [OPEN_REALM, OTHER] })
    const lead = await server.person(LEADS)
    const stranger = await server.person(['CodeIssue'], { realm: 1 })
    const form = await lead.get(server.path('people/new'))
    const bytes = ({ html }: Page, path: string) =>
      html.replaceAll(/(nonce|value)="[^"]*"/g, '').replaceAll(path, '<path>')
    const absent = server.path('people/999999')
    const missing = bytes(await lead.get(absent), absent)
    for (const wrong of [String(stranger.userId), '0', '01', '1e3', 'x']) {
      const path = server.path(`people/${wrong}`)
      const page = await lead.get(path)
      expect(page.status).toBe(404)
      expect(bytes(page, path)).toBe(missing)
      expect((await lead.get(`${path}/remove`)).status).toBe(404)
      for (const deed of ['', '/invite', '/remove'])
        expect((await lead.post(`${path}${deed}`, { right: 'CodeIssue' }, form)).status).toBe(404)
    }
    expect(
      await rows(`SELECT permissions AS p FROM memberships WHERE user_id = ${stranger.userId}`),
    ).toEqual([{ p: 16 }])
  })
})

describe('the list', () => {
  test('of somebody alone says why to invite another', async () => {
    const server = await startConsole()
    const lead = await server.person(LEADS)
    const { html } = await lead.get(server.path('people'))
    expect(html).toContain('Invite a colleague so that nobody is locked out with you.')
    expect(html).toContain('(you)')
  })

  test('finds by a part of the name or the address, in any case, and takes it literally', async () => {
    const server = await startConsole({ mails: [] })
    const lead = await server.person(LEADS)
    await lead.post(server.path('people/new'), CLEO)
    const find = async (q: string) =>
      (await lead.get(`${server.path('people')}?q=${encodeURIComponent(q)}`)).html
    expect(await find('MARSH')).toContain('Cleo Marsh')
    expect(await find('cleo@')).toContain('Cleo Marsh')
    expect(await find('marsh')).toContain('Invited, has not come yet')
    for (const nobody of ['zebra', '%', '_', "'"]) {
      const html = await find(nobody)
      expect(html).toContain('Nobody here has that in their name or address.')
      expect(html).not.toContain('Cleo Marsh')
    }
  })

  test('has everybody once on its pages, and nobody of another realm', async () => {
    const server = await startConsole({ realms: [OPEN_REALM, OTHER] })
    const lead = await server.person(LEADS, { name: 'Lead' })
    const [mine, others] = server.verification.realms.map(({ id }) => id)
    await env.VERIFICATION_DB.batch([
      env.VERIFICATION_DB.prepare(
        `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 240)
        INSERT INTO users (id, email, name, created_at, updated_at)
        SELECT 100000 + i, printf('m%03d@example.org', 240 - i), 'Member ' || i || '.', 0, 0 FROM n`,
      ),
      env.VERIFICATION_DB.prepare(
        `INSERT INTO memberships (user_id, realm_id, permissions, created_at, updated_at)
        SELECT id, CASE id % 2 WHEN 0 THEN ?1 ELSE ?2 END, 16, 0, 0 FROM users WHERE id > 100000`,
      ).bind(mine ?? 0, others ?? 0),
    ])
    const walk = async (start: string) => {
      const seen: string[] = []
      let path: string | undefined = start
      for (let pages = 0; path !== undefined; pages++) {
        expect(pages).toBeLessThan(4)
        const { html } = await lead.get(path)
        seen.push(...[...html.matchAll(/>Member (\d+)\.</g)].map((match) => match[1] ?? ''))
        path = /<a href="([^"]*)" rel="next"/.exec(html)?.[1]?.replaceAll('&amp;', '&')
      }
      return seen
    }
    const all = Array.from({ length: 120 }, (_, i) => String(240 - 2 * i))
    expect(await walk(server.path('people'))).toEqual(all)
    expect(await walk(`${server.path('people')}?q=MEMBER`)).toEqual(all)
    // Somebody of another realm is no place to go on from: nothing is learned of their address.
    const elsewhere = await lead.get(`${server.path('people')}?after=100001`)
    expect(elsewhere.html).toContain('Member 240.')
  })
})
