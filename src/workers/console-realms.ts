/** What changes realms from the console. */

import type { ForeignRules } from '../core/foreign/foreign-rules.ts'
import type { RealmDeps } from '../flows/verification/change-realms.ts'
import { codeQuota } from '../platform/admission.ts'
import type { Config } from '../platform/config.ts'
import { randomBytes } from '../platform/secrets.ts'
import type { buildRealmApi, RealmApiEnv } from './realm-api.ts'

/** @param rules whether addresses may be of this machine: in development only */
export const buildConsoleRealms = (
  env: RealmApiEnv,
  config: Config,
  { db, secretBox, deps }: ReturnType<typeof buildRealmApi>,
  rules: Pick<ForeignRules, 'allowsLoopback'>,
): RealmDeps => ({
  db,
  secretBox,
  randomBytes,
  secretKeyring: deps.secretKeyring,
  quota: codeQuota(env.REALM_QUOTA, config.JURISDICTION),
  allowsLoopback: rules.allowsLoopback,
})
