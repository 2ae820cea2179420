/** Taking somebody out of a realm: the page that asks, and the deed. */

import { removeMember } from '../../../flows/verification/members.ts'
import { RemovePersonPage } from '../../../ui/pages/people/remove-person.tsx'
import { type ConsoleContext, membershipOf, signedIn } from '../context.ts'
import { errorPage } from '../errors.tsx'
import { refuseOldProof } from '../fresh-proof.ts'
import { page, redirect } from '../page.tsx'
import { changeBy, findMember } from './find-member.ts'
import { peoplePath, personPath } from './paths.ts'

export async function askToRemove(c: ConsoleContext) {
  const member = await findMember(c)
  if (member === undefined) return errorPage(c, 'notFound')
  const { realmKey } = membershipOf(c)
  const path = personPath(realmKey, member.userId)
  if (member.userId === signedIn(c).viewer.userId) return redirect(c, path)
  const refusal = await refuseOldProof(c, `${path}/remove`)
  if (refusal !== undefined) return refusal
  const { people } = c.get('copy')
  return page(c, {
    title: people.remove.title,
    breadcrumb: [
      { href: peoplePath(realmKey), label: people.title },
      { href: path, label: member.name },
    ],
    body: <RemovePersonPage member={member} path={path} />,
    focus: 'heading',
  })
}

export async function removePerson(c: ConsoleContext): Promise<Response> {
  const member = await findMember(c)
  if (member === undefined) return errorPage(c, 'notFound')
  const { realmId, realmKey } = membershipOf(c)
  const path = personPath(realmKey, member.userId)
  const refusal = await refuseOldProof(c, `${path}/remove`)
  if (refusal !== undefined) return refusal
  const { deps, now, copy } = c.var
  const removed = await removeMember(deps.people, changeBy(c), realmId, member.userId, now)
  if (removed.ok) return redirect(c, peoplePath(realmKey), 'people.removed')
  if (removed.failure.reason !== 'own_permissions') return errorPage(c, 'notFound')
  return errorPage(c, 'conflict', { text: copy.people.problems.ownRights, back: path })
}
