/** Changes of who belongs to a realm and what they may do there. */

import { permissionNames } from '../../core/realms/permissions.ts'
import type { UnixSeconds } from '../../core/time.ts'
import type { RealmRows } from '../../db/verification/queries/realm-rows.ts'
import {
  deleteMembership,
  insertUser,
  saveMembership,
} from '../../db/verification/queries/realm-statements.ts'
import { type RealmChange, type RealmDeps, realmChange } from './change-realms.ts'

export type MemberRow = RealmRows['members'][number]

/** @param person `isNew`: nobody in any realm yet */
export function planMember(
  { db }: Pick<RealmDeps, 'db'>,
  by: { readonly actor: string; readonly realmId: number },
  person: {
    readonly id: number
    readonly email: string
    readonly name: string
    readonly isNew: boolean
  },
  present: number | undefined,
  permissions: number,
  now: UnixSeconds,
): readonly RealmChange[] {
  if (present === permissions) return []
  const membership = { userId: person.id, realmId: by.realmId, permissions }
  const from = present === undefined ? {} : { from: permissionNames(present) }
  return [
    realmChange(
      by,
      present === undefined ? 'member.add' : 'member.update',
      `members/${person.id}`,
      { [`members[${person.email}]`]: { ...from, to: permissionNames(permissions) } },
      [...(person.isNew ? [insertUser(db, person, now)] : []), saveMembership(db, membership, now)],
    ),
  ]
}

export const planMemberRemoval = (
  { db }: Pick<RealmDeps, 'db'>,
  by: { readonly actor: string; readonly realmId: number },
  { userId, email, permissions }: MemberRow,
): RealmChange =>
  realmChange(
    by,
    'member.remove',
    `members/${userId}`,
    { [`members[${email}]`]: { from: permissionNames(permissions) } },
    [deleteMembership(db, userId, by.realmId)],
  )
