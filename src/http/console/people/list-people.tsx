/** Who works in a realm. */

import { mayDo } from '../../../core/realms/realm-actions.ts'
import { listMembers } from '../../../db/verification/queries/console-members.ts'
import { PeopleListPage } from '../../../ui/pages/people/people-list.tsx'
import { type ConsoleContext, membershipOf, signedIn } from '../context.ts'
import { page } from '../page.tsx'
import { afterOf } from '../path-id.ts'
import { newPersonPath, peoplePath, personPath } from './paths.ts'

const PAGE_SIZE = 50
const MAX_SEARCH = 100

export async function listPeople(c: ConsoleContext) {
  const { realmId, realmKey, permissions } = membershipOf(c)
  const after = afterOf(c)
  const search = (c.req.query('q') ?? '').slice(0, MAX_SEARCH).trim()
  const { db } = c.get('deps').people
  const members = await listMembers(db, realmId, search, after, PAGE_SIZE + 1)
  const shown = members.slice(0, PAGE_SIZE)
  const path = peoplePath(realmKey)
  const query = search === '' ? '' : `q=${encodeURIComponent(search)}`
  const hasMore = members.length > PAGE_SIZE
  return page(c, {
    title: c.get('copy').people.title,
    body: (
      <PeopleListPage
        rows={shown.map((member) => ({
          ...member,
          href: personPath(realmKey, member.userId),
          isSelf: member.userId === signedIn(c).viewer.userId,
        }))}
        search={search}
        path={path}
        newHref={mayDo(permissions, 'change members') ? newPersonPath(realmKey) : undefined}
        firstHref={after === undefined ? undefined : `${path}?${query}`}
        nextHref={hasMore ? `${path}?${query}&after=${shown.at(-1)?.userId}` : undefined}
      />
    ),
    ...(search !== '' && { focus: 'heading' }),
  })
}
