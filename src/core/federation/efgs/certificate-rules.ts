/**
 * Certificates of the European gateway: how they are named, whose country they are, whether its operator registered them, and what
 * they must be. Pure. Source: eu-federation-gateway-service, CertificateService and its onboarding documents.
 */

import type { Certificate } from 'pkijs'
import { fromTolerantBase64, toHex, utf8 } from '../../bytes.ts'
import {
  certificateKey,
  curveOf,
  derOf,
  rsaBitsOf,
  type SignatureCurve,
  validityOf,
} from '../../crypto/certificates.ts'
import { sha256 } from '../../crypto/sha256.ts'
import { SIGNATURE_ALGORITHMS, verifySignature } from '../../crypto/verify-signature.ts'
import { SECONDS_PER_DAY, type UnixSeconds } from '../../time.ts'

/** What a registered certificate is for. */
export const EFGS_CERTIFICATE_TYPES = ['AUTHENTICATION', 'SIGNING', 'CALLBACK'] as const
export type EfgsCertificateType = (typeof EFGS_CERTIFICATE_TYPES)[number]

export const CURVES: readonly SignatureCurve[] = ['P-256', 'P-384']

const COUNTRY = '2.5.4.6'
const COMMON_NAME = '2.5.4.3'
const ORGANISATION = '2.5.4.10'
const MIN_RSA_BITS = 3072
/** Three months, however long they are. */
const MIN_VALID_DAYS = 90
const X509_V3 = 2

/** SHA-256 of the certificate's DER, lower-case hexadecimal. */
export const thumbprintOf = async (certificate: Certificate): Promise<string> =>
  toHex(await sha256(derOf(certificate)))

/** @returns the one country of its subject; undefined where there is none, or more than one */
export function countryOf(certificate: Certificate): string | undefined {
  const countries = subjectValues(certificate, COUNTRY)
  return countries.length === 1 ? countries[0] : undefined
}

const subjectValues = ({ subject }: Certificate, type: string): readonly string[] =>
  subject.typesAndValues
    .filter((attribute) => attribute.type === type)
    .map(({ value }) => String(value.valueBlock.value))

/**
 * Whether the operator's trust anchor signed the text of a certificate, by the algorithm by which it is itself signed.
 * @param signature base64
 * @param pem as it was registered: each byte counts
 */
export async function checkOperatorSignature(
  signature: string,
  pem: string,
  trustAnchor: Certificate,
): Promise<boolean> {
  const bytes = fromTolerantBase64(signature)
  const algorithm = SIGNATURE_ALGORITHMS[trustAnchor.signatureAlgorithm.algorithmId]
  if (bytes === undefined || bytes.length === 0 || algorithm === undefined) return false
  const key = await certificateKey(trustAnchor, { hash: algorithm.hash, curves: CURVES })
  return key?.kind === algorithm.kind && verifySignature(key, bytes, utf8(pem))
}

/** Why a certificate can't be registered. */
export type CertificateFinding =
  | 'not_version_3'
  | 'no_common_name'
  | 'no_organisation'
  | 'not_one_country'
  | 'other_country'
  /** RSA of fewer than 3072 bits, a curve other than P-256 and P-384, or another kind. */
  | 'weak_key'
  /** Signed with something other than SHA-256 or better. */
  | 'weak_signature'
  | 'not_yet_valid'
  | 'ended'
  /** Fewer than three months are left. */
  | 'ends_soon'

/** What the gateway's operator looks at before a certificate is registered. The key's purpose is not looked at. */
export function certificateFindings(
  certificate: Certificate,
  country: string,
  now: UnixSeconds,
): readonly CertificateFinding[] {
  const { from, to } = validityOf(certificate)
  const own = countryOf(certificate)
  const findings: Readonly<Record<CertificateFinding, boolean>> = {
    not_version_3: certificate.version !== X509_V3,
    no_common_name: subjectValues(certificate, COMMON_NAME).every((name) => name.trim() === ''),
    no_organisation: subjectValues(certificate, ORGANISATION).every((name) => name.trim() === ''),
    not_one_country: own === undefined,
    other_country: own !== undefined && own !== country,
    weak_key: curveOf(certificate) === undefined && rsaBitsOf(certificate) < MIN_RSA_BITS,
    weak_signature: SIGNATURE_ALGORITHMS[certificate.signatureAlgorithm.algorithmId] === undefined,
    not_yet_valid: now < from,
    ended: now > to,
    ends_soon: now <= to && to - Math.max(now, from) < MIN_VALID_DAYS * SECONDS_PER_DAY,
  }
  return (Object.keys(findings) as CertificateFinding[]).filter((finding) => findings[finding])
}
