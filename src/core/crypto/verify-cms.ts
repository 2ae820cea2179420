/** Checks a detached CMS signature by one signer, and that a trusted certificate stands behind it. Pure. */

import { GeneralizedTime, type ObjectIdentifier, type OctetString, type UTCTime } from 'asn1js'
import {
  type Attribute,
  Certificate,
  CertificateChainValidationEngine,
  ContentInfo,
  IssuerAndSerialNumber,
  SignedData,
  type SignerInfo,
} from 'pkijs'
import { equalBytes } from '../bytes.ts'
import { formatIsoTime } from '../iso-time.ts'
import { fail, type Result, succeed } from '../result.ts'
import { asUnixSeconds, type UnixSeconds } from '../time.ts'
import { type CertificateKeyKind, certificateKey, derOf, validityOf } from './certificates.ts'
import { OID, verifyWith } from './cms.ts'
import { sha256 } from './sha256.ts'

export type CmsFailureReason =
  /** Not a detached SignedData of one signer, or one that is too long. */
  | 'malformed'
  /** The signer's certificate does not come along. */
  | 'no_certificate'
  /** Other than SHA-256 with RSA PKCS #1 v1.5 or ECDSA P-256. */
  | 'unsupported_algorithm'
  | 'other_content'
  | 'wrong_signature'
  /** No chain leads to a trusted certificate, or one in it was not valid then. */
  | 'untrusted'

export interface VerifiedCms {
  readonly certificate: Certificate
  /** Unix seconds; undefined where it names none. */
  readonly signingTime: UnixSeconds | undefined
}

/** More than a chain of large certificates takes. */
const MAX_CMS_BYTES = 65_536
const MS_PER_SECOND = 1000

/**
 * @param trusted roots, or the signer's own certificate
 * @param at when the certificates have to be valid
 */
export async function verifyCms(
  der: Uint8Array<ArrayBuffer>,
  content: Uint8Array<ArrayBuffer>,
  trusted: readonly Certificate[],
  at: UnixSeconds,
): Promise<Result<VerifiedCms, CmsFailureReason>> {
  const signedData = parse(der)
  const [signer, ...others] = signedData?.signerInfos ?? []
  if (signedData === undefined || signer === undefined || others.length > 0) {
    return fail('malformed')
  }
  const certificates = (signedData.certificates ?? []).filter((one) => one instanceof Certificate)
  const certificate = certificates.find((candidate) => isOf(signer, candidate))
  if (certificate === undefined) return fail('no_certificate')
  const key = await certificateKey(certificate)
  if (key === undefined || !isSupported(signer, key.kind)) return fail('unsupported_algorithm')

  const attributes = signer.signedAttrs?.attributes
  if (attributes !== undefined) {
    const digest = onlyValue<OctetString>(attributes, OID.messageDigest)
    const type = onlyValue<ObjectIdentifier>(attributes, OID.contentType)
    if (digest === undefined || type?.getValue() !== OID.data) return fail('malformed')
    const isSame = equalBytes(new Uint8Array(digest.getValue()), await sha256(content))
    if (!isSame) return fail('other_content')
  }
  // As they came, with the tag of a SET: a signer may have ordered them otherwise.
  const signed =
    signer.signedAttrs === undefined ? content : new Uint8Array(signer.signedAttrs.encodedValue)
  const signature = new Uint8Array(signer.signature.getValue())
  if (!(await verifyWith(key, signature, signed))) return fail('wrong_signature')
  if (!(await isTrusted(certificate, certificates, trusted, at))) return fail('untrusted')
  return succeed({ certificate, signingTime: attributes && signingTimeOf(attributes) })
}

function parse(der: Uint8Array<ArrayBuffer>): SignedData | undefined {
  if (der.length > MAX_CMS_BYTES) return undefined
  try {
    const { contentType, content } = ContentInfo.fromBER(der)
    if (contentType !== OID.signedData) return undefined
    const signedData = new SignedData({ schema: content })
    const { eContent, eContentType } = signedData.encapContentInfo
    return eContent === undefined && eContentType === OID.data ? signedData : undefined
  } catch {
    // The parser says where it stopped; whoever sent this needs no more than that it is none.
    return undefined
  }
}

const isOf = ({ sid }: SignerInfo, certificate: Certificate): boolean =>
  sid instanceof IssuerAndSerialNumber &&
  sid.issuer.isEqual(certificate.issuer) &&
  sid.serialNumber.isEqual(certificate.serialNumber)

const SIGNATURE_OIDS: Readonly<Record<CertificateKeyKind, readonly string[]>> = {
  rsa: [OID.rsa, OID.rsaWithSha256],
  ec: [OID.ecdsaWithSha256],
}

const isSupported = (
  { digestAlgorithm, signatureAlgorithm }: SignerInfo,
  kind: CertificateKeyKind,
): boolean =>
  digestAlgorithm.algorithmId === OID.sha256 &&
  SIGNATURE_OIDS[kind].includes(signatureAlgorithm.algorithmId)

/** The one value of an attribute that stands there once. */
function onlyValue<T>(attributes: readonly Attribute[], type: string): T | undefined {
  const [found, ...more] = attributes.filter((attribute) => attribute.type === type)
  return found?.values.length === 1 && more.length === 0 ? (found.values[0] as T) : undefined
}

const signingTimeOf = (attributes: readonly Attribute[]): UnixSeconds | undefined => {
  const time = onlyValue<UTCTime>(attributes, OID.signingTime)
  return time && asUnixSeconds(time.toDate().getTime() / MS_PER_SECOND)
}

async function isTrusted(
  certificate: Certificate,
  certificates: readonly Certificate[],
  trusted: readonly Certificate[],
  at: UnixSeconds,
): Promise<boolean> {
  // A certificate that is trusted itself needs no other behind it.
  const { from, to } = validityOf(certificate)
  const isPinned = trusted.some((one) => equalBytes(derOf(one), derOf(certificate)))
  if (isPinned) return from <= at && at <= to
  const time = new GeneralizedTime({ value: formatIsoTime(at).replaceAll(/[-:T]/g, '') })
  const others = certificates.filter((candidate) => candidate !== certificate)
  const engine = new CertificateChainValidationEngine({
    trustedCerts: [...trusted],
    // The last one is whose chain is looked for.
    certs: [...others, certificate],
    checkDate: time.toDate(),
  })
  const { result } = await engine.verify()
  return result
}
