/** Who belongs to a realm and what they may do there. A person may be in many realms; what they may in one is of that one alone. */

import { isEmailAddress, normalizeEmail } from '../../core/realms/email-address.ts'
import {
  checkGrant,
  type Granter,
  type GrantRefusal,
  has,
  REALM_ADMIN_PERMISSIONS,
  withImplied,
} from '../../core/realms/permissions.ts'
import { fail, type Result, succeed } from '../../core/result.ts'
import type { UnixSeconds } from '../../core/time.ts'
import { readUser, readUsersByEmail } from '../../db/verification/queries/realm-rows.ts'
import { changeRealms, nextIds, type RealmChange, type RealmDeps } from './change-realms.ts'
import { planMember, planMemberRemoval } from './plan-members.ts'

export interface MemberChangeBy {
  readonly actor: string
  readonly granter: Granter
}

export type MemberFailure =
  | GrantRefusal
  | { readonly reason: 'no_such_realm' }
  | { readonly reason: 'no_such_member' }
  | { readonly reason: 'not_an_email_address'; readonly email: string }
  | { readonly reason: 'not_a_system_admin' }
  | { readonly reason: 'last_administrator' }

type MemberDeps = Pick<RealmDeps, 'db'>

/**
 * Adds people, or adds permissions to those who are members of this realm already: none are taken away, and none of their other
 * realms count.
 * @returns the addresses of those who were no members before
 */
export async function addMembers(
  deps: MemberDeps,
  by: MemberChangeBy,
  realmId: number,
  people: readonly { readonly email: string; readonly name: string }[],
  permissions: number,
  now: UnixSeconds,
): Promise<Result<readonly string[], MemberFailure>> {
  const wanted = new Map(people.map((person) => [normalizeEmail(person.email), person.name.trim()]))
  for (const email of wanted.keys()) {
    if (!isEmailAddress(email)) return fail({ reason: 'not_an_email_address', email })
  }
  return changeRealms<readonly string[], MemberFailure>(deps.db, realmId, now, async (rows) => {
    if (!rows.realms.some(({ id }) => id === realmId)) return fail({ reason: 'no_such_realm' })
    const known = await readUsersByEmail(deps.db, [...wanted.keys()])
    const nextId = nextIds(rows)
    const changes: RealmChange[] = []
    const added: string[] = []
    for (const [email, name] of wanted) {
      const member = rows.members.find((row) => row.email === email)
      const next = withImplied((member?.permissions ?? 0) | permissions)
      const userId = known.get(email)
      const refusal = checkGrant(by.granter, userId, member?.permissions ?? 0, next)
      if (refusal !== undefined) return fail(refusal)
      if (member === undefined) added.push(email)
      const isNew = userId === undefined
      const person = {
        id: userId ?? nextId('users'),
        email,
        name: name === '' ? email : name,
        isNew,
      }
      const as = { actor: by.actor, realmId }
      changes.push(...planMember(deps, as, person, member?.permissions, next, now))
    }
    return succeed({ value: added, changes })
  })
}

/** @returns permissions as they are now, implied ones included */
export async function changeMember(
  deps: MemberDeps,
  by: MemberChangeBy,
  realmId: number,
  userId: number,
  permissions: number,
  now: UnixSeconds,
): Promise<Result<number, MemberFailure>> {
  return changeRealms<number, MemberFailure>(deps.db, realmId, now, async (rows) => {
    const member = rows.members.find((row) => row.userId === userId)
    if (member === undefined) return fail({ reason: 'no_such_member' })
    const refusal = checkGrant(by.granter, userId, member.permissions, permissions)
    if (refusal !== undefined) return fail(refusal)
    const next = withImplied(permissions)
    const person = { ...member, id: userId, isNew: false }
    const as = { actor: by.actor, realmId }
    return succeed({
      value: next,
      changes: planMember(deps, as, person, member.permissions, next, now),
    })
  })
}

/** The person stays, for other realms and for the record. Nobody removes themselves. */
export async function removeMember(
  deps: MemberDeps,
  by: MemberChangeBy,
  realmId: number,
  userId: number,
  now: UnixSeconds,
): Promise<Result<undefined, MemberFailure>> {
  if (by.granter.kind === 'member' && by.granter.userId === userId) {
    return fail({ reason: 'own_permissions' })
  }
  return changeRealms<undefined, MemberFailure>(deps.db, realmId, now, async (rows) => {
    const member = rows.members.find((row) => row.userId === userId)
    if (member === undefined) return fail({ reason: 'no_such_member' })
    const removal = planMemberRemoval(deps, { actor: by.actor, realmId }, member)
    return succeed({ value: undefined, changes: [removal] })
  })
}

/**
 * A system administrator becomes an administrator of a realm, on record: the flag alone opens none.
 * @param why goes on record with it, where the realm's administrators read it
 */
export async function joinRealm(
  deps: MemberDeps,
  userId: number,
  realmId: number,
  now: UnixSeconds,
  why?: string,
): Promise<Result<undefined, MemberFailure>> {
  return changeRealms<undefined, MemberFailure>(deps.db, realmId, now, async (rows) => {
    if (!rows.realms.some(({ id }) => id === realmId)) return fail({ reason: 'no_such_realm' })
    const user = await readUser(deps.db, userId)
    if (user === undefined || !user.isSystemAdmin) return fail({ reason: 'not_a_system_admin' })
    const present = rows.members.find((row) => row.userId === userId)?.permissions
    const as = { actor: user.email, realmId }
    const person = { ...user, isNew: false }
    const changes = planMember(deps, as, person, present, REALM_ADMIN_PERMISSIONS, now)
    return succeed({ value: undefined, changes: changes.map((change) => withReason(change, why)) })
  })
}

const withReason = (change: RealmChange, why: string | undefined): RealmChange =>
  why === undefined
    ? change
    : {
        ...change,
        entry: { ...change.entry, detail: { ...change.entry.detail, reason: why } },
      }

/** @param isLastKept where nobody else could say who may do what, they stay */
export async function leaveRealm(
  deps: MemberDeps,
  userId: number,
  realmId: number,
  now: UnixSeconds,
  isLastKept = false,
): Promise<Result<undefined, MemberFailure>> {
  return changeRealms<undefined, MemberFailure>(deps.db, realmId, now, async (rows) => {
    const user = await readUser(deps.db, userId)
    if (user === undefined || !user.isSystemAdmin) return fail({ reason: 'not_a_system_admin' })
    const member = rows.members.find((row) => row.userId === userId)
    if (member === undefined) return fail({ reason: 'no_such_member' })
    const isLast = !rows.members.some(
      (row) => row.userId !== userId && has(row.permissions, 'UserWrite'),
    )
    if (isLastKept && isLast) return fail({ reason: 'last_administrator' })
    const removal = planMemberRemoval(deps, { actor: user.email, realmId }, member)
    return succeed({ value: undefined, changes: [removal] })
  })
}
