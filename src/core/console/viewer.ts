/** Whoever is signed in to the console, as every page sees them. Pure. */

import type { UnixSeconds } from '../time.ts'

/**
 * How far somebody has signed in. 0: the password was right and the second factor is missing, which opens the pages of the second
 * factor and no others. 1: signed in without a second factor, where all of their realms allow that. 2: with both.
 */
export type SignInLevel = 0 | 1 | 2

export const LANGUAGES = ['en', 'es', 'fr', 'de', 'pt', 'ar'] as const
export type Language = (typeof LANGUAGES)[number]

export const THEMES = ['light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

export interface ViewerMembership {
  readonly realmId: number
  /** As it stands in addresses: the region code, or the id of a realm that has none. */
  readonly realmKey: string
  readonly realmName: string
  /** Bits of `core/realms/permissions.ts`, implied ones included. */
  readonly permissions: number
  /** Networks that the realm's pages may be opened from; none: everywhere. */
  readonly networks?: readonly string[]
}

export interface Viewer {
  readonly userId: number
  readonly email: string
  readonly name: string
  readonly isSystemAdmin: boolean
  readonly level: SignInLevel
  /** Whether there is one to be asked for; at level 0 without one, one is to be set up. */
  readonly hasSecondFactor: boolean
  /** When they last proved who they are, with whatever this session's level asks for. */
  readonly provedAt: UnixSeconds
  /** undefined: as the browser wishes; the same of the next two. */
  readonly language: Language | undefined
  readonly theme: Theme | undefined
  /** Name of an IANA time zone. */
  readonly timeZone: string | undefined
  /** By name of the realm. */
  readonly memberships: readonly ViewerMembership[]
}

/** How long a proof is good for what is sensitive: keys, people's rights, security settings, approvals, API keys, the password. */
const FRESH_PROOF_SECONDS = 600

export const hasFreshProof = ({ provedAt }: Viewer, now: UnixSeconds): boolean =>
  now - provedAt <= FRESH_PROOF_SECONDS
