/** System administrators make realms, say what these may do, join them on record and leave them. */

import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import { normalizeSettings } from '../../../src/core/realms/normalize-settings.ts'
import { REALM_ADMIN_PERMISSIONS } from '../../../src/core/realms/permissions.ts'
import { readRealm } from '../../../src/db/verification/queries/realms.ts'
import { addMembers } from '../../../src/flows/verification/members.ts'
import { ADMIN, auditOf, BY_SYSTEM, succeeded } from '../../support/console.ts'
import { startSystem, type TestSystem } from '../../support/console-system.ts'
import { NOON } from '../../support/keyserver.ts'

const REALMS = '/console/system/realms'
const REASON = 'The only administrator has lost her phone.'

let system: TestSystem
let realmId: number
let path: string

beforeEach(async () => {
  system = await startSystem()
  realmId = system.server.realmIds[0] ?? 0
  path = `${REALMS}/${realmId}`
})

const settings = async (id = realmId) => (await readRealm(system.server.db, id))?.settings
const countRealms = () =>
  env.VERIFICATION_DB.prepare('SELECT count(*) AS count FROM realms').first<number>('count')
const permissionsIn = async (id: number) =>
  env.VERIFICATION_DB.prepare(
    'SELECT permissions FROM memberships WHERE realm_id = ?1 AND user_id = ?2',
  )
    .bind(id, await system.userIdOf(ADMIN.email))
    .first<number>('permissions')

/** Fields of the realm's form as the page has them: unticked boxes are not sent. */
async function fieldsOf(): Promise<Record<string, string>> {
  const { html } = await system.admin.get(path)
  const form = html.slice(html.indexOf('name="version"'))
  const fields: Record<string, string> = {}
  for (const [input] of html.matchAll(/<input[^>]*>/g)) {
    const name = /name="([^"]*)"/.exec(input)?.[1]
    if (name === undefined || name === 'csrf' || name === 'once') continue
    if (!form.includes(input) && name !== 'version') continue
    if (input.includes('type="checkbox"') && !input.includes('checked')) continue
    if (input.includes('type="radio"')) continue
    fields[name] = /value="([^"]*)"/.exec(input)?.[1] ?? ''
  }
  return fields
}

describe('realms', () => {
  test('are listed with their region, people and state', async () => {
    const { html } = await system.admin.get(REALMS)
    expect(html).toContain(`href="${path}"`)
    expect(html).toContain(`href="${REALMS}/new"`)
    await env.VERIFICATION_DB.prepare(
      "UPDATE realms SET settings = json_set(settings, '$.maintenanceMode', json('true'))",
    ).run()
    expect((await system.admin.get(REALMS)).html).toContain('Codes are paused')
  })

  test('of a system that has none ask for the first one', async () => {
    const empty = await startSystem({ realms: [] })
    const { html } = await empty.admin.get(REALMS)
    expect(html).toContain('Make your first realm.')
    expect(html).not.toContain('<table')
  })

  test('go on by pages, each realm once', async () => {
    await env.VERIFICATION_DB.prepare(
      `WITH RECURSIVE n(i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < 219)
      INSERT INTO realms (name, folded_name, settings, sealed_secrets, created_at, updated_at)
      SELECT 'Zone ' || i || ' & more', 'zone ' || i || ' & more', '{}', '{}', 0, 0 FROM n`,
    ).run()
    const seen: string[] = []
    let next: string | undefined = REALMS
    while (next !== undefined) {
      const { html } = await system.admin.get(next)
      seen.push(...[...html.matchAll(/>(Zone \d+)/g)].map(([, name]) => name ?? ''))
      next = /<a href="([^"]*)" rel="next">/.exec(html)?.[1]?.replaceAll('&amp;', '&')
    }
    expect(seen).toEqual(Array.from({ length: 120 }, (_, index) => `Zone ${100 + index}`))
  })
})

