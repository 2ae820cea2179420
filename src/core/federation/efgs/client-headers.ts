/**
 * A client certificate as a proxy tells of it: its thumbprint and the subject's distinguished name. Pure.
 * Source: eu-federation-gateway-service, CertificateAuthentificationFilter.
 */

import { fromTolerantBase64, toHex } from '../../bytes.ts'

export const THUMBPRINT_HEADER = 'X-SSL-Client-SHA256'
export const SUBJECT_HEADER = 'X-SSL-Client-DN'

const THUMBPRINT_BYTES = 32
const THUMBPRINT_DIGITS = 2 * THUMBPRINT_BYTES
/** A proxy that takes the hash for a number loses its zeros in front; four of them come about once in 65,000 certificates. */
const HEX = /^[0-9a-f]{60,64}$/i
const BASE64 = /^[A-Za-z0-9+/]{43}=?$/
/** More than any subject takes. */
const MAX_HEADER_CHARACTERS = 4096

/**
 * @param header 64 hexadecimal digits in either case, fewer where zeros in front were lost; or base64, percent-encoded or not
 * @returns 64 lower-case hexadecimal digits; undefined where it is neither
 */
export function readThumbprint(header: string): string | undefined {
  if (header.length > MAX_HEADER_CHARACTERS) return undefined
  if (HEX.test(header)) return header.toLowerCase().padStart(THUMBPRINT_DIGITS, '0')
  const base64 = header.includes('%') ? decodePercents(header) : header
  if (base64 === undefined || !BASE64.test(base64)) return undefined
  const bytes = fromTolerantBase64(base64)
  return bytes?.length === THUMBPRINT_BYTES ? toHex(bytes) : undefined
}

/**
 * A name that stands there twice has its first value, and parts that are no pair are passed over.
 * @returns values by the upper-case name of their attribute; undefined where the encoding is broken
 */
export function readDistinguishedName(header: string): ReadonlyMap<string, string> | undefined {
  if (header.length > MAX_HEADER_CHARACTERS) return undefined
  const text = decodePercents(header.replaceAll('+', ' '))
  if (text === undefined) return undefined
  const values = new Map<string, string>()
  for (const part of text.split(',')) {
    const [name, value, ...more] = part.split('=')
    if (name === undefined || value === undefined || value === '' || more.length > 0) continue
    const key = name.trim().toUpperCase()
    if (!values.has(key)) values.set(key, value.trim())
  }
  return values
}

function decodePercents(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    // A sign without its digits, or bytes that are not UTF-8.
    return undefined
  }
}
