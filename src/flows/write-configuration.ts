/** The statements of each change. Ids of new rows are decided here: nobody else may have changed anything meanwhile. */

import type { ConfigurationChange } from '../core/configuration/difference.ts'
import {
  type ConfigurationDocument,
  NAME_OF,
  type SectionName,
  signerNameOf,
} from '../core/configuration/document.ts'
import { parseIsoTime } from '../core/iso-time.ts'
import type { UnixSeconds } from '../core/time.ts'
import type { KeyserverDatabase } from '../db/keyserver/database.ts'
import { type ConfigurationRows, withoutHistory } from '../db/keyserver/queries/configuration.ts'
import * as write from '../db/keyserver/queries/configuration-statements.ts'
import type { NewSigningKey } from '../db/keyserver/queries/signing-keys.ts'

export interface WriteContext {
  readonly db: KeyserverDatabase
  readonly rows: ConfigurationRows
  readonly document: ConfigurationDocument
  /** Rows of the signing keys that are to be made, by name. */
  readonly newSigningKeys: ReadonlyMap<string, NewSigningKey>
  readonly now: UnixSeconds
}

/**
 * Writes in the order of the changes, deletions after them in the opposite order: nothing is ever referred to that is not there.
 * Mirrors, which nothing refers to, go first: the root of one that goes may be that of one that comes.
 */
export function statementsOf(
  context: WriteContext,
  changes: readonly ConfigurationChange[],
): readonly D1PreparedStatement[] {
  const ids = idsOf(context, changes)
  const isDeletion = ({ action, section }: ConfigurationChange) =>
    action === 'delete' && section !== 'mirrors'
  const isMirrorDeletion = ({ action, section }: ConfigurationChange) =>
    action === 'delete' && section === 'mirrors'
  const statements = (change: ConfigurationChange) => WRITERS[change.section](context, ids, change)
  return [
    ...changes.filter(isMirrorDeletion).flatMap(statements),
    ...changes.filter(({ action }) => action !== 'delete').flatMap(statements),
    ...republished(context, ids, changes),
    ...changes.filter(isDeletion).reverse().flatMap(statements),
  ]
}

type NumberedSection = Exclude<SectionName, 'authorizedApps' | 'paddingPolicies'>
/** Ids by section and name, of rows that are there and of those to come. */
type Ids = Readonly<Record<NumberedSection, ReadonlyMap<string, number>>>

function idsOf({ rows }: WriteContext, changes: readonly ConfigurationChange[]): Ids {
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
    imports: numbered(
      'imports',
      rows.imports.map((row) => [row.indexUrl, row.id]),
    ),
    mirrors: numbered(
      'mirrors',
      rows.mirrors.map((row) => [row.indexUrl, row.id]),
    ),
  }
}

function idOf(ids: Ids, section: NumberedSection, name: string): number {
  const id = ids[section].get(name)
  if (id === undefined) throw new Error(`${section} has no "${name}"`)
  return id
}

type Entry<S extends SectionName> = NonNullable<ConfigurationDocument[S]>[number]

