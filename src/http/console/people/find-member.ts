/** The member of the path, and who this person is for those who change members. */

import type { ShownMember } from '../../../core/console/shown-member.ts'
import { readMember } from '../../../db/verification/queries/console-members.ts'
import type { MemberChangeBy } from '../../../flows/verification/members.ts'
import { type ConsoleContext, membershipOf, signedIn } from '../context.ts'
import { idOf } from '../path-id.ts'

/** @returns undefined where nobody of this realm has that number */
export async function findMember(c: ConsoleContext): Promise<ShownMember | undefined> {
  const userId = idOf(c)
  if (userId === undefined) return undefined
  return readMember(c.get('deps').people.db, membershipOf(c).realmId, { userId })
}

export function changeBy(c: ConsoleContext): MemberChangeBy {
  const { email, userId } = signedIn(c).viewer
  const { permissions } = membershipOf(c)
  return { actor: email, granter: { kind: 'member', userId, permissions } }
}
