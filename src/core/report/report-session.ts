/** What the report page remembers between its two requests, sealed into a cookie: no other place holds it. Pure. */

import { fromBase64Url, toBase64Url, utf8 } from '../bytes.ts'
import { AES_KEY_BYTES, importAesKey, NONCE_BYTES, open, seal } from '../crypto/aes-gcm.ts'
import type { RandomBytes } from '../random.ts'
import { addSeconds, asUnixSeconds, SECONDS_PER_HOUR, type UnixSeconds } from '../time.ts'

export const SESSION_COOKIE = 'en-user-report'
export const SESSION_SECONDS = SECONDS_PER_HOUR

export interface ReportSession {
  /** The device key that opened the page: the session ends with it. */
  readonly apiKeyId: number
  /** Standard base64 of 256 bytes; '' once it was used. */
  readonly nonce: string
}

/** What a cookie is sealed to, so that nothing else under the same key opens as one. */
const PURPOSE = utf8(SESSION_COOKIE)

/** @param cookieKeys 96 bytes each, of which the first 32 encrypt; the first key is used */
export async function sealSession(
  cookieKeys: readonly Uint8Array<ArrayBuffer>[],
  session: ReportSession,
  randomBytes: RandomBytes,
  now: UnixSeconds,
): Promise<string> {
  const [newest] = cookieKeys
  if (newest === undefined) throw new Error('there is no cookie key')
  const expiresAt = addSeconds(now, SESSION_SECONDS)
  const plaintext = utf8(JSON.stringify({ ...session, expiresAt }))
  const key = await encryptionKey(newest)
  return toBase64Url(await seal(key, randomBytes(NONCE_BYTES), plaintext, PURPOSE))
}

/** @returns undefined where it is no cookie of ours under any of the keys, or its time is over */
export async function openSession(
  cookieKeys: readonly Uint8Array<ArrayBuffer>[],
  cookie: string,
  now: UnixSeconds,
): Promise<ReportSession | undefined> {
  const sealed = fromBase64Url(cookie)
  if (sealed === undefined) return undefined
  for (const bytes of cookieKeys) {
    const plaintext = await open(await encryptionKey(bytes), sealed, PURPOSE)
    if (plaintext === undefined) continue
    // What opens was written above.
    const { expiresAt, ...session }: ReportSession & { readonly expiresAt: number } = JSON.parse(
      new TextDecoder().decode(plaintext),
    )
    return now < asUnixSeconds(expiresAt) ? session : undefined
  }
  return undefined
}

const encryptionKey = (cookieKey: Uint8Array<ArrayBuffer>): Promise<CryptoKey> =>
  importAesKey(cookieKey.slice(0, AES_KEY_BYTES))
