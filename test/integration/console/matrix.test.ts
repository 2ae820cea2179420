/** Every route of the console against everybody. The routes come from the table; who may is written down apart from it. */

import { describe, expect, test } from 'vitest'
import type { Viewer } from '../../../src/core/console/viewer.ts'
import type { Permission } from '../../../src/core/realms/permissions.ts'
import {
  PERMISSION_GROUPS,
  PERMISSIONS,
  permissionBits,
} from '../../../src/core/realms/permissions.ts'
import { REALM_PAGES } from '../../../src/http/console/navigation.ts'
import { actionsOf, type Route } from '../../../src/http/console/route.ts'
import { ROUTES } from '../../../src/http/console/routes.ts'
import { consoleSurface } from '../../../src/http/console/surface.ts'
import { EXPECTED_AUDIENCES } from '../../support/console-audiences.ts'
import {
  CONSOLE_NOW,
  CONSOLE_ORIGIN,
  consoleDepsOf,
  hiddenField,
  sessionOf,
  viewerOf,
} from '../../support/console-deps.ts'

interface Person {
  /** undefined: nobody. */
  readonly viewer: Viewer | undefined
  /** Of the realm that is asked for. */
  readonly permissions: readonly Permission[]
}

const member = (permissions: number, realmKey = 'US-WA', realmId = 1): Viewer =>
  viewerOf({ memberships: [{ realmId, realmKey, realmName: `Realm ${realmId}`, permissions }] })

/** Bits as they stand in a row that somebody wrote by hand: without what they imply. */
const bitsOf = (permission: Permission): number => permissionBits([permission])

const holds = (permissions: number): readonly Permission[] =>
  PERMISSIONS.filter((permission) => {
    const bit = {
      AuditRead: 2,
      APIKeyRead: 4,
      APIKeyWrite: 8,
      CodeIssue: 16,
      CodeBulkIssue: 32,
      CodeRead: 64,
      CodeExpire: 128,
      SettingsRead: 256,
      SettingsWrite: 512,
      StatsRead: 1024,
      MobileAppRead: 2048,
      MobileAppWrite: 4096,
      UserRead: 8192,
      UserWrite: 16_384,
    }[permission]
    return (permissions & bit) === bit
  })

