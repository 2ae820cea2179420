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
  { group: 'numbers', page: 'codeNumbers', path: 'stats', actions: ['read statistics'], jump: 'z' },
  {
    group: 'numbers',
    page: 'timeNumbers',
    path: 'stats/codes',
    actions: ['read statistics'],
    jump: 'v',
  },
  {
    group: 'numbers',
    page: 'textNumbers',
    path: 'stats/sms',
    actions: ['read statistics'],
    jump: 'x',
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
    group: 'settings',
    page: 'settingsGeneral',
    path: 'settings/general',
    actions: ['read settings'],
    jump: 'e',
  },
  {
    group: 'settings',
    page: 'settingsCodes',
    path: 'settings/codes',
    actions: ['read settings'],
    jump: 'o',
  },
  {
    group: 'settings',
    page: 'settingsTexts',
    path: 'settings/texts',
    actions: ['read settings'],
    jump: 'm',
  },
  {
    group: 'settings',
    page: 'settingsSecurity',
    path: 'settings/security',
    actions: ['read settings'],
    jump: 's',
  },
  {
    group: 'settings',
    page: 'settingsLimits',
    path: 'settings/limits',
    actions: ['read settings'],
    jump: 'l',
  },
  { group: 'record', page: 'record', path: 'audit', actions: ['read the audit log'], jump: 'r' },
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

const SYSTEM_PATH = '/console/system'

interface SystemPage {
  readonly page: keyof Copy['system']['pages']
  /** Below the system's own address. */
  readonly path: string
  readonly jump: string
}

/** For system administrators. */
export const SYSTEM_PAGES: readonly SystemPage[] = [
  { page: 'realms', path: 'realms', jump: 'r' },
  { page: 'people', path: 'people', jump: 'p' },
  { page: 'audit', path: 'audit', jump: 'a' },
  { page: 'about', path: 'about', jump: 'b' },
]

export const systemPath = (path: string): string => `${SYSTEM_PATH}/${path}`

/** Whether a path is of the system's pages. */
export const isSystemPath = (path: string): boolean => path.startsWith(`${SYSTEM_PATH}/`)

export const systemGroups = (path: string, { system }: Copy): readonly LinkGroup[] => [
  {
    label: system.group,
    links: SYSTEM_PAGES.map((item) => {
      const href = systemPath(item.path)
      return { href, label: system.pages[item.page], isCurrent: href === path, jump: item.jump }
    }),
  },
]

/** Where the person may work: the first page of each realm that they may open, and of the system. @param path that is shown */
export const placesOf = (
  viewer: Viewer,
  current: ViewerMembership | undefined,
  path: string,
  copy: Copy,
): Place[] => [...realmPlaces(viewer, current), ...systemPlaces(viewer, path, copy)]

const systemPlaces = ({ isSystemAdmin }: Viewer, path: string, { system }: Copy): Place[] =>
  isSystemAdmin
    ? [{ href: systemPath('realms'), label: system.place, isCurrent: isSystemPath(path) }]
    : []

const realmPlaces = (viewer: Viewer, current: ViewerMembership | undefined): Place[] =>
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
