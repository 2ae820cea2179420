/**
 * API keys of apps and integrators: "K.R.S", where K is 64 random bytes, R the realm and S an HMAC-SHA-512 over "K.R". The
 * oldest kind is K alone. Pure. Source: verification server pkg/database/authorized_app.go.
 */

import { fromTolerantBase64, toBase64Url, utf8 } from '../bytes.ts'
import { equalInConstantTime } from '../crypto/constant-time.ts'
import { signHmac } from '../crypto/hmac.ts'
import type { RandomBytes } from '../random.ts'

export const API_KEY_TYPES = ['device', 'admin', 'stats'] as const
export type ApiKeyType = (typeof API_KEY_TYPES)[number]

const KEY_BYTES = 64
const PREVIEW_LENGTH = 6
/** What there is to be checked; longer is none of ours. */
const MAX_LENGTH = 512

/** A key as it was presented, its signature right. */
export interface PresentedApiKey {
  /** First part: what is hashed for storage. */
  readonly key: string
  /** undefined: a key of the oldest kind, which names no realm. */
  readonly realmId: number | undefined
}

/**
 * Reads a key from its header, blanks around it aside.
 * @param signatureSecrets newest first
 * @returns undefined where it is malformed or its signature is nobody's
 */
export async function readApiKey(
  header: string,
  signatureSecrets: readonly CryptoKey[],
): Promise<PresentedApiKey | undefined> {
  // Blanks and what is not printed: header values hold nothing beyond Latin-1.
  const text = header.replace(/^[^!-~]+|[^!-~]+$/g, '')
  if (text === '' || text.length > MAX_LENGTH) return undefined
  if (!text.includes('.')) return { key: text, realmId: undefined }
  const [key = '', realm = '', signature = '', ...rest] = text.split('.')
  if (rest.length > 0 || key === '' || !/^[1-9]\d{0,14}$/.test(realm)) return undefined
  const presented = fromTolerantBase64(signature)
  if (presented === undefined) return undefined
  const signed = utf8(`${key}.${realm}`)
  let isSigned = false
  for (const secret of signatureSecrets) {
    if (equalInConstantTime(await signHmac(secret, signed), presented)) isSigned = true
  }
  return isSigned ? { key, realmId: Number(realm) } : undefined
}

/** What a key is found by. @returns base64url of HMAC-SHA-512 */
export const hashApiKey = async (key: string, databaseSecret: CryptoKey): Promise<string> =>
  toBase64Url(await signHmac(databaseSecret, utf8(key)))

/** What may be shown of a key later on. */
export const apiKeyPreview = (key: string): string => key.slice(0, PREVIEW_LENGTH)

export interface NewApiKey {
  /** To be shown once. */
  readonly text: string
  readonly keyHash: string
  readonly preview: string
}

export async function makeApiKey(
  realmId: number,
  secrets: { readonly signature: CryptoKey; readonly database: CryptoKey },
  randomBytes: RandomBytes,
): Promise<NewApiKey> {
  const key = toBase64Url(randomBytes(KEY_BYTES))
  const signed = `${key}.${realmId}`
  const signature = toBase64Url(await signHmac(secrets.signature, utf8(signed)))
  return {
    text: `${signed}.${signature}`,
    keyHash: await hashApiKey(key, secrets.database),
    preview: apiKeyPreview(key),
  }
}
