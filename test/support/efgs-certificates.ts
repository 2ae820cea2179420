/** Certificates of a gateway's members, as their operator registers them and the platform tells of them. */

import { toBase64, utf8 } from '../../src/core/bytes.ts'
import { type CmsSigner, openCmsSigner } from '../../src/core/crypto/cms.ts'
import { p1363ToDer } from '../../src/core/crypto/ecdsa.ts'
import { decodePem } from '../../src/core/crypto/pem.ts'
import {
  type CertificateOptions,
  type MadeCertificate,
  makeCertificate,
} from './made-certificates.ts'

export const VALID = {
  notBefore: Date.UTC(2026, 0, 1) / 1000,
  notAfter: Date.UTC(2028, 0, 1) / 1000,
}

export const certificateOf = (
  country: string,
  name: string,
  change: Partial<CertificateOptions> = {},
): Promise<MadeCertificate> =>
  makeCertificate({
    subject: [
      ['C', country],
      ['O', 'Health'],
      ['CN', name],
    ],
    ...VALID,
    ...change,
  })

/** What the operator signs with the key that lies in the safe. */
export async function operatorSignature(
  anchor: Pick<MadeCertificate, 'keys'>,
  pem: string,
): Promise<string> {
  const algorithm = { name: 'ECDSA', hash: 'SHA-256' }
  const signature = await crypto.subtle.sign(algorithm, anchor.keys.privateKey, utf8(pem))
  return toBase64(p1363ToDer(new Uint8Array(signature)))
}

/** As the platform tells of a client certificate that it verified. */
export const tlsClientAuth = (thumbprint: string, subject: string) => ({
  certPresented: '1',
  certVerified: 'SUCCESS',
  certRevoked: '0',
  certFingerprintSHA256: thumbprint,
  certSubjectDN: subject,
})

/** What a member signs its uploads with. */
export async function signerOf(made: MadeCertificate): Promise<CmsSigner> {
  const pkcs8 = decodePem('PRIVATE KEY', made.privateKeyPem) ?? new Uint8Array()
  const opened = await openCmsSigner(made.certificatePem, pkcs8)
  if (!opened.ok) throw new Error(opened.failure.reason)
  return opened.value
}
