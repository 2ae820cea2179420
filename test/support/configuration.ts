/** A database with nothing in it but the tables, and documents to apply to it. */

import { env } from 'cloudflare:workers'
import { expect } from 'vitest'
import example from '../../docs/examples/configuration.json'
import { readConfigurationDocument } from '../../src/api/configuration.ts'
import type { ConfigurationDocument } from '../../src/core/configuration/document.ts'
import { PRODUCTION_RULES } from '../../src/core/foreign/foreign-rules.ts'
import { deleteEverything } from '../../src/db/keyserver/queries/seed.ts'
import {
  type AppliedConfiguration,
  type ApplyConfigurationDeps,
  applyConfiguration,
} from '../../src/flows/apply-configuration.ts'
import { r2ArchiveStore } from '../../src/platform/archive-store.ts'
import { openSecretBox } from '../../src/platform/secrets.ts'
import { setAt } from './documents.ts'
import { startKeyserver, type TestKeyserver } from './keyserver.ts'
import { createTestAuthority, type TestAuthority } from './test-authority.ts'

export interface EmptyKeyserver {
  readonly server: TestKeyserver
  readonly deps: ApplyConfigurationDeps
  /** Of the example's health authority: its key stands in the example in place of the one there. */
  readonly authority: TestAuthority
  /** The example of the documentation; each a new one. */
  example(): typeof example
  apply(document: object, dryRun?: boolean): Promise<AppliedConfiguration>
  /** Applies what must be accepted. */
  applied(document: object): Promise<AppliedConfiguration>
}

export async function startEmpty(): Promise<EmptyKeyserver> {
  const server = await startKeyserver()
  await deleteEverything(server.db)
  const deps = {
    db: server.db,
    secretBox: await openSecretBox(env.MASTER_KEY),
    archives: r2ArchiveStore(env.EXPORTS),
    foreignRules: PRODUCTION_RULES,
  }
  const [entry] = example.healthAuthorities
  const authority = {
    ...createTestAuthority(),
    issuer: entry?.issuer ?? '',
    audience: entry?.audience ?? '',
    keyId: entry?.keys[0]?.version ?? '',
  }
  const apply = (document: object, dryRun = false) =>
    applyConfiguration(deps, readDocument(document), dryRun, server.now)
  return {
    server,
    deps,
    authority,
    example() {
      const path = 'healthAuthorities[0].keys[0].publicKeyPem'
      return setAt(structuredClone(example), path, authority.publicKeyPem)
    },
    apply,
    async applied(document) {
      const result = await apply(document)
      expect(result.problems).toEqual([])
      return result
    },
  }
}

/** With its defaults. */
export function readDocument(value: unknown): ConfigurationDocument {
  const document = readConfigurationDocument(value)
  if (!document.ok) throw new Error(JSON.stringify(document.failure))
  return document.value
}
