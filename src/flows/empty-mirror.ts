/** Takes away what a mirror published, before its rows go: afterwards nothing would know the names. */

import { indexName } from '../core/export/object-names.ts'
import type { KeyserverDatabase } from '../db/keyserver/database.ts'
import {
  LEFT,
  type Mirror,
  markLeftMirrorFiles,
  placeMirrorFiles,
  readMirrorFiles,
} from '../db/keyserver/queries/mirrors.ts'
import type { ArchiveStore } from './archive-store.ts'

/**
 * The index first, then its files. Where it stops half way, the next run of the mirrors puts everything back, or the next
 * call takes the rest away.
 * NOTE: a run of the mirrors at the same time may put objects back, so that job should not be running.
 */
export async function emptyMirror(
  {
    db,
    archives,
  }: { readonly db: KeyserverDatabase; readonly archives: Pick<ArchiveStore, 'remove'> },
  { id, filenameRoot }: Mirror,
): Promise<void> {
  // As if all had left their index: then no row says that an object is there that is about to go.
  const known = await readMirrorFiles(db, id)
  await placeMirrorFiles(
    db,
    id,
    known.map(({ filename }) => [filename, LEFT]),
  )
  const files = await markLeftMirrorFiles(db, id)
  await archives.remove(indexName(filenameRoot))
  for (const { localFilename } of files) {
    await archives.remove(`${filenameRoot}/${localFilename}`)
  }
}
