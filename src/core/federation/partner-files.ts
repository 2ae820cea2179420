/**
 * Files that a partner sends before keys are exchanged: certificates and public keys, and why one can't be taken. Pure.
 * Source: the onboarding documents of the European gateway; uk-federation's registration of nations.
 */

import type { Certificate } from 'pkijs'
import { toHex } from '../bytes.ts'
import { readCertificates, validityOf } from '../crypto/certificates.ts'
import { decodePem } from '../crypto/pem.ts'
import { readPublicKeyPem } from '../crypto/public-key-pem.ts'
import { sha256 } from '../crypto/sha256.ts'
import type { UnixSeconds } from '../time.ts'
import { hostsOf, mayServe } from './certificate-hosts.ts'
import {
  type CertificateFinding,
  certificateFindings,
  checkOperatorSignature,
  countryOf,
  thumbprintOf,
} from './efgs/certificate-rules.ts'
import { type Expiry, expiryOf } from './expiries.ts'

export type PartnerFileRule =
  | CertificateFinding
  | 'holds_private_key'
  | 'not_a_certificate'
  | 'several_certificates'
  | 'host_not_in_common_name'
  | 'host_not_in_alternative_names'
  | 'not_for_servers'
  | 'operator_signature_missing'
  | 'operator_signature_invalid'
  | 'not_a_p256_key'

interface Rule {
  readonly severity: 'error' | 'warning'
  readonly says: string
}

export const PARTNER_FILE_RULES: Readonly<Record<PartnerFileRule, Rule>> = {
  holds_private_key: {
    severity: 'error',
    says: 'the file holds a private key: it must be made anew, since somebody else has it now',
  },
  not_a_certificate: {
    severity: 'error',
    says: 'the file holds no certificate and no public key in PEM',
  },
  several_certificates: {
    severity: 'warning',
    says: 'the file holds several certificates: the first is looked at, and only one alone is registered',
  },
  not_version_3: { severity: 'error', says: 'the certificate is not X.509 version 3' },
  no_common_name: { severity: 'error', says: 'its subject has no common name (CN)' },
  no_organisation: { severity: 'error', says: 'its subject has no organisation (O)' },
  not_one_country: { severity: 'error', says: 'its subject has not exactly one country (C)' },
  other_country: { severity: 'error', says: 'its country (C) is another than the one given' },
  weak_key: {
    severity: 'error',
    says: 'its key is neither EC P-256 or P-384 nor RSA of 3072 bits or more',
  },
  weak_signature: { severity: 'error', says: 'it is not signed with SHA-256 or better' },
  not_yet_valid: { severity: 'error', says: 'it is not valid yet' },
  ended: { severity: 'error', says: 'it has ended' },
  ends_soon: {
    severity: 'error',
    says: 'it ends in less than three months: too soon to be registered',
  },
  host_not_in_common_name: {
    severity: 'error',
    says: 'its common name (CN) is not the host of the callback',
  },
  host_not_in_alternative_names: {
    severity: 'error',
    says: 'its alternative names (SAN) do not hold the host of the callback',
  },
  not_for_servers: {
    severity: 'warning',
    says: 'its extended key usage does not name serverAuth: some clients refuse it as a server',
  },
  operator_signature_missing: {
    severity: 'error',
    says: "a trust anchor was given, and no operator's signature on the certificate",
  },
  operator_signature_invalid: {
    severity: 'error',
    says: "the operator's signature is not that of the trust anchor on this text: each byte of the PEM counts",
  },
  not_a_p256_key: { severity: 'error', says: 'the public key is not of the curve P-256' },
}

/** What the file is held to. */
export interface PartnerFileQuestion {
  /** ISO 3166-1 alpha-2; undefined: the certificate's own. */
  readonly country: string | undefined
  /** Host of the partner's callback; undefined where the certificate is for something else. */
  readonly host: string | undefined
  /** Undefined where no operator's signature is asked for. */
  readonly trustAnchor: Certificate | undefined
  /** The operator's, base64; undefined for none. */
  readonly signature: string | undefined
  /** Whether it is registered already: then only its end is awaited. */
  readonly isRegistered: boolean
}

export interface PartnerFileReport {
  readonly kind: 'certificate' | 'public_key' | 'unknown'
  /** SHA-256, lower-case hexadecimal: of the certificate, or of the public key; '' for neither. */
  readonly fingerprint: string
  /** Of a certificate with one. */
  readonly country: string | undefined
  /** Of a certificate. */
  readonly expiry: Expiry | undefined
  /** In the order of the rules. */
  readonly findings: readonly PartnerFileRule[]
}

export async function checkPartnerFile(
  text: string,
  question: PartnerFileQuestion,
  now: UnixSeconds,
): Promise<PartnerFileReport> {
  const certificates = readCertificates(text) ?? []
  const [certificate] = certificates
  const found = new Set<PartnerFileRule>()
  if (text.includes('PRIVATE KEY')) found.add('holds_private_key')
  if (certificates.length > 1) found.add('several_certificates')
  if (certificate !== undefined) return certificateReport(text, certificate, question, found, now)
  const spki = decodePem('PUBLIC KEY', text)
  if (spki === undefined) found.add('not_a_certificate')
  else if ((await readPublicKeyPem(text)) === undefined) found.add('not_a_p256_key')
  return {
    kind: spki === undefined ? 'unknown' : 'public_key',
    fingerprint: spki === undefined ? '' : toHex(await sha256(spki)),
    country: undefined,
    expiry: undefined,
    findings: ordered(found),
  }
}

async function certificateReport(
  text: string,
  certificate: Certificate,
  question: PartnerFileQuestion,
  found: Set<PartnerFileRule>,
  now: UnixSeconds,
): Promise<PartnerFileReport> {
  const own = countryOf(certificate)
  for (const finding of certificateFindings(certificate, question.country ?? own ?? '', now)) {
    if (finding !== 'ends_soon' || !question.isRegistered) found.add(finding)
  }
  if (question.host !== undefined) {
    const { commonNames, alternativeNames } = hostsOf(certificate)
    if (!commonNames.includes(question.host)) found.add('host_not_in_common_name')
    if (!alternativeNames.includes(question.host)) found.add('host_not_in_alternative_names')
    if (!mayServe(certificate)) found.add('not_for_servers')
  }
  const { trustAnchor, signature } = question
  if (trustAnchor !== undefined) {
    if (signature === undefined) found.add('operator_signature_missing')
    else if (!(await checkOperatorSignature(signature, text, trustAnchor))) {
      found.add('operator_signature_invalid')
    }
  }
  return {
    kind: 'certificate',
    fingerprint: await thumbprintOf(certificate),
    country: own,
    expiry: expiryOf('certificate', validityOf(certificate).to, now),
    findings: ordered(found),
  }
}

const ordered = (found: ReadonlySet<PartnerFileRule>): readonly PartnerFileRule[] =>
  (Object.keys(PARTNER_FILE_RULES) as PartnerFileRule[]).filter((rule) => found.has(rule))
