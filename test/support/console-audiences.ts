/**
 * Who may use which route of the console, written down a second time: by console.md §3, and not made of the route table.
 * A route that is missing here fails the matrix.
 */

import type { Permission } from '../../src/core/realms/permissions.ts'

export type ExpectedAudience =
  | 'anyone'
  | 'half-signed-in'
  | 'signed-in'
  | 'system'
  /** Members of the realm who have one of these. */
  | readonly Permission[]

const REALM = '/console/r/:realm'

export const EXPECTED_AUDIENCES: Readonly<Record<string, ExpectedAudience>> = {
  'GET /console': 'signed-in',
  'POST /console/preferences': 'anyone',
  'GET /console/session': 'signed-in',

  'GET /console/sign-in': 'anyone',
  'POST /console/sign-in': 'anyone',
  'GET /console/sign-in/second': 'half-signed-in',
  'POST /console/sign-in/second': 'half-signed-in',
  'GET /console/sign-in/recovery-code': 'half-signed-in',
  'POST /console/sign-in/recovery-code': 'half-signed-in',
  'GET /console/sign-in/set-up': 'half-signed-in',
  'POST /console/sign-in/set-up': 'half-signed-in',
  'GET /console/sign-in/again': 'signed-in',
  'POST /console/sign-in/again': 'signed-in',
  'POST /console/sign-out': 'half-signed-in',

  'GET /console/start': 'anyone',
  'POST /console/start': 'anyone',
  'GET /console/start/:token': 'anyone',
  'GET /console/invitation': 'anyone',
  'POST /console/invitation': 'anyone',
  'GET /console/invitation/:token': 'anyone',
  'GET /console/recover': 'anyone',
  'POST /console/recover': 'anyone',
  'GET /console/recover/sent': 'anyone',
  'GET /console/recover/new': 'anyone',
  'POST /console/recover/new': 'anyone',
  'GET /console/recover/:token': 'anyone',

  'GET /console/account': 'signed-in',
  'POST /console/account': 'signed-in',
  'GET /console/account/password': 'signed-in',
  'POST /console/account/password': 'signed-in',
  'POST /console/account/sessions/end': 'signed-in',
  'POST /console/account/sessions/end-all': 'signed-in',
  'GET /console/account/recovery-codes': 'signed-in',
  'POST /console/account/recovery-codes': 'signed-in',
  'POST /console/account/recovery-codes/renew': 'signed-in',

  'GET /console/system/realms': 'system',
  'GET /console/system/realms/new': 'system',
  'POST /console/system/realms/new': 'system',
  'GET /console/system/realms/:id': 'system',
  'POST /console/system/realms/:id': 'system',
  'GET /console/system/realms/:id/join': 'system',
  'POST /console/system/realms/:id/join': 'system',
  'GET /console/system/realms/:id/leave': 'system',
  'POST /console/system/realms/:id/leave': 'system',
  'GET /console/system/audit': 'system',
  'GET /console/system/about': 'system',
  'GET /console/system/people': 'system',
  'GET /console/system/people/:id': 'system',
  'GET /console/system/people/:id/give-right': 'system',
  'POST /console/system/people/:id/give-right': 'system',
  'GET /console/system/people/:id/take-right': 'system',
  'POST /console/system/people/:id/take-right': 'system',
  'GET /console/system/people/:id/sign-out': 'system',
  'POST /console/system/people/:id/sign-out': 'system',

  [`GET ${REALM}/codes/new`]: ['CodeIssue'],
  [`POST ${REALM}/codes/new`]: ['CodeIssue'],
  // Of one's own also without the right to look up others'.
  [`GET ${REALM}/codes`]: ['CodeRead', 'CodeIssue'],
  [`GET ${REALM}/codes/:uuid`]: ['CodeRead', 'CodeIssue'],
  [`GET ${REALM}/codes/:uuid/state`]: ['CodeRead', 'CodeIssue'],
  [`POST ${REALM}/codes/:uuid/next`]: ['CodeIssue'],
  [`POST ${REALM}/codes/:uuid/text`]: ['CodeIssue'],
  [`GET ${REALM}/codes/:uuid/expire`]: ['CodeExpire'],
  [`POST ${REALM}/codes/:uuid/expire`]: ['CodeExpire'],

  [`GET ${REALM}/stats`]: ['StatsRead'],
  [`GET ${REALM}/stats/codes`]: ['StatsRead'],
  [`GET ${REALM}/stats/sms`]: ['StatsRead'],
  [`GET ${REALM}/stats/codes.csv`]: ['StatsRead'],
  [`GET ${REALM}/stats/codes.json`]: ['StatsRead'],
  [`GET ${REALM}/stats/sms.csv`]: ['StatsRead'],
  [`GET ${REALM}/stats/sms.json`]: ['StatsRead'],

  [`GET ${REALM}/audit`]: ['AuditRead'],
  [`GET ${REALM}/audit.csv`]: ['AuditRead'],
  [`GET ${REALM}/people`]: ['UserRead'],
  [`GET ${REALM}/people/new`]: ['UserWrite'],
  [`POST ${REALM}/people/new`]: ['UserWrite'],
  [`GET ${REALM}/people/:id`]: ['UserRead'],
  [`POST ${REALM}/people/:id`]: ['UserWrite'],
  [`POST ${REALM}/people/:id/invite`]: ['UserWrite'],
  [`GET ${REALM}/people/:id/remove`]: ['UserWrite'],
  [`POST ${REALM}/people/:id/remove`]: ['UserWrite'],

  [`GET ${REALM}/api-keys`]: ['APIKeyRead'],
  [`GET ${REALM}/api-keys/new`]: ['APIKeyWrite'],
  [`POST ${REALM}/api-keys/new`]: ['APIKeyWrite'],
  [`GET ${REALM}/api-keys/:id`]: ['APIKeyRead'],
  [`POST ${REALM}/api-keys/:id`]: ['APIKeyWrite'],
  [`POST ${REALM}/api-keys/:id/saved`]: ['APIKeyWrite'],
  [`GET ${REALM}/api-keys/:id/disable`]: ['APIKeyWrite'],
  [`POST ${REALM}/api-keys/:id/disable`]: ['APIKeyWrite'],
  [`POST ${REALM}/api-keys/:id/enable`]: ['APIKeyWrite'],
  [`GET ${REALM}/settings/general`]: ['SettingsRead'],
  [`POST ${REALM}/settings/general`]: ['SettingsWrite'],
  [`GET ${REALM}/settings/codes`]: ['SettingsRead'],
  [`POST ${REALM}/settings/codes`]: ['SettingsWrite'],
  [`GET ${REALM}/settings/texts`]: ['SettingsRead'],
  [`POST ${REALM}/settings/texts`]: ['SettingsWrite'],
  [`GET ${REALM}/settings/security`]: ['SettingsRead'],
  [`POST ${REALM}/settings/security`]: ['SettingsWrite'],
  [`GET ${REALM}/settings/limits`]: ['SettingsRead'],
  [`POST ${REALM}/settings/limits`]: ['SettingsWrite'],
  [`POST ${REALM}/settings/limits/burst`]: ['SettingsWrite'],
}
