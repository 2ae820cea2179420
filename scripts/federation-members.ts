/** Members of hubs on this machine: certificates that a trust anchor signed, nations with their keys. */

import { generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import { type MadeCertificate, makeCertificate } from '../test/support/made-certificates.ts'

const DAY = 86_400
/** What the proxy in front of a gateway proves itself with. */
export const PROXY_SECRET = 'what the proxy of the demo knows'

/** @param now Unix seconds: it is of a month ago, and good for a year */
export const certificateOf = (country: string, name: string, now: number) =>
  makeCertificate({
    subject: [
      ['C', country],
      ['O', 'Health'],
      ['CN', name],
    ],
    notBefore: now - 30 * DAY,
    notAfter: now + 365 * DAY,
  })

/** As `certificateOf` names it, in the order in which proxies and the platform write it. */
export const subjectOf = (country: string, name: string): string =>
  `C=${country},O=Health,CN=${name}`

/** Two of a country: it calls with one, and signs with the other. */
export async function countryCertificates(country: string, now: number) {
  return {
    caller: await certificateOf(country, 'authentication', now),
    signer: await certificateOf(country, 'signing', now),
  }
}

/** As the operator of the gateway registered them. @param gatewayOrigins countries that it may sign for beside itself */
export const registered = (
  anchor: MadeCertificate,
  country: string,
  { caller, signer }: Awaited<ReturnType<typeof countryCertificates>>,
  gatewayOrigins: readonly string[] = [],
) => [
  { ...entryOf(anchor, country, caller), type: 'AUTHENTICATION' },
  { ...entryOf(anchor, country, signer), type: 'SIGNING', gatewayOrigins },
]

const entryOf = (
  anchor: MadeCertificate,
  country: string,
  { certificatePem, thumbprint }: MadeCertificate,
) => ({
  thumbprint,
  country,
  certificatePem,
  operatorSignature: sign('sha256', Buffer.from(certificatePem), anchor.privateKeyPem).toString(
    'base64',
  ),
})

/** What a document signs batches with. */
export const contentSigner = (
  name: string,
  { certificatePem, privateKeyPem }: MadeCertificate,
) => ({
  name,
  certificatesPem: certificatePem,
  privateKeyPem,
})

export function nation(region: string, gatewayOrigins: readonly string[] = []) {
  const keys = ecKeys()
  return {
    privateKeyPem: keys.privateKeyPem,
    entry: { uuid: randomUUID(), region, publicKeysPem: [keys.publicKeyPem], gatewayOrigins },
  }
}

/** P-256; PKCS #8 and SubjectPublicKeyInfo, PEM. */
export function ecKeys() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return {
    privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  }
}
