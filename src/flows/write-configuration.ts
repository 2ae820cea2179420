/** The statements of each change. Ids of new rows are decided here: nobody else may have changed anything meanwhile. */

import type { ConfigurationChange } from '../core/configuration/difference.ts'
import type { PaddingPolicyEntry, SectionName } from '../core/configuration/document.ts'
import type { KeyserverDatabase } from '../db/keyserver/database.ts'
import { withoutHistory } from '../db/keyserver/queries/configuration.ts'
import * as write from '../db/keyserver/queries/configuration-statements.ts'
import {
  endOf,
  entryOf,
  type Ids,
  idOf,
  idsOf,
  secondsOf,
  type WriteContext,
  type Writer,
} from './configuration-rows.ts'
import { writeContentSigner, writeCountry } from './write-content-configuration.ts'
import {
  writeAuthorization,
  writeEfgsCertificate,
  writeNation,
  writePartner,
} from './write-federation-configuration.ts'
import { writeImport, writeMirror } from './write-foreign-configuration.ts'
import { writeLayoutExport } from './write-layout-configuration.ts'

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

const WRITERS: Readonly<Record<SectionName, Writer>> = {
  healthAuthorities: writeAuthority,
  authorizedApps: writeApp,
  signingKeys: writeSigningKey,
  signers: writeSigner,
  exports: writeExport,
  layoutExports: writeLayoutExport,
  paddingPolicies: writePaddingPolicy,
  imports: writeImport,
  mirrors: writeMirror,
  contentSigners: writeContentSigner,
  countries: writeCountry,
  partners: writePartner,
  federationAuthorizations: writeAuthorization,
  nations: writeNation,
  efgsCertificates: writeEfgsCertificate,
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
    : [savedPolicy(db, entryOf(document, 'paddingPolicies', change.name))]
}

const savedPolicy = (db: KeyserverDatabase, { minimumKeys, ...policy }: PaddingPolicyEntry) =>
  write.savePaddingPolicy(db, { ...policy, minimumKeys: minimumKeys ?? null })
