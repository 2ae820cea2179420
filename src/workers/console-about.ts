/** What the console says of its deployment. */

import type { AboutDeps, Variable } from '../http/console/system/deps.ts'
import { ConfigSchema, readConfig, secondsOf } from '../platform/config.ts'

const SECRETS = ['MASTER_KEY', 'SYSTEM_SMS_AUTH_TOKEN'] as const

const SECONDS_PER_DAY = 86_400

export function aboutOf(env: object): AboutDeps {
  const vars: Readonly<Record<string, unknown>> = { ...env }
  const config = readConfig(vars)
  const values: Readonly<Record<string, unknown>> = config
  return {
    build: buildOf(vars['CF_VERSION_METADATA']),
    auditDays: Math.floor(secondsOf(config.VERIFICATION_AUDIT_MAX_AGE) / SECONDS_PER_DAY),
    variables: [
      ...SECRETS.map((name): Variable => ({ name, isSet: isSet(vars[name]) })),
      ...Object.keys(ConfigSchema.shape)
        .sort()
        .map((name): Variable => {
          const given = vars[name]
          const value = typeof given === 'string' ? given : defaultOf(values[name])
          return { name, value: withoutCredentials(value) }
        }),
    ],
  }
}

const isSet = (value: unknown): boolean => typeof value === 'string' && value !== ''

/** Numbers of durations are milliseconds here, as their variables never are written: so they are given with it. */
const defaultOf = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value)

/** An address may carry a password or a token, of which nothing is shown. */
function withoutCredentials(value: string): string {
  if (!URL.canParse(value)) return value
  const { origin, pathname, username, password, search, hash } = new URL(value)
  return [username, password, search, hash].every((part) => part === '') || origin === 'null'
    ? value
    : `${origin}${pathname}`
}

/** Of the binding "version_metadata". */
function buildOf(metadata: unknown): string | undefined {
  if (typeof metadata !== 'object' || metadata === null || !('id' in metadata)) return undefined
  return typeof metadata.id === 'string' ? metadata.id : undefined
}
