/** All people: who they are, who of them looks after the system, and ending their sessions. */

import { hasFreshProof } from '../../../core/console/viewer.ts'
import { type KnownPerson, readPerson } from '../../../db/verification/queries/console-people.ts'
import { listPeople } from '../../../db/verification/queries/console-system.ts'
import { changeSystemRight, endSessionsOfPerson } from '../../../flows/console/system-people.ts'
import {
  ACTION_PATHS,
  ConfirmPersonPage,
  type PersonAction,
  PersonPage,
} from '../../../ui/pages/system/person.tsx'
import { PersonListPage } from '../../../ui/pages/system/person-list.tsx'
import { type ConsoleContext, signedIn } from '../context.ts'
import { errorPage } from '../errors.tsx'
import { systemPath } from '../navigation.ts'
import { page, redirect } from '../page.tsx'
import { toFreshProof } from '../sign-in.tsx'
import { idOf, nextPageOf, PAGE_ROWS } from './lists.ts'

const MAX_SEARCH = 100
/** An address of mail is not longer. */
const MAX_AFTER = 254

const PATH = systemPath('people')

export async function listAllPeople(c: ConsoleContext) {
  const search = (c.req.query('q') ?? '').trim().slice(0, MAX_SEARCH)
  const after = (c.req.query('after') ?? '').slice(0, MAX_AFTER)
  const found = await listPeople(c.get('deps').people.db, search, after, PAGE_ROWS + 1)
  const { rows, next } = nextPageOf(found, ({ email }) => email)
  const linkTo = (place: Readonly<Record<string, string>>) => {
    const query = new URLSearchParams({ ...(search !== '' && { q: search }), ...place }).toString()
    return query === '' ? PATH : `${PATH}?${query}`
  }
  return page(c, {
    title: c.get('copy').system.pages.people,
    body: (
      <PersonListPage
        people={rows}
        search={search}
        path={PATH}
        firstHref={after === '' ? undefined : linkTo({})}
        nextHref={next === undefined ? undefined : linkTo({ after: next })}
      />
    ),
  })
}

export async function showPerson(c: ConsoleContext) {
  const person = await findPerson(c)
  if (person === undefined) return errorPage(c, 'notFound')
  const isViewer = person.userId === signedIn(c).viewer.userId
  return page(c, {
    title: person.name,
    body: <PersonPage person={person} isViewer={isViewer} path={pathOf(person)} />,
    breadcrumb: [{ href: PATH, label: c.get('copy').system.pages.people }],
    focus: 'heading',
  })
}

export const askAboutPerson = (action: PersonAction) => async (c: ConsoleContext) => {
  const person = await findPerson(c)
  if (person === undefined) return errorPage(c, 'notFound')
  const { viewer } = signedIn(c)
  const { system } = c.get('copy')
  const path = pathOf(person)
  if (person.userId === viewer.userId) return ownPage(c, path)
  if (!isPossible(person, action)) return redirect(c, path)
  if (action !== 'signOut' && !hasFreshProof(viewer, c.get('now')))
    return toFreshProof(c, `${path}/${ACTION_PATHS[action]}`)
  return page(c, {
    title: system[action].title,
    body: <ConfirmPersonPage person={person} action={action} path={path} />,
    breadcrumb: [
      { href: PATH, label: system.pages.people },
      { href: path, label: person.name },
    ],
    focus: 'heading',
  })
}

const isPossible = ({ hasCome, isSystemAdmin }: KnownPerson, action: PersonAction): boolean =>
  action === 'take' ? isSystemAdmin : hasCome && !(action === 'give' && isSystemAdmin)

/** @param gives whether the right is given, else it is taken */
export const changeRight = (gives: boolean) => async (c: ConsoleContext) => {
  const userId = idOf(c)
  if (userId === undefined) return errorPage(c, 'notFound')
  const { deps, now, copy } = c.var
  const path = `${PATH}/${userId}`
  const changed = await changeSystemRight(deps.people, signedIn(c), userId, gives, now)
  if (changed.ok) return redirect(c, path, gives ? 'system.rightGiven' : 'system.rightTaken')
  switch (changed.failure.reason) {
    case 'no_such_person':
      return errorPage(c, 'notFound')
    case 'own_right':
      return ownPage(c, path)
    case 'not_come':
      return errorPage(c, 'conflict', { text: copy.system.person.notCome, back: path })
    case 'proof_needed':
      return toFreshProof(c, `${path}/${ACTION_PATHS[gives ? 'give' : 'take']}`)
    case 'changed':
      return errorPage(c, 'conflict', { text: copy.system.changed, back: path })
  }
}

export async function signOutPerson(c: ConsoleContext) {
  const userId = idOf(c)
  if (userId === undefined) return errorPage(c, 'notFound')
  const { deps, now } = c.var
  const path = `${PATH}/${userId}`
  const ended = await endSessionsOfPerson(deps.people, signedIn(c), userId, now)
  if (ended.ok) return redirect(c, path, 'system.signedOut')
  return ended.failure.reason === 'own_sessions' ? ownPage(c, path) : errorPage(c, 'notFound')
}

const ownPage = (c: ConsoleContext, back: string) =>
  errorPage(c, 'forbidden', { text: c.get('copy').system.ownRight, back })

const pathOf = ({ userId }: KnownPerson): string => `${PATH}/${userId}`

async function findPerson(c: ConsoleContext): Promise<KnownPerson | undefined> {
  const userId = idOf(c)
  return userId === undefined ? undefined : readPerson(c.get('deps').people.db, { userId })
}
