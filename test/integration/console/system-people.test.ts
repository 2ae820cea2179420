/** System administrators look after people: their rights, and their sessions. */

import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { readSession, startSession } from '../../../src/flows/console/sessions.ts'
import { changeSystemRight } from '../../../src/flows/console/system-people.ts'
import { addMembers } from '../../../src/flows/verification/members.ts'
import { ADMIN, auditOf, BY_SYSTEM, comeAsMember, enrol, succeeded } from '../../support/console.ts'
import { startSystem, type TestSystem } from '../../support/console-system.ts'
import { NOON } from '../../support/keyserver.ts'

const PEOPLE = '/console/system/people'

async function withMember(email = 'cleo@example.org') {
  const system = await startSystem()
  const { cookie } = await comeAsMember(system.server, email)
  return { system, cookie, id: await system.userIdOf(email) }
}

const rightOf = (id: number) =>
  env.VERIFICATION_DB.prepare('SELECT is_system_admin FROM users WHERE id = ?1')
    .bind(id)
    .first('is_system_admin')

/** Somebody who was added to a realm, and never came. */
async function invite({ server }: TestSystem, email: string, name = 'Ida Fern') {
  const [realmId = 0] = server.realmIds
  succeeded(await addMembers(server.deps, BY_SYSTEM, realmId, [{ email, name }], 16, NOON))
}

describe('the list of all people', () => {
  test('says who looks after the system, who has a second step, and who has not come', async () => {
    const { system, id } = await withMember()
    await invite(system, 'ida@example.org')
    const { status, html } = await system.admin.get(PEOPLE)
    expect(status).toBe(200)
    const rows = [...html.matchAll(/<tr role="row"><th role="rowheader".*?<\/tr>/g)].map(([row]) =>
      [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/g)].map(([, cell]) =>
        (cell ?? '').replaceAll(/<[^>]+>/g, ''),
      ),
    )
    expect(rows).toEqual([
      [ADMIN.email, ADMIN.name, 'Yes', 'Yes', '0'],
      ['cleo@example.org', 'Cleo Marsh', 'No', 'No', '1'],
      ['ida@example.org', 'Ida Fern', 'No', 'Invited, has not come yet', '1'],
    ])
    expect(html).toContain(`href="${PEOPLE}/${id}"`)
  })

  test('is searched by parts of names and addresses, in any case', async () => {
    const { system } = await withMember()
    const found = async (text: string) => {
      const { html } = await system.admin.get(`${PEOPLE}?q=${encodeURIComponent(text)}`)
      return [ADMIN.email, 'cleo@example.org'].filter((email) => html.includes(`${email}</code>`))
    }
    expect(await found('QUILL')).toEqual([ADMIN.email])
    expect(await found('cleo@')).toEqual(['cleo@example.org'])
    expect(await found('example.org')).toEqual([ADMIN.email, 'cleo@example.org'])
    expect(await found('%')).toEqual([])
    const none = await system.admin.get(`${PEOPLE}?q=${encodeURIComponent('<b>"')}`)
    expect(none.html).toContain('Nobody has that in their name or address.')
    expect(none.html).not.toContain('<b>')
  })

  test('goes on by pages, each person once', async () => {
    const system = await startSystem()
    const people = Array.from({ length: 120 }, (_, index) => ({
      email: `p${String(index).padStart(3, '0')}@example.org`,
      name: 'Pat Oak',
    }))
    const [realmId = 0] = system.server.realmIds
    succeeded(await addMembers(system.server.deps, BY_SYSTEM, realmId, people, 16, NOON))
    const seen: string[] = []
    let path: string | undefined = `${PEOPLE}?q=oak`
    while (path !== undefined) {
      const { html } = await system.admin.get(path)
      seen.push(...[...html.matchAll(/<code>([^<]*)<\/code>/g)].map(([, email]) => email ?? ''))
      path = /<a href="([^"]*)" rel="next">/.exec(html)?.[1]?.replaceAll('&amp;', '&')
    }
    expect(seen).toEqual(people.map(({ email }) => email))
  })
})

