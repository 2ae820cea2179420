/** One member: who they are, what they may do here, and changing that. */

import { offerRights } from '../../../core/console/rights.ts'
import type { ShownMember } from '../../../core/console/shown-member.ts'
import { mayDo } from '../../../core/realms/realm-actions.ts'
import { open } from '../../../flows/console/sealed-texts.ts'
import { changeMember } from '../../../flows/verification/members.ts'
import type { FieldError } from '../../../ui/components/error-summary.tsx'
import { PersonPage } from '../../../ui/pages/people/person.tsx'
import { type ConsoleContext, membershipOf, signedIn } from '../context.ts'
import { errorPage } from '../errors.tsx'
import { readForm } from '../form.ts'
import { refuseOldProof } from '../fresh-proof.ts'
import { page, redirect } from '../page.tsx'
import { changeBy, findMember } from './find-member.ts'
import { sealName } from './invite.ts'
import { peoplePath, personPath } from './paths.ts'
import { memberError, noRights, presetOf, readRights } from './rights-form.ts'

export async function showPerson(c: ConsoleContext) {
  const member = await findMember(c)
  if (member === undefined) return errorPage(c, 'notFound')
  return personPage(c, member, presetOf(c, member.permissions), [])
}

export async function saveRights(c: ConsoleContext): Promise<Response> {
  const member = await findMember(c)
  if (member === undefined) return errorPage(c, 'notFound')
  const { realmId, realmKey } = membershipOf(c)
  const path = personPath(realmKey, member.userId)
  const refusal = await refuseOldProof(c, path)
  if (refusal !== undefined) return refusal
  const { deps, now, copy } = c.var
  const rights = readRights(c)
  const isChanged = readForm(c).get('was') !== String(member.permissions)
  // Sent twice, the form meets what it did itself.
  if (isChanged && rights !== member.permissions) {
    return personPage(c, member, rights, [{ field: undefined, text: copy.people.changed }], 409)
  }
  if (rights === 0) return personPage(c, member, rights, [noRights(c)])
  const by = changeBy(c)
  const saved = await changeMember(deps.people, by, realmId, member.userId, rights, now)
  if (saved.ok) return redirect(c, path, 'people.rightsSaved')
  const error = memberError(c, saved.failure)
  return error === undefined ? errorPage(c, 'notFound') : personPage(c, member, rights, [error])
}

async function personPage(
  c: ConsoleContext,
  member: ShownMember,
  ticked: number,
  errors: readonly FieldError[],
  status: 200 | 409 | 422 = errors.length === 0 ? 200 : 422,
): Promise<Response> {
  const { deps, now, copy } = c.var
  const { realmId, realmKey, permissions } = membershipOf(c)
  const session = signedIn(c)
  const isSelf = member.userId === session.viewer.userId
  const mayChange = mayDo(permissions, 'change members')
  const link = mayChange
    ? await open(deps.people, session, sealName(realmId, member.userId), now)
    : undefined
  return page(c, {
    title: copy.people.personTitle,
    heading: member.name,
    status,
    errors,
    breadcrumb: [{ href: peoplePath(realmKey), label: copy.people.title }],
    body: (
      <PersonPage
        member={member}
        isSelf={isSelf}
        groups={
          mayChange && !isSelf ? offerRights(permissions, member.permissions, ticked) : undefined
        }
        link={member.hasCome ? undefined : link}
        path={personPath(realmKey, member.userId)}
        errors={errors}
      />
    ),
    ...(errors.length === 0 && { focus: 'heading' }),
  })
}
