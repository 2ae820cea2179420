/** The documents of an export, and which of them are in force. */

import { fail, type Result, succeed } from '../../core/result.ts'
import type { UnixSeconds } from '../../core/time.ts'
import type { KeyserverDatabase } from '../../db/keyserver/database.ts'
import {
  type DocumentRow,
  readDocuments,
  readDocumentsInForce,
} from '../../db/keyserver/queries/documents.ts'
import { readLayoutExport } from '../../db/keyserver/queries/layout-exports.ts'

export interface ListedDocuments {
  /** Newest first. */
  readonly documents: readonly (DocumentRow & { readonly isInForce: boolean })[]
  /** `before` of the next page; undefined where this was the last. */
  readonly next: number | undefined
}

/** @param before of the page before; undefined for the first */
export async function listDocuments(
  db: KeyserverDatabase,
  layoutExport: string,
  before: number | undefined,
  limit: number,
  now: UnixSeconds,
): Promise<Result<ListedDocuments, 'no_such_export'>> {
  const exported = await readLayoutExport(db, layoutExport)
  if (exported === undefined) return fail('no_such_export')
  const page = await readDocuments(db, exported.id, before, limit)
  const inForce = await readDocumentsInForce(db, exported.id, now)
  return succeed({
    documents: page.documents.map((row) => ({
      ...row,
      isInForce: inForce.get(row.kind) === row.id,
    })),
    next: page.next,
  })
}
