/** Who asks, and what the forms of the answer are signed with. */

import type { MiddlewareHandler } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { fromBase64Url, toBase64Url, toHex, utf8 } from '../../core/bytes.ts'
import { maskCsrfToken } from '../../core/console/csrf-token.ts'
import { signHmac } from '../../core/crypto/hmac.ts'
import { copyOf } from '../../ui/copy/copy.ts'
import type { ConsoleContext, ConsoleSurface } from './context.ts'
import { COOKIE_OPTIONS, FORM_COOKIE, SESSION_COOKIE } from './cookies.ts'

/** Sent by the script with what nobody asked for by hand. */
export const UNATTENDED_HEADER = 'x-tocsin-unattended'

const MAX_COOKIE_LENGTH = 256
const FORM_COOKIE_BYTES = 32

export const readSession: MiddlewareHandler<ConsoleSurface> = async (c, next) => {
  const { deps, now } = c.var
  const cookie = getCookie(c, SESSION_COOKIE)
  const session =
    cookie === undefined || cookie.length > MAX_COOKIE_LENGTH
      ? undefined
      : await deps.readSession(cookie, now, c.req.header(UNATTENDED_HEADER) === undefined)
  c.set('session', session)
  c.set('viewer', session?.viewer)
  if (session !== undefined) {
    const { language, theme } = session.viewer
    if (language !== undefined) {
      c.set('language', language)
      c.set('copy', copyOf(language))
    }
    if (theme !== undefined) c.set('theme', theme)
  }
  const secret = session?.csrfSecret ?? (await secretOfBrowser(c))
  if (secret !== undefined) {
    c.set('csrfSecret', secret)
    c.set('csrfToken', await maskCsrfToken(secret, deps.randomBytes))
  }
  await next()
}

/**
 * Before sign-in a cookie stands in for the session, signed so that its value alone makes no token. It is set by the first
 * page; undefined: a form came without it.
 */
async function secretOfBrowser(c: ConsoleContext): Promise<string | undefined> {
  const deps = c.get('deps')
  let value = getCookie(c, FORM_COOKIE)
  if (value === undefined || fromBase64Url(value)?.length !== FORM_COOKIE_BYTES) {
    if (c.req.method !== 'GET') return undefined
    value = toBase64Url(deps.randomBytes(FORM_COOKIE_BYTES))
    setCookie(c, FORM_COOKIE, value, COOKIE_OPTIONS)
  }
  return toHex(await signHmac(await deps.cookieKey(), utf8(`form ${value}`)))
}
