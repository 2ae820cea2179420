/** Adding somebody to a realm. */

import { offerRights } from '../../../core/console/rights.ts'
import { isEmailAddress, normalizeEmail } from '../../../core/realms/email-address.ts'
import { readMember } from '../../../db/verification/queries/console-members.ts'
import { invitePeople } from '../../../flows/console/invitations.ts'
import type { FieldError } from '../../../ui/components/error-summary.tsx'
import { NewPersonPage } from '../../../ui/pages/people/new-person.tsx'
import { type ConsoleContext, membershipOf } from '../context.ts'
import { errorPage } from '../errors.tsx'
import { readForm } from '../form.ts'
import { refuseOldProof } from '../fresh-proof.ts'
import { onceOnly } from '../once.ts'
import { page } from '../page.tsx'
import { changeBy } from './find-member.ts'
import { toInvited } from './invite.ts'
import { newPersonPath, peoplePath } from './paths.ts'
import { memberError, noRights, presetOf, readRights } from './rights-form.ts'

const MAX_NAME = 100

interface Typed {
  readonly email: string
  readonly name: string
  readonly rights: number
}

export async function showNewPerson(c: ConsoleContext) {
  const refusal = await refuseOldProof(c, newPersonPath(membershipOf(c).realmKey))
  return refusal ?? formPage(c, { email: '', name: '', rights: presetOf(c, 0) }, [])
}

export async function addPerson(c: ConsoleContext) {
  const { realmId, realmKey } = membershipOf(c)
  const refusal = await refuseOldProof(c, newPersonPath(realmKey))
  if (refusal !== undefined) return refusal
  const { deps, now } = c.var
  const form = readForm(c)
  const typed = {
    email: form.get('email') ?? '',
    name: form.get('name') ?? '',
    rights: readRights(c),
  }
  // All within: sent twice, the form would find the person that it made itself.
  return onceOnly(c, async () => {
    const errors = await problemsOf(c, typed)
    if (errors.length > 0) return formPage(c, typed, errors)
    const { rights, ...person } = typed
    const invited = await invitePeople(deps.people, changeBy(c), realmId, [person], rights, now)
    if (!invited.ok) {
      const error = memberError(c, invited.failure)
      return error === undefined ? errorPage(c, 'notFound') : formPage(c, typed, [error])
    }
    const [outcome] = invited.value
    const email = normalizeEmail(typed.email)
    const member = await readMember(deps.people.db, realmId, { email })
    if (outcome === undefined || member === undefined) throw new Error('nobody was added')
    return toInvited(c, member.userId, outcome)
  })
}

async function problemsOf(c: ConsoleContext, typed: Typed): Promise<readonly FieldError[]> {
  const { problems } = c.get('copy').people
  const email = normalizeEmail(typed.email)
  const errors: FieldError[] = []
  if (!isEmailAddress(email)) errors.push({ field: 'email', text: problems.noAddress })
  else if (await readMember(c.get('deps').people.db, membershipOf(c).realmId, { email }))
    errors.push({ field: 'email', text: problems.known })
  if ([...typed.name.trim()].length > MAX_NAME)
    errors.push({ field: 'name', text: problems.longName })
  if (typed.rights === 0) errors.push(noRights(c))
  return errors
}

function formPage(c: ConsoleContext, typed: Typed, errors: readonly FieldError[]) {
  const { people } = c.get('copy')
  const { realmKey, permissions } = membershipOf(c)
  const back = peoplePath(realmKey)
  return page(c, {
    title: people.form.title,
    status: errors.length === 0 ? 200 : 422,
    errors,
    breadcrumb: [{ href: back, label: people.title }],
    body: (
      <NewPersonPage
        email={typed.email}
        name={typed.name}
        groups={offerRights(permissions, 0, typed.rights)}
        path={newPersonPath(realmKey)}
        back={back}
        errors={errors}
      />
    ),
  })
}
