/** What a member of a realm may do. Pure. Source: verification server pkg/rbac. */

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
