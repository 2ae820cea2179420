/**
 * The HMAC that binds a certificate to the keys of one upload (claim `tekmac`, verification server's `ekeyhmac`). Pure.
 * Source: google/exposure-notifications-server pkg/verification; its documents on the HMAC calculation.
 */

import { utf8 } from '../bytes.ts'
import { equalInConstantTime } from '../crypto/constant-time.ts'
import { hmacSha256 } from '../crypto/hmac.ts'

/** A key as it stood in the request: its text takes part in the HMAC, so it is kept as received. */
export interface ReceivedKey {
  /** Base64 in any of the accepted spellings. */
  readonly key: string
  readonly rollingStartNumber: number
  readonly rollingPeriod: number
  readonly transmissionRisk: number
}

/** With the transmission risk, or without it, as clients write that send none. */
export type HmacForm = 'with-risk' | 'without-risk'

/** The forms that a list of keys may be signed in: without the risk only where no key has one. */
export const acceptedForms = (keys: readonly ReceivedKey[]): readonly HmacForm[] =>
  keys.every((key) => key.transmissionRisk === 0) ? ['with-risk', 'without-risk'] : ['with-risk']

/**
 * The text that is signed: one segment a key, sorted by code unit, joined by commas. Does not reorder the caller's array.
 * @example 'AAECAwQFBgcICQoLDA0ODw==.2973888.144.0'
 */
export const hmacText = (keys: readonly ReceivedKey[], form: HmacForm): string =>
  keys
    .map((key) => {
      const segment = `${key.key}.${key.rollingStartNumber}.${key.rollingPeriod}`
      return form === 'with-risk' ? `${segment}.${key.transmissionRisk}` : segment
    })
    .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
    .join(',')

/** @returns 32 bytes */
export const exposureKeyHmac = (
  keys: readonly ReceivedKey[],
  secret: Uint8Array<ArrayBuffer>,
  form: HmacForm = 'with-risk',
): Promise<Uint8Array<ArrayBuffer>> => hmacSha256(secret, utf8(hmacText(keys, form)))

/** Whether one of the accepted forms gives this HMAC. False for no keys. */
export async function matchesExposureKeyHmac(
  keys: readonly ReceivedKey[],
  secret: Uint8Array<ArrayBuffer>,
  expected: Uint8Array,
): Promise<boolean> {
  if (keys.length === 0) return false
  for (const form of acceptedForms(keys)) {
    if (equalInConstantTime(await exposureKeyHmac(keys, secret, form), expected)) return true
  }
  return false
}
