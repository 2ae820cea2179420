/** `verify`: whether phones will accept an archive, or every archive of a downloaded tree. */

import { join } from 'node:path'
import {
  ARCHIVE_RULES,
  type ArchiveProblem,
  isValid,
  type RuleName,
  severityOf,
} from '../core/export/archive-rules.ts'
import { FolderCheck, INDEX_NAME } from '../core/export/check-folder.ts'
import type { KeyLimits } from '../core/export/check-keys.ts'
import type { TrustedKey } from '../core/export/check-signatures.ts'
import { type ArchiveReport, verifyArchive } from '../core/export/verify-archive.ts'
import { asUnixSeconds } from '../core/time.ts'
import { timeText } from './archive-json.ts'
import {
  CommandFailure,
  EXIT_BROKEN,
  EXIT_OK,
  type ExitCode,
  type JsonOption,
  json,
  line,
  parseWhole,
  type Terminal,
} from './command.ts'
import {
  type ExportFolder,
  findFolders,
  isDirectory,
  readArchiveFile,
  readPublicKey,
  readTextFile,
} from './files.ts'

const LAST_SECOND = 253_402_300_799
const MAX_KEY_AGE_DAYS = 365

export interface VerifyOptions extends JsonOption {
  readonly key: readonly string[]
  readonly keyId?: readonly string[]
  readonly keyVersion?: readonly string[]
  readonly now?: string
  readonly maxKeyAge: string
  readonly strict?: boolean
}

/** What is told of an archive. Its keys are not kept: those of a whole tree would not fit. */
interface Summary {
  readonly keyCount: number
  readonly revisedKeyCount: number
  readonly startTimestamp: number | undefined
  readonly endTimestamp: number | undefined
  readonly region: string | undefined
}

/** What was found out about one file. */
interface FileReport {
  readonly file: string
  /** Undefined for an index, and for an archive that can not be read. */
  readonly summary: Summary | undefined
  readonly problems: readonly ArchiveProblem[]
}

export async function verify(
  terminal: Terminal,
  path: string,
  options: VerifyOptions,
): Promise<ExitCode> {
  const trusted = await readTrusted(options)
  const limits: KeyLimits = {
    now:
      options.now === undefined
        ? undefined
        : asUnixSeconds(parseWhole('--now', options.now, 0, LAST_SECOND)),
    maxKeyAgeDays: parseWhole('--max-key-age', options.maxKeyAge, 1, MAX_KEY_AGE_DAYS),
  }
  const files = isDirectory(path)
    ? await verifyTree(path, trusted, limits)
    : [reportOf(path, await verifyFile(path, trusted, limits))]
  const all = files.flatMap(({ problems }) => problems)
  const valid = options.strict ? all.length === 0 : isValid(all)
  if (options.json) json(terminal, reportJson(files, valid))
  else writeText(terminal, path, files, valid)
  return valid ? EXIT_OK : EXIT_BROKEN
}

/** The nth id and version belong to the nth key; a single one to all. */
async function readTrusted(options: VerifyOptions): Promise<TrustedKey[]> {
  const { key: paths, keyId = [], keyVersion = [] } = options
  for (const [name, values] of [
    ['--key-id', keyId],
    ['--key-version', keyVersion],
  ] as const) {
    if (values.length > 1 && values.length !== paths.length) {
      throw new CommandFailure(`${name}: one for each --key, or one for all`)
    }
  }
  const nth = (values: readonly string[], index: number) =>
    values.length === 1 ? values[0] : values[index]
  return Promise.all(
    paths.map(async (path, index) => ({
      publicKey: await readPublicKey(path),
      keyId: nth(keyId, index),
      keyVersion: nth(keyVersion, index),
    })),
  )
}

const verifyFile = (
  path: string,
  trusted: readonly TrustedKey[],
  limits: KeyLimits,
): Promise<ArchiveReport> => verifyArchive(readArchiveFile(path), trusted, limits)

function reportOf(file: string, { archive, problems }: ArchiveReport): FileReport {
  if (archive === undefined) return { file, summary: undefined, problems }
  const { keys, revisedKeys, startTimestamp, endTimestamp, region } = archive.message
  const counts = { keyCount: keys.length, revisedKeyCount: revisedKeys.length }
  return { file, summary: { ...counts, startTimestamp, endTimestamp, region }, problems }
}

async function verifyTree(
  root: string,
  trusted: readonly TrustedKey[],
  limits: KeyLimits,
): Promise<FileReport[]> {
  const folders = findFolders(root, INDEX_NAME)
  if (folders.length === 0) throw new CommandFailure(`${root}: neither index.txt nor an archive`)
  const files: FileReport[] = []
  for (const folder of folders) files.push(...(await verifyFolder(root, folder, trusted, limits)))
  return files
}

async function verifyFolder(
  root: string,
  { path, hasIndex, archives }: ExportFolder,
  trusted: readonly TrustedKey[],
  limits: KeyLimits,
): Promise<FileReport[]> {
  const check = new FolderCheck()
  const files: FileReport[] = []
  for (const name of archives) {
    const report = await verifyFile(join(root, path, name), trusted, limits)
    check.add(name, report.archive?.message)
    files.push(reportOf(name, report))
  }
  const index = hasIndex ? readTextFile(join(root, path, INDEX_NAME)) : undefined
  const found = check.finish(index)
  const all = [...files, { file: INDEX_NAME, summary: undefined, problems: [] }]
  return all.map(({ file, summary, problems }) => ({
    file: path === '' ? file : `${path}/${file}`,
    summary,
    problems: [...problems, ...found.filter((broken) => broken.file === file)],
  }))
}

const problemJson = (broken: ArchiveProblem) => ({
  name: broken.rule,
  severity: severityOf(broken),
  description: ARCHIVE_RULES[broken.rule].says,
  detail: broken.detail,
})

const reportJson = (files: readonly FileReport[], valid: boolean) => ({
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

function writeText(
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

/** The table of names, for --help. */
export function rulesHelp(): string {
  const names = Object.keys(ARCHIVE_RULES) as RuleName[]
  const width = Math.max(...names.map((name) => name.length)) + 2
  const rows = names.map((name) => {
    const { severity, says } = ARCHIVE_RULES[name]
    return `  ${name.padEnd(width)}${severity === 'warning' ? '(warning) ' : ''}${says}`
  })
  return `\nFailures by name; warnings leave an archive valid unless --strict:\n${rows.join('\n')}\n`
}
