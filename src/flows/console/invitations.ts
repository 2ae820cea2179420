/** How people come: somebody with the right to do so adds them to a realm, and a letter leads them to a password of their own. */

import { normalizeEmail } from '../../core/realms/email-address.ts'
import type { Realm } from '../../core/realms/settings.ts'
import { fail, type Result, succeed } from '../../core/result.ts'
import { addSeconds, SECONDS_PER_DAY, type UnixSeconds } from '../../core/time.ts'
import { auditedBatch } from '../../db/audit/queries.ts'
import { isRefusal } from '../../db/audit/unchanged-since.ts'
import {
  deleteUnusedOf,
  readOneTime,
  saveOneTime,
  useOneTime,
} from '../../db/verification/queries/console-one-time.ts'
import {
  type KnownPerson,
  readPerson,
  renamePerson,
  requireNotCome,
  savePassword,
} from '../../db/verification/queries/console-people.ts'
import { insertSession } from '../../db/verification/queries/console-sessions.ts'
import { readRealm } from '../../db/verification/queries/realms.ts'
import { addMembers, type MemberChangeBy, type MemberFailure } from '../verification/members.ts'
import { personEntry } from './audit.ts'
import type { SignInDeps } from './deps.ts'
import { invitationLetter } from './letters.ts'
import {
  hashNewPassword,
  type PasswordFailure,
  type PersonProblem,
  readName,
} from './person-input.ts'
import { type IssuedCookie, levelOf, makeSession } from './sessions.ts'
import { hashOfToken, makeToken } from './tokens.ts'

const INVITATION_SECONDS = 7 * SECONDS_PER_DAY

export type Invited =
  /** They come already to other realms: no letter is needed. */
  | { readonly email: string; readonly how: 'has_access' }
  | { readonly email: string; readonly how: 'mailed' }
  /** The letter was not taken: to be tried again. */
  | { readonly email: string; readonly how: 'mail_failed' }
  /** Nothing is mailed here: the link is to be handed over, and is shown once. */
  | { readonly email: string; readonly how: 'link'; readonly link: string }

/** Adds people to a realm as `addMembers` does, and invites those who have no access yet. */
export async function invitePeople(
  deps: SignInDeps,
  by: MemberChangeBy,
  realmId: number,
  people: readonly { readonly email: string; readonly name: string }[],
  permissions: number,
  now: UnixSeconds,
): Promise<Result<readonly Invited[], MemberFailure>> {
  const added = await addMembers(deps, by, realmId, people, permissions, now)
  if (!added.ok) return added
  const invited: Invited[] = []
  for (const email of new Set(people.map((person) => normalizeEmail(person.email)))) {
    const outcome = await inviteAgain(deps, by, realmId, { email }, now)
    if (!outcome.ok) return outcome
    invited.push(outcome.value)
  }
  return succeed(invited)
}

/** Sends a member a new invitation; an older one is void. */
export async function inviteAgain(
  deps: SignInDeps,
  by: Pick<MemberChangeBy, 'actor'>,
  realmId: number,
  member: { readonly email: string } | { readonly userId: number },
  now: UnixSeconds,
): Promise<Result<Invited, MemberFailure>> {
  const realm = await readRealm(deps.db, realmId)
  if (realm === undefined) return fail({ reason: 'no_such_realm' })
  const person = await readPerson(deps.db, member)
  if (person === undefined || !person.memberships.some((one) => one.realmId === realmId)) {
    return fail({ reason: 'no_such_member' })
  }
  if (person.hasCome) return succeed({ email: person.email, how: 'has_access' })
  return succeed(await send(deps, by.actor, realm, person, now))
}

async function send(
  deps: SignInDeps,
  actor: string,
  realm: Realm,
  { userId, email }: KnownPerson,
  now: UnixSeconds,
): Promise<Invited> {
  const { db, mailer } = deps
  const token = makeToken(deps.randomBytes)
  const hash = await hashOfToken(deps.hashText, 'invitation', token)
  const subject = `realms/${realm.id}/members/${userId}`
  await auditedBatch(
    db,
    now,
    [{ actor, action: 'member.invite', subject, detail: { email } }],
    [
      deleteUnusedOf(db, userId, 'invitation'),
      saveOneTime(db, {
        hash,
        kind: 'invitation',
        userId,
        expiresAt: addSeconds(now, INVITATION_SECONDS),
      }),
    ],
  )
  const link = `${deps.origin}/console/invitation/${token}`
  if (mailer === undefined) return { email, how: 'link', link }
  const letter = invitationLetter(email, realm.name, realm.settings.emailInviteTemplate, link)
  return { email, how: (await mailer.send(letter)) ? 'mailed' : 'mail_failed' }
}

export type InvitationFailure =
  | { readonly reason: 'not_found' }
  | { readonly reason: 'used' }
  | { readonly reason: 'expired' }

/** Whom an invitation is for. */
export async function findInvitation(
  deps: Pick<SignInDeps, 'db' | 'hashText'>,
  token: string,
  now: UnixSeconds,
): Promise<Result<KnownPerson, InvitationFailure>> {
  const hash = await hashOfToken(deps.hashText, 'invitation', token)
  const row = await readOneTime(deps.db, 'invitation', hash)
  if (row === undefined || row.userId === null) return fail({ reason: 'not_found' })
  if (row.usedAt !== null) return fail({ reason: 'used' })
  if (row.expiresAt <= now) return fail({ reason: 'expired' })
  const person = await readPerson(deps.db, { userId: row.userId })
  if (person === undefined) return fail({ reason: 'not_found' })
  return person.hasCome ? fail({ reason: 'used' }) : succeed(person)
}

/** Uses an invitation: the person has a password and is signed in, as far as their realms let them without a second factor. */
export async function acceptInvitation(
  deps: SignInDeps,
  token: string,
  typed: { readonly name: string; readonly password: string; readonly place: string },
  now: UnixSeconds,
): Promise<Result<IssuedCookie, InvitationFailure | PersonProblem | PasswordFailure>> {
  const found = await findInvitation(deps, token, now)
  if (!found.ok) return found
  const person = found.value
  const name = readName(typed.name)
  if (!name.ok) return name
  const password = await hashNewPassword(deps, typed.password, {
    email: person.email,
    name: name.value,
  })
  if (!password.ok) return password
  const { db } = deps
  const { issued, row } = await makeSession(deps, levelOf(person, now), typed.place, now)
  try {
    await auditedBatch(
      db,
      now,
      [personEntry(person.email, 'person.come')],
      [
        ...useOneTime(db, 'invitation', await hashOfToken(deps.hashText, 'invitation', token), now),
        requireNotCome(db, person.userId),
        renamePerson(db, person.userId, name.value, now),
        savePassword(db, person.email, password.value, now),
        insertSession(db, person.email, row, now),
      ],
    )
    return succeed(issued)
  } catch (error) {
    if (!isRefusal(error)) throw error
    return fail({ reason: 'used' })
  }
}
