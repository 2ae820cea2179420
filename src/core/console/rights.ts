/** Rights as a form offers them: in groups, with what this person may give and take. Pure. */

import {
  has,
  PERMISSION_BITS,
  PERMISSION_GROUPS,
  type Permission,
  permissionBits,
  permissionNames,
  withImplied,
} from '../realms/permissions.ts'

export const RIGHT_GROUPS = {
  work: ['CodeIssue', 'CodeBulkIssue', 'CodeRead', 'CodeExpire'],
  numbers: ['StatsRead'],
  people: ['UserRead', 'UserWrite'],
  connections: ['APIKeyRead', 'APIKeyWrite', 'MobileAppRead', 'MobileAppWrite'],
  settings: ['SettingsRead', 'SettingsWrite'],
  record: ['AuditRead'],
} as const satisfies Readonly<Record<string, readonly Permission[]>>

export type RightGroup = keyof typeof RIGHT_GROUPS
export const RIGHT_GROUP_NAMES = Object.keys(RIGHT_GROUPS) as readonly RightGroup[]

/** What people usually get. */
export const RIGHT_PRESETS = {
  caseWorker: PERMISSION_GROUPS['realm-user'],
  viewer: permissionBits([
    'AuditRead',
    'APIKeyRead',
    'CodeRead',
    'SettingsRead',
    'StatsRead',
    'MobileAppRead',
    'UserRead',
  ]),
  administrator: PERMISSION_GROUPS['realm-admin'],
} as const

export type RightPreset = keyof typeof RIGHT_PRESETS
export const RIGHT_PRESET_NAMES = Object.keys(RIGHT_PRESETS) as readonly RightPreset[]

export interface OfferedRight {
  readonly permission: Permission
  readonly isTicked: boolean
  /** What comes with it. */
  readonly includes: readonly Permission[]
  /**
   * "free": may be given and taken. "not given": neither this person nor the member holds it. "not given back": the member holds it
   * and this person does not, so that taking it away is for good as far as they go.
   */
  readonly state: 'free' | 'not given' | 'not given back'
}

/**
 * @param own rights of the person before the form
 * @param present rights of the member; 0 for somebody new
 * @param ticked what is ticked, as far as it may be
 */
export function offerRights(
  own: number,
  present: number,
  ticked: number,
): readonly { readonly group: RightGroup; readonly rights: readonly OfferedRight[] }[] {
  const offer = (permission: Permission): OfferedRight => {
    const state = has(own, permission)
      ? 'free'
      : has(present, permission)
        ? 'not given back'
        : 'not given'
    const bit = PERMISSION_BITS[permission]
    return {
      permission,
      isTicked: state !== 'not given' && has(ticked, permission),
      includes: permissionNames(withImplied(bit) & ~bit),
      state,
    }
  }
  return RIGHT_GROUP_NAMES.map((group) => ({ group, rights: RIGHT_GROUPS[group].map(offer) }))
}

/** Those that are not already said by another: "change people" includes to read them. */
export const rightsToSay = (permissions: number): readonly Permission[] => {
  const names = permissionNames(permissions)
  return names.filter(
    (name) =>
      !names.some((other) => other !== name && has(withImplied(PERMISSION_BITS[other]), name)),
  )
}
