/** The statements of changes of partners. */

import {
  deletePartner,
  insertPartner,
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
