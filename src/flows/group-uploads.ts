/**
 * Uploads of one moment, written together: who is in a group, and what becomes of each. Nearly all bring new keys and go in
 * with one call. A key that exists undoes the whole call: then those that bring stored keys are told apart and left to the
 * revision path, and the rest goes in without them.
 */

import type { PreparedUpload, WriteOutcome } from '../db/keyserver/queries/diagnosis-keys.ts'

/** Uploads of one group. */
export const GROUP_UPLOADS = 100
/** Keys of one group, so that its parameter stays well below the 2 MB of a D1 value: some 80 bytes a key. */
export const GROUP_KEYS = 6000
/** Uploads that may wait at once, of some 2 KB; more are turned away. */
export const WAITING_UPLOADS = 4000
/**
 * Longest that an upload waits for its group. With the database's own limit of 30 s for a call, what was begun in a slot is
 * written or refused within the 60 s that padding grants before it counts the slot.
 */
export const WAITING_MS = 10_000
/** Calls that try to write a group; between them somebody else may write its keys. */
const MAX_ATTEMPTS = 3

/** One that waits. */
export interface WaitingUpload {
  readonly upload: PreparedUpload
  /** Milliseconds since the Unix epoch. */
  readonly arrivedAt: number
}

/**
 * Takes the next group off the front of those that wait.
 * @param nowMs milliseconds since the Unix epoch
 * @returns the group, and those that have waited too long to be written at all
 */
export function takeGroup<W extends WaitingUpload>(
  waiting: W[],
  nowMs: number,
): { readonly group: readonly W[]; readonly late: readonly W[] } {
  const lateCount = waiting.findIndex(({ arrivedAt }) => arrivedAt + WAITING_MS >= nowMs)
  const late = waiting.splice(0, lateCount < 0 ? waiting.length : lateCount)
  let keys = 0
  let count = 0
  for (const { upload } of waiting) {
    keys += upload.keyCount
    // One upload is always taken, however large it is.
    if (count === GROUP_UPLOADS || (count > 0 && keys > GROUP_KEYS)) break
    count++
  }
  return { group: waiting.splice(0, count), late }
}

export interface GroupDeps {
  /** Writes all of them or none: 'conflict' where a key exists. @throws where that is not known */
  insert(uploads: readonly PreparedUpload[]): Promise<WriteOutcome>
  /** Keys of an upload, lower-case hexadecimal. */
  keysOf(upload: PreparedUpload): readonly string[]
  /** Those of the keys that are stored. */
  storedKeys(keys: readonly string[]): Promise<ReadonlySet<string>>
}

/**
 * Writes a group.
 * @returns what became of each, in the order given. 'conflict': nothing of it was written, and a key of it is stored or may be
 * @throws where the database failed; it is then not known what was written, so nothing is tried again
 */
export async function writeGroup(
  deps: GroupDeps,
  uploads: readonly PreparedUpload[],
): Promise<readonly WriteOutcome[]> {
  if ((await deps.insert(uploads)) === 'written') return uploads.map(() => 'written')
  const keysOf = new Map(uploads.map((upload) => [upload, deps.keysOf(upload)]))
  let candidates = uploads
  for (let attempt = 1; attempt < MAX_ATTEMPTS && candidates.length > 0; attempt++) {
    const stored = await deps.storedKeys(candidates.flatMap((upload) => keysOf.get(upload) ?? []))
    candidates = withoutSharedKeys(candidates, keysOf, stored)
    if (candidates.length === 0) break
    if ((await deps.insert(candidates)) === 'written') {
      const written = new Set(candidates)
      return uploads.map((upload) => (written.has(upload) ? 'written' : 'conflict'))
    }
  }
  // The revision path writes new keys too, one upload a call: slower, and right whatever is stored by then.
  return uploads.map(() => 'conflict')
}

/**
 * Those that bring neither a stored key nor one of an earlier upload that goes in. Who shares a key with an upload that does
 * not go in itself is not held up by it.
 */
function withoutSharedKeys(
  uploads: readonly PreparedUpload[],
  keysOf: ReadonlyMap<PreparedUpload, readonly string[]>,
  stored: ReadonlySet<string>,
): readonly PreparedUpload[] {
  const taken = new Set(stored)
  return uploads.filter((upload) => {
    const keys = keysOf.get(upload) ?? []
    if (keys.some((key) => taken.has(key)) || new Set(keys).size < keys.length) return false
    for (const key of keys) taken.add(key)
    return true
  })
}
