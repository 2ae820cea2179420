/** Hosts that a certificate is for. Pure. Source: RFC 5280 4.2.1.6, 4.2.1.12. */

import { AltName, type Certificate, ExtKeyUsage } from 'pkijs'

const COMMON_NAME = '2.5.4.3'
const ALTERNATIVE_NAMES = '2.5.29.17'
const EXTENDED_KEY_USAGE = '2.5.29.37'
const SERVER_AUTH = '1.3.6.1.5.5.7.3.1'
const DNS_NAME = 2

/** Each in lower case. */
export interface CertificateHosts {
  readonly commonNames: readonly string[]
  readonly alternativeNames: readonly string[]
}

export function hostsOf(certificate: Certificate): CertificateHosts {
  const names = extensionOf(certificate, ALTERNATIVE_NAMES)
  return {
    commonNames: certificate.subject.typesAndValues
      .filter(({ type }) => type === COMMON_NAME)
      .map(({ value }) => String(value.valueBlock.value).toLowerCase()),
    alternativeNames: (names instanceof AltName ? names.altNames : []).flatMap(({ type, value }) =>
      type === DNS_NAME ? [String(value).toLowerCase()] : [],
    ),
  }
}

/** Whether its extended key usage names servers. */
export function mayServe(certificate: Certificate): boolean {
  const usage = extensionOf(certificate, EXTENDED_KEY_USAGE)
  return usage instanceof ExtKeyUsage && usage.keyPurposes.includes(SERVER_AUTH)
}

const extensionOf = ({ extensions }: Certificate, id: string): unknown =>
  extensions?.find(({ extnID }) => extnID === id)?.parsedValue
