/** What files of a mirror are called here. Pure. */

import { toHex } from '../bytes.ts'
import type { RandomBytes } from '../random.ts'

const TIMESTAMP = '[timestamp]'
const UUID = '[uuid]'
/** One segment of an object name, as the distribution serves it; never the index's own. */
const FILENAME = /^(?!index\.txt$)[A-Za-z0-9_~-][A-Za-z0-9._~-]{0,199}$/i

export const isMirrorFilename = (name: string): boolean => FILENAME.test(name)

/** Whether names made by a pattern differ from one another and can be served. */
export const isRewritePattern = (pattern: string): boolean =>
  (pattern.includes(TIMESTAMP) || pattern.includes(UUID)) &&
  pattern.length <= 100 &&
  isMirrorFilename(pattern.replaceAll(TIMESTAMP, '0').replaceAll(UUID, '0'))

/** A random UUID (RFC 9562, version 4) in upper case. */
export function upperCaseUuid(randomBytes: RandomBytes): string {
  const bytes = randomBytes(16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const digits = toHex(bytes).toUpperCase()
  return [0, 8, 12, 16, 20].map((at, i, starts) => digits.slice(at, starts[i + 1])).join('-')
}
