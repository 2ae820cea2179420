import { describe, expect, test } from 'vitest'
import {
  CONSOLE_NOW,
  CONSOLE_ORIGIN,
  consoleDepsOf,
  hiddenField,
  sessionOf,
  viewerOf,
} from '../../../test/support/console-deps.ts'
import type { Viewer } from '../../core/console/viewer.ts'
import { LANGUAGES } from '../../core/console/viewer.ts'
import type { ConsoleDeps } from './context.ts'
import { type ErrorKind, errorPage } from './errors.tsx'
import type { Route } from './route.ts'
import { SHELL_ROUTES } from './shell.tsx'
import { consoleSurface } from './surface.ts'

const MEMBER = 240

const realm = (realmId: number, realmKey: string, permissions = MEMBER) => ({
  realmId,
  realmKey,
  realmName: `Realm <${realmKey}>`,
  permissions,
})

const KINDS: Readonly<Record<ErrorKind, number>> = {
  forbidden: 403,
  csrf: 403,
  notFound: 404,
  methodNotAllowed: 405,
  conflict: 409,
  tooLarge: 413,
  unsupported: 415,
  tooMany: 429,
  failed: 500,
  unavailable: 503,
}

const ERROR_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/console/error/:kind',
    may: 'anyone',
    handler: (c) => {
      const kind = Object.keys(KINDS).find(
        (name): name is ErrorKind => name === c.req.param('kind'),
      )
      if (kind === undefined) throw new TypeError('a secret of the database')
      return errorPage(c, kind)
    },
  },
]

