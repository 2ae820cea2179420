/** Imports and mirrors as operators make them: by a document. */

import type {
  ConfigurationDocument,
  ImportEntry,
  MirrorEntry,
} from '../../src/core/configuration/document.ts'
import type { ForeignRules } from '../../src/core/foreign/foreign-rules.ts'
import type { UnixSeconds } from '../../src/core/time.ts'
import type { KeyserverDatabase } from '../../src/db/keyserver/database.ts'
import { applyConfiguration, readConfiguration } from '../../src/flows/apply-configuration.ts'
import type { ArchiveStore } from '../../src/flows/archive-store.ts'
import { openSecretBox } from '../../src/platform/secrets.ts'

export interface ForeignStores {
  readonly db: KeyserverDatabase
  readonly archives: ArchiveStore
}

/** Neither imports nor mirrors have secrets: any box does. */
export async function applyForeign(
  stores: ForeignStores,
  document: ConfigurationDocument,
  foreignRules: ForeignRules,
  now: UnixSeconds,
) {
  const secretBox = await openSecretBox(Buffer.alloc(32, 7).toString('base64'))
  return applyConfiguration({ ...stores, secretBox, foreignRules }, document, false, now)
}

/** Adds an import, or changes the one of that address. */
export async function putImport(
  stores: ForeignStores,
  entry: ImportEntry,
  rules: ForeignRules,
  now: UnixSeconds,
): Promise<void> {
  const { imports } = await readConfiguration(stores.db)
  const others = imports.filter(({ indexUrl }) => indexUrl !== entry.indexUrl)
  accepted(await applyForeign(stores, { imports: [...others, entry] }, rules, now))
}

/** Adds a mirror, or changes the one of that address. */
export async function putMirror(
  stores: ForeignStores,
  entry: MirrorEntry,
  rules: ForeignRules,
  now: UnixSeconds,
): Promise<void> {
  const { mirrors } = await readConfiguration(stores.db)
  const others = mirrors.filter(({ indexUrl }) => indexUrl !== entry.indexUrl)
  accepted(await applyForeign(stores, { mirrors: [...others, entry] }, rules, now))
}

function accepted({ problems }: { readonly problems: readonly object[] }): void {
  if (problems.length > 0) throw new Error(JSON.stringify(problems))
}
