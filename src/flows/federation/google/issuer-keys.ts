/** Keys that issuers of tokens publish, held in memory: read again when they are old, or when a token names one that is not there. */

import type { JSONWebKeySet } from 'jose'
import type { UnixSeconds } from '../../../core/time.ts'
import type { OutboundReader } from '../../outbound.ts'

const LIMITS = { timeoutMs: 10_000, maxBytes: 64 * 1024 }
const MAX_KEYS = 64
const MAX_AGE_SECONDS = 300
/** Unknown names are free to invent: they make nobody call an issuer more often than that. */
const MIN_AGE_SECONDS = 30
/** An issuer that can't be reached is believed for that long after it was. */
const MAX_STALE_SECONDS = 3600

export interface IssuerKeys {
  /**
   * @param keyId that a token names; '' for none
   * @returns undefined where there are no keys that are young enough
   */
  read(uri: string, keyId: string, now: UnixSeconds): Promise<JSONWebKeySet | undefined>
}

interface Held {
  readonly keys: JSONWebKeySet
  readonly readAt: UnixSeconds
}

export function issuerKeys(outbound: OutboundReader): IssuerKeys {
  const held = new Map<string, Held>()
  const triedAt = new Map<string, UnixSeconds>()
  const isWithin = (at: UnixSeconds | undefined, seconds: number, now: UnixSeconds) =>
    at !== undefined && Math.abs(now - at) < seconds
  return {
    async read(uri, keyId, now) {
      const known = held.get(uri)
      const hasKey = keyId === '' || known?.keys.keys.some(({ kid }) => kid === keyId) === true
      const isFresh = isWithin(known?.readAt, MAX_AGE_SECONDS, now) && hasKey
      if (!isFresh && !isWithin(triedAt.get(uri), MIN_AGE_SECONDS, now)) {
        triedAt.set(uri, now)
        const got = await outbound.get(uri, LIMITS)
        const keys = got.ok ? readKeySet(got.value) : undefined
        if (keys !== undefined) {
          held.set(uri, { keys, readAt: now })
          return keys
        }
      }
      return isWithin(known?.readAt, MAX_STALE_SECONDS, now) ? known?.keys : undefined
    },
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false })

/** RFC 7517: an object with `keys`; each key is looked at when it is used. */
function readKeySet(body: Uint8Array): JSONWebKeySet | undefined {
  try {
    const json: unknown = JSON.parse(decoder.decode(body))
    if (typeof json !== 'object' || json === null || !('keys' in json)) return undefined
    const { keys } = json
    const isSet =
      Array.isArray(keys) &&
      keys.length <= MAX_KEYS &&
      keys.every((key) => typeof key === 'object' && key !== null && !Array.isArray(key))
    return isSet ? { keys } : undefined
  } catch {
    return undefined
  }
}
