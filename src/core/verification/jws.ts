/**
 * Compact JWS as the published servers read it. Ours rather than a library's because their order of checks and their
 * strictness decide which answer a client gets (key-server reference, certificate checks 1 to 8). Pure.
 */

import { fromBase64Url, utf8 } from '../bytes.ts'

const decoder = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true })

/** Parsed, not verified: nothing here is to be believed yet. */
export interface UnverifiedJws {
  readonly header: Readonly<Record<string, unknown>>
  /** A number that is not written as an integer is NaN here. */
  readonly claims: Readonly<Record<string, unknown>>
  /** What the signature is over. */
  readonly signingInput: Uint8Array<ArrayBuffer>
  /** Empty where it is no base64url: a signature that can't be read is a wrong one, and that is a later check. */
  readonly signature: Uint8Array<ArrayBuffer>
}

/** Three segments of raw base64url; header and claims are JSON objects. */
export function parseJws(text: string): UnverifiedJws | undefined {
  const segments = text.split('.')
  if (segments.length !== 3) return undefined
  const [headerText = '', claimsText = '', signatureText = ''] = segments
  const header = parseObject(headerText)
  const claims = parseObject(claimsText)
  if (header === undefined || claims === undefined) return undefined
  return {
    header,
    claims,
    signingInput: utf8(`${headerText}.${claimsText}`),
    signature: fromBase64Url(signatureText) ?? new Uint8Array(),
  }
}

/** The JSON reviver's third argument, which the library's types do not know yet. */
type Reviver = (this: unknown, key: string, value: unknown, context: { source?: string }) => unknown

const integersOnly: Reviver = (_key, value, context) =>
  typeof value === 'number' && !/^-?\d+$/.test(context.source ?? '') ? Number.NaN : value

function parseObject(segment: string): Record<string, unknown> | undefined {
  const bytes = fromBase64Url(segment)
  if (bytes === undefined) return undefined
  try {
    const value: unknown = JSON.parse(
      decoder.decode(bytes),
      integersOnly as (key: string, value: unknown) => unknown,
    )
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
    return value as Record<string, unknown>
  } catch {
    return undefined
  }
}
