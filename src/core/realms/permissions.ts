/** What a member of a realm may do, and may give to others. Pure. Source: verification server pkg/rbac. */

/** Bits are those of the original, so that memberships can be moved over. */
export const PERMISSION_BITS = {
  AuditRead: 2,
  APIKeyRead: 4,
  APIKeyWrite: 8,
  CodeIssue: 16,
  CodeBulkIssue: 32,
  CodeRead: 64,
  CodeExpire: 128,
  SettingsRead: 256,
  SettingsWrite: 512,
  StatsRead: 1024,
  MobileAppRead: 2048,
  MobileAppWrite: 4096,
  UserRead: 8192,
  UserWrite: 16_384,
} as const

export type Permission = keyof typeof PERMISSION_BITS
export const PERMISSIONS = Object.keys(PERMISSION_BITS) as readonly Permission[]

/** What comes with a permission, whether asked for or not. */
const IMPLIED: Readonly<Partial<Record<Permission, Permission>>> = {
  APIKeyWrite: 'APIKeyRead',
  CodeBulkIssue: 'CodeIssue',
  SettingsWrite: 'SettingsRead',
  MobileAppWrite: 'MobileAppRead',
  UserWrite: 'UserRead',
}

/** Issues codes, also many, and looks after them. */
export const REALM_USER_PERMISSIONS = 240
/** All there is. */
export const REALM_ADMIN_PERMISSIONS = 32_766

export const PERMISSION_GROUPS = {
  'realm-user': REALM_USER_PERMISSIONS,
  'realm-admin': REALM_ADMIN_PERMISSIONS,
} as const
export type PermissionGroup = keyof typeof PERMISSION_GROUPS

/** Whether all bits of a permission are there. Any that overlaps would let a part stand for the whole. */
export const has = (permissions: number, permission: Permission): boolean =>
  holdsAll(permissions, PERMISSION_BITS[permission])

const holdsAll = (permissions: number, wanted: number): boolean => (permissions & wanted) === wanted

/** With what each permission implies: what is stored. */
export const withImplied = (permissions: number): number =>
  PERMISSIONS.filter((permission) => has(permissions, permission)).reduce((bits, permission) => {
    const implied = IMPLIED[permission]
    return implied === undefined ? bits : bits | PERMISSION_BITS[implied]
  }, permissions)

/** Bits of names, implied ones included. */
export const permissionBits = (names: readonly Permission[]): number =>
  withImplied(names.reduce((bits, name) => bits | PERMISSION_BITS[name], 0))

/** In the order of the bits. */
export const permissionNames = (permissions: number): readonly Permission[] =>
  PERMISSIONS.filter((permission) => has(permissions, permission))

export type GrantRefusal =
  /** Nobody changes what they may do themselves. */
  | { readonly reason: 'own_permissions' }
  /** Nobody gives what they do not hold. */
  | { readonly reason: 'not_held' }
  /** Bits that are no permission, such as the original's old administrator. */
  | { readonly reason: 'unknown_permission' }

/** Whoever wants to change a member's permissions. */
export type Granter =
  | { readonly kind: 'member'; readonly userId: number; readonly permissions: number }
  /** An operator with the document, or a system administrator: stands outside of realms. */
  | { readonly kind: 'system' }

/**
 * Whether somebody may change a member's permissions. What the member already has need not be held: it is not given.
 * @param memberId undefined: a person who is not yet known
 * @param present 0 for somebody who is no member
 */
export function checkGrant(
  granter: Granter,
  memberId: number | undefined,
  present: number,
  next: number,
): GrantRefusal | undefined {
  if (!holdsAll(REALM_ADMIN_PERMISSIONS, next)) return { reason: 'unknown_permission' }
  if (granter.kind === 'system') return undefined
  const wanted = withImplied(next)
  if (wanted === present) return undefined
  if (granter.userId === memberId) return { reason: 'own_permissions' }
  return holdsAll(granter.permissions, wanted & ~present) ? undefined : { reason: 'not_held' }
}
