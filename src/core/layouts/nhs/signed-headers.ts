/**
 * Headers by which NHS apps know that an answer is from their backend: a date, and a signature over the date and what was
 * answered. Distributed objects carry them as metadata. Pure.
 * Source: ukhsa-collaboration/covid19-app-system-public, core.signature and core.auth; doc/architecture/api-security.md.
 */

import { concatBytes, toBase64, utf8 } from '../../bytes.ts'
import { rfc1123 } from '../../http-date.ts'
import type { UnixSeconds } from '../../time.ts'

export const SIGNATURE_HEADER = 'x-amz-meta-signature'
export const SIGNATURE_DATE_HEADER = 'x-amz-meta-signature-date'

export interface HeaderSigner {
  /** How apps know the key. */
  readonly keyId: string
  /** ECDSA P-256 with SHA-256. @returns ASN.1 DER */
  readonly sign: (message: Uint8Array<ArrayBuffer>) => Promise<Uint8Array>
}

export interface SignedHeaders {
  readonly [SIGNATURE_HEADER]: string
  readonly [SIGNATURE_DATE_HEADER]: string
}

/** A request as far as its answer's signature covers it, so that no answer can be taken for that to another request. */
export interface SignedRequest {
  /** The header Request-Id; undefined where it was not sent. */
  readonly requestId: string | undefined
  readonly method: string
  readonly path: string
}

/** Of a distributed object. @param content the whole object, such as a zip */
export const signObjectHeaders = (
  signer: HeaderSigner,
  content: Uint8Array,
  at: UnixSeconds,
): Promise<SignedHeaders> => sign(signer, '', content, at)

/** Of an answer to a request. */
export const signAnswerHeaders = (
  signer: HeaderSigner,
  { requestId, method, path }: SignedRequest,
  body: Uint8Array,
  at: UnixSeconds,
): Promise<SignedHeaders> => sign(signer, `${requestId ?? 'not-set'}:${method}:${path}:`, body, at)

async function sign(
  signer: HeaderSigner,
  before: string,
  content: Uint8Array,
  at: UnixSeconds,
): Promise<SignedHeaders> {
  const date = rfc1123(at)
  const signature = await signer.sign(concatBytes(utf8(`${before}${date}:`), content))
  return {
    [SIGNATURE_HEADER]: `keyId="${signer.keyId}",signature="${toBase64(signature)}"`,
    [SIGNATURE_DATE_HEADER]: date,
  }
}
