/**
 * A token that came in a link's path: moved at once to a cookie, so that it stays in no history, is in no Referer and is not read
 * over a shoulder.
 */

import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { ConsoleContext } from './context.ts'
import { COOKIE_OPTIONS } from './cookies.ts'

const LINK_COOKIE = '__Host-tocsin-link'
/** Long enough to fill in a form and to be called away from it. */
const LINK_SECONDS = 3600

export type LinkKind = 'start' | 'invitation' | 'reset'

const TOKEN = /^[A-Za-z0-9_-]{43}$/

/** @returns undefined where it is no token of ours */
export function tokenOfPath(c: ConsoleContext): string | undefined {
  const token = c.req.param('token') ?? ''
  return TOKEN.test(token) ? token : undefined
}

export const keepLink = (c: ConsoleContext, kind: LinkKind, token: string): void =>
  setCookie(c, LINK_COOKIE, `${kind}.${token}`, { ...COOKIE_OPTIONS, maxAge: LINK_SECONDS })

/** The token of a link that this browser opened last, if it was of this kind. */
export function linkOf(c: ConsoleContext, kind: LinkKind): string | undefined {
  const [keptKind, token = ''] = (getCookie(c, LINK_COOKIE) ?? '').split('.')
  return keptKind === kind && TOKEN.test(token) ? token : undefined
}

export function forgetLink(c: ConsoleContext): void {
  deleteCookie(c, LINK_COOKIE, COOKIE_OPTIONS)
}