describe('a new realm', () => {
  const NEW = `${REALMS}/new`

  test('is made on record, with its maker as an administrator who can go there', async () => {
    const made = await system.admin.post(NEW, { name: ' North ', region: 'us-no', join: 'yes' })
    expect(made.status).toBe(303)
    const id = Number(made.location?.split('/').at(-1))
    expect(await readRealm(system.server.db, id)).toMatchObject({
      name: 'North',
      regionCode: 'US-NO',
    })
    expect(await permissionsIn(id)).toBe(REALM_ADMIN_PERMISSIONS)
    expect((await system.admin.get(made.location ?? '')).html).toContain(
      'href="/console/r/US-NO/codes"',
    )
    expect(await auditOf(system.server)).toContain(`${ADMIN.email} realm.create`)
  })

  test('without the tick has nobody in it', async () => {
    const made = await system.admin.post(NEW, { name: 'North', region: '' })
    const id = Number(made.location?.split('/').at(-1))
    expect(await permissionsIn(id)).toBeNull()
    expect((await system.admin.get(made.location ?? '')).html).toContain(
      'You do not work in this realm',
    )
  })

  test('is made once, however often the form is sent', async () => {
    const form = await system.admin.get(NEW)
    const fields = { name: 'North', region: 'US-NO' }
    const first = await system.admin.post(NEW, fields, form)
    const again = await system.admin.post(NEW, fields, form)
    expect(again).toMatchObject({ status: 303, location: first.location })
    expect(await countRealms()).toBe(2)
  })

  test.each([
    ['no name', { name: '  ' }, 'Enter a name.'],
    ['a long name', { name: 'n'.repeat(101) }, 'A name has at most 100 characters.'],
    ['a name of tests', { name: 'E2E-x' }, 'begin with “e2e-”'],
    ['a region with blanks', { name: 'N', region: 'A B' }, 'up to 10 letters, digits and hyphens'],
    ['a region of tests', { name: 'N', region: 'e2e-x' }, 'begin with “E2E-”'],
  ])('with %s is refused, and what was typed stays', async (_, fields, text) => {
    const refused = await system.admin.post(NEW, fields)
    expect(refused.status).toBe(422)
    expect(refused.html).toContain(text)
    expect(refused.html).toContain(`value="${fields.name}"`)
    expect(await countRealms()).toBe(1)
  })

  test('with a name or a region that another has is refused', async () => {
    const other = await readRealm(system.server.db, realmId)
    const name = other?.name.toUpperCase() ?? ''
    const region = other?.regionCode.toLowerCase() ?? ''
    const refused = await system.admin.post(NEW, { name, region })
    expect(refused.status).toBe(422)
    expect(refused.html).toContain('Another realm has this name.')
    expect(refused.html).toContain('Another realm has this region.')
  })
})

describe('what a realm may do', () => {
  test('is changed on record, and nothing else with it', async () => {
    const before = await settings()
    const fields = await fieldsOf()
    const saved = await system.admin.post(path, {
      ...fields,
      maxMinutes: '120',
      systemSms: 'yes',
      maintenance: 'yes',
      issuer: 'iss',
    })
    expect(saved).toMatchObject({ status: 303, location: path })
    expect(await settings()).toEqual({
      ...(before && normalizeSettings(before)),
      shortCodeMaxMinutes: 120,
      canUseSystemSms: true,
      maintenanceMode: true,
      certificateIssuer: 'iss',
    })
    expect((await auditOf(system.server)).at(-1)).toBe(`${ADMIN.email} realm_settings.update`)
  })

  test('sent as it is changes nothing and is not on record', async () => {
    const before = await auditOf(system.server)
    expect((await system.admin.post(path, await fieldsOf())).status).toBe(303)
    expect(await auditOf(system.server)).toEqual(before)
  })

  test.each([
    ['maxMinutes', '59', 'Enter a whole number from 60 to 120.'],
    ['maxMinutes', '121', 'Enter a whole number from 60 to 120.'],
    ['maxMinutes', '6e1', 'Enter a whole number from 60 to 120.'],
    ['certificateSeconds', '59', 'Enter a whole number from 60 to 86,400.'],
    ['certificateSeconds', '', 'Enter a whole number from 60 to 86,400.'],
    ['issuer', 'i'.repeat(256), 'Shorten it to at most 255 characters.'],
    ['name', '', 'Enter a name.'],
  ])('%s "%s" is refused at its field', async (field, value, text) => {
    const before = await settings()
    const refused = await system.admin.post(path, { ...(await fieldsOf()), [field]: value })
    expect(refused.status).toBe(422)
    expect(refused.html).toContain(text)
    expect(refused.html).toContain(`href="#${field}"`)
    expect(await settings()).toEqual(before)
  })

  test('that somebody else has changed meanwhile is not written over, and both are shown', async () => {
    const form = await system.admin.get(path)
    const fields = await fieldsOf()
    await env.VERIFICATION_DB.prepare(
      "UPDATE realms SET name = 'Renamed', folded_name = 'renamed', updated_at = updated_at + 9 WHERE id = ?1",
    )
      .bind(realmId)
      .run()
    const mine = { ...fields, name: 'Mine' }
    const refused = await system.admin.post(path, mine, form)
    expect(refused.status).toBe(409)
    expect(refused.html).toContain('Saved now: Renamed')
    expect(refused.html).toContain('value="Mine"')
    expect((await readRealm(system.server.db, realmId))?.name).toBe('Renamed')
    const version = /name="version" value="(\d+)"/.exec(refused.html)?.[1] ?? ''
    const second = await system.admin.post(path, { ...mine, version }, refused)
    expect(second.status).toBe(303)
    expect((await readRealm(system.server.db, realmId))?.name).toBe('Mine')
  })
})

