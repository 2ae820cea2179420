/** The second factor: a code of an authenticator app, or one from the paper. Each is taken once. */

import { TRIES_OF_A_SESSION } from '../../core/console/lockout.ts'
import { readRecoveryCode } from '../../core/console/recovery-codes.ts'
import { readTotpCode } from '../../core/console/totp.ts'
import { fail, type Result, succeed } from '../../core/result.ts'
import type { UnixSeconds } from '../../core/time.ts'
import { auditedBatch } from '../../db/audit/queries.ts'
import { isRefusal } from '../../db/audit/unchanged-since.ts'
import { readOneTime, useOneTime } from '../../db/verification/queries/console-one-time.ts'
import { takeTotpStep } from '../../db/verification/queries/console-people.ts'
import { replaceSession } from '../../db/verification/queries/console-sessions.ts'
import {
  type CountedTry,
  countSecondFactorTry,
  forgetTries,
  requireUnchanged,
} from '../../db/verification/queries/console-tries.ts'
import { personEntry } from './audit.ts'
import type { SignInDeps } from './deps.ts'
import { openTotpSecret } from './enrol-totp.ts'
import { tellLocked } from './lockout.ts'
import { hashOfRecoveryCode } from './recovery-codes.ts'
import { endSession, type IssuedCookie, makeSession, type Session } from './sessions.ts'

export type SecondFactorFailure =
  | { readonly reason: 'wrong'; readonly triesLeft: number }
  /** The code was right and was taken before: the next one is to be waited for. */
  | { readonly reason: 'code_used'; readonly triesLeft: number }
  /** Five were wrong, or somebody ended the session: the password is to be given again. */
  | { readonly reason: 'start_over' }
  /** There is none: it is to be set up. */
  | { readonly reason: 'none_set_up' }

/** @returns the cookie that takes the place of this session's */
export async function checkSecondFactor(
  deps: SignInDeps,
  session: Session,
  typed: string,
  now: UnixSeconds,
): Promise<Result<IssuedCookie, SecondFactorFailure>> {
  const { viewer, hash } = session
  if (!viewer.hasSecondFactor) return fail({ reason: 'none_set_up' })
  const { person, tries } = await countSecondFactorTry(deps.db, viewer.userId, hash, now)
  if (person === undefined || tries === undefined) return fail({ reason: 'start_over' })
  const triesLeft = TRIES_OF_A_SESSION - tries
  const proof = await findProof(deps, person, typed, now)
  if (proof === undefined) {
    tellLocked(deps, person, now)
    if (triesLeft > 0) return fail({ reason: 'wrong', triesLeft })
    await endSession(deps, session)
    return fail({ reason: 'start_over' })
  }
  if (proof === 'used') return fail({ reason: 'code_used', triesLeft })
  const { issued, row } = await makeSession(deps, 2, '', now)
  try {
    await auditedBatch(
      deps.db,
      now,
      [personEntry(person.email, 'person.sign_in', { level: 2, with: proof.kind })],
      [
        requireUnchanged(deps.db, person),
        ...proof.statements,
        ...replaceSession(deps.db, hash, row, now),
        forgetTries(deps.db, person.userId),
      ],
    )
    return succeed(issued)
  } catch (error) {
    if (!isRefusal(error)) throw error
    return fail({ reason: 'code_used', triesLeft })
  }
}

interface Proof {
  readonly kind: 'totp' | 'recovery_code'
  /** That take the code, or fail their batch. */
  readonly statements: readonly D1PreparedStatement[]
}

/** @returns undefined: wrong */
export async function findProof(
  deps: Pick<SignInDeps, 'db' | 'secretBox' | 'hashText' | 'authenticator'>,
  { userId, totpSecret }: CountedTry,
  typed: string,
  now: UnixSeconds,
): Promise<Proof | 'used' | undefined> {
  const code = readTotpCode(typed)
  if (code !== undefined) {
    if (totpSecret === null) return undefined
    const secret = await openTotpSecret(deps, userId, totpSecret)
    const step = deps.authenticator.findStep(secret, code, now)
    if (step === undefined) return undefined
    return { kind: 'totp', statements: takeTotpStep(deps.db, userId, step) }
  }
  const recoveryCode = readRecoveryCode(typed)
  if (recoveryCode === undefined) return undefined
  const hash = await hashOfRecoveryCode(deps.hashText, userId, recoveryCode)
  const row = await readOneTime(deps.db, 'recovery', hash)
  if (row === undefined || row.userId !== userId) return undefined
  if (row.usedAt !== null) return 'used'
  return { kind: 'recovery_code', statements: useOneTime(deps.db, 'recovery', hash, now) }
}
