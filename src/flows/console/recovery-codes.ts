/** Recovery codes: made ten at a time, shown to one session, kept as HMACs. New ones make the old ones void. */

import { makeRecoveryCodes, readRecoveryCode } from '../../core/console/recovery-codes.ts'
import { hasFreshProof } from '../../core/console/viewer.ts'
import { fail, type Result, succeed } from '../../core/result.ts'
import { addSeconds, SECONDS_PER_HOUR, type UnixSeconds } from '../../core/time.ts'
import { auditedBatch } from '../../db/audit/queries.ts'
import { isRefusal } from '../../db/audit/unchanged-since.ts'
import {
  countUnusedOf,
  deleteAllOf,
  NEVER,
  saveOneTime,
} from '../../db/verification/queries/console-one-time.ts'
import { requireSession } from '../../db/verification/queries/console-sessions.ts'
import { personEntry } from './audit.ts'
import type { SignInDeps } from './deps.ts'
import { erase, open, sealStatement } from './sealed-texts.ts'
import type { Session } from './sessions.ts'

const SEALED_NAME = 'recovery-codes'
const SHOWN_SECONDS = SECONDS_PER_HOUR

export type RecoveryFailure =
  /** Only whoever is wholly signed in makes them. */
  { readonly reason: 'second_factor_needed' } | { readonly reason: 'proof_needed' }

export const hashOfRecoveryCode = (
  hashText: SignInDeps['hashText'],
  userId: number,
  code: string,
): Promise<string> => hashText(`recovery ${userId} ${code}`)

/** @returns the ten codes, as they are to be printed */
export async function renewRecoveryCodes(
  deps: SignInDeps,
  session: Session,
  now: UnixSeconds,
): Promise<Result<readonly string[], RecoveryFailure>> {
  const { viewer, hash } = session
  if (viewer.level < 2) return fail({ reason: 'second_factor_needed' })
  if (!hasFreshProof(viewer, now)) return fail({ reason: 'proof_needed' })
  const codes = makeRecoveryCodes(deps.randomBytes)
  const hashes = await Promise.all(
    codes.map((code) =>
      hashOfRecoveryCode(deps.hashText, viewer.userId, readRecoveryCode(code) ?? ''),
    ),
  )
  const { db } = deps
  const shownUntil = addSeconds(now, SHOWN_SECONDS)
  try {
    await auditedBatch(
      db,
      now,
      [personEntry(viewer.email, 'recovery_codes.create', { count: codes.length })],
      [
        requireSession(db, hash),
        deleteAllOf(db, viewer.userId, 'recovery'),
        ...hashes.map((one) =>
          saveOneTime(db, { hash: one, kind: 'recovery', userId: viewer.userId, expiresAt: NEVER }),
        ),
        await sealStatement(deps, session, SEALED_NAME, codes.join(' '), shownUntil),
      ],
    )
    return succeed(codes)
  } catch (error) {
    if (!isRefusal(error)) throw error
    return fail({ reason: 'second_factor_needed' })
  }
}

/** Those that were made in this session and not yet put away; undefined where they can't be shown any more. */
export async function showRecoveryCodes(
  deps: Pick<SignInDeps, 'db' | 'hashText'>,
  session: Session,
  now: UnixSeconds,
): Promise<readonly string[] | undefined> {
  return (await open(deps, session, SEALED_NAME, now))?.split(' ')
}

/** One of them is typed back: they are on paper, and are shown no more. None is used up. @returns whether it was one of them */
export async function confirmRecoveryCodes(
  deps: Pick<SignInDeps, 'db' | 'hashText'>,
  session: Session,
  typed: string,
  now: UnixSeconds,
): Promise<boolean> {
  const shown = (await showRecoveryCodes(deps, session, now)) ?? []
  const code = readRecoveryCode(typed)
  if (code === undefined || !shown.some((one) => readRecoveryCode(one) === code)) return false
  await erase(deps, session, SEALED_NAME)
  return true
}

/** How many are left. */
export const countRecoveryCodes = (
  { db }: Pick<SignInDeps, 'db'>,
  { viewer }: Session,
  now: UnixSeconds,
): Promise<number> => countUnusedOf(db, viewer.userId, 'recovery', now)
