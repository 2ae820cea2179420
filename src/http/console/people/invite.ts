/** What came of an invitation, and where that is said. */

import { addSeconds, SECONDS_PER_HOUR } from '../../../core/time.ts'
import { type Invited, inviteAgain } from '../../../flows/console/invitations.ts'
import { seal } from '../../../flows/console/sealed-texts.ts'
import type { FlashKey } from '../../../ui/copy/copy.ts'
import { type ConsoleContext, membershipOf, signedIn } from '../context.ts'
import { errorPage } from '../errors.tsx'
import { refuseOldProof } from '../fresh-proof.ts'
import { onceOnly } from '../once.ts'
import { redirect } from '../page.tsx'
import { changeBy, findMember } from './find-member.ts'
import { personPath } from './paths.ts'

/** What the link of an invitation is sealed as, where no letter takes it. */
export const sealName = (realmId: number, userId: number): string =>
  `invitation ${realmId} ${userId}`

/** Whether somebody worked elsewhere before is no business of whoever invites them: the same is said of both. */
const FLASHES: Readonly<Record<Invited['how'], FlashKey>> = {
  has_access: 'people.invited',
  mailed: 'people.invited',
  mail_failed: 'people.mailFailed',
  link: 'people.linkMade',
}

export async function toInvited(
  c: ConsoleContext,
  userId: number,
  invited: Invited,
): Promise<Response> {
  const { deps, now } = c.var
  const { realmId, realmKey } = membershipOf(c)
  if (invited.how === 'link') {
    const until = addSeconds(now, SECONDS_PER_HOUR)
    await seal(deps.people, signedIn(c), sealName(realmId, userId), invited.link, until)
  }
  return redirect(c, personPath(realmKey, userId), FLASHES[invited.how])
}

export async function inviteOnceMore(c: ConsoleContext): Promise<Response> {
  const member = await findMember(c)
  if (member === undefined) return errorPage(c, 'notFound')
  const { realmId, realmKey } = membershipOf(c)
  const { userId } = member
  const path = personPath(realmKey, userId)
  const refusal = await refuseOldProof(c, path)
  if (refusal !== undefined) return refusal
  const { deps, now } = c.var
  const work = async () => {
    const invited = await inviteAgain(deps.people, changeBy(c), realmId, { userId }, now)
    return invited.ok ? toInvited(c, userId, invited.value) : errorPage(c, 'notFound')
  }
  return onceOnly(c, work, path)
}