function entryOf<S extends SectionName>(
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
function secondsOf(text: string): UnixSeconds {
  const at = parseIsoTime(text)
  if (at === undefined) throw new Error(`"${text}" is no time`)
  return at
}

const endOf = (text: string | undefined): number | null =>
  text === undefined ? null : secondsOf(text)

type Writer = (
  context: WriteContext,
  ids: Ids,
  change: ConfigurationChange,
) => readonly D1PreparedStatement[]

const WRITERS: Readonly<Record<SectionName, Writer>> = {
  healthAuthorities: writeAuthority,
  authorizedApps: writeApp,
  signingKeys: writeSigningKey,
  signers: writeSigner,
  exports: writeExport,
  paddingPolicies: writePaddingPolicy,
  imports: writeImport,
  mirrors: writeMirror,
}

function writeAuthority(
  { db, rows, document }: WriteContext,
  ids: Ids,
  change: ConfigurationChange,
) {
  const id = idOf(ids, 'healthAuthorities', change.name)
  if (change.action === 'delete') return [withoutHistory(db, id), write.deleteAuthority(db, id)]
  const { keys, ...entry } = entryOf(document, 'healthAuthorities', change.name)
  const kept = new Set(keys.map(({ version }) => version))
  const row = {
    id,
    issuer: entry.issuer,
    audience: entry.audience,
    name: entry.name,
    jwksUri: entry.jwksUri ?? null,
    mayReadStatistics: entry.mayReadStatistics,
    dailyUploadLimit: entry.dailyUploadLimit ?? null,
  }
  return [
    write.saveAuthority(db, row),
    ...('jwksUri' in change.fields ? [write.deletePolledKeys(db, id)] : []),
    ...rows.authorityKeys
      .filter((key) => key.healthAuthorityId === id && !key.isPolled && !kept.has(key.version))
      .map((key) => write.deleteAuthorityKey(db, id, key.version)),
    ...keys
      .filter(({ version }) => `keys[${version}]` in change.fields)
      .map((key) =>
        write.saveAuthorityKey(db, {
          healthAuthorityId: id,
          version: key.version,
          publicKeyPem: key.publicKeyPem,
          validFrom: secondsOf(key.validFrom),
          validThru: endOf(key.validThru),
          isPolled: false,
        }),
      ),
  ]
}

function writeApp({ db, document }: WriteContext, ids: Ids, change: ConfigurationChange) {
  if (change.action === 'delete') return [write.deleteApp(db, change.name)]
  const { allowedHealthAuthorities, ...entry } = entryOf(document, 'authorizedApps', change.name)
  return [
    write.saveApp(db, {
      ...entry,
      allowedRegions: [...new Set(entry.allowedRegions)],
      allowedHealthAuthorityIds: [...new Set(allowedHealthAuthorities)].map((issuer) =>
        idOf(ids, 'healthAuthorities', issuer),
      ),
    }),
  ]
}

function writeSigningKey(
  { db, newSigningKeys }: WriteContext,
  ids: Ids,
  change: ConfigurationChange,
) {
  const id = idOf(ids, 'signingKeys', change.name)
  if (change.action === 'delete') return [write.deleteSigningKey(db, id)]
  const key = newSigningKeys.get(change.name)
  if (key === undefined) throw new Error(`no key was made for "${change.name}"`)
  return [write.insertKey(db, { ...key, id })]
}

function writeSigner(
  { db, rows, document, now }: WriteContext,
  ids: Ids,
  change: ConfigurationChange,
) {
  const id = idOf(ids, 'signers', change.name)
  if (change.action === 'delete') return [write.deleteSigner(db, id)]
  if (change.action === 'end') {
    const row = rows.signers.find((signer) => signer.id === id)
    return row === undefined ? [] : [write.saveSigner(db, { ...row, retiresAt: now })]
  }
  const entry = entryOf(document, 'signers', change.name)
  return [
    write.saveSigner(db, {
      id,
      signingKeyId: idOf(ids, 'signingKeys', entry.signingKeyName),
      keyId: entry.keyId,
      keyVersion: entry.keyVersion,
      activatesAt: secondsOf(entry.activatesAt),
      retiresAt: endOf(entry.retiresAt),
    }),
  ]
}

function writeExport({ db, document, now }: WriteContext, ids: Ids, change: ConfigurationChange) {
  const id = idOf(ids, 'exports', change.name)
  if (change.action === 'delete') return [write.deleteExport(db, id)]
  if (change.action === 'end') return [write.updateExport(db, id, { activeThru: now })]
  const { signers, ...entry } = entryOf(document, 'exports', change.name)
  const values: write.ExportConfigValues = {
    filenameRoot: entry.filenameRoot,
    periodSeconds: entry.periodSeconds,
    outputRegion: entry.outputRegion,
    inputRegions: [...new Set(entry.inputRegions)],
    excludeRegions: [...new Set(entry.excludeRegions)],
    includeTravelers: entry.includeTravelers,
    onlyNonTravelers: entry.onlyNonTravelers,
    activeFrom: secondsOf(entry.activeFrom),
    activeThru: endOf(entry.activeThru),
    signatureInfoIds: [...new Set(signers)].map((name) => idOf(ids, 'signers', name)),
    maxRecordsOverride: entry.maxRecordsOverride ?? null,
  }
  return change.action === 'create'
    ? [write.insertExport(db, { ...values, id })]
    : [write.updateExport(db, id, values)]
}

/** Exports whose signers changed, without a change of their own: their public keys are published anew. */
function republished(
  { db, rows }: WriteContext,
  ids: Ids,
  changes: readonly ConfigurationChange[],
): readonly D1PreparedStatement[] {
  const namesOf = (section: SectionName) =>
    changes.filter((change) => change.section === section).map(({ name }) => name)
  const signers = new Set(namesOf('signers').map((name) => ids.signers.get(name)))
  const written = new Set(namesOf('exports').map((name) => ids.exports.get(name)))
  return rows.exports
    .filter((row) => !written.has(row.id) && row.signatureInfoIds.some((id) => signers.has(id)))
    .map((row) => write.updateExport(db, row.id, {}))
}

function writePaddingPolicy(
  { db, document }: WriteContext,
  _ids: Ids,
  change: ConfigurationChange,
) {
  return change.action === 'delete'
    ? [write.deletePaddingPolicy(db, change.name)]
    : [write.savePaddingPolicy(db, entryOf(document, 'paddingPolicies', change.name))]
}

function writeImport(
  { db, rows, document, now }: WriteContext,
  ids: Ids,
  change: ConfigurationChange,
) {
  const id = idOf(ids, 'imports', change.name)
  if (change.action === 'delete') return [write.deleteImport(db, id)]
  if (change.action === 'end') {
    const row = rows.imports.find((entry) => entry.id === id)
    return row === undefined ? [] : [write.saveImport(db, { ...row, activeThru: now })]
  }
  const { keys, ...entry } = entryOf(document, 'imports', change.name)
  const kept = new Set(keys.map(({ keyId, keyVersion }) => `${keyId}-${keyVersion}`))
  return [
    write.saveImport(db, {
      ...entry,
      id,
      activeFrom: secondsOf(entry.activeFrom),
      activeThru: endOf(entry.activeThru),
    }),
    ...rows.importKeys
      .filter((key) => key.importId === id && !kept.has(`${key.keyId}-${key.keyVersion}`))
      .map((key) => write.deleteImportKey(db, id, key.keyId, key.keyVersion)),
    ...keys
      .filter(({ keyId, keyVersion }) => `keys[${keyId}-${keyVersion}]` in change.fields)
      .map((key) =>
        write.saveImportKey(db, {
          ...key,
          importId: id,
          validFrom: secondsOf(key.validFrom),
          validThru: endOf(key.validThru),
        }),
      ),
  ]
}

function writeMirror({ db, document }: WriteContext, ids: Ids, change: ConfigurationChange) {
  const id = idOf(ids, 'mirrors', change.name)
  if (change.action === 'delete') return [write.deleteMirror(db, id)]
  const entry = entryOf(document, 'mirrors', change.name)
  const row = { ...entry, filenameRewrite: entry.filenameRewrite ?? null }
  return change.action === 'create'
    ? [write.insertMirror(db, { ...row, id })]
    : [write.updateMirror(db, id, row)]
}
