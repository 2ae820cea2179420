/** The console's cookies. All begin with `__Host-`: no other host can plant one. */

import { deleteCookie, setCookie } from 'hono/cookie'
import type { CookieOptions } from 'hono/utils/cookie'
import type { ConsoleContext } from './context.ts'

/** Lax, not Strict: with Strict somebody who follows a link from a mail arrives signed out. */
export const COOKIE_OPTIONS = {
  path: '/',
  secure: true,
  httpOnly: true,
  sameSite: 'Lax',
} as const satisfies CookieOptions

export const SESSION_COOKIE = '__Host-tocsin'
/** Of a browser that is not signed in: what its forms' tokens are made of. */
export const FORM_COOKIE = '__Host-tocsin-form'
export const LANGUAGE_COOKIE = '__Host-tocsin-language'
export const THEME_COOKIE = '__Host-tocsin-theme'

/** Ends with the browser; how long it is good for at most says its row. */
export const setSessionCookie = (c: ConsoleContext, value: string): void =>
  setCookie(c, SESSION_COOKIE, value, COOKIE_OPTIONS)

export function endSessionCookie(c: ConsoleContext): void {
  deleteCookie(c, SESSION_COOKIE, COOKIE_OPTIONS)
}
