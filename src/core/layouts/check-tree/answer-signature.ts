/** The signature of the NHS layout in the headers of a distributed object: over a date, a colon and the object. Pure. */

import { concatBytes, fromTolerantBase64, utf8 } from '../../bytes.ts'
import { verifyDer } from '../../crypto/ecdsa.ts'
import { type ArchiveProblem, problem } from '../../export/archive-rules.ts'
import { SIGNATURE_DATE_HEADER, SIGNATURE_HEADER } from '../nhs/signed-headers.ts'
import type { TreeObject } from './tree-check.ts'

const FORM = /^keyId="[^"]{1,200}",signature="([A-Za-z0-9+/=]{1,200})"$/
const MAX_DATE_LENGTH = 64

/** @param key undefined: nobody says whose signature it should be. Objects on a disk have no headers to look at. */
export async function checkAnswerSignature(
  { bytes, headers }: TreeObject,
  key: CryptoKey | undefined,
): Promise<readonly ArchiveProblem[]> {
  if (key === undefined || headers === undefined) return []
  const text = headers.get(SIGNATURE_HEADER)
  const date = headers.get(SIGNATURE_DATE_HEADER)
  if (text === undefined || date === undefined) {
    const missing = text === undefined ? SIGNATURE_HEADER : SIGNATURE_DATE_HEADER
    return [problem('answer-signature-missing', missing)]
  }
  const signature = fromTolerantBase64(FORM.exec(text)?.[1] ?? '')
  if (signature === undefined || signature.length === 0 || date.length > MAX_DATE_LENGTH) {
    return [problem('answer-signature-invalid', 'not of the form of such a header')]
  }
  const isGood = await verifyDer(key, signature, concatBytes(utf8(`${date}:`), bytes))
  return isGood ? [] : [problem('answer-signature-invalid', 'over this date and content')]
}
