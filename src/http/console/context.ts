/** What the console's handlers find in their context. */

import type { Context } from 'hono'
import type { Language, Theme, Viewer, ViewerMembership } from '../../core/console/viewer.ts'
import type { RandomBytes } from '../../core/random.ts'
import type { UnixSeconds } from '../../core/time.ts'
import type { AddressGate } from '../../flows/console/address-gate.ts'
import type { SignInDeps } from '../../flows/console/deps.ts'
import type { OnceStore } from '../../flows/console/once.ts'
import type { Session } from '../../flows/console/sessions.ts'
import type { Events } from '../../flows/events.ts'
import type { RealmDeps } from '../../flows/verification/change-realms.ts'
import type { Copy } from '../../ui/copy/copy.ts'
import type { CodesDeps } from './codes/deps.ts'
import type { SettingsDeps } from './settings/deps.ts'
import type { AboutDeps } from './system/deps.ts'

/** How somebody wants to see pages. `theme` undefined: as the device. */
export interface Preferences {
  readonly language: Language
  readonly theme: Theme | undefined
}

/** What every page needs; areas add their own to `ConsoleDeps`. */
export interface ShellDeps {
  readonly events: Events
  readonly randomBytes: RandomBytes
  /** HMAC key of cookies that are not sessions: forms before sign-in, messages after a redirect. */
  readonly cookieKey: () => Promise<CryptoKey>
  /**
   * @param isActivity false: asked by a script on its own, which keeps no session alive
   * @returns undefined where the cookie is nobody's, has idled or has ended
   */
  readonly readSession: (
    cookie: string,
    now: UnixSeconds,
    isActivity: boolean,
  ) => Promise<Session | undefined>
  readonly savePreferences: (
    viewer: Viewer,
    preferences: Preferences,
    now: UnixSeconds,
  ) => Promise<void>
  readonly once: OnceStore
  /** Stands before whatever costs a password's work or takes a guess. */
  readonly addressGate: AddressGate
  /** Names of who can change what others may do in a realm, a few. */
  readonly administratorsOf: (realmId: number) => Promise<readonly string[]>
  /** Language of a browser that says nothing. */
  readonly defaultLanguage: Language
  /** A strip above every page that says it is a demo. */
  readonly isDemo: boolean
}

export interface ConsoleDeps extends ShellDeps {
  readonly people: SignInDeps
  readonly codes: CodesDeps
  /** For how long entries of the audit log are kept. */
  readonly auditSeconds: number
  readonly realms: RealmDeps
  readonly about: AboutDeps
  readonly settings: SettingsDeps
}

export interface ConsoleVariables {
  deps: ConsoleDeps
  now: UnixSeconds
  /** undefined: nobody has given a password yet. Level 0 still lacks the second factor. */
  viewer: Viewer | undefined
  session: Session | undefined
  /** The one of the path's realm; undefined outside realms. Set before a realm's handler runs. */
  membership: ViewerMembership | undefined
  language: Language
  theme: Theme | undefined
  copy: Copy
  csrfToken: string
  /** What `csrfToken` was made of. */
  csrfSecret: string
  nonce: string
  /** Id of a form on the page that is being made. */
  once: string
  /** The form that came, read and checked. */
  form: URLSearchParams
  /** Whether a path is a page's: where a redirect after sign-in may lead. */
  isPage: (path: string) => boolean
}

export type ConsoleSurface = { Variables: ConsoleVariables }
export type ConsoleContext = Context<ConsoleSurface>

/** Who is signed in; for handlers of routes that nobody else reaches. */
export function signedIn(c: ConsoleContext): Session {
  const session = c.get('session')
  if (session === undefined) throw new Error('a route for signed-in people let somebody else in')
  return session
}

/** The viewer's membership in the realm of the path. */
export function membershipOf(c: ConsoleContext): ViewerMembership {
  const membership = c.get('membership')
  if (membership === undefined) throw new Error('a route of a realm was reached outside of realms')
  return membership
}
