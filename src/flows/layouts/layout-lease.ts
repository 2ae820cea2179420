/** A run that outlived its lease stops before it replaces or deletes what the next one has written. */

import type { KeyserverDatabase } from '../../db/keyserver/database.ts'
import { holdsLayoutLease, type LayoutLease } from '../../db/keyserver/queries/layout-exports.ts'

/** Not a failure: another run does the work. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost'
}

/** @throws LeaseLost */
export async function ensureLease(db: KeyserverDatabase, lease: LayoutLease): Promise<void> {
  if (!(await holdsLayoutLease(db, lease))) throw new LeaseLost('another run has taken over')
}
