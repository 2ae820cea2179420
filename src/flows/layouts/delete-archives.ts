/** What no index names any more and is too old goes: from the record as a promise, from the bucket, from the record. */

import {
  forgetArchives,
  forgetIndexes,
  type LayoutArchive,
  markArchives,
  readIndexHashes,
} from '../../db/keyserver/queries/layout-archives.ts'
import { deleteSlotsBefore } from '../../db/keyserver/queries/layout-slots.ts'
import { ensureLease } from './layout-lease.ts'
import type { LayoutRun, LayoutRunDeps } from './layout-run.ts'

/**
 * @param slotsBefore decisions before it are forgotten
 * @returns how many objects went
 */
export async function deleteOldArchives(
  deps: LayoutRunDeps,
  run: LayoutRun,
  isOld: (archive: LayoutArchive) => boolean,
  isOldIndex: (name: string) => boolean,
  slotsBefore: number,
): Promise<number> {
  // What was stored and never recorded goes too, but for where this run failed to store something: that may be it, and the next
  // run finds it there rather than sign it a second time.
  const isUnwanted = ({ status }: LayoutArchive) =>
    status === 'delete_pending' && run.operations.failureCount === 0
  const old = [...run.known.values()]
    .filter((archive) => isUnwanted(archive) || isOld(archive))
    .map(({ name }) => name)
  await ensureLease(deps.db, run.lease)
  await markArchives(deps.db, old)
  // An index goes before what it names.
  const names = [...(await readIndexHashes(deps.db, run.id)).keys()].filter(isOldIndex)
  const indexes = await remove(deps, run, names)
  await forgetIndexes(deps.db, run.id, indexes)
  const archives = await remove(deps, run, old)
  await forgetArchives(deps.db, archives)
  for (const name of archives) run.known.delete(name)
  await deleteSlotsBefore(deps.db, run.id, slotsBefore)
  return archives.length + indexes.length
}

/** @returns those that are gone */
async function remove(
  deps: LayoutRunDeps,
  run: LayoutRun,
  names: readonly string[],
): Promise<readonly string[]> {
  const removed = await run.operations.tryAll(
    names.map((name) => async () => {
      await deps.archives.remove(name)
      return name
    }),
  )
  return removed.flatMap((result) => (result === undefined ? [] : [result.value]))
}
