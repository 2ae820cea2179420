/** Forms act once: the first of all that come with one id does its work, the others learn where its answer led. */

import { addSeconds, SECONDS_PER_DAY, type UnixSeconds } from '../../core/time.ts'
import type { VerificationDatabase } from '../../db/verification/database.ts'
import { releaseOnce, reserveOnce, settleOnce } from '../../db/verification/queries/console-once.ts'

export interface OnceStore {
  /**
   * Takes a form's id, which only one of all that try does.
   * @param id of the session and the form: a hash
   * @param target path where the answer leads, if it is known beforehand
   * @returns 'first', or where the first one's answer led: undefined while that is not known
   */
  reserve(
    id: string,
    target: string | undefined,
    now: UnixSeconds,
  ): Promise<'first' | { readonly target: string | undefined }>
  /** The first one is done. */
  settle(id: string, target: string): Promise<void>
  /** The first one did nothing: the form may be sent again. */
  release(id: string): Promise<void>
}

interface OnceDeps {
  readonly db: VerificationDatabase
  readonly hashText: (text: string) => Promise<string>
}

/** An id is remembered for a day: nobody's browser sends a form again that long after. */
export function onceStore({ db, hashText }: OnceDeps): OnceStore {
  const hashOf = (id: string) => hashText(`once ${id}`)
  return {
    reserve: async (id, target, now) => {
      const expiresAt = addSeconds(now, SECONDS_PER_DAY)
      return reserveOnce(db, await hashOf(id), target, expiresAt)
    },
    settle: async (id, target) => settleOnce(db, await hashOf(id), target),
    release: async (id) => releaseOnce(db, await hashOf(id)),
  }
}
