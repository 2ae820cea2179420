/** Names of what is kept of each exchange: the partner's prefix, the direction, the day, then a name that its content gives. Pure. */

import { toHex } from '../bytes.ts'
import { sha256 } from '../crypto/sha256.ts'
import { type UnixSeconds, utcDateOf } from '../time.ts'

const NAME = /^[a-z0-9-]+\/(?:in|out)\/(\d{4}-\d{2}-\d{2})\//

/** Digits of a hash that a name needs to be another's in no day. */
const HASH_DIGITS = 32
const TAG_CHARACTERS = 60

export interface NamedContent {
  readonly prefix: string
  readonly direction: 'in' | 'out'
  /** When it came or was made: the day after which retention goes. */
  readonly at: UnixSeconds
  readonly tag: string
  readonly content: Uint8Array<ArrayBuffer>
}

/** The same content of a day has the same name, so that storing it twice is storing it once. */
export async function objectNameOf(named: NamedContent): Promise<string> {
  const hash = toHex(await sha256(named.content)).slice(0, HASH_DIGITS)
  const tag = named.tag.replaceAll(/[^\w.-]/g, '_').slice(0, TAG_CHARACTERS)
  return `${named.prefix}/${named.direction}/${utcDateOf(named.at)}/${tag}-${hash}`
}

export const evidenceNameOf = (objectName: string): string => `${objectName}.evidence.json`
export const keysNameOf = (objectName: string): string => `${objectName}.keys.json`

/** @returns YYYY-MM-DD; undefined where the object is no partner's */
export const dayOfObject = (name: string): string | undefined => NAME.exec(name)?.[1]
