/** Who a system on this machine can be tried as. */

import type { UnixSeconds } from '../core/time.ts'
import { type SessionDeps, startSession } from '../flows/console/sessions.ts'
import { SEED_PEOPLE } from '../flows/seed-people.ts'
import type { DevPerson } from '../http/dev/try-it.tsx'

/** By their places among the seed's people. @param realmKey of the first realm, as addresses have it */
export const devPeople = (realmKey: string): readonly DevPerson[] => {
  const realm = `/console/r/${realmKey}`
  const parts = [
    {
      role: 'Case worker',
      path: `${realm}/codes/new`,
      tasks: [
        'Make a code with the keyboard alone: 1, Tab, ↓, Enter.',
        'Read it aloud, then press n for the next person.',
        'Look it up among your codes, and expire it.',
      ],
    },
    {
      role: 'Administrator of a realm',
      path: `${realm}/codes`,
      tasks: [
        'Find a code of a colleague by its reference.',
        'See in your account where you are signed in.',
        'Set up a second factor, and keep its recovery codes.',
      ],
    },
    {
      role: 'Somebody who may only look',
      path: `${realm}/codes`,
      tasks: [
        'Look up a code.',
        'Try to make one: the page says whom to ask.',
        'Read the console in Arabic, and in the dark.',
      ],
    },
    {
      role: 'System administrator',
      path: '/console/system/realms',
      tasks: [
        'Make a realm. The one that is there does not open: the system gives none by itself.',
        'Join it with a reason, which is then on record.',
        'See who else looks after the system, and sign somebody out.',
      ],
    },
  ]
  return SEED_PEOPLE.flatMap(({ email, name }, place) => {
    const part = parts[place]
    return part === undefined ? [] : [{ email, name, ...part }]
  })
}

/** @returns the cookie of a session that wants no proof: development has no passwords */
export async function signInDirectly(
  deps: SessionDeps,
  email: string,
  now: UnixSeconds,
): Promise<string> {
  const { cookie } = await startSession(deps, { email, level: 2, place: 'Try it' }, now)
  return cookie
}
