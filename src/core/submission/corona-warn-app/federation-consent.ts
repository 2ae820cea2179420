import type { FederationConsent } from '../../verification/health-authority.ts'

/**
 * Whether the keys of an upload may leave the country: the person decides, within what the tenant allows. Where the tenant
 * asks for a claim, the person's word in the payload is it.
 */
export function federationConsentOf(
  consents: boolean,
  ofTenant: FederationConsent,
): FederationConsent {
  if (!consents || ofTenant === 'never') return 'never'
  return ofTenant === 'traveler' ? 'traveler' : 'always'
}
