/** A system administrator joins a realm, which opens it to them, and leaves it. */

import { hasFreshProof } from '../../../core/console/viewer.ts'
import type { Realm } from '../../../core/realms/settings.ts'
import { joinRealm, leaveRealm, type MemberFailure } from '../../../flows/verification/members.ts'
import type { FieldError } from '../../../ui/components/error-summary.tsx'
import {
  JoinRealmPage,
  LeaveRealmPage,
  MAX_REASON,
  MIN_REASON,
} from '../../../ui/pages/system/realm.tsx'
import { type ConsoleContext, signedIn } from '../context.ts'
import { errorPage } from '../errors.tsx'
import { readForm } from '../form.ts'
import { page, redirect } from '../page.tsx'
import { toFreshProof } from '../sign-in.tsx'
import { findRealm, realmsCrumb, systemRealmPath } from './realms.tsx'

const isMember = (c: ConsoleContext, realm: Realm): boolean =>
  signedIn(c).viewer.memberships.some(({ realmId }) => realmId === realm.id)

const isFresh = (c: ConsoleContext): boolean => hasFreshProof(signedIn(c).viewer, c.get('now'))

export async function askToJoin(c: ConsoleContext) {
  const realm = await findRealm(c)
  if (realm === undefined) return errorPage(c, 'notFound')
  const path = systemRealmPath(realm.id)
  if (isMember(c, realm)) return redirect(c, path)
  return isFresh(c) ? joinPage(c, realm, '', []) : toFreshProof(c, `${path}/join`)
}

const joinPage = (c: ConsoleContext, realm: Realm, reason: string, errors: readonly FieldError[]) =>
  page(c, {
    title: c.get('copy').system.join.title,
    status: errors.length === 0 ? 200 : 422,
    errors,
    body: (
      <JoinRealmPage
        realmName={realm.name}
        path={systemRealmPath(realm.id)}
        reason={reason}
        errors={errors}
      />
    ),
    breadcrumb: crumbs(c, realm),
    focus: 'heading',
  })

export async function join(c: ConsoleContext) {
  const realm = await findRealm(c)
  if (realm === undefined) return errorPage(c, 'notFound')
  const path = systemRealmPath(realm.id)
  if (!isFresh(c)) return toFreshProof(c, `${path}/join`)
  // A field of the browser is no longer than that; what is longer is no longer a note of a person.
  const reason = (readForm(c).get('reason') ?? '').trim().slice(0, MAX_REASON)
  const { deps, now, copy } = c.var
  if (reason.length < MIN_REASON)
    return joinPage(c, realm, reason, [
      { field: 'reason', text: copy.system.problems.reasonMissing },
    ])
  const joined = await joinRealm(deps.realms, signedIn(c).viewer.userId, realm.id, now, reason)
  return joined.ok ? redirect(c, path, 'system.joined') : refusedPage(c, joined.failure, path)
}

export async function askToLeave(c: ConsoleContext) {
  const realm = await findRealm(c)
  if (realm === undefined) return errorPage(c, 'notFound')
  const path = systemRealmPath(realm.id)
  if (!isMember(c, realm)) return redirect(c, path)
  return page(c, {
    title: c.get('copy').system.leave.title,
    body: <LeaveRealmPage realmName={realm.name} path={path} />,
    breadcrumb: crumbs(c, realm),
    focus: 'heading',
  })
}

export async function leave(c: ConsoleContext) {
  const realm = await findRealm(c)
  if (realm === undefined) return errorPage(c, 'notFound')
  const path = systemRealmPath(realm.id)
  const { deps, now } = c.var
  const left = await leaveRealm(deps.realms, signedIn(c).viewer.userId, realm.id, now, true)
  return left.ok ? redirect(c, path, 'system.left') : refusedPage(c, left.failure, path)
}

function refusedPage(c: ConsoleContext, { reason }: MemberFailure, back: string) {
  const { common, system } = c.get('copy')
  switch (reason) {
    case 'no_such_realm':
      return errorPage(c, 'notFound')
    case 'not_a_system_admin':
      return errorPage(c, 'forbidden', { text: common.systemOnly })
    case 'last_administrator':
      return errorPage(c, 'conflict', { text: system.leave.last, back })
    default:
      return errorPage(c, 'conflict', { back })
  }
}

const crumbs = (c: ConsoleContext, realm: Realm) => [
  realmsCrumb(c),
  { href: systemRealmPath(realm.id), label: realm.name },
]