describe('the right of a system administrator', () => {
  test('is given on record, and ends the sessions of whoever gets it', async () => {
    const { system, cookie, id } = await withMember()
    const path = `${PEOPLE}/${id}/give-right`
    expect((await system.admin.get(path)).html).toContain('Cleo Marsh can make realms')
    const given = await system.admin.post(path)
    expect(given).toMatchObject({ status: 303, location: `${PEOPLE}/${id}` })
    expect(await rightOf(id)).toBe(1)
    expect(await readSession(system.server.deps, cookie, NOON)).toBeUndefined()
    expect((await auditOf(system.server)).at(-1)).toBe(`${ADMIN.email} system_admin.add`)
  })

  test('is taken the same way', async () => {
    const { system, cookie, id } = await withMember()
    await system.admin.post(`${PEOPLE}/${id}/give-right`)
    const path = `${PEOPLE}/${id}/take-right`
    expect((await system.admin.post(path)).status).toBe(303)
    expect(await rightOf(id)).toBe(0)
    expect(await readSession(system.server.deps, cookie, NOON)).toBeUndefined()
    expect((await auditOf(system.server)).at(-1)).toBe(`${ADMIN.email} system_admin.remove`)
  })

  test('is nobody’s to take from themselves, so the last one stays', async () => {
    const { system, id } = await withMember()
    const own = await system.userIdOf(ADMIN.email)
    const page = await system.admin.get(`${PEOPLE}/${own}`)
    expect(page.html).toContain('This is you.')
    expect(page.html).not.toContain('take-right')
    const before = await auditOf(system.server)
    const refused = await system.admin.post(`${PEOPLE}/${own}/take-right`, {}, `${PEOPLE}/${id}`)
    expect(refused.status).toBe(403)
    expect(await rightOf(own)).toBe(1)
    expect(await auditOf(system.server)).toEqual(before)
  })

  test('two who take it from each other at once leave one of them with it', async () => {
    const { system, id } = await withMember()
    await system.admin.post(`${PEOPLE}/${id}/give-right`)
    const { deps } = system.server
    const own = await system.userIdOf(ADMIN.email)
    const second = await comeAgain(system, 'cleo@example.org')
    const first = await comeAgain(system, ADMIN.email)
    const taken = await Promise.all([
      changeSystemRight(deps, first, id, false, NOON),
      changeSystemRight(deps, second, own, false, NOON),
    ])
    expect(taken.filter(({ ok }) => ok)).toHaveLength(1)
    expect(Number(await rightOf(own)) + Number(await rightOf(id))).toBe(1)
  })

  test('is not given to somebody who has not come', async () => {
    const system = await startSystem()
    await invite(system, 'ida@example.org')
    const id = await system.userIdOf('ida@example.org')
    const page = await system.admin.get(`${PEOPLE}/${id}`)
    expect(page.html).toContain('They were invited and have not come yet.')
    expect(page.html).not.toContain('give-right')
    const refused = await system.admin.post(`${PEOPLE}/${id}/give-right`, {}, await formOf(system))
    expect(refused.status).toBe(409)
    expect(await rightOf(id)).toBe(0)
  })

  test('is not given twice: the second form says that somebody was faster', async () => {
    const { system, id } = await withMember()
    const path = `${PEOPLE}/${id}/give-right`
    const form = await system.admin.get(path)
    await system.admin.post(path, {}, form)
    expect((await system.admin.post(path, {}, form)).status).toBe(409)
  })

  test('asks for a proof that is not older than ten minutes', async () => {
    const { system, id } = await withMember()
    const path = `${PEOPLE}/${id}/give-right`
    const form = await system.admin.get(path)
    system.now = NOON + 601
    const again = `/console/sign-in/again?next=${encodeURIComponent(path)}`
    expect(await system.admin.get(path)).toMatchObject({ status: 303, location: again })
    expect(await system.admin.post(path, {}, form)).toMatchObject({ status: 303, location: again })
    expect(await rightOf(id)).toBe(0)
  })

  test('opens the pages of the system at once, and closes them at once', async () => {
    const { system, id } = await withMember()
    const { cookie } = await enrol(system.server, await cookieOf(system, 'cleo@example.org'))
    const cleo = system.browser(cookie)
    expect((await cleo.get(PEOPLE)).status).toBe(403)
    await env.VERIFICATION_DB.prepare('UPDATE users SET is_system_admin = 1 WHERE id = ?1')
      .bind(id)
      .run()
    expect((await cleo.get(PEOPLE)).status).toBe(200)
    await env.VERIFICATION_DB.prepare('UPDATE users SET is_system_admin = 0 WHERE id = ?1')
      .bind(id)
      .run()
    expect((await cleo.get(PEOPLE)).status).toBe(403)
  })
})

describe('sessions of somebody', () => {
  test('are ended on record, all of them', async () => {
    const { system, cookie, id } = await withMember()
    const path = `${PEOPLE}/${id}/sign-out`
    expect((await system.admin.get(path)).html).toContain('All browsers in which Cleo Marsh')
    expect((await system.admin.post(path)).location).toBe(`${PEOPLE}/${id}`)
    expect(await readSession(system.server.deps, cookie, NOON)).toBeUndefined()
    expect((await auditOf(system.server)).at(-1)).toBe(`${ADMIN.email} session.end_all`)
  })

  test('of one’s own are ended in one’s account', async () => {
    const system = await startSystem()
    const own = await system.userIdOf(ADMIN.email)
    const refused = await system.admin.post(`${PEOPLE}/${own}/sign-out`, {}, await formOf(system))
    expect(refused.status).toBe(403)
  })
})

test.each(['0', '01', '999999', '1e3', 'x', '-1', '%00'])(
  'nobody has the number %s',
  async (id) => {
    const system = await startSystem()
    expect((await system.admin.get(`${PEOPLE}/${id}`)).status).toBe(404)
    const form = await formOf(system)
    for (const action of ['give-right', 'take-right', 'sign-out']) {
      expect((await system.admin.get(`${PEOPLE}/${id}/${action}`)).status).toBe(404)
      expect((await system.admin.post(`${PEOPLE}/${id}/${action}`, {}, form)).status).toBe(404)
    }
  },
)

/** Any page has a form. */
const formOf = ({ admin }: TestSystem) => admin.get(PEOPLE)

async function cookieOf({ server }: TestSystem, email: string) {
  const { cookie } = await startSession(server.deps, { email, level: 2, place: '' }, NOON)
  return cookie
}

async function comeAgain(system: TestSystem, email: string) {
  return system.server.session(await cookieOf(system, email))
}
