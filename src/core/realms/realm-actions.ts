/** Which permission a realm's page or action needs. Pure. Source: verification server cmd/server, its routes. */

import { has, type Permission } from './permissions.ts'

export const ACTION_PERMISSIONS = {
  'issue a code': 'CodeIssue',
  'issue many codes': 'CodeBulkIssue',
  'look up a code': 'CodeRead',
  'expire a code': 'CodeExpire',
  'read settings': 'SettingsRead',
  'change settings': 'SettingsWrite',
  'read signing keys': 'SettingsRead',
  'change signing keys': 'SettingsWrite',
  'add to the quota': 'SettingsWrite',
  // The original let every member see all of them.
  'read statistics': 'StatsRead',
  'read the audit log': 'AuditRead',
  'read API keys': 'APIKeyRead',
  'change API keys': 'APIKeyWrite',
  'read mobile apps': 'MobileAppRead',
  'change mobile apps': 'MobileAppWrite',
  'read members': 'UserRead',
  'change members': 'UserWrite',
} as const satisfies Readonly<Record<string, Permission>>

export type RealmAction = keyof typeof ACTION_PERMISSIONS

/** @param permissions of a membership in that very realm; undefined: none */
export const mayDo = (permissions: number | undefined, action: RealmAction): boolean =>
  permissions !== undefined && has(permissions, ACTION_PERMISSIONS[action])
