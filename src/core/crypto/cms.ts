/**
 * Detached CMS signatures (SignedData), DER: the signer named by issuer and serial number, SHA-256, the attributes content type,
 * signing time and message digest, and the chain without its root. RSA (PKCS #1 v1.5) or ECDSA P-256. Pure.
 * Source: RFC 5652; algorithms RFC 3370, RFC 5754.
 */

import { GeneralizedTime, Null, ObjectIdentifier, OctetString, Set as SetOf, UTCTime } from 'asn1js'
import {
  AlgorithmIdentifier,
  Attribute,
  type Certificate,
  ContentInfo,
  EncapsulatedContentInfo,
  IssuerAndSerialNumber,
  SignedAndUnsignedAttributes,
  SignedData,
  SignerInfo,
} from 'pkijs'
import { compareBytes, utf8 } from '../bytes.ts'
import { formatIsoTime } from '../iso-time.ts'
import { fail, type Result, succeed } from '../result.ts'
import type { UnixSeconds } from '../time.ts'
import {
  type CertificateKeyKind,
  certificateKey,
  derOf,
  EC,
  isSelfIssued,
  RSA,
  RSA_OID,
  readCertificates,
} from './certificates.ts'
import { signDer } from './ecdsa.ts'
import { sha256 } from './sha256.ts'
import { verifySignature } from './verify-signature.ts'

export const OID = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingTime: '1.2.840.113549.1.9.5',
  sha256: '2.16.840.1.101.3.4.2.1',
  rsa: RSA_OID,
  rsaWithSha256: '1.2.840.113549.1.1.11',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
} as const

/** Times to the end of 2049 are written with two digits of the year. */
const FIRST_LONG_YEAR = '2050'
const SIGNED_ATTRIBUTES = 0

export interface CmsSigner {
  readonly kind: CertificateKeyKind
  readonly certificate: Certificate
  /** Those that issued it, without a root. */
  readonly issuers: readonly Certificate[]
  readonly privateKey: CryptoKey
}

export type CmsSignerFailure =
  | { readonly reason: 'not_certificates' }
  /** The first certificate's key is neither RSA with 2048 bits or more nor ECDSA P-256. */
  | { readonly reason: 'unsupported_certificate_key' }
  /** No PKCS #8 of the kind of the certificate's key. */
  | { readonly reason: 'not_a_private_key' }
  | { readonly reason: 'key_of_another_certificate' }

/**
 * @param certificatesPem the signer's own first, then those that issued it, in any number; a root among them is left out
 * @param pkcs8 private key of the first certificate, DER
 */
export async function openCmsSigner(
  certificatesPem: string,
  pkcs8: Uint8Array<ArrayBuffer>,
): Promise<Result<CmsSigner, CmsSignerFailure>> {
  const [certificate, ...others] = readCertificates(certificatesPem) ?? []
  if (certificate === undefined) return fail({ reason: 'not_certificates' })
  const key = await certificateKey(certificate)
  if (key === undefined) return fail({ reason: 'unsupported_certificate_key' })
  const privateKey = await importPrivateKey(key.kind, pkcs8)
  if (privateKey === undefined) return fail({ reason: 'not_a_private_key' })
  const issuers = others.filter((issuer) => !isSelfIssued(issuer))
  const signer = { kind: key.kind, certificate, issuers, privateKey }
  const message = utf8('whose key is it?')
  const isOurs = await verifySignature(key, await signWith(signer, message), message)
  return isOurs ? succeed(signer) : fail({ reason: 'key_of_another_certificate' })
}

async function importPrivateKey(
  kind: CertificateKeyKind,
  pkcs8: Uint8Array<ArrayBuffer>,
): Promise<CryptoKey | undefined> {
  try {
    const algorithm = kind === 'rsa' ? RSA : EC
    return await crypto.subtle.importKey('pkcs8', pkcs8, algorithm, false, ['sign'])
  } catch {
    // WebCrypto tells one kind of bad key from another by the text only, and each runtime has its own.
    return undefined
  }
}

/** @returns DER of the ContentInfo; the content is not in it */
export async function signCms(
  content: Uint8Array<ArrayBuffer>,
  signer: CmsSigner,
  signingTime: UnixSeconds,
): Promise<Uint8Array<ArrayBuffer>> {
  const attributes = inDerOrder([
    attribute(OID.contentType, new ObjectIdentifier({ value: OID.data })),
    attribute(OID.signingTime, timeOf(signingTime)),
    attribute(OID.messageDigest, new OctetString({ valueHex: await sha256(content) })),
  ])
  const signature = await signWith(signer, encodeAttributes(attributes))
  const digestAlgorithm = () => new AlgorithmIdentifier({ algorithmId: OID.sha256 })
  const { certificate } = signer
  const signedData = new SignedData({
    version: 1,
    digestAlgorithms: [digestAlgorithm()],
    encapContentInfo: new EncapsulatedContentInfo({ eContentType: OID.data }),
    certificates: [...inDerOrder([certificate, ...signer.issuers])],
    signerInfos: [
      new SignerInfo({
        version: 1,
        sid: new IssuerAndSerialNumber({
          issuer: certificate.issuer,
          serialNumber: certificate.serialNumber,
        }),
        digestAlgorithm: digestAlgorithm(),
        signedAttrs: new SignedAndUnsignedAttributes({
          type: SIGNED_ATTRIBUTES,
          attributes: [...attributes],
        }),
        signatureAlgorithm: signatureAlgorithm(signer.kind),
        signature: new OctetString({ valueHex: signature }),
      }),
    ],
  })
  return derOf(new ContentInfo({ contentType: OID.signedData, content: signedData.toSchema(true) }))
}

/** What a signature is made of: the attributes as a SET, not with the tag that they have where they stand. */
const encodeAttributes = (attributes: readonly Attribute[]): Uint8Array<ArrayBuffer> =>
  new Uint8Array(new SetOf({ value: attributes.map((one) => one.toSchema()) }).toBER())

/** RSA has an explicit NULL, as some verifiers insist; ECDSA has no parameters. */
const signatureAlgorithm = (kind: CertificateKeyKind): AlgorithmIdentifier =>
  kind === 'rsa'
    ? new AlgorithmIdentifier({ algorithmId: OID.rsa, algorithmParams: new Null() })
    : new AlgorithmIdentifier({ algorithmId: OID.ecdsaWithSha256 })

const attribute = (type: string, value: Attribute['values'][number]): Attribute =>
  new Attribute({ type, values: [value] })

function timeOf(at: UnixSeconds): UTCTime | GeneralizedTime {
  const text = formatIsoTime(at)
  const digits = `${text.replaceAll(/[-:T]/g, '')}`
  return text < FIRST_LONG_YEAR
    ? new UTCTime({ value: digits.slice(2) })
    : new GeneralizedTime({ value: digits })
}

/** Members of a SET, ordered by their encoding. */
const inDerOrder = <T extends Parameters<typeof derOf>[0]>(members: readonly T[]): readonly T[] =>
  members
    .map((member) => ({ member, der: derOf(member) }))
    .sort((a, b) => compareBytes(a.der, b.der))
    .map(({ member }) => member)

const signWith = async (
  { kind, privateKey }: Pick<CmsSigner, 'kind' | 'privateKey'>,
  message: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> =>
  kind === 'ec'
    ? signDer(privateKey, message)
    : new Uint8Array(await crypto.subtle.sign(RSA.name, privateKey, message))
