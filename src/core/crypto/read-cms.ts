/**
 * Opens a CMS SignedData and checks its signature over a content that the caller has. Who may sign is the caller's to say; where
 * protocols differ, rules say how. Pure. Source: RFC 5652; algorithms RFC 3370, RFC 5754.
 */

import type { ObjectIdentifier, Primitive, UTCTime } from 'asn1js'
import { OctetString } from 'asn1js'
import {
  type Attribute,
  Certificate,
  ContentInfo,
  IssuerAndSerialNumber,
  SignedData,
  type SignerInfo,
} from 'pkijs'
import { equalBytes } from '../bytes.ts'
import { fail, type Result, succeed } from '../result.ts'
import { asUnixSeconds, type UnixSeconds } from '../time.ts'
import { certificateKey, type SignatureCurve, type SignatureHash } from './certificates.ts'
import { OID } from './cms.ts'
import { SIGNATURE_ALGORITHMS, verifySignature } from './verify-signature.ts'

export interface CmsRules {
  /** A copy of the content inside is passed over, or refused. */
  readonly allowsCopy: boolean
  /** Of several signers the first counts, or all are refused. */
  readonly allowsFurtherSigners: boolean
  /** Whether the signer may be named by its key's identifier. */
  readonly allowsKeyIdentifier: boolean
  readonly hashes: readonly SignatureHash[]
  readonly curves: readonly SignatureCurve[]
}

export type CmsReadFailure =
  /** Not a SignedData with a signer, one that the rules do not take, or one that is too long. */
  | 'malformed'
  /** The signer's certificate does not come along. */
  | 'no_certificate'

export type CmsSignatureFailure =
  | 'malformed'
  /** Another hash, curve or kind of signature than the rules take; never PSS or SHA-1. */
  | 'unsupported_algorithm'
  | 'other_content'
  | 'wrong_signature'

export interface OpenedCms {
  readonly signer: SignerInfo
  /** The signer's. */
  readonly certificate: Certificate
  /** All that came along. */
  readonly certificates: readonly Certificate[]
}

/** More than a chain of large certificates takes. */
const MAX_CMS_BYTES = 65_536
const MS_PER_SECOND = 1000
const KEY_IDENTIFIER = '2.5.29.14'

const HASHES: Readonly<Record<string, SignatureHash>> = {
  [OID.sha256]: 'SHA-256',
  '2.16.840.1.101.3.4.2.2': 'SHA-384',
  '2.16.840.1.101.3.4.2.3': 'SHA-512',
}

/** Nothing of it is checked yet. */
export function readCms(
  der: Uint8Array<ArrayBuffer>,
  rules: CmsRules,
): Result<OpenedCms, CmsReadFailure> {
  const signedData = parse(der)
  const [signer, ...others] = signedData?.signerInfos ?? []
  if (signedData === undefined || signer === undefined) return fail('malformed')
  if (others.length > 0 && !rules.allowsFurtherSigners) return fail('malformed')
  const { eContent } = signedData.encapContentInfo
  if (eContent !== undefined && !rules.allowsCopy) return fail('malformed')
  const certificates = (signedData.certificates ?? []).filter((one) => one instanceof Certificate)
  const certificate = certificates.find((candidate) => isOf(signer, candidate, rules))
  return certificate === undefined
    ? fail('no_certificate')
    : succeed({ signer, certificate, certificates })
}

function parse(der: Uint8Array<ArrayBuffer>): SignedData | undefined {
  if (der.length > MAX_CMS_BYTES) return undefined
  try {
    const { contentType, content } = ContentInfo.fromBER(der)
    if (contentType !== OID.signedData) return undefined
    const signedData = new SignedData({ schema: content })
    return signedData.encapContentInfo.eContentType === OID.data ? signedData : undefined
  } catch {
    // The parser says where it stopped; whoever sent this needs no more than that it is none.
    return undefined
  }
}

function isOf(
  { sid }: SignerInfo,
  certificate: Certificate,
  { allowsKeyIdentifier }: CmsRules,
): boolean {
  if (sid instanceof IssuerAndSerialNumber) {
    return (
      sid.issuer.isEqual(certificate.issuer) && sid.serialNumber.isEqual(certificate.serialNumber)
    )
  }
  const identifier = keyIdentifierOf(certificate)
  // An octet string under a tag of its own, which the parser leaves as it came.
  const named = (sid as Primitive).valueBlock.valueHexView
  return (
    allowsKeyIdentifier &&
    identifier !== undefined &&
    named !== undefined &&
    equalBytes(identifier, named)
  )
}

function keyIdentifierOf({ extensions }: Certificate): Uint8Array | undefined {
  const value = extensions?.find(({ extnID }) => extnID === KEY_IDENTIFIER)?.parsedValue
  return value instanceof OctetString ? new Uint8Array(value.getValue()) : undefined
}

/** @returns undefined where the signature is the certificate's, over the content */
export async function checkCmsSignature(
  { signer, certificate }: Pick<OpenedCms, 'signer' | 'certificate'>,
  content: Uint8Array<ArrayBuffer>,
  { hashes, curves }: CmsRules,
): Promise<CmsSignatureFailure | undefined> {
  const hash = HASHES[signer.digestAlgorithm.algorithmId]
  if (hash === undefined || !hashes.includes(hash)) return 'unsupported_algorithm'
  const key = await certificateKey(certificate, { hash, curves })
  if (key === undefined) return 'unsupported_algorithm'
  const { algorithmId } = signer.signatureAlgorithm
  const named = SIGNATURE_ALGORITHMS[algorithmId]
  const isNamed = named?.kind === key.kind && named.hash === hash
  // RSA may stand there without its hash, which the digest's algorithm then names.
  if (!isNamed && !(key.kind === 'rsa' && algorithmId === OID.rsa)) return 'unsupported_algorithm'

  const attributes = signer.signedAttrs?.attributes
  if (attributes !== undefined) {
    const digest = onlyValue<OctetString>(attributes, OID.messageDigest)
    const type = onlyValue<ObjectIdentifier>(attributes, OID.contentType)
    if (digest === undefined || type?.getValue() !== OID.data) return 'malformed'
    const own = new Uint8Array(await crypto.subtle.digest(hash, content))
    if (!equalBytes(new Uint8Array(digest.getValue()), own)) return 'other_content'
  }
  // As they came, with the tag of a SET: a signer may have ordered them otherwise.
  const signed =
    signer.signedAttrs === undefined ? content : new Uint8Array(signer.signedAttrs.encodedValue)
  const signature = new Uint8Array(signer.signature.getValue())
  return (await verifySignature(key, signature, signed)) ? undefined : 'wrong_signature'
}

/** Unix seconds; undefined where it names none. */
export function signingTimeOf({ signedAttrs }: SignerInfo): UnixSeconds | undefined {
  const time = signedAttrs && onlyValue<UTCTime>(signedAttrs.attributes, OID.signingTime)
  return time && asUnixSeconds(time.toDate().getTime() / MS_PER_SECOND)
}

/** The one value of an attribute that stands there once. */
function onlyValue<T>(attributes: readonly Attribute[], type: string): T | undefined {
  const [found, ...more] = attributes.filter((attribute) => attribute.type === type)
  return found?.values.length === 1 && more.length === 0 ? (found.values[0] as T) : undefined
}
