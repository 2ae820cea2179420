/**
 * Compact JWS as the published servers read it. Ours rather than a library's because their order of checks and their
 * strictness decide which answer a client gets (key-server reference, certificate checks 1 to 8). Pure.
 */

import { fromBase64Url, utf8 } from '../bytes.ts'

const decoder = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true })

/** Parsed, not verified: nothing here is to be believed yet. */
export interface UnverifiedJws {
  readonly header: Readonly<Record<string, unknown>>
  readonly claims: Readonly<Record<string, unknown>>
  /** Claims whose number was written as a plain integer. */
  readonly integerClaims: ReadonlySet<string>
  /** What the signature is over. */
  readonly signingInput: Uint8Array<ArrayBuffer>
  readonly signature: Uint8Array<ArrayBuffer>
}

/** Three segments of raw base64url; header and claims are JSON objects. */
export function parseJws(text: string): UnverifiedJws | undefined {
  const segments = text.split('.')
  if (segments.length !== 3) return undefined
  const [headerText = '', claimsText = '', signatureText = ''] = segments
  const header = parseObject(headerText)
  const claims = parseObject(claimsText)
  const signature = fromBase64Url(signatureText)
  if (header === undefined || claims === undefined || signature === undefined) return undefined
  return {
    header: header.members,
    claims: claims.members,
    integerClaims: claims.integers,
    signingInput: utf8(`${headerText}.${claimsText}`),
    signature,
  }
}

/** The JSON reviver's third argument, which the library's types do not know yet. */
type Reviver = (this: unknown, key: string, value: unknown, context: { source?: string }) => unknown

function parseObject(
  segment: string,
): { members: Record<string, unknown>; integers: Set<string> } | undefined {
  const bytes = fromBase64Url(segment)
  if (bytes === undefined) return undefined
  const integers = new Set<string>()
  const reviver: Reviver = (key, value, context) => {
    if (typeof value === 'number' && /^-?\d+$/.test(context.source ?? '')) integers.add(key)
    return value
  }
  try {
    const value: unknown = JSON.parse(
      decoder.decode(bytes),
      reviver as (key: string, value: unknown) => unknown,
    )
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
    return { members: value as Record<string, unknown>, integers }
  } catch {
    return undefined
  }
}
