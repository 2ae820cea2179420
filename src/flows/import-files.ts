/**
 * Takes in the keys of foreign files: each file under a lease, in chunks that may be written again, and complete at once at
 * the end. A file that fails stays open and is tried again for as long as its index names it.
 */

import { toHex } from '../core/bytes.ts'
import type { ExportedKey, ExportMessage } from '../core/export/read-export.ts'
import type { ForeignRules } from '../core/foreign/foreign-rules.ts'
import {
  type ImportedList,
  type ImportRules,
  judgeImportedRevision,
  readImportedKey,
} from '../core/foreign/imported-keys.ts'
import { fail, type Result, succeed } from '../core/result.ts'
import type { DiagnosisKey } from '../core/temporary-exposure-key.ts'
import { addSeconds, SECONDS_PER_HOUR, type UnixSeconds } from '../core/time.ts'
import type { KeyserverDatabase } from '../db/keyserver/database.ts'
import {
  IMPORTED_KEYS_A_STATEMENT,
  type ImportSource,
  insertImportedKeys,
  readImportedKeys,
  reviseImportedKeys,
} from '../db/keyserver/queries/imported-keys.ts'
import {
  completeImportFile,
  type ExportImport,
  failImportFile,
  hasEarlierOpenFile,
  type ImportFile,
  leaseImportFile,
  readImport,
  readImportKeys,
} from '../db/keyserver/queries/imports.ts'
import { inWords } from './foreign-failure.ts'
import { JobFailure } from './job-failure.ts'
import type { OutboundReader } from './outbound.ts'
import { readForeignFile } from './read-foreign-file.ts'

export interface ImportFilesDeps {
  readonly db: KeyserverDatabase
  readonly outbound: OutboundReader
}

export interface ImportFilesSettings
  extends ImportRules,
    Pick<ForeignRules, 'allowsUnsignedImports'> {
  /** How long a file belongs to the run that took it. */
  readonly leaseSeconds: number
  /** A run takes no further file when it is that old: the next run does. */
  readonly maxRunSeconds: number
}

export interface ImportFilesReport {
  readonly files: number
  /** Keys of these files that their imports hold. */
  readonly keys: number
  /** Keys that were passed over, and revisions of keys that never came. */
  readonly skipped: number
  /** Files that were taken in without a look at their signatures. */
  readonly unsigned: number
}

const RETRY_SECONDS = 6 * SECONDS_PER_HOUR

/**
 * @param clock read for each file anew: its lease begins when it is taken
 * @throws JobFailure 'imports_failed' after all files that are due were tried; each says in its row what was wrong with it
 */
export async function importFiles(
  deps: ImportFilesDeps,
  settings: ImportFilesSettings,
  clock: () => UnixSeconds,
): Promise<ImportFilesReport> {
  const startedAt = clock()
  const failures: unknown[] = []
  const report = { files: 0, keys: 0, skipped: 0, unsigned: 0 }
  for (let now = startedAt; now < startedAt + settings.maxRunSeconds; now = clock()) {
    const file = await leaseImportFile(deps.db, now, addSeconds(now, settings.leaseSeconds))
    if (file === undefined) break
    try {
      const taken = await importFile(deps, settings, file, now)
      if (taken.ok) {
        report.files++
        report.keys += taken.value.keys
        report.skipped += taken.value.skipped
        report.unsigned += taken.value.isUnsigned ? 1 : 0
        continue
      }
      failures.push(new Error(`file ${file.id}: ${inWords(taken.failure)}`))
      await failImportFile(deps.db, file, taken.failure, now, RETRY_SECONDS)
    } catch (error) {
      // Ours, not the file's: its lease ends by itself. It must not hold up the others.
      failures.push(error)
    }
  }
  if (failures.length > 0) {
    throw new JobFailure('imports_failed', `${failures.length} failed`, {
      cause: new AggregateError(failures),
    })
  }
  return report
}

interface TakenFile {
  readonly keys: number
  readonly skipped: number
  readonly isUnsigned: boolean
}

async function importFile(
  deps: ImportFilesDeps,
  settings: ImportFilesSettings,
  file: ImportFile,
  now: UnixSeconds,
): Promise<Result<TakenFile, string>> {
  const source = await readImport(deps.db, file.importId)
  if (source === undefined) return fail('import_deleted')
  const keys = await readImportKeys(deps.db, source.id)
  const { allowsUnsignedImports } = settings
  const read = await readForeignFile(
    deps.outbound,
    file.url,
    source,
    keys,
    allowsUnsignedImports,
    now,
  )
  if (!read.ok) return read
  const written = await writeKeys(deps.db, sourceOf(source), read.value, settings, now)
  // A revision without its key, while the file with the key may still come: both in their order, or a withdrawn key would
  // come back by itself.
  if (written.withoutKey > 0 && (await hasEarlierOpenFile(deps.db, file))) {
    return fail('revision_before_key')
  }
  await completeImportFile(deps.db, file, written.keys, now)
  const skipped = written.skipped + written.withoutKey
  return succeed({ keys: written.keys, skipped, isUnsigned: !source.requiresSignature })
}

const sourceOf = ({ id, region, traveler }: ExportImport): ImportSource => ({
  importId: id,
  region,
  traveler,
})

interface WrittenKeys {
  readonly keys: number
  readonly skipped: number
  readonly withoutKey: number
}

async function writeKeys(
  db: KeyserverDatabase,
  source: ImportSource,
  message: ExportMessage,
  rules: ImportRules,
  now: UnixSeconds,
): Promise<WrittenKeys> {
  let keys = 0
  let skipped = 0
  let withoutKey = 0
  for (const [chunk, refused] of chunksOf(message.keys, 'primary', rules, now)) {
    skipped += refused
    keys += await insertImportedKeys(db, source, chunk)
  }
  for (const [chunk, refused] of chunksOf(message.revisedKeys, 'revised', rules, now)) {
    skipped += refused
    const known = await readImportedKeys(db, source.importId, chunk)
    const judged = chunk.map((key) => {
      const stored = known.get(toHex(key.keyData))
      return { key, judgement: stored && judgeImportedRevision(key, stored) }
    })
    const revised = judged.flatMap(({ key, judgement }) => (judgement === 'revise' ? [key] : []))
    if (revised.length > 0) await reviseImportedKeys(db, source.importId, revised)
    const refusedRevisions = judged.filter(({ judgement }) => judgement === 'refused').length
    const unknown = judged.filter(({ judgement }) => judgement === undefined).length
    skipped += refusedRevisions
    withoutKey += unknown
    keys += chunk.length - refusedRevisions - unknown
  }
  return { keys, skipped, withoutKey }
}

/** Keys that keep to the rules, as many as a statement takes, and how many of the chunk's were passed over. */
function* chunksOf(
  keys: readonly ExportedKey[],
  list: ImportedList,
  rules: ImportRules,
  now: UnixSeconds,
): Generator<readonly [readonly DiagnosisKey[], number]> {
  for (let i = 0; i < keys.length; i += IMPORTED_KEYS_A_STATEMENT) {
    const some = keys.slice(i, i + IMPORTED_KEYS_A_STATEMENT)
    const read = some.map((key) => readImportedKey(key, list, rules, now))
    const good = new Map<string, DiagnosisKey>()
    // Of a key that stands there twice the first counts, as it does in the database.
    for (const key of read) {
      if (key.ok && !good.has(toHex(key.value.keyData)))
        good.set(toHex(key.value.keyData), key.value)
    }
    yield [[...good.values()], some.length - good.size]
  }
}
