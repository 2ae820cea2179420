/** Ends a code before its time. Source: verification server pkg/controller/codes. */

import { fail, type Result, succeed } from '../../core/result.ts'
import type { UnixSeconds } from '../../core/time.ts'
import { auditedBatch } from '../../db/audit/queries.ts'
import { isRefusal } from '../../db/audit/unchanged-since.ts'
import type { VerificationDatabase } from '../../db/verification/database.ts'
import {
  type CodeStatus,
  expireCodeStatements,
  readCodeStatus,
} from '../../db/verification/queries/code-status.ts'

export type ExpireFailure = { readonly reason: 'not_found' } | { readonly reason: 'claimed' }

/** @param actor for the audit log @param reason as above; undefined: none was given @returns the code as it is then */
export async function expireCode(
  db: VerificationDatabase,
  realmId: number,
  uuid: string,
  actor: string,
  now: UnixSeconds,
  reason?: string,
): Promise<Result<CodeStatus, ExpireFailure>> {
  const status = await readCodeStatus(db, realmId, uuid)
  const outcome = judge(status, now)
  if (outcome !== 'open') return outcome
  const detail = reason === undefined ? {} : { reason }
  try {
    await auditedBatch(
      db,
      now,
      [{ actor, action: 'code.expire', subject: `realms/${realmId}/codes/${uuid}`, detail }],
      expireCodeStatements(db, realmId, uuid, now),
    )
  } catch (error) {
    if (!isRefusal(error)) throw error
  }
  // Also where somebody claimed or ended it in between.
  const after = judge(await readCodeStatus(db, realmId, uuid), now)
  if (after === 'open') throw new Error('a code that was to end is still good')
  return after
}

function judge(
  status: CodeStatus | undefined,
  now: UnixSeconds,
): Result<CodeStatus, ExpireFailure> | 'open' {
  if (status === undefined) return fail({ reason: 'not_found' })
  if (status.expiresAt <= now && status.longExpiresAt <= now) return succeed(status)
  return status.isClaimed ? fail({ reason: 'claimed' }) : 'open'
}
