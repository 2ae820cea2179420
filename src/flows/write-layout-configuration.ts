/** The statements of changes of exports in other layouts. */

import type { ConfigurationChange } from '../core/configuration/difference.ts'
import {
  deleteLayoutExport,
  saveLayoutExport,
  updateLayoutExport,
} from '../db/keyserver/queries/layout-statements.ts'
import {
  endOf,
  entryOf,
  type Ids,
  idOf,
  secondsOf,
  type WriteContext,
} from './configuration-rows.ts'

export function writeLayoutExport(
  { db, document, now }: WriteContext,
  ids: Ids,
  change: ConfigurationChange,
): readonly D1PreparedStatement[] {
  const id = idOf(ids, 'layoutExports', change.name)
  if (change.action === 'delete') return [deleteLayoutExport(db, id)]
  if (change.action === 'end') return [updateLayoutExport(db, id, { activeThru: now })]
  const { signers, contentSigner, ...entry } = entryOf(document, 'layoutExports', change.name)
  return [
    saveLayoutExport(db, {
      id,
      ...entry,
      inputRegions: [...new Set(entry.inputRegions)],
      excludeRegions: [...new Set(entry.excludeRegions)],
      settings: { ...entry.settings },
      signatureInfoIds: [...new Set(signers)].map((name) => idOf(ids, 'signers', name)),
      contentSignerId:
        contentSigner === undefined ? null : idOf(ids, 'contentSigners', contentSigner),
      activeFrom: secondsOf(entry.activeFrom),
      activeThru: endOf(entry.activeThru),
    }),
  ]
}
