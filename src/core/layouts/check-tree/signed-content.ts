/** Contents of CoronaMelder that are not keys: a zip of `content.bin` and its signature. Pure. */

import { type ArchiveProblem, problem } from '../../export/archive-rules.ts'
import { readZip } from '../../export/read-zip.ts'
import { CONTENT_NAME, SIGNATURE_NAME } from '../coronamelder/content.ts'
import type { VerifyContent } from './tree-check.ts'

/** More than a chain of large certificates takes. */
const MAX_SIGNATURE_BYTES = 64 * 1024
/** Of an archive of keys, beside the two entries of the format. */
export const SIGNATURE_ENTRY = { [SIGNATURE_NAME]: MAX_SIGNATURE_BYTES }
const MAX_CONTENT_BYTES = 16 * 1024 * 1024
const MAX_SIZES = { ...SIGNATURE_ENTRY, [CONTENT_NAME]: MAX_CONTENT_BYTES }

export interface ReadContent {
  /** Undefined where it can not be read. */
  readonly content: Uint8Array<ArrayBuffer> | undefined
  readonly problems: readonly ArchiveProblem[]
}

/** @param verify undefined: the signature has to be there, and that is all */
export async function readContent(
  bytes: Uint8Array,
  verify: VerifyContent | undefined,
): Promise<ReadContent> {
  const zip = readZip(bytes, MAX_SIZES)
  if (!zip.ok) return { content: undefined, problems: [zip.failure] }
  const bytesOf = (name: string) => zip.value.find((entry) => entry.name === name)?.bytes
  const found = bytesOf(CONTENT_NAME)
  if (found === undefined) {
    return { content: undefined, problems: [problem('missing-entry', CONTENT_NAME)] }
  }
  const content = new Uint8Array(found)
  const problems = await checkContentSignature(bytesOf(SIGNATURE_NAME), content, verify)
  return { content, problems }
}

export async function checkContentSignature(
  signature: Uint8Array | undefined,
  content: Uint8Array<ArrayBuffer>,
  verify: VerifyContent | undefined,
): Promise<readonly ArchiveProblem[]> {
  if (signature === undefined) return [problem('missing-entry', SIGNATURE_NAME)]
  const how = await verify?.(new Uint8Array(signature), content)
  return how === undefined ? [] : [problem('content-signature-invalid', how)]
}
