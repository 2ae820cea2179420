/**
 * Publishes foreign exports again, byte for byte, so that the signatures stay those of whoever made them. Serial on purpose:
 * files come in the order of their index. Names are decided before objects are put, objects are there before the index
 * names them, and the index stops naming them before they go.
 */

import { equalBytes, utf8 } from '../core/bytes.ts'
import { indexName } from '../core/export/object-names.ts'
import { fileUrl, lastSegment } from '../core/foreign/foreign-index.ts'
import { isMirrorFilename, isRewritePattern, upperCaseUuid } from '../core/foreign/mirror-names.ts'
import type { RandomBytes } from '../core/random.ts'
import { fail, type Result, succeed } from '../core/result.ts'
import type { UnixSeconds } from '../core/time.ts'
import type { KeyserverDatabase } from '../db/keyserver/database.ts'
import {
  forgetMirrorFile,
  LEFT,
  type Mirror,
  type MirrorFile,
  markLeftMirrorFiles,
  nameMirrorFile,
  noteMirrorFileStored,
  placeMirrorFiles,
  readMirrorFiles,
  readMirrorIndex,
  readMirrors,
} from '../db/keyserver/queries/mirrors.ts'
import type { ArchiveStore, ObjectMeta } from './archive-store.ts'
import { FOREIGN_FILE_LIMITS, failureName, inWords } from './foreign-failure.ts'
import { JobFailure } from './job-failure.ts'
import type { OutboundReader } from './outbound.ts'
import { mutable, swapIn } from './publish-index.ts'
import { getForeignIndex } from './schedule-imports.ts'

export interface RunMirrorsDeps {
  readonly db: KeyserverDatabase
  readonly archives: ArchiveStore
  readonly outbound: OutboundReader
  readonly randomBytes: RandomBytes
}

export interface RunMirrorsReport {
  readonly mirrors: number
  readonly stored: number
  readonly removed: number
}

const ARCHIVE: ObjectMeta = {
  contentType: 'application/zip',
  cacheControl: 'public, max-age=86400, immutable',
}

/**
 * @param maxRunSeconds a run takes no further file when it is that old: the next run does
 * @throws JobFailure 'mirrors_failed' after all mirrors were tried; what could be mirrored is published
 */
export async function runMirrors(
  deps: RunMirrorsDeps,
  maxRunSeconds: number,
  clock: () => UnixSeconds,
): Promise<RunMirrorsReport> {
  const startedAt = clock()
  const isOver = () => clock() >= startedAt + maxRunSeconds
  const failures: unknown[] = []
  const report = { mirrors: 0, stored: 0, removed: 0 }
  for (const mirror of await readMirrors(deps.db)) {
    try {
      const ran = await runMirror(deps, mirror, clock, isOver)
      report.mirrors++
      report.stored += ran.stored
      report.removed += ran.removed
      failures.push(
        ...ran.problems.map((problem) => new Error(`mirror ${mirror.id}: ${inWords(problem)}`)),
      )
    } catch (error) {
      // One mirror must not hold up the others; the job fails with all of them at the end.
      failures.push(error)
    }
  }
  if (failures.length > 0) {
    throw new JobFailure('mirrors_failed', `${failures.length} failed`, {
      cause: new AggregateError(failures),
    })
  }
  return report
}

interface MirrorRun {
  readonly stored: number
  readonly removed: number
  readonly problems: readonly string[]
}

