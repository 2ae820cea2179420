/**
 * X.509 certificates as operators give them: a chain in PEM, the signer's own first. Their keys are RSA or ECDSA P-256, and where
 * others sign P-384 too. Pure.
 * Source: RFC 5280.
 */

import { ObjectIdentifier } from 'asn1js'
import { Certificate, RSAPublicKey } from 'pkijs'
import { equalBytes, fromTolerantBase64 } from '../bytes.ts'
import { fail, type Result, succeed } from '../result.ts'
import { encodePem } from './pem.ts'

export type CertificateKeyKind = 'rsa' | 'ec'

/** No chain in use is longer, and each link costs a verification. */
export const MAX_CERTIFICATES = 10

export const RSA_OID = '1.2.840.113549.1.1.1'
const EC_OID = '1.2.840.10045.2.1'
export const RSA = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' } as const
export const EC = { name: 'ECDSA', namedCurve: 'P-256' } as const
const MIN_RSA_BITS = 2048

export type SignatureHash = 'SHA-256' | 'SHA-384' | 'SHA-512'
export type SignatureCurve = 'P-256' | 'P-384'

const CURVE_OF: Readonly<Record<string, SignatureCurve>> = {
  '1.2.840.10045.3.1.7': 'P-256',
  '1.3.132.0.34': 'P-384',
}

const BLOCK = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]*)-----END CERTIFICATE-----/g
const MS_PER_SECOND = 1000

/** @returns those of a text, in its order; undefined where there is none, or one too many, or one that can't be read */
export function readCertificates(pem: string): readonly Certificate[] | undefined {
  const blocks = [...pem.matchAll(BLOCK)].map(([, base64 = '']) =>
    fromTolerantBase64(base64.replaceAll(/\s/g, '')),
  )
  if (blocks.length === 0 || blocks.length > MAX_CERTIFICATES) return undefined
  const certificates: Certificate[] = []
  for (const der of blocks) {
    if (der === undefined) return undefined
    try {
      const certificate = Certificate.fromBER(der)
      if (!equalBytes(derOf(certificate), der)) return undefined
      certificates.push(certificate)
    } catch {
      // The parser says where it stopped, and nothing that would help more than "this is no certificate".
      return undefined
    }
  }
  return certificates
}

/** The same text whatever its line breaks and what stands between its blocks; unreadable text stays as it is. */
export function canonicalCertificatesPem(pem: string): string {
  const certificates = readCertificates(pem)
  return certificates === undefined
    ? pem
    : certificates.map((certificate) => encodePem('CERTIFICATE', derOf(certificate))).join('')
}

export const derOf = (structure: {
  toSchema(): { toBER(): ArrayBuffer }
}): Uint8Array<ArrayBuffer> => new Uint8Array(structure.toSchema().toBER())

/** Whether it names itself as its issuer, as a root does. */
export const isSelfIssued = (certificate: Certificate): boolean =>
  certificate.issuer.isEqual(certificate.subject)

/** Unix seconds; valid at both. */
export const validityOf = (certificate: Certificate) => ({
  from: Math.floor(certificate.notBefore.value.getTime() / MS_PER_SECOND),
  to: Math.floor(certificate.notAfter.value.getTime() / MS_PER_SECOND),
})

export interface CertificateKey {
  readonly kind: CertificateKeyKind
  /** Of a key of the kind `ec`. */
  readonly curve: SignatureCurve | undefined
  /** May verify. */
  readonly publicKey: CryptoKey
  /** The hash under signatures that it verifies. */
  readonly hash: SignatureHash
}

/** What a caller takes; nothing said: P-256 alone, with SHA-256. */
export interface CertificateKeyRules {
  readonly hash?: SignatureHash
  readonly curves?: readonly SignatureCurve[]
}

/** @returns undefined where it is another kind of key, an RSA key of fewer than 2048 bits, or another curve */
export async function certificateKey(
  certificate: Certificate,
  { hash = RSA.hash, curves = [EC.namedCurve] }: CertificateKeyRules = {},
): Promise<CertificateKey | undefined> {
  const { algorithmId } = certificate.subjectPublicKeyInfo.algorithm
  const kind = algorithmId === RSA_OID ? 'rsa' : algorithmId === EC_OID ? 'ec' : undefined
  if (kind === undefined) return undefined
  const curve = curveOf(certificate)
  if (kind === 'ec' && (curve === undefined || !curves.includes(curve))) return undefined
  const spki = derOf(certificate.subjectPublicKeyInfo)
  try {
    const algorithm =
      kind === 'rsa' ? { ...RSA, hash } : { ...EC, ...(curve && { namedCurve: curve }) }
    const publicKey = await crypto.subtle.importKey('spki', spki, algorithm, true, ['verify'])
    return isStrong(publicKey) ? { kind, curve, publicKey, hash } : undefined
  } catch {
    // WebCrypto tells one kind of bad key from another by the text only, and each runtime has its own.
    return undefined
  }
}

/** The curve of its key; undefined where the key lies on none that we know. */
export function curveOf({ subjectPublicKeyInfo }: Certificate): SignatureCurve | undefined {
  const { algorithmParams } = subjectPublicKeyInfo.algorithm
  return algorithmParams instanceof ObjectIdentifier
    ? CURVE_OF[algorithmParams.getValue()]
    : undefined
}

/** Bits of its modulus; 0 where it is no RSA key. */
export function rsaBitsOf({ subjectPublicKeyInfo }: Certificate): number {
  const key = subjectPublicKeyInfo.parsedKey
  if (!(key instanceof RSAPublicKey)) return 0
  const modulus = key.modulus.valueBlock.valueHexView
  const start = modulus.findIndex((byte) => byte !== 0)
  return start < 0 ? 0 : (modulus.length - start) * 8 - Math.clz32(modulus[start] ?? 0) + 24
}

const isStrong = ({ algorithm }: CryptoKey): boolean =>
  !('modulusLength' in algorithm) || Number(algorithm.modulusLength) >= MIN_RSA_BITS

export type ChainFailure =
  /** The certificate at that index is not issued by the next one. */
  { readonly reason: 'not_issued_by_next'; readonly index: number }

/** Whether each certificate is signed by the next one. Dates are not looked at. */
export async function checkChain(
  certificates: readonly Certificate[],
): Promise<Result<undefined, ChainFailure>> {
  for (const [index, certificate] of certificates.entries()) {
    const issuer = certificates[index + 1]
    if (issuer === undefined) break
    if (!(await isIssuedBy(certificate, issuer)))
      return fail({ reason: 'not_issued_by_next', index })
  }
  return succeed(undefined)
}

async function isIssuedBy(certificate: Certificate, issuer: Certificate): Promise<boolean> {
  if (!certificate.issuer.isEqual(issuer.subject)) return false
  try {
    return await certificate.verify(issuer)
  } catch {
    // Thrown where the issuer's key does not fit the algorithm of the signature: it is not its issuer then.
    return false
  }
}
