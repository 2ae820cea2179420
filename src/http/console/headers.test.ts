import { describe, expect, test } from 'vitest'
import {
  CONSOLE_NOW,
  CONSOLE_ORIGIN,
  consoleDepsOf,
  sessionOf,
  viewerOf,
} from '../../../test/support/console-deps.ts'
import { SCRIPT_PATH, STYLE, STYLE_PATH } from '../../ui/assets.ts'
import { contentSecurityPolicy } from './headers.ts'
import { consoleSurface } from './surface.ts'

const deps = consoleDepsOf({ a: sessionOf('a', viewerOf()) })
const app = consoleSurface(() => ({ deps, now: CONSOLE_NOW }))
const get = (path: string, cookie = '__Host-tocsin=a') =>
  app.request(`${CONSOLE_ORIGIN}${path}`, { headers: { cookie } })

const nonceOf = (response: Response) =>
  /'nonce-([^']+)'/.exec(response.headers.get('content-security-policy') ?? '')?.[1]

describe('headers of the console', () => {
  test('a page may load nothing from elsewhere and run no script but its own', () => {
    expect(contentSecurityPolicy('abc')).toBe(
      "default-src 'none'; script-src 'nonce-abc'; style-src 'self'; img-src 'self' data:; " +
        "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; " +
        "object-src 'none'; require-trusted-types-for 'script'",
    )
  })

  test('the nonce has 128 bits and more, is that of the page, and is never the same', async () => {
    const [one, other] = [await get('/console'), await get('/console')]
    const nonce = nonceOf(one) ?? ''
    expect(nonce).toMatch(/^[A-Za-z0-9_-]{24}$/)
    expect(await one.text()).toContain(`nonce="${nonce}"`)
    expect(nonceOf(other)).not.toBe(nonce)
  })

  test.each(['/console', '/console/nothing-here', '/console/session'])(
    '%s is kept by nobody and framed by nobody',
    async (path) => {
      const { headers } = await get(path)
      expect(Object.fromEntries(headers)).toMatchObject({
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'same-origin',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'x-frame-options': 'DENY',
      })
      expect(headers.get('strict-transport-security')).toMatch(/^max-age=\d{8}/)
      expect(headers.get('permissions-policy')).toContain('camera=()')
    },
  )

  test('a page holds no inline style, no inline script and no handler', async () => {
    const html = await (await get('/console')).text()
    expect(html).not.toMatch(/<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=/)
  })

  test.each([STYLE_PATH, SCRIPT_PATH])('%s is kept for good', async (path) => {
    const response = await get(path, '')
    expect(response.status).toBe(200)
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(response.headers.get('set-cookie')).toBeNull()
  })

  test('the stylesheet is served whole', async () => {
    expect(await (await get(STYLE_PATH, '')).text()).toBe(STYLE)
  })

  test('an asset of another content is not there', async () => {
    expect((await get('/console/assets/console-0000000000000000.css')).status).toBe(404)
  })

  test('the session cookie of nobody opens nothing', async () => {
    for (const cookie of ['__Host-tocsin=b', `__Host-tocsin=${'a'.repeat(300)}`, 'tocsin=a']) {
      const response = await get('/console', cookie)
      expect(response.status).toBe(303)
      expect(response.headers.get('location')).toBe('/console/sign-in?next=%2Fconsole')
    }
  })

  test('cookies are the host’s own and no script reads them', async () => {
    const response = await get('/console', '')
    expect(response.headers.getSetCookie()).toEqual([
      expect.stringMatching(
        /^__Host-tocsin-form=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
      ),
    ])
  })
})
