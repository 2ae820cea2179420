/** Certificates of the members of our gateway. Pure. */

import type { Certificate } from 'pkijs'
import { isKnownCountry } from '../codes/countries-of-interest.ts'
import { readCertificates } from '../crypto/certificates.ts'
import {
  type CertificateFinding,
  certificateFindings,
  checkOperatorSignature,
  thumbprintOf,
} from '../federation/efgs/certificate-rules.ts'
import { PARTNER_FILE_RULES } from '../federation/partner-files.ts'
import { parseIsoTime } from '../iso-time.ts'
import { asUnixSeconds } from '../time.ts'
import type { EfgsCertificateEntry } from './federation-entries.ts'
import { type CheckContext, type ConfigurationProblem, problem } from './problem.ts'

const THUMBPRINT = /^[0-9a-f]{64}$/
/** Those of time count when it is registered: what is there already must go on to be applied. */
const ALWAYS: readonly CertificateFinding[] = [
  'not_version_3',
  'not_one_country',
  'other_country',
  'weak_key',
  'weak_signature',
]

export async function checkEfgsCertificates(
  context: CheckContext,
): Promise<ConfigurationProblem[]> {
  const entries = context.document.efgsCertificates ?? []
  const [trustAnchor] = readCertificates(context.efgsTrustAnchorPem ?? '') ?? []
  const each = await Promise.all(
    entries.map(async (entry, index) => {
      const path = `efgsCertificates[${index}]`
      return [
        ...checkMember(entry, path),
        ...(await checkCertificate(entry, path, context)),
        ...(await checkOperator(entry, path, trustAnchor)),
      ]
    }),
  )
  return each.flat()
}

function checkMember(
  { country, type, thumbprint, gatewayOrigins }: EfgsCertificateEntry,
  path: string,
): ConfigurationProblem[] {
  const problems: ConfigurationProblem[] = []
  if (!isKnownCountry(country)) {
    const message = 'a member is a country of ISO 3166-1 in two capital letters'
    problems.push(problem(`${path}.country`, 'malformed', message))
  }
  if (!THUMBPRINT.test(thumbprint)) {
    const message =
      'a thumbprint is the SHA-256 of the certificate in 64 lower-case hexadecimal digits'
    problems.push(problem(`${path}.thumbprint`, 'malformed', message))
  }
  gatewayOrigins.forEach((origin, index) => {
    if (isKnownCountry(origin)) return
    const message = 'an origin is a country of ISO 3166-1 in two capital letters'
    problems.push(problem(`${path}.gatewayOrigins[${index}]`, 'malformed', message))
  })
  if (gatewayOrigins.length > 0 && type !== 'SIGNING') {
    const message =
      'only who signs speaks for others: this belongs to a certificate of type SIGNING'
    problems.push(problem(`${path}.gatewayOrigins`, 'not_permitted', message))
  }
  return problems
}

async function checkCertificate(
  { thumbprint, certificatePem, country, revoked }: EfgsCertificateEntry,
  path: string,
  { present, now }: CheckContext,
): Promise<ConfigurationProblem[]> {
  const at = `${path}.certificatePem`
  if (certificatePem.includes('PRIVATE KEY')) {
    const message = `${PARTNER_FILE_RULES.holds_private_key.says}; nothing of it was kept`
    return [problem(at, 'not_permitted', message)]
  }
  const certificates = readCertificates(certificatePem) ?? []
  const [certificate] = certificates
  if (certificate === undefined || certificates.length > 1) {
    const message = 'this is not the PEM of one certificate ("-----BEGIN CERTIFICATE-----")'
    return [problem(at, 'malformed', message)]
  }
  if (THUMBPRINT.test(thumbprint) && (await thumbprintOf(certificate)) !== thumbprint) {
    const message = 'the thumbprint is that of another certificate'
    return [problem(`${path}.thumbprint`, 'certificate_differs', message)]
  }
  if (revoked) return []
  const isThere = present.efgsCertificates.some((known) => known.thumbprint === thumbprint)
  const counted = isThere ? ALWAYS : [...ALWAYS, 'ended' as const]
  const instant = parseIsoTime(now) ?? asUnixSeconds(0)
  return certificateFindings(certificate, country, instant)
    .filter((finding) => counted.includes(finding))
    .map((finding) =>
      problem(
        at,
        finding === 'ended' ? 'certificate_not_in_force' : 'not_valid',
        `${PARTNER_FILE_RULES[finding].says} (${finding})`,
      ),
    )
}

/** Without a trust anchor here only the gateway tells, which lets in nobody whose row its own did not sign. */
async function checkOperator(
  { operatorSignature, certificatePem }: EfgsCertificateEntry,
  path: string,
  trustAnchor: Certificate | undefined,
): Promise<ConfigurationProblem[]> {
  if (trustAnchor === undefined) return []
  if (await checkOperatorSignature(operatorSignature, certificatePem, trustAnchor)) return []
  const message = PARTNER_FILE_RULES.operator_signature_invalid.says
  return [problem(`${path}.operatorSignature`, 'not_valid', message)]
}
