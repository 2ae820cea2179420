/** Stored keys that may leave for a partner: `core/federation/consent.ts` in SQL. */

import {
  FEDERATION_CONSENTS,
  type FederationConsent,
} from '../../../core/verification/health-authority.ts'

/** @param table name or alias of `diagnosis_keys` in the statement */
export function mayLeaveSql(table = 'diagnosis_keys'): string {
  const is = (consent: FederationConsent) =>
    `${table}.federation_consent = ${FEDERATION_CONSENTS.indexOf(consent)}`
  return `(${is('always')} OR (${is('traveler')} AND ${table}.traveler = 1)
    OR (${is('claim')} AND ${table}.visited_countries IS NOT NULL))`
}
