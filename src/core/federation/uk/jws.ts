/**
 * The compact JWS around an upload, ES256 and nothing else. Ours rather than a library's because the NHS signs segments that
 * carry base64's padding, which RFC 7515 forbids and every library refuses: what is signed are the first two segments as they
 * came, with their padding or without. Pure.
 */

import { fromBase64Url, toBase64Url, utf8 } from '../../bytes.ts'
import { P1363_BYTES, signP1363, verifyP1363 } from '../../crypto/ecdsa.ts'
import { fail, type Result, succeed } from '../../result.ts'

const HEADER = utf8('{"alg":"ES256"}')
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export type JwsProblem =
  /** Not three segments of base64url with a header that is understood and 64 bytes of signature. */
  | 'malformed'
  /** Anything but ES256: what a header names is never used. */
  | 'algorithm'
  | 'bad_signature'

/** @param options padded: as the NHS signs; unpadded, as everybody else, where nothing is said */
export async function signJws(
  payload: Uint8Array,
  privateKey: CryptoKey,
  options: { readonly padded?: boolean } = {},
): Promise<string> {
  const segment = (bytes: Uint8Array) =>
    options.padded === true ? withPadding(toBase64Url(bytes)) : toBase64Url(bytes)
  const input = `${segment(HEADER)}.${segment(payload)}`
  return `${input}.${segment(await signP1363(privateKey, utf8(input)))}`
}

const withPadding = (text: string): string => text.padEnd(Math.ceil(text.length / 4) * 4, '=')

/**
 * The payload's bytes, if one of the keys signed them. Keys, addresses and certificates in the header are ignored.
 * @param publicKeys ECDSA P-256
 */
export async function verifyJws(
  compact: string,
  publicKeys: readonly CryptoKey[],
): Promise<Result<Uint8Array<ArrayBuffer>, JwsProblem>> {
  const segments = compact.split('.', 4)
  if (segments.length !== 3) return fail('malformed')
  const [headerText = '', payloadText = '', signatureText = ''] = segments
  const header = readHeader(headerText)
  const payload = decodeSegment(payloadText)
  const signature = decodeSegment(signatureText)
  if (header === undefined || payload === undefined || signature === undefined) {
    return fail('malformed')
  }
  if (header['alg'] !== 'ES256') return fail('algorithm')
  if (signature.length !== P1363_BYTES) return fail('malformed')
  const signed = utf8(`${headerText}.${payloadText}`)
  for (const publicKey of publicKeys) {
    if (await verifyP1363(publicKey, signature, signed)) return succeed(payload)
  }
  return fail('bad_signature')
}

/** @returns undefined also where it asks for what is not understood here: `crit`, or a payload that is not encoded */
function readHeader(segment: string): Readonly<Record<string, unknown>> | undefined {
  const bytes = decodeSegment(segment)
  if (bytes === undefined) return undefined
  let header: unknown
  try {
    header = JSON.parse(decoder.decode(bytes))
  } catch {
    return undefined
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) return undefined
  if ('crit' in header || ('b64' in header && header.b64 !== true)) return undefined
  return header as Readonly<Record<string, unknown>>
}

/** Base64url with its padding or without. */
function decodeSegment(text: string): Uint8Array<ArrayBuffer> | undefined {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  if (padding > 0 && text.length % 4 !== 0) return undefined
  return fromBase64Url(text.slice(0, text.length - padding))
}