const PEOPLE: Readonly<Record<string, Person>> = {
  nobody: { viewer: undefined, permissions: [] },
  'before the second factor': {
    viewer: { ...member(PERMISSION_GROUPS['realm-admin']), level: 0, isSystemAdmin: true },
    permissions: [],
  },
  'without a realm': { viewer: viewerOf(), permissions: [] },
  'member without a right': { viewer: member(0), permissions: [] },
  ...Object.fromEntries(
    PERMISSIONS.map((permission) => [
      `member with ${permission}`,
      { viewer: member(bitsOf(permission)), permissions: holds(bitsOf(permission)) },
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(PERMISSION_GROUPS).map(([group, bits]) => [
      group,
      { viewer: member(bits), permissions: holds(bits) },
    ]),
  ),
  'administrator of another realm': {
    viewer: member(PERMISSION_GROUPS['realm-admin'], 'US-OR', 2),
    permissions: [],
  },
  'administrator of a realm whose key only begins alike': {
    viewer: member(PERMISSION_GROUPS['realm-admin'], 'US-WAX', 3),
    permissions: [],
  },
  'system administrator': { viewer: viewerOf({ isSystemAdmin: true }), permissions: [] },
}

type Outcome = 'through' | 'to sign-in' | 'to the second step' | 'forbidden' | 'not there'

function expectedOutcome(route: Route, { viewer, permissions }: Person): Outcome {
  const audience = EXPECTED_AUDIENCES[`${route.method} ${route.path}`]
  if (audience === undefined) throw new Error('no audience is written down')
  if (audience === 'anyone') return 'through'
  if (viewer === undefined) return 'to sign-in'
  if (audience === 'half-signed-in') return 'through'
  if (viewer.level === 0) return 'to the second step'
  if (audience === 'signed-in') return 'through'
  if (audience === 'system') return viewer.isSystemAdmin ? 'through' : 'forbidden'
  if (!viewer.memberships.some(({ realmKey }) => realmKey === 'US-WA')) return 'not there'
  return audience.some((permission) => permissions.includes(permission)) ? 'through' : 'forbidden'
}

function outcomeOf(response: Response): Outcome | string {
  const location = response.headers.get('location') ?? ''
  if (response.status === 299) return 'through'
  if (response.status === 401) return 'unauthorized'
  if (response.status === 403) return 'forbidden'
  if (response.status === 404) return 'not there'
  if (/^\/console\/sign-in\/(second|set-up)(\?|$)/.test(location)) return 'to the second step'
  return /^\/console\/sign-in(\?|$)/.test(location)
    ? 'to sign-in'
    : `${response.status} ${location}`
}

/** Scripts are told by status alone. */
const asData = (outcome: Outcome): string =>
  outcome === 'to sign-in' || outcome === 'to the second step' ? 'unauthorized' : outcome

const sessions = Object.fromEntries(
  Object.entries(PEOPLE).flatMap(([name, { viewer }], index) =>
    viewer === undefined ? [] : [[`cookie-${index}`, sessionOf(name, viewer)]],
  ),
)

/** Handlers only say that they were reached. */
const app = consoleSurface(
  () => ({ deps: consoleDepsOf(sessions), now: CONSOLE_NOW }),
  [...ROUTES.map((route) => ({ ...route, handler: () => new Response(null, { status: 299 }) }))],
)

const addressOf = (path: string) =>
  CONSOLE_ORIGIN + path.replace(':realm', 'US-WA').replace(/:[a-z]+/g, 'c0ffee')

const cookieOf = (name: string): string =>
  PEOPLE[name]?.viewer === undefined
    ? ''
    : `__Host-tocsin=cookie-${Object.keys(PEOPLE).indexOf(name)}`

/** A token that is right for this person: taken from any page they see, be it one that says that it is not there. */
async function formOf(name: string): Promise<{ cookie: string; csrf: string }> {
  const response = await app.request(`${CONSOLE_ORIGIN}/console/nothing-here`, {
    headers: { cookie: cookieOf(name) },
  })
  const set = response.headers.getSetCookie().map((text) => text.split(';')[0])
  return {
    cookie: [cookieOf(name), ...set].filter((part) => part !== '').join('; '),
    csrf: hiddenField(await response.text(), 'csrf'),
  }
}

async function ask({ method, path }: Route, name: string, hasToken = true): Promise<Response> {
  if (method === 'GET') return app.request(addressOf(path), { headers: { cookie: cookieOf(name) } })
  const { cookie, csrf } = await formOf(name)
  return app.request(addressOf(path), {
    method,
    headers: {
      cookie,
      origin: CONSOLE_ORIGIN,
      'sec-fetch-site': 'same-origin',
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams(hasToken ? { csrf } : {}).toString(),
  })
}

describe.each(ROUTES.map((route) => [`${route.method} ${route.path}`, route] as const))(
  '%s',
  (key, route) => {
    test('has an audience that is written down', () => {
      expect(EXPECTED_AUDIENCES).toHaveProperty([key])
    })

    test('lets through whoever may, and nobody else', async () => {
      const outcomes: Record<string, string> = {}
      const expected: Record<string, string> = {}
      for (const [name, person] of Object.entries(PEOPLE)) {
        const outcome = expectedOutcome(route, person)
        expected[name] = route.isData ? asData(outcome) : outcome
        outcomes[name] = outcomeOf(await ask(route, name))
      }
      expect(outcomes).toEqual(expected)
    })

    if (route.method === 'POST') {
      test('lets nobody through without a token', async () => {
        for (const name of Object.keys(PEOPLE))
          expect(outcomeOf(await ask(route, name, false))).not.toBe('through')
      })
    }

    test('another method is not allowed', async () => {
      const response = await app.request(addressOf(route.path), { method: 'DELETE' })
      expect(response.status).toBe(405)
      expect(response.headers.get('allow')).toContain(route.method)
    })
  },
)

describe('the route table', () => {
  test('has each route once', () => {
    const keys = ROUTES.map(({ method, path }) => `${method} ${path}`)
    expect(keys).toEqual([...new Set(keys)])
  })

  test('asks for a right in the realm wherever a realm is in the path, and nowhere else', () => {
    for (const { path, may } of ROUTES)
      expect([path, typeof may === 'object']).toEqual([path, path.startsWith('/console/r/:realm/')])
  })

  const realmRoutes = ROUTES.filter(({ may }) => typeof may === 'object')

  test('leads from the side list to pages with the same right', () => {
    for (const { path, actions } of REALM_PAGES) {
      const page = realmRoutes.find(
        (route) => route.method === 'GET' && route.path === `/console/r/:realm/${path}`,
      )
      expect([
        path,
        page && typeof page.may === 'object' ? [...actionsOf(page.may)].sort() : [],
      ]).toEqual([path, [...actions].sort()])
    }
  })
})

describe('what is not there', () => {
  const plain = async (path: string, name: string) => {
    const response = await app.request(CONSOLE_ORIGIN + path, {
      headers: { cookie: cookieOf(name) },
    })
    const html = await response.text()
    return {
      status: response.status,
      // Fresh on every page.
      html: html
        .replaceAll(/(name="(csrf|once)" value|nonce)="[^"]*"/g, '$1')
        .replaceAll(path, '<path>'),
    }
  }

  test('a realm of others is answered like one that is not there, byte for byte', async () => {
    const name = 'administrator of another realm'
    const others = await plain('/console/r/US-WA/codes/new', name)
    expect(others.status).toBe(404)
    expect(await plain('/console/r/US-XX/codes/new', name)).toEqual(others)
  })

  test('a member without the right is told which right, and whom to ask', async () => {
    const route: Route = {
      method: 'GET',
      path: '/console/r/:realm/secret',
      may: { realm: 'change settings' },
      handler: () => new Response(null, { status: 299 }),
    }
    const deps = consoleDepsOf(
      { a: sessionOf('a', member(16)) },
      { administratorsOf: async (realmId) => (realmId === 1 ? ['Jo Lind', 'Eva Maar'] : []) },
    )
    const surface = consoleSurface(() => ({ deps, now: CONSOLE_NOW }), [route])
    const response = await surface.request(`${CONSOLE_ORIGIN}/console/r/US-WA/secret`, {
      headers: { cookie: '__Host-tocsin=a' },
    })
    expect(response.status).toBe(403)
    const html = await response.text()
    expect(html).toContain('“change settings” in Realm 1')
    expect(html).toContain('Ask Jo Lind or Eva Maar for it.')
  })
})

describe('a realm with networks of its own', () => {
  const route: Route = {
    method: 'GET',
    path: '/console/r/:realm/settings/general',
    may: { realm: 'read settings' },
    handler: () => new Response(null, { status: 299 }),
  }
  const { memberships, ...rest } = member(256)
  const networks = ['203.0.113.0/24']
  const viewer = { ...rest, memberships: memberships.map((one) => ({ ...one, networks })) }
  const ask = (headers: Record<string, string>, isData?: true) =>
    consoleSurface(
      () => ({ deps: consoleDepsOf({ a: sessionOf('a', viewer) }), now: CONSOLE_NOW }),
      [isData ? { ...route, isData } : route],
    ).request(`${CONSOLE_ORIGIN}/console/r/US-WA/settings/general`, {
      headers: { cookie: '__Host-tocsin=a', ...headers },
    })

  test('is open within them', async () => {
    expect((await ask({ 'cf-connecting-ip': '203.0.113.7' })).status).toBe(299)
  })

  test('is closed outside of them, and where the address is not known', async () => {
    const refused = await ask({ 'cf-connecting-ip': '198.51.100.7' })
    expect(refused.status).toBe(403)
    expect(await refused.text()).toContain('your address is 198.51.100.7')
    expect((await ask({})).status).toBe(403)
    expect((await ask({ 'cf-connecting-ip': '198.51.100.7' }, true)).status).toBe(403)
  })
})
