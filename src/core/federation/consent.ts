/**
 * Whether a key may leave for a partner, as far as the person and the app are concerned: the one rule of every way out. Pure.
 * The database selects by the same rule (`db/keyserver/queries/consent.ts`).
 */

import type { FederationConsent } from '../verification/health-authority.ts'

/** What is asked of a stored key. Synthetic ones have the consent of their policy, received ones that of their origin. */
export interface ConsentedKey {
  readonly federationConsent: FederationConsent
  readonly traveler: boolean
  /** Countries of interest; undefined: nobody was asked for them. */
  readonly visitedCountries: readonly string[] | undefined
}

/** Whether partners may have the key. What came from a partner never goes back to it: that is another rule. */
export function mayLeave(key: ConsentedKey): boolean {
  switch (key.federationConsent) {
    case 'never':
      return false
    case 'traveler':
      return key.traveler
    case 'claim':
      return key.visitedCountries !== undefined
    case 'always':
      return true
  }
}
