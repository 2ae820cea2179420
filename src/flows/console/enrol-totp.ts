/** An authenticator app is set up: its secret is shown to one session until a code of it was typed, and only then in force. */

import { fromHex, toHex } from '../../core/bytes.ts'
import { readTotpCode, TOTP_SECRET_BYTES } from '../../core/console/totp.ts'
import { hasFreshProof, type Viewer } from '../../core/console/viewer.ts'
import { fail, type Result, succeed } from '../../core/result.ts'
import { addSeconds, type UnixSeconds } from '../../core/time.ts'
import { auditedBatch } from '../../db/audit/queries.ts'
import { isRefusal } from '../../db/audit/unchanged-since.ts'
import { saveTotp } from '../../db/verification/queries/console-people.ts'
import { deleteSessionsOf, replaceSession } from '../../db/verification/queries/console-sessions.ts'
import { forgetTries } from '../../db/verification/queries/console-tries.ts'
import { personEntry } from './audit.ts'
import type { SignInDeps, TotpOffer } from './deps.ts'
import { open, seal } from './sealed-texts.ts'
import { type IssuedCookie, makeSession, type Session } from './sessions.ts'

const SEALED_NAME = 'totp'
const SHOWN_SECONDS = 1200

export type EnrolFailure =
  /** A second factor is there: it must be given first. */
  | { readonly reason: 'second_factor_needed' }
  /** The proof is older than ten minutes. */
  | { readonly reason: 'proof_needed' }

/** Without a second factor the password is enough, or nobody could ever set up the first. */
function refusalOf(viewer: Viewer, now: UnixSeconds): EnrolFailure | undefined {
  if (viewer.hasSecondFactor && viewer.level < 2) return { reason: 'second_factor_needed' }
  return viewer.level > 0 && !hasFreshProof(viewer, now) ? { reason: 'proof_needed' } : undefined
}

/** The secret that is offered to this session: the same until it was confirmed, so that a reload does not spoil the picture. */
export async function offerTotp(
  deps: SignInDeps,
  session: Session,
  now: UnixSeconds,
): Promise<Result<TotpOffer, EnrolFailure>> {
  const refusal = refusalOf(session.viewer, now)
  if (refusal !== undefined) return fail(refusal)
  const known = fromHex((await open(deps, session, SEALED_NAME, now)) ?? '') ?? new Uint8Array()
  const secret = known.length > 0 ? known : deps.randomBytes(TOTP_SECRET_BYTES)
  if (known.length === 0) {
    await seal(deps, session, SEALED_NAME, toHex(secret), addSeconds(now, SHOWN_SECONDS))
  }
  return succeed(deps.authenticator.offer(secret, session.viewer.email))
}

export type ConfirmFailure =
  | EnrolFailure
  /** Of another time or another secret: is the clock of the phone right? */
  | { readonly reason: 'wrong' }
  /** Nothing is offered any more: it is to be begun again. */
  | { readonly reason: 'not_offered' }

/** Puts the secret into force; all other sessions of the person end. @returns the cookie that takes the place of this session's */
export async function confirmTotp(
  deps: SignInDeps,
  session: Session,
  typed: string,
  now: UnixSeconds,
): Promise<Result<IssuedCookie, ConfirmFailure>> {
  const { viewer, hash } = session
  const refusal = refusalOf(viewer, now)
  if (refusal !== undefined) return fail(refusal)
  const secret = fromHex((await open(deps, session, SEALED_NAME, now)) ?? '')
  if (secret === undefined || secret.length === 0) return fail({ reason: 'not_offered' })
  const code = readTotpCode(typed)
  const step = code === undefined ? undefined : deps.authenticator.findStep(secret, code, now)
  if (step === undefined) return fail({ reason: 'wrong' })
  const sealed = await deps.secretBox.wrap(secret, sealLabel(viewer.userId))
  const { issued, row } = await makeSession(deps, 2, '', now)
  const action = viewer.hasSecondFactor ? 'second_factor.replace' : 'second_factor.create'
  try {
    await auditedBatch(
      deps.db,
      now,
      [personEntry(viewer.email, action)],
      [
        ...saveTotp(deps.db, viewer.userId, sealed, step, viewer.level === 2),
        ...replaceSession(deps.db, hash, row, now),
        ...deleteSessionsOf(deps.db, viewer.userId, row.hash),
        forgetTries(deps.db, viewer.userId),
      ],
    )
    return succeed(issued)
  } catch (error) {
    if (!isRefusal(error)) throw error
    return fail({ reason: 'not_offered' })
  }
}

const sealLabel = (userId: number): string => `totp of person ${userId}`

export const openTotpSecret = (
  { secretBox }: Pick<SignInDeps, 'secretBox'>,
  userId: number,
  sealed: string,
): Promise<Uint8Array<ArrayBuffer>> => secretBox.unwrap(sealed, sealLabel(userId))
