/** A message that outlives one redirect, in a signed cookie. It names a sentence of ours: nobody can make one up. */

import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { fromBase64Url, toBase64Url, utf8 } from '../../core/bytes.ts'
import { equalInConstantTime } from '../../core/crypto/constant-time.ts'
import { signHmac } from '../../core/crypto/hmac.ts'
import { type FlashKey, type FlashText, flashTextOf } from '../../ui/copy/copy.ts'
import type { ConsoleContext } from './context.ts'
import { COOKIE_OPTIONS } from './cookies.ts'

export const FLASH_COOKIE = '__Host-tocsin-flash'
const FLASH_SECONDS = 60

const sign = async (c: ConsoleContext, key: string) =>
  signHmac(await c.get('deps').cookieKey(), utf8(`flash ${key}`))

export async function setFlash(c: ConsoleContext, key: FlashKey): Promise<void> {
  const value = `${key}.${toBase64Url(await sign(c, key))}`
  setCookie(c, FLASH_COOKIE, value, { ...COOKIE_OPTIONS, maxAge: FLASH_SECONDS })
}

/** The message, which is then gone. */
export async function takeFlash(c: ConsoleContext): Promise<FlashText | undefined> {
  const value = getCookie(c, FLASH_COOKIE)
  if (value === undefined) return undefined
  deleteCookie(c, FLASH_COOKIE, COOKIE_OPTIONS)
  const end = value.lastIndexOf('.')
  const key = value.slice(0, Math.max(0, end))
  const signature = fromBase64Url(value.slice(end + 1))
  if (signature === undefined || !equalInConstantTime(signature, await sign(c, key)))
    return undefined
  return flashTextOf(c.get('copy'), key)
}