function consoleOf(viewer: Viewer | undefined, changes: Partial<ConsoleDeps> = {}) {
  const deps = consoleDepsOf(viewer === undefined ? {} : { a: sessionOf('a', viewer) }, changes)
  const app = consoleSurface(() => ({ deps, now: CONSOLE_NOW }), [...SHELL_ROUTES, ...ERROR_ROUTES])
  const get = (path: string, headers: Readonly<Record<string, string>> = {}) =>
    app.request(CONSOLE_ORIGIN + path, { headers: { cookie: '__Host-tocsin=a', ...headers } })
  const prefer = async (fields: Readonly<Record<string, string>>) => {
    const form = await get('/console/nothing-here')
    const set = form.headers.getSetCookie().map((text) => text.split(';')[0])
    return app.request(`${CONSOLE_ORIGIN}/console/preferences`, {
      method: 'POST',
      headers: {
        cookie: ['__Host-tocsin=a', ...set].join('; '),
        origin: CONSOLE_ORIGIN,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({ csrf: hiddenField(await form.text(), 'csrf'), ...fields }),
    })
  }
  return { get, prefer }
}

describe('where to work', () => {
  test('is no question for whoever has one place', async () => {
    const { get } = consoleOf(viewerOf({ memberships: [realm(1, 'US-WA')] }))
    const response = await get('/console')
    expect(response.status).toBe(303)
    expect(response.headers.get('location')).toBe('/console/r/US-WA/codes/new')
  })

  test('is chosen by whoever has more, of those only where they may do something', async () => {
    const { get } = consoleOf(
      viewerOf({ memberships: [realm(1, 'US-WA'), realm(2, 'A/B'), realm(3, 'US-ID', 0)] }),
    )
    const html = await (await get('/console')).text()
    expect(html).toContain('href="/console/r/US-WA/codes/new">Realm &lt;US-WA&gt;')
    expect(html).toContain('href="/console/r/A%2FB/codes/new"')
    expect(html).not.toContain('US-ID')
  })

  test('leads to the first page that somebody may open', async () => {
    const { get } = consoleOf(viewerOf({ memberships: [realm(1, 'US-WA', 64)] }))
    expect((await get('/console')).headers.get('location')).toBe('/console/r/US-WA/codes')
  })

  test('of somebody without a place says so, and what to do', async () => {
    const html = await (await consoleOf(viewerOf()).get('/console')).text()
    expect(html).toContain('You are signed in, but nobody has given you access yet.')
  })

  test('of a system administrator without a realm is the system', async () => {
    const response = await consoleOf(viewerOf({ isSystemAdmin: true })).get('/console')
    expect(response.headers.get('location')).toBe('/console/system/realms')
  })

  test('of a system administrator with a realm offers both', async () => {
    const viewer = viewerOf({ isSystemAdmin: true, memberships: [realm(1, 'US-WA', 64)] })
    const html = await (await consoleOf(viewer).get('/console')).text()
    expect(html).toContain('href="/console/r/US-WA/codes"')
    expect(html).toContain('href="/console/system/realms"')
  })
})

describe('language and look', () => {
  test.each(LANGUAGES)('a page in %s says that it is, and which way it runs', async (language) => {
    const { get } = consoleOf(undefined)
    const html = await (await get('/console/x', { 'accept-language': language })).text()
    const direction = language === 'ar' ? 'rtl' : 'ltr'
    expect(html).toContain(`<html lang="${language}" dir="${direction}">`)
  })

  test('of the person go before those of the browser', async () => {
    const { get } = consoleOf(viewerOf({ language: 'fr', theme: 'dark' }))
    const html = await (await get('/console', { 'accept-language': 'de' })).text()
    expect(html).toContain('<html lang="fr" dir="ltr" data-theme="dark">')
  })

  test('are kept with the person and in the browser, which then comes back', async () => {
    const saved: unknown[] = []
    const viewer = viewerOf()
    const { prefer } = consoleOf(viewer, {
      savePreferences: async (...given) => {
        saved.push(given)
      },
    })
    const response = await prefer({ language: 'pt', theme: 'dark', next: '/console?x=1' })
    expect(response.status).toBe(303)
    expect(response.headers.get('location')).toBe('/console?x=1')
    expect(saved).toEqual([[viewer, { language: 'pt', theme: 'dark' }, CONSOLE_NOW]])
    expect(response.headers.getSetCookie().map((text) => text.split(';')[0])).toEqual([
      '__Host-tocsin-language=pt',
      '__Host-tocsin-theme=dark',
    ])
  })

  test('of somebody who is not signed in are kept in the browser', async () => {
    const { prefer } = consoleOf(undefined, {
      savePreferences: async () => {
        throw new Error('there is nobody to keep it with')
      },
    })
    const response = await prefer({ language: 'de', theme: '' })
    expect(response.status).toBe(303)
    expect(response.headers.getSetCookie().join()).toContain('__Host-tocsin-language=de')
  })

  test('that are none of ours change nothing', async () => {
    const saved: unknown[] = []
    const { prefer } = consoleOf(viewerOf({ language: 'fr' }), {
      savePreferences: async (_, preferences) => {
        saved.push(preferences)
      },
    })
    await prefer({ language: 'xx', theme: 'purple' })
    expect(saved).toEqual([{ language: 'fr', theme: undefined }])
  })
})

describe('pages in place of others', () => {
  test.each(Object.entries(KINDS))(
    '%s is a page with a heading and a way on',
    async (kind, status) => {
      const response = await consoleOf(viewerOf()).get(`/console/error/${kind}`)
      expect(response.status).toBe(status)
      const html = await response.text()
      expect(html.match(/<h1[^>]*>[^<]+<\/h1>/g)).toHaveLength(1)
      expect(html).toMatch(/<a class="button main" href="\/console[^"]*">/)
    },
  )

  test.each(['tooMany', 'unavailable'])('%s says when to come again', async (kind) => {
    const response = await consoleOf(viewerOf()).get(`/console/error/${kind}`)
    expect(response.headers.get('retry-after')).toBe('60')
  })

  test('a fault of ours tells a number, which is in the log, and nothing else', async () => {
    const logged: string[] = []
    const { events } = consoleDepsOf()
    const { get } = consoleOf(viewerOf(), {
      events: { ...events, requestFailed: (surface) => void logged.push(surface) },
    })
    const response = await get('/console/error/unknown')
    expect(response.status).toBe(500)
    const html = await response.text()
    const [, reference] =
      /Number for support: ([2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{2})/.exec(html) ?? []
    expect(logged).toEqual([`console ${reference}`])
    expect(html).not.toContain('secret')
  })

  test('a session that can’t be read is a fault of ours, in the language of the browser', async () => {
    const { get } = consoleOf(undefined, {
      readSession: async () => {
        throw new Error('the database is away')
      },
    })
    const response = await get('/console', { 'accept-language': 'es' })
    expect(response.status).toBe(500)
    expect(await response.text()).toContain('Algo ha fallado por nuestra parte')
  })
})

describe('a session', () => {
  test('is kept by whoever asks to stay, and not by a script that follows something', async () => {
    const activity: boolean[] = []
    const { get } = consoleOf(undefined, {
      readSession: async (_, __, isActivity) => {
        activity.push(isActivity)
        return sessionOf('a', viewerOf())
      },
    })
    expect((await get('/console/session')).status).toBe(204)
    await get('/console/session', { 'x-tocsin-unattended': '1' })
    expect(activity).toEqual([true, false])
  })

  test('of nobody is told by the status alone', async () => {
    const response = await consoleOf(undefined).get('/console/session')
    expect(response.status).toBe(401)
    expect(await response.text()).toBe('')
  })
})

describe('every page', () => {
  const PEOPLE = {
    nobody: undefined,
    'a member of two realms': viewerOf({ memberships: [realm(1, 'US-WA'), realm(2, 'US-OR')] }),
  }

  test.each(Object.entries(PEOPLE))(
    'of %s has landmarks, one h1, and a way past the header',
    async (_, viewer) => {
      const html = await (await consoleOf(viewer).get('/console/nothing-here')).text()
      for (const tag of ['header', 'main', 'footer', 'h1', 'title'])
        expect([tag, html.split(`<${tag}`).length - 1]).toEqual([tag, 1])
      expect(html.indexOf('class="skip" href="#main"')).toBeLessThan(html.indexOf('<header'))
    },
  )

  test('with no more than the shell stays far below its budget', async () => {
    const html = await (await consoleOf(PEOPLE['a member of two realms']).get('/console')).text()
    expect(new TextEncoder().encode(html).length).toBeLessThan(8_000)
  })

  test('gives a person’s name as text', async () => {
    const html = await (
      await consoleOf(viewerOf({ name: '<img src=x>', email: '"@x' })).get('/console')
    ).text()
    expect(html).toContain('&lt;img src=x&gt;')
    expect(html).not.toContain('<img')
  })

  test('of a demo says so, and no other does', async () => {
    const strip = 'This is a demonstration.'
    expect(await (await consoleOf(viewerOf(), { isDemo: true }).get('/console')).text()).toContain(
      strip,
    )
    expect(await (await consoleOf(viewerOf()).get('/console')).text()).not.toContain(strip)
  })
})
