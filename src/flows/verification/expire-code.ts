/** Ends a code before its time. Source: verification server pkg/controller/codes. */

import { fail, type Result, succeed } from '../../core/result.ts'
import type { UnixSeconds } from '../../core/time.ts'
import { auditedBatch } from '../../db/audit/queries.ts'
import type { VerificationDatabase } from '../../db/verification/database.ts'
import {
  type CodeStatus,
  expireCodeStatement,
  readCodeStatus,
} from '../../db/verification/queries/code-status.ts'

export type ExpireFailure = { readonly reason: 'not_found' } | { readonly reason: 'claimed' }

/** @param actor for the audit log @returns the code as it is then */
export async function expireCode(
  db: VerificationDatabase,
  realmId: number,
  uuid: string,
  actor: string,
  now: UnixSeconds,
): Promise<Result<CodeStatus, ExpireFailure>> {
  const status = await readCodeStatus(db, realmId, uuid)
  if (status === undefined) return fail({ reason: 'not_found' })
  const hasEnded = status.expiresAt <= now && status.longExpiresAt <= now
  if (hasEnded) return succeed(status)
  if (status.isClaimed) return fail({ reason: 'claimed' })
  await auditedBatch(
    db,
    now,
    [{ actor, action: 'code.expire', subject: `realms/${realmId}/codes/${uuid}`, detail: {} }],
    [expireCodeStatement(db, realmId, uuid, now)],
  )
  const after = await readCodeStatus(db, realmId, uuid)
  if (after === undefined) return fail({ reason: 'not_found' })
  // Somebody may have claimed it in between: then it was not ended.
  return after.isClaimed ? fail({ reason: 'claimed' }) : succeed(after)
}