describe('joining a realm', () => {
  test('opens it, with the reason on record', async () => {
    expect((await system.admin.get('/console/r/US-MAI/codes')).status).toBe(404)
    const joined = await system.admin.post(`${path}/join`, { reason: ` ${REASON} ` })
    expect(joined).toMatchObject({ status: 303, location: path })
    expect(await permissionsIn(realmId)).toBe(REALM_ADMIN_PERMISSIONS)
    const entry = await env.VERIFICATION_DB.prepare(
      'SELECT actor, action, subject, detail FROM audit_log ORDER BY id DESC LIMIT 1',
    ).first<Record<string, string>>()
    expect(entry).toMatchObject({ actor: ADMIN.email, action: 'member.add' })
    expect(JSON.parse(entry?.['detail'] ?? '')).toMatchObject({ reason: REASON })
  })

  test.each(['', '    ', 'too short'])('for the reason "%s" is refused', async (reason) => {
    const refused = await system.admin.post(`${path}/join`, { reason })
    expect(refused.status).toBe(422)
    expect(refused.html).toContain('Enter a reason of 10 characters or more.')
    expect(await permissionsIn(realmId)).toBeNull()
  })

  test('asks for a proof that is not older than ten minutes', async () => {
    const form = await system.admin.get(`${path}/join`)
    system.now = NOON + 601
    const location = `/console/sign-in/again?next=${encodeURIComponent(`${path}/join`)}`
    expect(await system.admin.get(`${path}/join`)).toMatchObject({ status: 303, location })
    const refused = await system.admin.post(`${path}/join`, { reason: REASON }, form)
    expect(refused).toMatchObject({ status: 303, location })
    expect(await permissionsIn(realmId)).toBeNull()
  })
})

describe('leaving a realm', () => {
  const addAdministrator = async () => {
    const people = [{ email: 'ana@example.org', name: 'Ana Ruiz' }]
    const { deps } = system.server
    succeeded(await addMembers(deps, BY_SYSTEM, realmId, people, REALM_ADMIN_PERMISSIONS, NOON))
  }

  test('closes it, on record', async () => {
    await addAdministrator()
    await system.admin.post(`${path}/join`, { reason: REASON })
    const left = await system.admin.post(`${path}/leave`)
    expect(left).toMatchObject({ status: 303, location: path })
    expect(await permissionsIn(realmId)).toBeNull()
    expect((await auditOf(system.server)).at(-1)).toBe(`${ADMIN.email} member.remove`)
  })

  test('is refused to the last who can say what its people may do', async () => {
    await system.admin.post(`${path}/join`, { reason: REASON })
    const refused = await system.admin.post(`${path}/leave`)
    expect(refused.status).toBe(409)
    expect(refused.html).toContain('Make somebody else an administrator first.')
    expect(await permissionsIn(realmId)).toBe(REALM_ADMIN_PERMISSIONS)
  })

  test('twice says that it was done', async () => {
    await addAdministrator()
    await system.admin.post(`${path}/join`, { reason: REASON })
    const form = await system.admin.get(`${path}/leave`)
    await system.admin.post(`${path}/leave`, {}, form)
    expect((await system.admin.post(`${path}/leave`, {}, form)).status).toBe(409)
  })
})

test.each(['0', '01', '999999', 'x', '%00'])('no realm has the number %s', async (id) => {
  const form = await system.admin.get(path)
  for (const page of ['', '/join', '/leave']) {
    expect((await system.admin.get(`${REALMS}/${id}${page}`)).status).toBe(404)
    const fields = { reason: REASON, name: 'N' }
    expect((await system.admin.post(`${REALMS}/${id}${page}`, fields, form)).status).toBe(404)
  }
})

describe('the record of everything', () => {
  test('tells what was done, newest first, a page at a time, each entry once', async () => {
    for (let i = 0; i < 60; i++) {
      await env.VERIFICATION_DB.prepare(
        `INSERT INTO audit_log (id, at, actor, action, subject, detail, previous_hash, hash)
        SELECT max(id) + 1, ?1, '<b>job</b>', 'thing.do', 'things/' || ?2, '{}', '', '' FROM audit_log`,
      )
        .bind(NOON, String(i))
        .run()
    }
    const seen: string[] = []
    let next: string | undefined = '/console/system/audit'
    while (next !== undefined) {
      const { status, html } = await system.admin.get(next)
      expect(status).toBe(200)
      expect(html).not.toContain('<b>job')
      seen.push(...[...html.matchAll(/<code>things\/(\d+)</g)].map(([, i]) => i ?? ''))
      next = /<a href="([^"]*)" rel="next">/.exec(html)?.[1]
    }
    expect(seen).toEqual(Array.from({ length: 60 }, (_, i) => String(59 - i)))
  })
})

test('the page about the deployment shows settings, and of secrets only that they are set', async () => {
  const { status, html } = await system.admin.get('/console/system/about')
  expect(status).toBe(200)
  expect(html).toContain('VERIFICATION_AUDIT_MAX_AGE')
  expect(html).toMatch(/MASTER_KEY<\/code>.*?<td[^>]*>Set</)
  expect(html).toMatch(/SYSTEM_SMS_AUTH_TOKEN<\/code>.*?<td[^>]*>(Not set|Set)</)
  for (const secret of [env.MASTER_KEY]) expect(html).not.toContain(secret)
})
