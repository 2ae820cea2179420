/** Fixed windows of requests, and what is told of them. Pure. Source: verification server pkg/ratelimit. */

import { toHex, utf8 } from '../bytes.ts'
import { signHmac } from '../crypto/hmac.ts'
import type { UnixSeconds } from '../time.ts'

/** How many requests within how long. */
export interface RateLimit {
  readonly tokens: number
  readonly intervalSeconds: number
}

/** What a window said of one request. */
export interface RateVerdict {
  readonly isAllowed: boolean
  readonly limit: number
  readonly remaining: number
  /** When the window is full again. */
  readonly resetAt: UnixSeconds
}

/**
 * Under which name an address is counted: nobody can read addresses from what is stored.
 * @param secret for HMAC-SHA-1
 * @param realmId undefined: the request had no valid key
 */
export async function rateLimitKey(
  secret: CryptoKey,
  service: 'adminapi' | 'apiserver' | 'server' | 'redirect',
  realmId: number | undefined,
  address: string,
): Promise<string> {
  const message = realmId === undefined ? address : `${realmId}:${address}`
  const digest = toHex(await signHmac(secret, utf8(message)))
  return `${service}:ratelimit:${realmId === undefined ? 'ip' : 'realm'}:${digest}`
}
