/**
 * The whole configuration document, over both databases. Each takes its sections whole or not at all; no transaction spans the
 * two, so both are compared first, and the key server's are written before the realms: a certificate's issuer is known by the time
 * that a realm signs in its name. Where the second write fails, the same document finishes the work.
 */

import type { ConfigurationChange } from '../core/configuration/difference.ts'
import type { ConfigurationDocument } from '../core/configuration/document.ts'
import type { ConfigurationProblem } from '../core/configuration/problem.ts'
import type { RealmDocument } from '../core/realms/realm-document.ts'
import type { UnixSeconds } from '../core/time.ts'
import { type ApplyConfigurationDeps, applyConfiguration } from './apply-configuration.ts'
import {
  applyRealms,
  type NewApiKeyOfRealm,
  type RealmSectionChange,
} from './verification/apply-realms.ts'
import type { RealmDeps } from './verification/change-realms.ts'

export interface AppliedDocument {
  readonly changes: readonly (ConfigurationChange | RealmSectionChange)[]
  readonly problems: readonly ConfigurationProblem[]
  /** Shown here and never again; none where nothing was written. */
  readonly newApiKeys: readonly NewApiKeyOfRealm[]
}

/** @param dryRun only compares @throws where a store fails */
export async function applyDocument(
  deps: { readonly configuration: ApplyConfigurationDeps; readonly realms: RealmDeps },
  document: ConfigurationDocument & RealmDocument,
  dryRun: boolean,
  now: UnixSeconds,
): Promise<AppliedDocument> {
  const { realms, systemCertificateKey, ...sections } = document
  const realmSections = { realms, systemCertificateKey }
  const sectionsCompared = await applyConfiguration(deps.configuration, sections, true, now)
  const realmsCompared = await applyRealms(deps.realms, realmSections, true, now)
  const problems = [...sectionsCompared.problems, ...realmsCompared.problems]
  if (problems.length > 0) return { changes: [], problems, newApiKeys: [] }
  if (dryRun) {
    const changes = [...sectionsCompared.changes, ...realmsCompared.changes]
    return { changes, problems: [], newApiKeys: [] }
  }
  const first = await applyConfiguration(deps.configuration, sections, false, now)
  if (first.problems.length > 0) return { ...first, newApiKeys: [] }
  const second = await applyRealms(deps.realms, realmSections, false, now)
  return {
    changes: [...first.changes, ...second.changes],
    problems: second.problems,
    newApiKeys: second.newApiKeys,
  }
}
