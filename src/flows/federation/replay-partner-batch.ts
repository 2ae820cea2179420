/** Has a stored batch taken in again, on record. */

import { fail, type Result } from '../../core/result.ts'
import type { UnixSeconds } from '../../core/time.ts'
import { auditedBatch } from '../../db/audit/queries.ts'
import type { KeyserverDatabase } from '../../db/keyserver/database.ts'
import type { PartnerRow } from '../../db/keyserver/queries/federation-partners.ts'
import { isIncomingBatchOf } from '../../db/keyserver/queries/partner-health.ts'
import type { PartnerControl } from './partner-control.ts'

export const NO_SUCH_BATCH = 'no_such_batch'

/** @returns a name of what is in the way */
export async function replayPartnerBatch(
  { db, control }: { readonly db: KeyserverDatabase; readonly control: PartnerControl },
  partner: PartnerRow,
  batchId: number,
  actor: string,
  now: UnixSeconds,
): Promise<Result<undefined, string>> {
  if (!(await isIncomingBatchOf(db, partner.id, batchId))) return fail(NO_SUCH_BATCH)
  // Before it is done: who asked for it is on record even where it dies half-way.
  const entry = {
    actor,
    action: 'federation_partner.replay',
    subject: partner.name,
    detail: { batch: batchId },
  }
  await auditedBatch(db, now, [entry], [])
  return control.replay(partner.id, batchId, now)
}
