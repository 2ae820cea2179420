/** The statements of changes of imports and mirrors. */

import type { ConfigurationChange } from '../core/configuration/difference.ts'
import * as write from '../db/keyserver/queries/configuration-statements.ts'
import {
  endOf,
  entryOf,
  type Ids,
  idOf,
  secondsOf,
  type WriteContext,
} from './configuration-rows.ts'

export function writeImport(
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

export function writeMirror({ db, document }: WriteContext, ids: Ids, change: ConfigurationChange) {
  const id = idOf(ids, 'mirrors', change.name)
  if (change.action === 'delete') return [write.deleteMirror(db, id)]
  const entry = entryOf(document, 'mirrors', change.name)
  const row = { ...entry, filenameRewrite: entry.filenameRewrite ?? null }
  return change.action === 'create'
    ? [write.insertMirror(db, { ...row, id })]
    : [write.updateMirror(db, id, row)]
}
