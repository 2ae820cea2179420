/** `verify`: whether phones will accept an archive, or every archive of a tree, downloaded or as it is served. */

import {
  ARCHIVE_RULES,
  type ArchiveProblem,
  isValid,
  type RuleName,
} from '../core/export/archive-rules.ts'
import type { KeyLimits } from '../core/export/check-keys.ts'
import type { TrustedKey } from '../core/export/check-signatures.ts'
import { type ArchiveForm, verifyArchive } from '../core/export/verify-archive.ts'
import { SIGNATURE_ENTRY } from '../core/layouts/check-tree/signed-content.ts'
import { asUnixSeconds } from '../core/time.ts'
import {
  CommandFailure,
  EXIT_BROKEN,
  EXIT_OK,
  type ExitCode,
  type JsonOption,
  json,
  parseWhole,
  type Terminal,
} from './command.ts'
import { type FileReport, reportJson, reportOf, writeText } from './file-report.ts'
import { isDirectory, readArchiveFile, readPublicKey } from './files.ts'
import { GOOGLE, layoutOfFolder, parseLayout } from './layout-option.ts'
import { verifyFolders, verifyServedFolder } from './verify-folder.ts'
import { type LayoutOptions, verifyLayout } from './verify-layout.ts'

const LAST_SECOND = 253_402_300_799
const MAX_KEY_AGE_DAYS = 365

export interface VerifyOptions extends JsonOption, LayoutOptions {
  readonly key: readonly string[]
  readonly keyId?: readonly string[]
  readonly keyVersion?: readonly string[]
  readonly now?: string
  readonly maxKeyAge: string
  readonly strict?: boolean
  readonly layout?: string
  readonly from?: string
}

export async function verify(
  terminal: Terminal,
  path: string | undefined,
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
  const files = await verifyAll(terminal, path, options, trusted, limits)
  const all: readonly ArchiveProblem[] = files.flatMap(({ problems }) => problems)
  const valid = options.strict ? all.length === 0 : isValid(all)
  if (options.json) json(terminal, reportJson(files, valid))
  else writeText(terminal, path ?? options.from ?? '', files, valid)
  return valid ? EXIT_OK : EXIT_BROKEN
}

async function verifyAll(
  terminal: Terminal,
  path: string | undefined,
  options: VerifyOptions,
  trusted: readonly TrustedKey[],
  limits: KeyLimits,
): Promise<readonly FileReport[]> {
  const given = parseLayout(options.layout)
  if ((path === undefined) === (options.from === undefined)) {
    throw new CommandFailure('verify takes a path or --from an address, one of the two')
  }
  const place = path ?? { from: options.from ?? '' }
  if (typeof place !== 'string') {
    return given === undefined || given === GOOGLE
      ? verifyServedFolder(place.from, trusted, limits)
      : verifyLayout(place, given, trusted, limits, terminal.now(), options)
  }
  if (!isDirectory(place)) {
    const bytes = readArchiveFile(place)
    const { archive, problems } =
      given === undefined || given === GOOGLE
        ? await verifyArchive(bytes, trusted, limits)
        : await verifyArchive(
            bytes,
            trusted,
            { ...limits, maxKeyAgeDays: Number.POSITIVE_INFINITY },
            OTHER_FORM,
          )
    return [reportOf(place, archive, problems)]
  }
  const layout = given ?? layoutOfFolder(place)
  return layout === GOOGLE
    ? verifyFolders(place, trusted, limits)
    : verifyLayout(place, layout, trusted, limits, terminal.now(), options)
}

/** One archive shows its form and not its place. */
const OTHER_FORM: ArchiveForm = { moreSizes: SIGNATURE_ENTRY, isOfOtherLayout: true }

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
