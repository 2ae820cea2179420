/** Uploads written in groups, behind one Durable Object. */

import { prepareUpload } from '../db/keyserver/queries/diagnosis-keys.ts'
import type { Ingest } from '../durable/ingest.ts'
import type { InsertUpload } from '../flows/store-upload.ts'
import { objectStub } from './quota.ts'

/** One object: the database has one writer, so that more of them only make smaller groups. */
export const INGEST_NAME = 'diagnosis-keys'

/** An upload that was not written, or of which nobody knows; why stands in the log of the object. */
export class IngestFailed extends Error {
  override readonly name = 'IngestFailed'
}

export function insertInGroups(
  namespace: DurableObjectNamespace<Ingest>,
  jurisdiction: string,
): InsertUpload {
  return async (upload) => {
    // A stub for each request: one that has failed once stays broken.
    const ingest = objectStub(namespace, jurisdiction, INGEST_NAME)
    const outcome = await ingest.write(prepareUpload(upload))
    if (outcome === 'busy') throw new IngestFailed('more uploads wait than can be written')
    if (outcome === 'failed') throw new IngestFailed('its group could not be written')
    return outcome
  }
}
