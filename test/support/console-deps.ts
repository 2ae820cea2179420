/** The console's surface with sessions that a test makes up. */

import type { Viewer } from '../../src/core/console/viewer.ts'
import { asUnixSeconds } from '../../src/core/time.ts'
import type { OnceStore } from '../../src/flows/console/once.ts'
import type { Session } from '../../src/flows/console/sessions.ts'
import type { ConsoleDeps } from '../../src/http/console/context.ts'

export const CONSOLE_NOW = asUnixSeconds(1_795_000_000)
export const CONSOLE_ORIGIN = 'https://console.example'

export const viewerOf = (changes: Partial<Viewer> = {}): Viewer => ({
  userId: 1,
  email: 'ana@example.org',
  name: 'Ana Ruiz',
  isSystemAdmin: false,
  level: 2,
  hasSecondFactor: true,
  provedAt: CONSOLE_NOW,
  language: undefined,
  theme: undefined,
  timeZone: undefined,
  memberships: [],
  ...changes,
})

/** The secret is made of the cookie, so that two sessions of one person differ. */
export const sessionOf = (cookie: string, viewer: Viewer): Session => ({
  viewer,
  csrfSecret: `secret of ${cookie}`,
  sessionKey: '00'.repeat(32),
  hash: `hash of ${cookie}`,
})

/** Kept in memory. */
export function memoryOnceStore(): OnceStore & {
  readonly targets: Map<string, string | undefined>
} {
  const targets = new Map<string, string | undefined>()
  return {
    targets,
    reserve: async (id, target) => {
      if (targets.has(id)) return { target: targets.get(id) }
      targets.set(id, target)
      return 'first'
    },
    settle: async (id, target) => {
      targets.set(id, target)
    },
    release: async (id) => {
      targets.delete(id)
    },
  }
}

/** @param sessions by cookie */
export function consoleDepsOf(
  sessions: Readonly<Record<string, Session>> = {},
  changes: Partial<ConsoleDeps> = {},
): ConsoleDeps {
  let key: Promise<CryptoKey> | undefined
  return {
    events: { requestFailed: () => undefined } as unknown as ConsoleDeps['events'],
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
    cookieKey: () => {
      key ??= crypto.subtle.importKey(
        'raw',
        new Uint8Array(32).fill(9),
        { name: 'HMAC', hash: 'SHA-256' },
        false,
        ['sign'],
      )
      return key
    },
    readSession: async (cookie) => (Object.hasOwn(sessions, cookie) ? sessions[cookie] : undefined),
    savePreferences: async () => undefined,
    once: memoryOnceStore(),
    addressGate: {
      admit: async (_, now) => ({ isAllowed: true, limit: 1, remaining: 1, resetAt: now }),
    },
    administratorsOf: async () => [],
    defaultLanguage: 'en',
    isDemo: false,
    auditSeconds: 2_592_000,
    // Whoever tests pages of people or codes gives what those need.
    people: {} as ConsoleDeps['people'],
    codes: {} as ConsoleDeps['codes'],
    realms: {} as ConsoleDeps['realms'],
    about: { build: undefined, auditDays: 30, variables: [] },
    settings: {} as ConsoleDeps['settings'],
    ...changes,
  }
}

/** Value of a hidden field of the first form on a page. */
export const hiddenField = (html: string, name: string): string =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? ''
