/** Certificates of tests: self-signed or issued, made anew at every call, in both runtimes. */

import { Integer, Utf8String } from 'asn1js'
import { AttributeTypeAndValue, Certificate, Extension, GeneralName, GeneralNames } from 'pkijs'
import { toHex } from '../../src/core/bytes.ts'
import { derOf } from '../../src/core/crypto/certificates.ts'
import { encodePem } from '../../src/core/crypto/pem.ts'

export interface MadeCertificate {
  readonly certificatePem: string
  /** PKCS #8, PEM. */
  readonly privateKeyPem: string
  /** SHA-256 of the DER, lower-case hexadecimal. */
  readonly thumbprint: string
  readonly certificate: Certificate
  readonly keys: CryptoKeyPair
}

export interface CertificateOptions {
  /** By short names, in this order; several of one name are possible. */
  readonly subject: readonly (readonly ['C' | 'O' | 'CN', string])[]
  /** Unix seconds. */
  readonly notBefore: number
  readonly notAfter: number
  readonly key?: 'P-256' | 'P-384' | 'RSA-2048' | 'RSA-3072'
  readonly hash?: 'SHA-1' | 'SHA-256' | 'SHA-384'
  /** Host names. */
  readonly names?: readonly string[]
  /** Self-signed without. */
  readonly issuer?: MadeCertificate
}

const NAME_OIDS = { C: '2.5.4.6', O: '2.5.4.10', CN: '2.5.4.3' } as const
const SUBJECT_ALTERNATIVE_NAME = '2.5.29.17'
const DNS_NAME = 2
const SERIAL_BYTES = 8

export async function makeCertificate(options: CertificateOptions): Promise<MadeCertificate> {
  const { key = 'P-256', hash = 'SHA-256', issuer } = options
  const keys = (await crypto.subtle.generateKey(
    key.startsWith('RSA')
      ? {
          name: 'RSASSA-PKCS1-v1_5',
          modulusLength: Number(key.slice(4)),
          publicExponent: Uint8Array.of(1, 0, 1),
          hash,
        }
      : { name: 'ECDSA', namedCurve: key },
    true,
    ['sign', 'verify'],
  )) as CryptoKeyPair
  const certificate = new Certificate({ version: 2 })
  const serial = crypto.getRandomValues(new Uint8Array(SERIAL_BYTES))
  serial[0] = 1
  certificate.serialNumber = new Integer({ valueHex: serial })
  for (const [name, value] of options.subject) {
    certificate.subject.typesAndValues.push(
      new AttributeTypeAndValue({ type: NAME_OIDS[name], value: new Utf8String({ value }) }),
    )
  }
  certificate.issuer.typesAndValues =
    issuer?.certificate.subject.typesAndValues ?? certificate.subject.typesAndValues
  certificate.notBefore.value = new Date(options.notBefore * 1000)
  certificate.notAfter.value = new Date(options.notAfter * 1000)
  if (options.names !== undefined) {
    const names = new GeneralNames({
      names: options.names.map((value) => new GeneralName({ type: DNS_NAME, value })),
    })
    certificate.extensions = [
      new Extension({
        extnID: SUBJECT_ALTERNATIVE_NAME,
        extnValue: names.toSchema().toBER(),
      }),
    ]
  }
  await certificate.subjectPublicKeyInfo.importKey(keys.publicKey)
  await certificate.sign(issuer?.keys.privateKey ?? keys.privateKey, hash)
  const der = derOf(certificate)
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', der))
  const pkcs8 = (await crypto.subtle.exportKey('pkcs8', keys.privateKey)) as ArrayBuffer
  return {
    certificatePem: encodePem('CERTIFICATE', der),
    privateKeyPem: encodePem('PRIVATE KEY', new Uint8Array(pkcs8)),
    thumbprint: toHex(digest),
    certificate,
    keys,
  }
}
