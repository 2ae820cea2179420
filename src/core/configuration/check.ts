/** Everything that is wrong with a document at once, as far as it and what is there can tell. Pure. */

import { checkContentSigners, checkCountries } from './check-content.ts'
import { checkEfgsCertificates } from './check-efgs-certificates.ts'
import {
  checkExports,
  checkPaddingPolicies,
  checkSigners,
  checkSigningKeys,
} from './check-exports.ts'
import { checkFederationAuthorizations } from './check-federation-authorizations.ts'
import { checkImports, checkMirrors } from './check-foreign.ts'
import { checkLayoutExports } from './check-layouts.ts'
import { checkNations } from './check-nations.ts'
import { checkPartners } from './check-partners.ts'
import { checkApps, checkAuthorities } from './check-tenants.ts'
import { SECTIONS } from './difference.ts'
import { type Configuration, NAME_OF, type SectionName } from './document.ts'
import { type CheckContext, type ConfigurationProblem, checkNames } from './problem.ts'

export async function checkConfiguration(
  context: CheckContext,
): Promise<readonly ConfigurationProblem[]> {
  const [authorities, signingKeys, imports, contentSigners, partners, callers, nations, members] =
    await Promise.all([
      checkAuthorities(context),
      checkSigningKeys(context),
      checkImports(context),
      checkContentSigners(context),
      checkPartners(context),
      checkFederationAuthorizations(context),
      checkNations(context),
      checkEfgsCertificates(context),
    ])
  return [
    ...SECTIONS.flatMap((section) => checkSectionNames(context, section)),
    ...authorities,
    ...checkApps(context),
    ...signingKeys,
    ...checkSigners(context),
    ...checkExports(context),
    ...checkLayoutExports(context),
    ...checkPaddingPolicies(context),
    ...imports,
    ...checkMirrors(context),
    ...contentSigners,
    ...checkCountries(context),
    ...partners,
    ...callers,
    ...nations,
    ...members,
  ]
}

function checkSectionNames<S extends SectionName>(
  { document }: CheckContext,
  section: S,
): ConfigurationProblem[] {
  const entries = (document[section] ?? []) as readonly Configuration[S][number][]
  return checkNames(section, entries.map(NAME_OF[section]), 'the name')
}
