/**
 * Cursors: how far a caller got, sealed. The seal hides the key that a cursor stands at, which need not be one that may leave, and
 * binds the cursor to what was asked for: with other regions it would pass over keys that the caller never saw. Pure.
 */

import { fromBase64Url, toBase64Url, utf8 } from '../../bytes.ts'
import { open, seal } from '../../crypto/aes-gcm.ts'
import { KEY_BYTES } from '../../temporary-exposure-key.ts'
import type { FetchCriteria } from './criteria.ts'
import type { FetchCursor } from './messages.ts'

export type FetchList = 'primary' | 'revised'

/** Between two keys of one list, ascending by time, then by key. */
export interface FetchPosition {
  /** Unix seconds. */
  readonly timestamp: number
  /** The last key of that second that was passed; empty: none of it was. */
  readonly after: Uint8Array<ArrayBuffer>
}

/** Whose cursor it is, and of what. */
export interface CursorBinding {
  /** Number of the caller's authorization. */
  readonly callerId: number
  readonly list: FetchList
  readonly criteria: FetchCriteria
}

/** @param nonce 12 fresh random bytes */
export async function sealCursor(
  key: CryptoKey,
  nonce: Uint8Array<ArrayBuffer>,
  { timestamp, after }: FetchPosition,
  binding: CursorBinding,
): Promise<FetchCursor> {
  const sealed = await seal(key, nonce, after, boundTo(timestamp, binding))
  return { timestamp, nextToken: toBase64Url(sealed) }
}

/** @returns undefined where it was not given to this caller for this question */
export async function openCursor(
  key: CryptoKey,
  { timestamp, nextToken }: FetchCursor,
  binding: CursorBinding,
): Promise<FetchPosition | undefined> {
  if (nextToken === '') return { timestamp, after: new Uint8Array() }
  const sealed = fromBase64Url(nextToken)
  const after = sealed && (await open(key, sealed, boundTo(timestamp, binding)))
  const isWhole = after !== undefined && (after.length === 0 || after.length === KEY_BYTES)
  return isWhole ? { timestamp, after } : undefined
}

const boundTo = (timestamp: number, { callerId, list, criteria }: CursorBinding) =>
  utf8(
    JSON.stringify([
      'federation cursor',
      callerId,
      list,
      timestamp,
      criteria.includeRegions,
      criteria.excludeRegions,
      criteria.onlyTravelers,
      criteria.onlyLocalProvenance,
    ]),
  )
