/**
 * The public keys that a health authority publishes: a bare JSON array of JWKs, as the original reads them, and not an object
 * with `keys`. Strict, since a key that is missed here would be taken for withdrawn. Pure.
 */

import { toBase64 } from '../bytes.ts'
import { encodePem } from '../crypto/pem.ts'
import { fail, type Result, succeed } from '../result.ts'

export const MAX_JWKS_KEYS = 64
const MAX_KID = 200

/** A key as it was found. */
export interface PublishedKey {
  /** `kid`: what certificates carry. */
  readonly version: string
  /** SubjectPublicKeyInfo, PEM. */
  readonly publicKeyPem: string
  /** SubjectPublicKeyInfo, base64: the key's identity, whatever it is called. */
  readonly material: string
}

export type JwksProblem =
  | 'not_json'
  | 'not_an_array'
  | 'empty'
  | 'too_many_keys'
  /** No kid, or no point of the curve. */
  | 'malformed_key'
  /** A private key: whoever publishes that has to be told. */
  | 'private_key'
  /** One kid for two keys. */
  | 'repeated_kid'
  /** Keys of other kinds only. */
  | 'no_p256_key'

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false })

/**
 * Keys of other kinds than P-256 are passed over. Of a key that is listed under two names the first counts.
 * @returns at least one key
 */
export async function readJwks(
  body: Uint8Array,
): Promise<Result<readonly PublishedKey[], JwksProblem>> {
  const json = parseJson(body)
  if (json === undefined) return fail('not_json')
  if (!Array.isArray(json)) return fail('not_an_array')
  if (json.length === 0) return fail('empty')
  if (json.length > MAX_JWKS_KEYS) return fail('too_many_keys')
  const keys: PublishedKey[] = []
  for (const jwk of json as readonly unknown[]) {
    const read = await readJwk(jwk)
    if (!read.ok) return read
    const key = read.value
    if (key === undefined || keys.some(({ material }) => material === key.material)) continue
    if (keys.some(({ version }) => version === key.version)) return fail('repeated_kid')
    keys.push(key)
  }
  return keys.length === 0 ? fail('no_p256_key') : succeed(keys)
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(body))
  } catch {
    return undefined
  }
}

/** undefined for a key of another kind. */
async function readJwk(jwk: unknown): Promise<Result<PublishedKey | undefined, JwksProblem>> {
  if (typeof jwk !== 'object' || jwk === null) return fail('malformed_key')
  const { kty, crv, kid, x, y, d } = jwk as Record<string, unknown>
  if (d !== undefined) return fail('private_key')
  if (typeof kty !== 'string') return fail('malformed_key')
  if (kty !== 'EC' || crv !== 'P-256') return succeed(undefined)
  const isNamed = typeof kid === 'string' && kid !== '' && kid.length <= MAX_KID
  if (!isNamed || typeof x !== 'string' || typeof y !== 'string') return fail('malformed_key')
  const spki = await spkiOf(x, y)
  if (spki === undefined) return fail('malformed_key')
  return succeed({
    version: kid,
    publicKeyPem: encodePem('PUBLIC KEY', spki),
    material: toBase64(spki),
  })
}

/** @param x as JOSE writes coordinates, like `y` */
async function spkiOf(x: string, y: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    const key = await crypto.subtle.importKey(
      'jwk',
      { kty: 'EC', crv: 'P-256', x, y },
      { name: 'ECDSA', namedCurve: 'P-256' },
      true,
      ['verify'],
    )
    return new Uint8Array((await crypto.subtle.exportKey('spki', key)) as ArrayBuffer)
  } catch {
    return undefined
  }
}
