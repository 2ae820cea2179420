/**
 * Signs a batch, and checks the signature of one: a CMS SignedData over its canonical bytes, in base64. No chain is built: whoever
 * takes the batch knows the certificate. Pure. Source: eu-federation-gateway-service, BatchSignatureVerifier.
 */

import type { Certificate } from 'pkijs'
import { fromTolerantBase64, toBase64 } from '../../bytes.ts'
import { validityOf } from '../../crypto/certificates.ts'
import { type CmsSigner, signCms } from '../../crypto/cms.ts'
import {
  type CmsReadFailure,
  type CmsRules,
  type CmsSignatureFailure,
  checkCmsSignature,
  readCms,
} from '../../crypto/read-cms.ts'
import { fail, type Result, succeed } from '../../result.ts'
import type { UnixSeconds } from '../../time.ts'
import { canonicalBytes } from './canonical-bytes.ts'
import { CURVES, countryOf, thumbprintOf } from './certificate-rules.ts'
import type { EfgsKey } from './diagnosis-key.ts'

/** What the gateway has room for. */
export const MAX_SIGNATURE_CHARACTERS = 8000

/** As the gateway takes them, but for SHA-1. */
const RULES: CmsRules = {
  allowsCopy: true,
  allowsFurtherSigners: true,
  allowsKeyIdentifier: true,
  hashes: ['SHA-256', 'SHA-384', 'SHA-512'],
  curves: CURVES,
}

/**
 * @param signer those that issued its certificate stay at home: the gateway wants the one alone
 * @returns base64 in one line
 */
export const signBatch = async (
  keys: readonly EfgsKey[],
  signer: CmsSigner,
  now: UnixSeconds,
): Promise<string> => toBase64(await signCms(canonicalBytes(keys), { ...signer, issuers: [] }, now))

export interface BatchSigner {
  readonly certificate: Certificate
  /** Lower-case hexadecimal. */
  readonly thumbprint: string
  /** Of the certificate's subject. */
  readonly country: string
}

export type BatchSignatureFailure =
  | 'too_long'
  | 'not_base64'
  | CmsReadFailure
  | 'certificate_not_valid_now'
  | 'no_country'
  /** A key's origin is not the country of the certificate, nor one that it may sign for. */
  | 'origin_of_another_country'
  | CmsSignatureFailure

/**
 * The gateway's checks in its order; to a caller all failures look alike.
 * @param signature base64, with or without its padding
 * @param keys in whatever order
 * @param authorize whether the signer is known: a failure with the name of what is wrong with it, or the origins that it may sign
 *   for beside its own country
 */
export async function verifyBatchSignature<F extends string = never>(
  signature: string,
  keys: readonly EfgsKey[],
  now: UnixSeconds,
  authorize?: (signer: BatchSigner) => Promise<Result<readonly string[], F>>,
): Promise<Result<BatchSigner, BatchSignatureFailure | F>> {
  if (signature.length > MAX_SIGNATURE_CHARACTERS) return fail('too_long')
  const der = STANDARD_BASE64.test(signature) ? fromTolerantBase64(signature) : undefined
  if (der === undefined || der.length === 0) return fail('not_base64')
  const opened = readCms(der, RULES)
  if (!opened.ok) return opened
  const { certificate } = opened.value
  const { from, to } = validityOf(certificate)
  if (now <= from || now >= to) return fail('certificate_not_valid_now')
  const country = countryOf(certificate)
  if (country === undefined) return fail('no_country')
  const signer = { certificate, thumbprint: await thumbprintOf(certificate), country }
  const authorized = await authorize?.(signer)
  if (authorized?.ok === false) return authorized
  const origins = new Set([country, ...(authorized?.value ?? [])])
  if (keys.some(({ origin }) => !origins.has(origin))) return fail('origin_of_another_country')
  const failure = await checkCmsSignature(opened.value, canonicalBytes(keys), RULES)
  return failure === undefined ? succeed(signer) : fail(failure)
}

const STANDARD_BASE64 = /^[A-Za-z0-9+/]+={0,2}$/
