/** The statements of changes of partners, and of those who call us. */

import { canonicalPem } from '../core/configuration/document.ts'
import {
  deleteAuthorization,
  deletePartner,
  insertPartner,
  saveAuthorization,
  saveEfgsCertificate,
  saveNation,
  updatePartner,
  withoutPartnerHistory,
} from '../db/keyserver/queries/federation-configuration.ts'
import { endOf, entryOf, idOf, secondsOf, type Writer } from './configuration-rows.ts'

export const writePartner: Writer = (
  { db, document, partnerCredentials, now },
  ids,
  { action, name },
) => {
  const id = idOf(ids, 'partners', name)
  if (action === 'delete') return [withoutPartnerHistory(db, id), ...deletePartner(db, id)]
  // What came of it stays until its age; what it was called with does not.
  if (action === 'end')
    return [updatePartner(db, id, { activeThru: now, wrappedCredentials: null })]
  const {
    gatewayFrom,
    contentSigner,
    credentials: _,
    ...entry
  } = entryOf(document, 'partners', name)
  const sealed = partnerCredentials.wrapped.get(name)
  const row = {
    ...entry,
    gatewayFrom: [...new Set(gatewayFrom)].map((from) => idOf(ids, 'partners', from)),
    regions: [...new Set(entry.regions)],
    exportRegions: [...new Set(entry.exportRegions)],
    settings: { ...entry.settings },
    ...(sealed !== undefined && { wrappedCredentials: sealed }),
    contentSignerId:
      contentSigner === undefined ? null : idOf(ids, 'contentSigners', contentSigner),
    activeFrom: secondsOf(entry.activeFrom),
    activeThru: endOf(entry.activeThru),
  }
  return action === 'create' ? [insertPartner(db, { ...row, id })] : [updatePartner(db, id, row)]
}

export const writeAuthorization: Writer = ({ db, document }, ids, { action, name }) => {
  const id = idOf(ids, 'federationAuthorizations', name)
  if (action === 'delete') return [deleteAuthorization(db, id)]
  const { keys, ...entry } = entryOf(document, 'federationAuthorizations', name)
  return [
    saveAuthorization(db, {
      id,
      ...entry,
      audience: entry.audience ?? null,
      includeRegions: [...new Set(entry.includeRegions)],
      excludeRegions: [...new Set(entry.excludeRegions)],
      partnerName: entry.partnerName ?? null,
      publicKeys: keys.map((key) => ({ ...key })),
      jwksUri: entry.jwksUri ?? null,
    }),
  ]
}

export const writeNation: Writer = ({ db, rows, document, now }, _ids, { action, name }) => {
  const before = rows.nations.find(({ uuid }) => uuid === name)
  const since = before?.revokedAt ?? now
  if (action === 'end') {
    if (before === undefined) return []
    const { id: _, ...row } = before
    return [saveNation(db, { ...row, revokedAt: since })]
  }
  const { publicKeysPem, revoked, ...entry } = entryOf(document, 'nations', name)
  return [
    saveNation(db, {
      ...entry,
      // No more of the text than the key: what stands beside it is not ours to keep.
      publicKeyPems: publicKeysPem.map(canonicalPem),
      gatewayOrigins: [...new Set(entry.gatewayOrigins)],
      tokenVersion: before?.tokenVersion ?? 1,
      createdAt: before?.createdAt ?? now,
      revokedAt: revoked ? since : null,
    }),
  ]
}

export const writeEfgsCertificate: Writer = (
  { db, rows, document, now },
  _ids,
  { action, name },
) => {
  const before = rows.efgsCertificates.find(({ thumbprint }) => thumbprint === name)
  const since = before?.revokedAt ?? now
  if (action === 'end') {
    return before === undefined ? [] : [saveEfgsCertificate(db, { ...before, revokedAt: since })]
  }
  const entry = entryOf(document, 'efgsCertificates', name)
  return [
    saveEfgsCertificate(db, {
      thumbprint: entry.thumbprint,
      country: entry.country,
      type: entry.type,
      host: entry.host,
      signature: entry.operatorSignature,
      pem: entry.certificatePem,
      gatewayOrigins: [...new Set(entry.gatewayOrigins)],
      createdAt: before?.createdAt ?? now,
      revokedAt: entry.revoked ? since : null,
    }),
  ]
}
