/** What two trees of a layout are compared by. Pure. */

import type { ExportMessage } from '../../export/read-export.ts'
import { formatIsoTime } from '../../iso-time.ts'
import { isKeyFile, parseObjectName } from '../corona-warn-app/paths.ts'
import { readContentPath } from '../coronamelder/paths.ts'
import type { Layout } from '../layouts.ts'
import { parseNhsObjectName } from '../nhs/names.ts'
import { parseJson } from './json-index.ts'

export type ObjectKind = 'archive' | 'index' | 'manifest' | 'other'

export function kindOf(layout: Layout, name: string): ObjectKind {
  switch (layout) {
    case 'corona-warn-app': {
      const object = parseObjectName('', name)
      if (object === undefined) return 'other'
      return isKeyFile(object) ? 'archive' : 'index'
    }
    case 'nhs':
      return parseNhsObjectName('', name) === undefined ? 'other' : 'archive'
    case 'coronamelder': {
      const object = readContentPath(name, '')
      if (object === 'unknown' || object === 'malformed') return 'other'
      return object.kind === 'set' ? 'archive' : object.kind === 'manifest' ? 'manifest' : 'other'
    }
  }
}

/**
 * Where keys are: ids of CoronaMelder's sets tell nothing, since the same keys signed anew may have others, so sets are
 * compared by their release.
 */
export const placeOf = (layout: Layout, name: string, { endTimestamp }: ExportMessage): string =>
  layout === 'coronamelder' ? `sets of ${formatIsoTime(endTimestamp ?? 0)}` : name

/** Entries of an index, or the documents of a manifest, as texts. */
export function entriesOf(content: Uint8Array): readonly string[] {
  const value = parseJson(content)
  if (Array.isArray(value)) return value.map((entry) => JSON.stringify(entry))
  if (typeof value !== 'object' || value === null) return ['unreadable']
  return Object.entries(value)
    .filter(([member]) => member !== 'exposureKeySets')
    .map(([member, id]) => `${member} ${JSON.stringify(id)}`)
}
