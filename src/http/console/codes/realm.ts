/** The realm of the path, with its settings. */

import type { Realm } from '../../../core/realms/settings.ts'
import { readRealm } from '../../../db/verification/queries/realms.ts'
import { type ConsoleContext, membershipOf } from '../context.ts'

/** Behind the guard only: whoever is a member of it, so it exists. */
export async function realmOf(c: ConsoleContext): Promise<Realm> {
  const { realmId } = membershipOf(c)
  const realm = await readRealm(c.get('deps').codes.issue.db, realmId)
  if (realm === undefined) throw new Error('a membership without its realm')
  return realm
}
