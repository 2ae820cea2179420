/** A signature against the key of a certificate, as X.509 and CMS carry it: RSA PKCS #1 v1.5, or ECDSA as DER. Pure. */

import {
  type CertificateKey,
  RSA,
  type SignatureCurve,
  type SignatureHash,
} from './certificates.ts'
import { derToP1363 } from './ecdsa.ts'

const COORDINATE_BYTES: Readonly<Record<SignatureCurve, number>> = { 'P-256': 32, 'P-384': 48 }

/** The hash and the kind of key that the name of an algorithm stands for; PSS and SHA-1 are not among them. */
export const SIGNATURE_ALGORITHMS: Readonly<
  Record<string, { readonly kind: CertificateKey['kind']; readonly hash: SignatureHash }>
> = {
  '1.2.840.113549.1.1.11': { kind: 'rsa', hash: 'SHA-256' },
  '1.2.840.113549.1.1.12': { kind: 'rsa', hash: 'SHA-384' },
  '1.2.840.113549.1.1.13': { kind: 'rsa', hash: 'SHA-512' },
  '1.2.840.10045.4.3.2': { kind: 'ec', hash: 'SHA-256' },
  '1.2.840.10045.4.3.3': { kind: 'ec', hash: 'SHA-384' },
  '1.2.840.10045.4.3.4': { kind: 'ec', hash: 'SHA-512' },
}

/** False also where the signature is malformed. */
export async function verifySignature(
  { curve, publicKey, hash }: CertificateKey,
  signature: Uint8Array<ArrayBuffer>,
  message: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  if (curve === undefined) return crypto.subtle.verify(RSA.name, publicKey, signature, message)
  const p1363 = derToP1363(signature, COORDINATE_BYTES[curve])
  return (
    p1363 !== undefined && crypto.subtle.verify({ name: 'ECDSA', hash }, publicKey, p1363, message)
  )
}
