/** A system in which nothing was ever configured. */

import type { Configuration } from '../../src/core/configuration/document.ts'

export const EMPTY_CONFIGURATION: Configuration = {
  healthAuthorities: [],
  authorizedApps: [],
  signingKeys: [],
  signers: [],
  exports: [],
  layoutExports: [],
  paddingPolicies: [],
  imports: [],
  mirrors: [],
  contentSigners: [],
  countries: [],
  partners: [],
  federationAuthorizations: [],
  nations: [],
  efgsCertificates: [],
}
