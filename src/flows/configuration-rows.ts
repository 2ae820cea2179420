/** What the writers of changes share: ids of rows by name, entries by name, times. */

import type { ConfigurationChange } from '../core/configuration/difference.ts'
import {
  type ConfigurationDocument,
  NAME_OF,
  type SectionName,
  signerNameOf,
} from '../core/configuration/document.ts'
import { callerNameOf } from '../core/configuration/federation-entries.ts'
import { parseIsoTime } from '../core/iso-time.ts'
import type { UnixSeconds } from '../core/time.ts'
import type { KeyserverDatabase } from '../db/keyserver/database.ts'
import type { ConfigurationRows } from '../db/keyserver/queries/configuration.ts'
import type { NewContentSigner } from '../db/keyserver/queries/content-signers.ts'
import type { NewSigningKey } from '../db/keyserver/queries/signing-keys.ts'
import type { NewPartnerCredentials } from './partner-credentials.ts'

export interface WriteContext {
  readonly db: KeyserverDatabase
  readonly rows: ConfigurationRows
  readonly document: ConfigurationDocument
  /** Rows of the signing keys that are to be made, by name. */
  readonly newSigningKeys: ReadonlyMap<string, NewSigningKey>
  /** Rows of the content signers that are to be written, by name. */
  readonly newContentSigners: ReadonlyMap<string, NewContentSigner>
  /** Sealed credentials of the partners that are written, by name. */
  readonly partnerCredentials: NewPartnerCredentials
  readonly now: UnixSeconds
}

type NumberedSection = Exclude<
  SectionName,
  'authorizedApps' | 'paddingPolicies' | 'countries' | 'nations' | 'efgsCertificates'
>
/** Ids by section and name, of rows that are there and of those to come. */
export type Ids = Readonly<Record<NumberedSection, ReadonlyMap<string, number>>>

export function idsOf({ rows }: WriteContext, changes: readonly ConfigurationChange[]): Ids {
  const numbered = (section: NumberedSection, known: readonly (readonly [string, number])[]) => {
    const ids = new Map(known)
    let last = Math.max(0, ...ids.values())
    for (const { action, name } of changes.filter((change) => change.section === section)) {
      if (action === 'create') ids.set(name, ++last)
    }
    return ids
  }
  return {
    healthAuthorities: numbered(
      'healthAuthorities',
      rows.authorities.map((row) => [row.issuer, row.id]),
    ),
    signingKeys: numbered(
      'signingKeys',
      rows.signingKeys.map((row) => [row.name, row.id]),
    ),
    signers: numbered(
      'signers',
      rows.signers.map((row) => [signerNameOf(row), row.id]),
    ),
    exports: numbered(
      'exports',
      rows.exports.map((row) => [row.filenameRoot.toLowerCase(), row.id]),
    ),
    layoutExports: numbered(
      'layoutExports',
      rows.layoutExports.map((row) => [row.name.toLowerCase(), row.id]),
    ),
    imports: numbered(
      'imports',
      rows.imports.map((row) => [row.indexUrl, row.id]),
    ),
    mirrors: numbered(
      'mirrors',
      rows.mirrors.map((row) => [row.indexUrl, row.id]),
    ),
    contentSigners: numbered(
      'contentSigners',
      rows.contentSigners.map((row) => [row.name, row.id]),
    ),
    partners: numbered(
      'partners',
      rows.partners.map((row) => [row.name, row.id]),
    ),
    federationAuthorizations: numbered(
      'federationAuthorizations',
      rows.federationAuthorizations.map((row) => [callerNameOf(row), row.id]),
    ),
  }
}

export function idOf(ids: Ids, section: NumberedSection, name: string): number {
  const id = ids[section].get(name)
  if (id === undefined) throw new Error(`${section} has no "${name}"`)
  return id
}

type Entry<S extends SectionName> = NonNullable<ConfigurationDocument[S]>[number]

export function entryOf<S extends SectionName>(
  document: ConfigurationDocument,
  section: S,
  name: string,
): Entry<S> {
  const entries = (document[section] ?? []) as readonly Entry<S>[]
  const entry = entries.find((candidate) => NAME_OF[section](candidate) === name)
  if (entry === undefined) throw new Error(`the document has no "${name}" in ${section}`)
  return entry
}

/** @param text checked before */
export function secondsOf(text: string): UnixSeconds {
  const at = parseIsoTime(text)
  if (at === undefined) throw new Error(`"${text}" is no time`)
  return at
}

export const endOf = (text: string | undefined): number | null =>
  text === undefined ? null : secondsOf(text)

export type Writer = (
  context: WriteContext,
  ids: Ids,
  change: ConfigurationChange,
) => readonly D1PreparedStatement[]
