/** What `verify` found out about each file, for people and for programs. */

import {
  ARCHIVE_RULES,
  type ArchiveProblem,
  isValid,
  severityOf,
} from '../core/export/archive-rules.ts'
import type { FolderProblem } from '../core/export/check-folder.ts'
import type { ReadArchive } from '../core/export/read-archive.ts'
import { timeText } from './archive-json.ts'
import { line, type Terminal } from './command.ts'

/** What is told of an archive. Its keys are not kept: those of a whole tree would not fit. */
interface Summary {
  readonly keyCount: number
  readonly revisedKeyCount: number
  readonly startTimestamp: number | undefined
  readonly endTimestamp: number | undefined
  readonly region: string | undefined
}

export interface FileReport {
  readonly file: string
  /** Undefined for an index, and for an archive that can not be read. */
  readonly summary: Summary | undefined
  readonly problems: readonly ArchiveProblem[]
}

/** @param archive undefined where there is none that can be read */
export function reportOf(
  file: string,
  archive: ReadArchive | undefined,
  problems: readonly ArchiveProblem[],
): FileReport {
  if (archive === undefined) return { file, summary: undefined, problems }
  const { keys, revisedKeys, startTimestamp, endTimestamp, region } = archive.message
  const counts = { keyCount: keys.length, revisedKeyCount: revisedKeys.length }
  return { file, summary: { ...counts, startTimestamp, endTimestamp, region }, problems }
}

/** Adds what only all files show to the file that shows it, which need not be there itself. */
export function withFolderProblems(
  files: readonly FileReport[],
  found: readonly FolderProblem[],
): readonly FileReport[] {
  const byFile = Map.groupBy(found, ({ file }) => file)
  const names = new Set(files.map(({ file }) => file))
  const absent = [...byFile.keys()].filter((file) => !names.has(file))
  return [...files, ...absent.map((file) => reportOf(file, undefined, []))].map((report) => ({
    ...report,
    problems: [...report.problems, ...(byFile.get(report.file) ?? [])],
  }))
}

const problemJson = (broken: ArchiveProblem) => ({
  name: broken.rule,
  severity: severityOf(broken),
  description: ARCHIVE_RULES[broken.rule].says,
  detail: broken.detail,
})

export const reportJson = (files: readonly FileReport[], valid: boolean) => ({
  valid,
  failures: files.flatMap(({ file, problems }) =>
    problems.map((broken) => ({ file, ...problemJson(broken) })),
  ),
  files: files.map(({ file, summary, problems }) => ({
    file,
    valid: isValid(problems),
    keyCount: summary?.keyCount ?? null,
    revisedKeyCount: summary?.revisedKeyCount ?? null,
    startTimestamp: summary?.startTimestamp ?? null,
    endTimestamp: summary?.endTimestamp ?? null,
    region: summary?.region ?? null,
  })),
})

export function writeText(
  terminal: Terminal,
  path: string,
  files: readonly FileReport[],
  valid: boolean,
): void {
  for (const { file, summary, problems } of files) {
    if (summary !== undefined) {
      const { keyCount, revisedKeyCount, startTimestamp, endTimestamp } = summary
      const window = `${timeText(startTimestamp)} to ${timeText(endTimestamp)}`
      line(terminal, `${file}: ${keyCount} keys, ${revisedKeyCount} revised, ${window}`)
    } else if (problems.length > 0) line(terminal, `${file}:`)
    for (const broken of problems) {
      const { rule, detail } = broken
      line(terminal, `  ${severityOf(broken)} ${rule}: ${ARCHIVE_RULES[rule].says} (${detail})`)
    }
  }
  line(terminal, `${path}: ${valid ? 'valid' : 'not valid'}`)
}
