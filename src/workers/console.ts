/** The console as a Worker: pages for people. */

import { waitUntil } from 'cloudflare:workers'
import { type ForeignRules, PRODUCTION_RULES } from '../core/foreign/foreign-rules.ts'
import { administratorNames } from '../db/verification/queries/console-administrators.ts'
import { savePreferences } from '../db/verification/queries/console-people.ts'
import { onceStore } from '../flows/console/once.ts'
import { readSession } from '../flows/console/sessions.ts'
import { type ConsoleDeps, consoleSurface } from '../http/console/surface.ts'
import { addressGate } from '../platform/address-gate.ts'
import { readConfig, secondsOf } from '../platform/config.ts'
import { events } from '../platform/events.ts'
import { outbound } from '../platform/outbound.ts'
import { deriveHmacKey, randomBytes } from '../platform/secrets.ts'
import { type Clock, wallClock } from './clock.ts'
import { aboutOf } from './console-about.ts'
import { buildConsoleCodes } from './console-codes.ts'
import { buildConsoleRealms } from './console-realms.ts'
import { settingsOf } from './console-settings.ts'
import { buildSignIn } from './console-sign-in.ts'
import { buildMailer } from './mailer.ts'
import { perEnv } from './memo.ts'
import { buildIssuing, buildRealmApi, type RealmApiEnv } from './realm-api.ts'

export type ConsoleEnv = RealmApiEnv & Pick<Env, 'CONSOLE_HOST'>

export interface ConsoleOptions {
  readonly clock: Clock
  /** Whom texts and letters may be handed to. */
  readonly rules: ForeignRules
  /** Where links in letters lead. */
  readonly origin: string
  readonly isDemo: boolean
}

/** Paths of this surface, where it shares a host with others. */
export const isConsolePath = (pathname: string): boolean => /^\/console(\/|$)/.test(pathname)

export function buildConsole(env: ConsoleEnv, { clock, rules, origin, isDemo }: ConsoleOptions) {
  const config = readConfig({ ...env })
  const realmApi = buildRealmApi(env, config)
  const { db } = realmApi
  const people = buildSignIn(env, {
    db,
    mailer: buildMailer(config, outbound(rules.allowsLoopback)),
    origin,
    later: (work) =>
      waitUntil(work().catch((cause) => events.requestFailed('console, behind an answer', cause))),
  })
  const { hashText } = people
  const issue = buildIssuing(env, config, realmApi, rules)
  const realms = buildConsoleRealms(env, config, realmApi, rules)
  let cookieKey: Promise<CryptoKey> | undefined
  const deps: ConsoleDeps = {
    people,
    codes: buildConsoleCodes(env, config, realmApi, issue, hashText),
    auditSeconds: secondsOf(config.VERIFICATION_AUDIT_MAX_AGE),
    realms,
    about: aboutOf(env),
    settings: settingsOf(config),
    events,
    randomBytes,
    cookieKey: () => {
      cookieKey ??= deriveHmacKey(env.MASTER_KEY, 'console cookies', 'SHA-256')
      return cookieKey
    },
    readSession: (cookie, now, isActivity) => readSession(people, cookie, now, { isActivity }),
    savePreferences: async ({ userId, timeZone }, { language, theme }) => {
      await savePreferences(db, userId, { language, theme, timeZone }).run()
    },
    addressGate: addressGate(env.REALM_QUOTA, config.JURISDICTION, hashText),
    once: onceStore({ db, hashText }),
    administratorsOf: (realmId) => administratorNames(db, realmId),
    defaultLanguage: 'en',
    isDemo,
  }
  return consoleSurface(() => ({ deps, now: clock() }))
}

const surfaceOf = perEnv((env: ConsoleEnv) =>
  buildConsole(env, {
    clock: wallClock,
    rules: PRODUCTION_RULES,
    origin: `https://${env.CONSOLE_HOST}`,
    isDemo: false,
  }),
)

export default {
  fetch: (request, env, ctx) => surfaceOf(env).fetch(request, env, ctx),
} satisfies ExportedHandler<ConsoleEnv>