async function runMirror(
  deps: RunMirrorsDeps,
  mirror: Mirror,
  clock: () => UnixSeconds,
  isOver: () => boolean,
): Promise<MirrorRun> {
  const { filenameRewrite } = mirror
  if (filenameRewrite !== null && !isRewritePattern(filenameRewrite)) {
    return { stored: 0, removed: 0, problems: ['malformed_filename_rewrite'] }
  }
  const lines = await getForeignIndex(deps.outbound, mirror.indexUrl)
  if (!lines.ok) return { stored: 0, removed: 0, problems: [lines.failure] }
  const problems: string[] = []
  const upstream = new Map<string, string>()
  for (const line of lines.value) {
    const filename = lastSegment(line)
    if (!isMirrorFilename(filename)) problems.push('malformed_filename')
    else if (!upstream.has(filename)) upstream.set(filename, line)
  }
  const filenames = [...upstream.keys()]
  const known = await readMirrorFiles(deps.db, mirror.id)
  await placeFiles(deps.db, mirror.id, known, filenames)
  const isStored = new Set(known.filter((file) => file.isStored).map((file) => file.filename))
  let stored = 0
  for (const [position, filename] of filenames.entries()) {
    if (isStored.has(filename)) continue
    if (isOver()) break
    const url = fileUrl(mirror.exportRootUrl, upstream.get(filename) ?? filename)
    const copied = await copyFile(deps, mirror, { filename, position }, url, clock())
    if (copied.ok) stored++
    else problems.push(copied.failure)
  }
  await publishMirrorIndex(deps, mirror)
  const removed = await removeLeftFiles(deps, mirror)
  return { stored, removed, problems }
}

/** Most runs find every file where it was. */
async function placeFiles(
  db: KeyserverDatabase,
  mirrorId: number,
  known: readonly MirrorFile[],
  filenames: readonly string[],
): Promise<void> {
  const positions = new Map(filenames.map((filename, position) => [filename, position]))
  const places = known.flatMap(({ filename, position }) => {
    const now = positions.get(filename) ?? LEFT
    return now === position ? [] : [[filename, now] as const]
  })
  if (places.length > 0) await placeMirrorFiles(db, mirrorId, places)
}

async function copyFile(
  deps: RunMirrorsDeps,
  mirror: Mirror,
  { filename, position }: Pick<MirrorFile, 'filename' | 'position'>,
  url: string,
  now: UnixSeconds,
): Promise<Result<undefined, string>> {
  const body = await deps.outbound.get(url, FOREIGN_FILE_LIMITS)
  if (!body.ok) return fail(failureName(body.failure))
  const pattern = (mirror.filenameRewrite ?? filename).replaceAll('[uuid]', () =>
    upperCaseUuid(deps.randomBytes),
  )
  const local = await nameMirrorFile(deps.db, mirror.id, filename, pattern, position, now)
  if (local === undefined) return fail('name_taken')
  await putFile(deps.archives, `${mirror.filenameRoot}/${local}`, body.value)
  await noteMirrorFileStored(deps.db, mirror.id, filename)
  return succeed(undefined)
}

/** No index has named the object yet: what a run that died left there may be replaced where it differs. */
async function putFile(
  archives: ArchiveStore,
  name: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<void> {
  if ((await archives.putOnce(name, [bytes], ARCHIVE)) === 'stored') return
  const object = await archives.get(name)
  const there = new Uint8Array(await new Response(object?.body ?? null).arrayBuffer())
  if (equalBytes(there, bytes)) return
  if (!(await archives.swap(name, bytes, ARCHIVE, object?.etag))) {
    throw new Error(`${name} was written by others meanwhile`)
  }
}

const publishMirrorIndex = (deps: RunMirrorsDeps, { id, filenameRoot }: Mirror): Promise<void> =>
  swapIn(deps.archives, indexName(filenameRoot), mutable('text/plain'), async () => {
    const names = await readMirrorIndex(deps.db, id)
    return utf8(names.map((name) => `${filenameRoot}/${name}`).join('\n'))
  })

/** After the index that names them no more. The object goes before its row: a row without an object is removed again. */
async function removeLeftFiles(deps: RunMirrorsDeps, mirror: Mirror): Promise<number> {
  const left = await markLeftMirrorFiles(deps.db, mirror.id)
  for (const { filename, localFilename } of left) {
    await deps.archives.remove(`${mirror.filenameRoot}/${localFilename}`)
    await forgetMirrorFile(deps.db, mirror.id, filename)
  }
  return left.length
}
