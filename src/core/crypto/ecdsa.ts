/**
 * ECDSA P-256, with SHA-256 where nothing else is said. WebCrypto speaks P1363 (r ‖ s, 32 bytes each); export files carry DER. Pure.
 */

import { concatBytes } from '../bytes.ts'

const COORDINATE_BYTES = 32
/** Bytes of r ‖ s. */
export const P1363_BYTES = 2 * COORDINATE_BYTES

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' } as const
const SIGN = { name: 'ECDSA', hash: 'SHA-256' } as const

/** The hash under a signature. Ours is SHA-256; export files of others may have the longer one. */
export type SigningHash = 'SHA-256' | 'SHA-512'

const TAG_INTEGER = 0x02
const TAG_SEQUENCE = 0x30

/** r ‖ s → SEQUENCE { INTEGER r, INTEGER s }, 8 to 72 bytes. */
export function p1363ToDer(signature: Uint8Array): Uint8Array<ArrayBuffer> {
  if (signature.length !== P1363_BYTES) throw new TypeError('a P1363 signature has 64 bytes')
  const r = derInteger(signature.subarray(0, COORDINATE_BYTES))
  const s = derInteger(signature.subarray(COORDINATE_BYTES))
  return concatBytes(new Uint8Array([TAG_SEQUENCE, r.length + s.length]), r, s)
}

function derInteger(coordinate: Uint8Array): Uint8Array {
  let start = 0
  while (start < coordinate.length - 1 && coordinate[start] === 0) start++
  const digits = coordinate.subarray(start)
  // A set top bit would make the number negative.
  const sign = (digits[0] ?? 0) > 127 ? [0] : []
  return concatBytes(new Uint8Array([TAG_INTEGER, digits.length + sign.length, ...sign]), digits)
}

/**
 * Strict DER → r ‖ s: shortest lengths, shortest integers, nothing after them.
 * @param coordinateBytes of the curve; at most 59, so that a length is one byte
 * @returns undefined where it is anything else
 */
export function derToP1363(
  der: Uint8Array,
  coordinateBytes = COORDINATE_BYTES,
): Uint8Array<ArrayBuffer> | undefined {
  if (der.length < 8 || der.length > 2 * coordinateBytes + 8) return undefined
  if (der[0] !== TAG_SEQUENCE || der[1] !== der.length - 2) return undefined
  const signature = new Uint8Array(2 * coordinateBytes)
  let at = 2
  for (const offset of [0, coordinateBytes]) {
    const length = der[at + 1] ?? 0
    if (der[at] !== TAG_INTEGER || length === 0 || at + 2 + length > der.length) return undefined
    const digits = der.subarray(at + 2, at + 2 + length)
    const [first = 0, second = 0] = digits
    if (first > 127) return undefined
    if (first === 0 && length > 1 && second < 128) return undefined
    const magnitude = first === 0 ? digits.subarray(1) : digits
    if (magnitude.length > coordinateBytes) return undefined
    signature.set(magnitude, offset + coordinateBytes - magnitude.length)
    at += 2 + length
  }
  return at === der.length ? signature : undefined
}

/** @param privateKey an ECDSA P-256 key that may sign */
export async function signDer(
  privateKey: CryptoKey,
  message: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  return p1363ToDer(await signP1363(privateKey, message))
}

export const signP1363 = async (
  privateKey: CryptoKey,
  message: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await crypto.subtle.sign(SIGN, privateKey, message))

/** False also where the DER is malformed. */
export async function verifyDer(
  publicKey: CryptoKey,
  signatureDer: Uint8Array,
  message: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  const signature = derToP1363(signatureDer)
  return signature !== undefined && verifyP1363(publicKey, signature, message)
}

/** False also where the signature has not 64 bytes. */
export const verifyP1363 = async (
  publicKey: CryptoKey,
  signature: Uint8Array<ArrayBuffer>,
  message: Uint8Array<ArrayBuffer>,
  hash: SigningHash = 'SHA-256',
): Promise<boolean> =>
  signature.length === P1363_BYTES &&
  crypto.subtle.verify({ name: 'ECDSA', hash }, publicKey, signature, message)

/** @param spki SubjectPublicKeyInfo, DER */
export const importPublicKey = (spki: Uint8Array<ArrayBuffer>): Promise<CryptoKey> =>
  crypto.subtle.importKey('spki', spki, ALGORITHM, true, ['verify'])

/** @param pkcs8 PrivateKeyInfo, DER */
export const importPrivateKey = (
  pkcs8: Uint8Array<ArrayBuffer>,
  extractable = false,
): Promise<CryptoKey> => crypto.subtle.importKey('pkcs8', pkcs8, ALGORITHM, extractable, ['sign'])

export const generateKeyPair = (): Promise<CryptoKeyPair> =>
  crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']) as Promise<CryptoKeyPair>
