/**
 * X.509 certificates as operators give them: a chain in PEM, the signer's own first. Their keys are RSA or ECDSA P-256. Pure.
 * Source: RFC 5280.
 */

import { Certificate } from 'pkijs'
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
  /** May verify. */
  readonly publicKey: CryptoKey
}

/** @returns undefined where it is another kind of key, an RSA key of fewer than 2048 bits, or another curve */
export async function certificateKey(
  certificate: Certificate,
): Promise<CertificateKey | undefined> {
  const { algorithmId } = certificate.subjectPublicKeyInfo.algorithm
  const kind = algorithmId === RSA_OID ? 'rsa' : algorithmId === EC_OID ? 'ec' : undefined
  if (kind === undefined) return undefined
  const spki = derOf(certificate.subjectPublicKeyInfo)
  try {
    const algorithm = kind === 'rsa' ? RSA : EC
    const publicKey = await crypto.subtle.importKey('spki', spki, algorithm, true, ['verify'])
    return isStrong(publicKey) ? { kind, publicKey } : undefined
  } catch {
    // WebCrypto tells one kind of bad key from another by the text only, and each runtime has its own.
    return undefined
  }
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
