/**
 * API keys of NHS apps: `Authorization: Bearer` and base64 of `name:value`. Of the values only digests are known here; they are
 * long and random, so that a digest tells nothing. Pure.
 * Source: ukhsa-collaboration/covid19-app-system-public, doc/architecture/api-security.md.
 */

import { fromHex, fromTolerantBase64 } from '../../bytes.ts'
import { equalInConstantTime } from '../../crypto/constant-time.ts'
import { sha256 } from '../../crypto/sha256.ts'

export interface KnownApiKey {
  readonly name: string
  /** SHA-256 of the value. */
  readonly digest: Uint8Array
}

/** Printable ASCII without `:` and `,`, and the digest in lower-case hexadecimal. */
const ENTRY = /^([!-+\--9;-~]{1,100}):([0-9a-f]{64})$/
const MAX_HEADER_LENGTH = 1000
const SEPARATOR = ':'.charCodeAt(0)

/**
 * Reads `name:digest,name:digest`.
 * @returns undefined where it is anything else; none where it is empty
 */
export function parseApiKeys(text: string): readonly KnownApiKey[] | undefined {
  if (text.trim() === '') return []
  const keys: KnownApiKey[] = []
  for (const entry of text.split(',')) {
    const [, name, digits = ''] = ENTRY.exec(entry.trim()) ?? []
    const digest = fromHex(digits)
    if (name === undefined || digest === undefined) return undefined
    keys.push({ name, digest })
  }
  return keys
}

/** @param authorization the header; undefined where there is none */
export async function isKnownApiKey(
  authorization: string | undefined,
  known: readonly KnownApiKey[],
): Promise<boolean> {
  const presented = await readApiKey(authorization ?? '')
  if (presented === undefined) return false
  let isKnown = false
  for (const { name, digest } of known) {
    // Each is compared, so that time does not tell which one came near.
    const isRight = equalInConstantTime(presented.digest, digest)
    if (isRight && presented.name === name) isKnown = true
  }
  return isKnown
}

async function readApiKey(authorization: string): Promise<KnownApiKey | undefined> {
  if (authorization.length > MAX_HEADER_LENGTH) return undefined
  const [, encoded = ''] = /^Bearer (\S+)$/.exec(authorization) ?? []
  const bytes = fromTolerantBase64(encoded)
  const at = bytes?.indexOf(SEPARATOR) ?? -1
  if (bytes === undefined || at < 1) return undefined
  const name = new TextDecoder().decode(bytes.subarray(0, at))
  return { name, digest: await sha256(bytes.slice(at + 1)) }
}
