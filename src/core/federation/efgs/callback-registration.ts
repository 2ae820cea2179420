/**
 * What a member may register to be told of batches. Pure: where a name leads when it is resolved is the platform's to refuse.
 * The original refused fewer addresses, and two public ranges more: it had misread their first number.
 */

import { isCallableAddress } from '../../private-address.ts'

/** Source: efgs-federation-gateway, the widths of its columns. */
const MAX_ID_CHARACTERS = 32
const MAX_URL_CHARACTERS = 256

/** A name of the member's choice. */
export const isCallbackId = (id: string): boolean =>
  id.length > 0 && id.length <= MAX_ID_CHARACTERS && !/\p{C}/u.test(id)

const VISIBLE = /^[\x21-\x7e]+$/

/**
 * https of a public host. No question, not even an empty one, since ours is put behind it; and nothing else that a caller would
 * drop or send as a secret: no fragment, user or password.
 * @param allowsLoopback for development: then also this machine, and there also http
 */
export function isCallbackUrl(text: string, allowsLoopback: boolean): boolean {
  if (text.length > MAX_URL_CHARACTERS || !VISIBLE.test(text)) return false
  if (/[?#\\]/.test(text) || /^[^/]*\/\/[^/]*@/.test(text)) return false
  return URL.parse(text)?.port !== '0' && isCallableAddress(text, allowsLoopback)
}

/**
 * What is called for a batch.
 * @param date YYYY-MM-DD
 */
export const notificationUrl = (url: string, batchTag: string, date: string): string =>
  `${url}?${new URLSearchParams({ batchTag, date })}`
