/** The Corona-Warn-App's documents in force, under the fixed names that its apps ask for. */

import { currentDocumentName } from '../../core/layouts/document-kinds.ts'
import type { UnixSeconds } from '../../core/time.ts'
import type { KeyserverDatabase } from '../../db/keyserver/database.ts'
import { readDocument, readDocumentsInForce } from '../../db/keyserver/queries/documents.ts'
import type { ArchiveStore, ObjectMeta } from '../archive-store.ts'
import { swapIn } from '../publish-index.ts'
import { readArchiveBytes } from '../read-archive-bytes.ts'

/** Metadata that says which document an object holds. */
export const CONTENT_ID = 'content-id'

/** Fixed names are asked for anew after as long as indexes are. */
const CACHE_CONTROL = 'public,max-age=300'

export interface PublishDocumentsDeps {
  readonly db: KeyserverDatabase
  readonly archives: ArchiveStore
}

/**
 * Copies what came into force since the last run. Signed it was when it was given.
 * @param country the export's own, in a name of its own
 * @returns how many objects were written
 */
export async function publishDocuments(
  { db, archives }: PublishDocumentsDeps,
  exported: { readonly id: number; readonly prefix: string; readonly country: string },
  now: UnixSeconds,
): Promise<number> {
  let written = 0
  for (const [kind, id] of await readDocumentsInForce(db, exported.id, now)) {
    const name = currentDocumentName(exported.prefix, kind, exported.country)
    if (name === undefined) continue
    if ((await archives.head(name))?.custom?.[CONTENT_ID] === id) continue
    const row = await readDocument(db, id)
    const bytes = row && (await readArchiveBytes(archives, row.objectName))
    const stored = row && (await archives.head(row.objectName))
    if (bytes === undefined || stored === undefined) throw new Error(`${kind} ${id} has no object`)
    await swapIn(archives, name, currentMeta(stored), async () => bytes)
    written++
  }
  return written
}

const currentMeta = ({ contentType, custom }: ObjectMeta): ObjectMeta => ({
  contentType,
  cacheControl: CACHE_CONTROL,
  custom,
})
