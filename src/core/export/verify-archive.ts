/** Every rule that a phone checks of an archive, and those that a careful operator adds. Pure. */

import { type ArchiveProblem, problem } from './archive-rules.ts'
import { checkKeys, type KeyLimits } from './check-keys.ts'
import { checkSignatures, type TrustedKey } from './check-signatures.ts'
import { DEFAULT_LIMITS, type ReadArchive, readArchive } from './read-archive.ts'
import type { ExportMessage } from './read-export.ts'

const MAX_BATCH_SIZE = 1_000_000

/** How archives of another layout differ from those of the key server. */
export interface ArchiveForm {
  /** Entries that there may be beside the two of the format, and the most bytes of each. */
  readonly moreSizes: Readonly<Record<string, number>>
  /** Signatures name the apps, as the format once allowed; files may have no key, and regions are checked elsewhere. */
  readonly isOfOtherLayout: boolean
}

const KEY_SERVER_FORM: ArchiveForm = { moreSizes: {}, isOfOtherLayout: false }
/** Names of the iOS and the Android app, which the format reserves. */
const APP_FIELDS: readonly string[] = ['SignatureInfo field 1', 'SignatureInfo field 2']
const KEY_SERVER_RULES: readonly ArchiveProblem['rule'][] = ['region-missing', 'file-empty']

export interface ArchiveReport {
  /** Undefined where it could not be read. */
  readonly archive: ReadArchive | undefined
  /** Errors and warnings, in the order in which they were found. */
  readonly problems: readonly ArchiveProblem[]
}

/** @param trusted at least one key, or no signature is good */
export async function verifyArchive(
  bytes: Uint8Array,
  trusted: readonly TrustedKey[],
  limits: KeyLimits,
  form: ArchiveForm = KEY_SERVER_FORM,
): Promise<ArchiveReport> {
  const read = readArchive(bytes, DEFAULT_LIMITS, form.moreSizes)
  if (!read.ok) return { archive: undefined, problems: [read.failure] }
  const archive = read.value
  const problems = [
    ...archive.warnings,
    ...checkHeader(archive.message),
    ...(await checkSignatures(archive, trusted)),
    ...checkKeys(archive.message, limits),
  ]
  return { archive, problems: form.isOfOtherLayout ? problems.filter(isOfAnyLayout) : problems }
}

const isOfAnyLayout = ({ rule, detail }: ArchiveProblem): boolean =>
  !KEY_SERVER_RULES.includes(rule) && !(rule === 'unknown-field' && APP_FIELDS.includes(detail))

function checkHeader(message: ExportMessage): ArchiveProblem[] {
  const { startTimestamp, endTimestamp, region, keys, revisedKeys } = message
  const problems: ArchiveProblem[] = []
  if (startTimestamp === undefined || endTimestamp === undefined) {
    problems.push(problem('window-invalid', 'start or end is missing'))
  } else if (endTimestamp <= startTimestamp) {
    problems.push(problem('window-invalid', `${startTimestamp} to ${endTimestamp}`))
  }
  problems.push(...checkBatch(message))
  if (region === undefined || region === '') problems.push(problem('region-missing', 'none'))
  if (keys.length + revisedKeys.length === 0) problems.push(problem('file-empty', 'no key'))
  return problems
}

/** As phones check it: without a size there is no batch, and the number does not matter. */
function checkBatch({ batchNum, batchSize }: ExportMessage): ArchiveProblem[] {
  if (batchSize === undefined) return []
  const isPart = batchNum !== undefined && batchNum >= 1 && batchNum <= batchSize
  const text = `${batchNum} of ${batchSize}`
  if (!isPart || batchSize > MAX_BATCH_SIZE) return [problem('batch-invalid', text)]
  return batchSize > 1 ? [problem('batch-incomplete', text)] : []
}
