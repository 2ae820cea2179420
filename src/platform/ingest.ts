/** Uploads written in groups, behind one Durable Object. */

import { prepareUpload } from '../db/keyserver/queries/diagnosis-keys.ts'
import type { Ingest } from '../durable/ingest.ts'
import type { InsertUpload } from '../flows/store-upload.ts'
import { objectStub } from './quota.ts'

/** One object: the database has one writer, so that more of them only make smaller groups. */
export const INGEST_NAME = 'diagnosis-keys'

/** More uploads wait than may, or this one has waited too long: it was not written. */
export class IngestBusy extends Error {
  override readonly name = 'IngestBusy'
}

export function insertInGroups(
  namespace: DurableObjectNamespace<Ingest>,
  jurisdiction: string,
): InsertUpload {
  return async (upload) => {
    // A stub for each request: one that has failed once stays broken.
    const ingest = objectStub(namespace, jurisdiction, INGEST_NAME)
    const outcome = await ingest.write(prepareUpload(upload))
    if (outcome === 'busy') throw new IngestBusy('more uploads wait than can be written')
    return outcome
  }
}
