/** Checks a detached CMS signature by one signer, and that a trusted certificate stands behind it. Pure. */

import { GeneralizedTime } from 'asn1js'
import { type Certificate, CertificateChainValidationEngine } from 'pkijs'
import { equalBytes } from '../bytes.ts'
import { formatIsoTime } from '../iso-time.ts'
import { fail, type Result, succeed } from '../result.ts'
import type { UnixSeconds } from '../time.ts'
import { derOf, validityOf } from './certificates.ts'
import {
  type CmsReadFailure,
  type CmsRules,
  type CmsSignatureFailure,
  checkCmsSignature,
  readCms,
  signingTimeOf,
} from './read-cms.ts'

export type CmsFailureReason =
  | CmsReadFailure
  | CmsSignatureFailure
  /** No chain leads to a trusted certificate, or one in it was not valid then. */
  | 'untrusted'

export interface VerifiedCms {
  readonly certificate: Certificate
  /** Unix seconds; undefined where it names none. */
  readonly signingTime: UnixSeconds | undefined
}

/** What we make ourselves, and no more. */
const STRICT: CmsRules = {
  allowsCopy: false,
  allowsFurtherSigners: false,
  allowsKeyIdentifier: false,
  hashes: ['SHA-256'],
  curves: ['P-256'],
}

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
  const opened = readCms(der, STRICT)
  if (!opened.ok) return opened
  const { signer, certificate, certificates } = opened.value
  const failure = await checkCmsSignature(opened.value, content, STRICT)
  if (failure !== undefined) return fail(failure)
  if (!(await isTrusted(certificate, certificates, trusted, at))) return fail('untrusted')
  return succeed({ certificate, signingTime: signingTimeOf(signer) })
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
