import { describe, expect, test } from 'vitest'
import {
  CONSOLE_NOW,
  CONSOLE_ORIGIN,
  consoleDepsOf,
  hiddenField,
} from '../../../test/support/console-deps.ts'
import { page, redirect } from './page.tsx'
import { consoleSurface } from './surface.ts'

const deps = consoleDepsOf()
const app = consoleSurface(
  () => ({ deps, now: CONSOLE_NOW }),
  [
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
      handler: (c) => redirect(c, '/console/form', 'common.signedOut'),
    },
  ],
)

const get = (cookie: string, language = 'en') =>
  app.request(`${CONSOLE_ORIGIN}/console/form`, {
    headers: { cookie, 'accept-language': language },
  })

async function flashCookie(): Promise<string> {
  const form = await get('')
  const cookie = form.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  const response = await app.request(`${CONSOLE_ORIGIN}/console/form`, {
    method: 'POST',
    headers: {
      origin: CONSOLE_ORIGIN,
      cookie,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({ csrf: hiddenField(await form.text(), 'csrf') }).toString(),
  })
  expect(response.status).toBe(303)
  const set = response.headers.getSetCookie().find((text) => text.startsWith('__Host-tocsin-flash'))
  expect(set).toMatch(/; Max-Age=60; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
  return set?.split(';')[0] ?? ''
}

describe('a message after a redirect', () => {
  test('is said on the next page, in its language, and then gone', async () => {
    const response = await get(await flashCookie(), 'de')
    expect(await response.text()).toContain(
      '<div class="flash ok" role="status">Sie sind abgemeldet.</div>',
    )
    expect(response.headers.getSetCookie().join('\n')).toMatch(/__Host-tocsin-flash=; Max-Age=0/)
  })

  test.each([
    [
      'whose signature is of another sentence',
      (text: string) => text.replace('signedOut', 'preferencesSaved'),
    ],
    ['whose signature is cut', (text: string) => text.slice(0, -3)],
    ['that is not signed', () => '__Host-tocsin-flash=common.signedOut'],
    ['that holds words', () => '__Host-tocsin-flash=<b>You have won</b>.AAAA'],
  ])('%s is not said', async (_, change) => {
    const response = await get(change(await flashCookie()))
    expect(response.status).toBe(200)
    expect(await response.text()).not.toContain('class="flash')
  })
})
