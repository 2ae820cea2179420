/** The statements of changes of content signers and countries. */

import * as write from '../db/keyserver/queries/configuration-statements.ts'
import { entryOf, idOf, type Writer } from './configuration-rows.ts'

export const writeContentSigner: Writer = ({ db, newContentSigners }, ids, change) => {
  const id = idOf(ids, 'contentSigners', change.name)
  if (change.action === 'delete') return [write.deleteContentSigner(db, id)]
  const row = newContentSigners.get(change.name)
  if (row === undefined) throw new Error(`no row was made for "${change.name}"`)
  return [write.saveContentSigner(db, { ...row, id })]
}

export const writeCountry: Writer = ({ db, document }, _ids, { action, name }) =>
  action === 'delete'
    ? [write.deleteCountry(db, name)]
    : [write.saveCountry(db, entryOf(document, 'countries', name))]
