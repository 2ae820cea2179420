/** Which pages stand in the side list, and which places in the place switch. A test holds it against the route table. */

import type { Viewer, ViewerMembership } from '../../core/console/viewer.ts'
import { mayDo, type RealmAction } from '../../core/realms/realm-actions.ts'
import type { Copy } from '../../ui/copy/copy.ts'
import type { Place } from '../../ui/layout.tsx'
import type { LinkGroup } from '../../ui/side-list.tsx'

type Group = keyof Copy['common']['groups']
type Page = keyof Copy['common']['pages']

interface NavigationItem {
  readonly group: Group
  readonly page: Page
  /** Below the realm's own address. */
  readonly path: string
  readonly actions: readonly RealmAction[]
  readonly jump: string
}

export const REALM_PAGES: readonly NavigationItem[] = [
  { group: 'work', page: 'newCode', path: 'codes/new', actions: ['issue a code'], jump: 'n' },
  {
    group: 'work',
    page: 'myCodes',
    path: 'codes',
    actions: ['look up a code', 'issue a code'],
    jump: 'c',
  },
  {
    group: 'people',
    page: 'people',
    path: 'people',
    actions: ['read members'],
    jump: 'p',
  },
  {
    group: 'connections',
    page: 'apiKeys',
    path: 'api-keys',
    actions: ['read API keys'],
    jump: 'k',
  },
  {
    group: 'connections',
    page: 'apps',
    path: 'apps',
    actions: ['read mobile apps'],
    jump: 'a',
  },
]

export const realmPath = (realmKey: string, path = ''): string =>
  `/console/r/${encodeURIComponent(realmKey)}${path === '' ? '' : `/${path}`}`

const mayOpen = (membership: ViewerMembership, { actions }: NavigationItem): boolean =>
  actions.some((action) => mayDo(membership.permissions, action))

/** @param path of the page that is shown */
export function realmGroups(
  membership: ViewerMembership,
  path: string,
  { common }: Copy,
): readonly LinkGroup[] {
  const groups = new Map<Group, LinkGroup['links'][number][]>()
  for (const item of REALM_PAGES) {
    if (!mayOpen(membership, item)) continue
    const href = realmPath(membership.realmKey, item.path)
    const links = groups.get(item.group) ?? []
    links.push({
      href,
      label: common.pages[item.page],
      isCurrent: href === path,
      jump: item.jump,
    })
    groups.set(item.group, links)
  }
  return [...groups].map(([group, links]) => ({ label: common.groups[group], links }))
}

/** Where the person may work: the first page of each realm that they may open. */
export const placesOf = (viewer: Viewer, current: ViewerMembership | undefined): Place[] =>
  viewer.memberships.flatMap((membership) => {
    const first = REALM_PAGES.find((item) => mayOpen(membership, item))
    if (first === undefined) return []
    return [
      {
        href: realmPath(membership.realmKey, first.path),
        label: membership.realmName,
        isCurrent: membership.realmId === current?.realmId,
      },
    ]
  })
