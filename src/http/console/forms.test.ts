import { describe, expect, test } from 'vitest'
import {
  CONSOLE_NOW,
  CONSOLE_ORIGIN,
  consoleDepsOf,
  hiddenField,
  sessionOf,
  viewerOf,
} from '../../../test/support/console-deps.ts'
import { readForm, readFormValues, safeNext } from './form.ts'
import { page, redirect } from './page.tsx'
import type { Route } from './route.ts'
import { SHELL_ROUTES } from './shell.tsx'
import { consoleSurface } from './surface.ts'

const deps = consoleDepsOf({
  a: sessionOf('a', viewerOf()),
  b: sessionOf('b', viewerOf()),
})

/** What reached the handler. */
let received: ReadonlyMap<string, string> | undefined

const ROUTES: readonly Route[] = [
  ...SHELL_ROUTES,
  {
    method: 'GET',
    path: '/console/form',
    may: 'anyone',
    handler: (c) => page(c, { title: 'Form', body: '' }),
  },
  {
    method: 'POST',
    path: '/console/form',
    may: 'anyone',
    handler: (c) => {
      received = readForm(c)
      return c.text(readFormValues(c, 'country').join('+'))
    },
  },
  {
    method: 'POST',
    path: '/console/next',
    may: 'anyone',
    handler: (c) => redirect(c, safeNext(c, readForm(c).get('next'))),
  },
]

const app = consoleSurface(() => ({ deps, now: CONSOLE_NOW }), ROUTES)

const OWN_HEADERS = {
  origin: CONSOLE_ORIGIN,
  'sec-fetch-site': 'same-origin',
  'content-type': 'application/x-www-form-urlencoded',
}

async function tokenFor(cookie: string): Promise<{ token: string; cookie: string }> {
  const response = await app.request(`${CONSOLE_ORIGIN}/console/form`, { headers: { cookie } })
  const set = response.headers.getSetCookie().map((text) => text.split(';')[0])
  return {
    token: hiddenField(await response.text(), 'csrf'),
    cookie: [cookie, ...set].filter((part) => part !== '').join('; '),
  }
}

function post(
  cookie: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
  path = '/console/form',
) {
  received = undefined
  return app.request(`${CONSOLE_ORIGIN}${path}`, {
    method: 'POST',
    headers: { ...OWN_HEADERS, cookie, ...headers },
    body,
  })
}

describe('a form', () => {
  test.each([
    ['somebody signed in', '__Host-tocsin=a'],
    ['somebody not yet signed in', ''],
  ])('of %s is taken with the token of their page', async (_, browser) => {
    const { token, cookie } = await tokenFor(browser)
    const response = await post(cookie, `csrf=${token}&name=Ana&country=PT&country=ES`)
    expect(response.status).toBe(200)
    expect(await response.text()).toBe('PT+ES')
    expect(received?.get('name')).toBe('Ana')
    expect(received?.get('country')).toBe('PT')
  })

  test('is taken from a browser that says nothing of where it comes from', async () => {
    const { token, cookie } = await tokenFor('__Host-tocsin=a')
    const response = await app.request(`${CONSOLE_ORIGIN}/console/form`, {
      method: 'POST',
      headers: {
        origin: CONSOLE_ORIGIN,
        cookie,
        'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
      },
      body: `csrf=${token}`,
    })
    expect(response.status).toBe(200)
  })

  test('is refused without a token, with a page that offers the form again', async () => {
    const response = await post('__Host-tocsin=a', 'name=Ana')
    expect(response.status).toBe(403)
    expect(received).toBeUndefined()
    const html = await response.text()
    expect(html).toContain('Send the form again')
    expect(html).toContain('href="/console/form"')
  })

  test.each([
    ['of another session', '__Host-tocsin=b', '__Host-tocsin=a'],
    ['of before sign-in', '', '__Host-tocsin=a'],
    ['of a session that has ended', '__Host-tocsin=a', '__Host-tocsin=gone'],
  ])('is refused with the token %s', async (_, from, to) => {
    const { token } = await tokenFor(from)
    const response = await post(to, `csrf=${token}`)
    expect(response.status).toBe(403)
    expect(received).toBeUndefined()
  })

  test('before sign-in is refused without the cookie, or with that of another browser', async () => {
    const one = await tokenFor('')
    const other = await tokenFor('')
    expect((await post('', `csrf=${one.token}`)).status).toBe(403)
    expect((await post(other.cookie, `csrf=${one.token}`)).status).toBe(403)
    expect((await post('__Host-tocsin-form=abc', `csrf=${one.token}`)).status).toBe(403)
  })

  test('before sign-in is refused where the token was made of the cookie alone', async () => {
    const { cookie } = await tokenFor('')
    const value = cookie.split('=')[1] ?? ''
    expect((await post(cookie, `csrf=${value}`)).status).toBe(403)
  })

  test.each([
    ['no origin', { origin: '' }],
    ['origin null', { origin: 'null' }],
    ['another origin', { origin: 'https://evil.example' }],
    ['another scheme', { origin: 'http://console.example' }],
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['another host of this site', { 'sec-fetch-site': 'same-site' }],
  ])('is refused with %s, though the token is right', async (_, headers) => {
    const { token, cookie } = await tokenFor('__Host-tocsin=a')
    expect((await post(cookie, `csrf=${token}`, headers)).status).toBe(403)
    expect(received).toBeUndefined()
  })

  test.each(['application/json', 'text/plain', 'multipart/form-data; boundary=x', ''])(
    'of type %j is none',
    async (type) => {
      const { token, cookie } = await tokenFor('__Host-tocsin=a')
      const response = await post(cookie, `csrf=${token}`, { 'content-type': type })
      expect(response.status).toBe(415)
      expect(received).toBeUndefined()
    },
  )

  test('is read to 64 KiB and no further', async () => {
    const { token, cookie } = await tokenFor('__Host-tocsin=a')
    const start = `csrf=${token}&text=`
    const most = start + 'x'.repeat(65_536 - start.length)
    expect((await post(cookie, most)).status).toBe(200)
    expect((await post(cookie, `${most}x`)).status).toBe(413)
  })

  test('the same token does for as long as the session lasts', async () => {
    const { token, cookie } = await tokenFor('__Host-tocsin=a')
    for (let time = 0; time < 3; time++)
      expect((await post(cookie, `csrf=${token}`)).status).toBe(200)
  })
})

describe('where a form leads back to', () => {
  test.each([
    ['/console', '/console'],
    ['/console/form', '/console/form'],
    ['/console/form?q=a%20b&after=1', '/console/form?q=a%20b&after=1'],
    ['/console/nothing-here', '/console'],
    ['/console/session', '/console'],
    ['/console/next', '/console'],
    ['//evil.example/console/form', '/console'],
    ['https://evil.example/console/form', '/console'],
    ['/\\evil.example', '/console'],
    ['/console/form\r\nset-cookie: a=b', '/console'],
    ['/console/form/../../evil', '/console'],
    ['javascript:alert(1)', '/console'],
    ['', '/console'],
  ])('%j is %s', async (next, expected) => {
    const { token, cookie } = await tokenFor('__Host-tocsin=a')
    const body = new URLSearchParams({ csrf: token, next }).toString()
    const response = await post(cookie, body, {}, '/console/next')
    expect(response.status).toBe(303)
    expect(response.headers.get('location')).toBe(expected)
  })
})
