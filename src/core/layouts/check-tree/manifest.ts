/** What a manifest of CoronaMelder names. Pure. */

import { type ArchiveProblem, problem, quoted } from '../../export/archive-rules.ts'
import { MANIFEST_KINDS, type ManifestKind } from '../coronamelder/content.ts'
import { isContentId } from '../coronamelder/content-id.ts'
import type { DocumentKind } from '../coronamelder/paths.ts'
import { readEntries } from './json-index.ts'

export interface ReadManifest {
  /** Ids; undefined where it has no such list. */
  readonly sets: readonly string[] | undefined
  readonly documents: readonly { readonly kind: DocumentKind; readonly id: string }[]
  readonly problems: readonly ArchiveProblem[]
}

/** Paths of the kinds that a manifest calls otherwise. */
const PATHS: Readonly<Record<ManifestKind, DocumentKind>> = {
  riskCalculationParameters: 'riskcalculationparameters',
  appConfig: 'appconfig',
  resourceBundle: 'resourcebundle',
}

export const isId = (value: unknown): value is string =>
  typeof value === 'string' && isContentId(value)

/** @param value parsed; undefined where it was no JSON */
export function readManifest(value: unknown): ReadManifest {
  if (typeof value !== 'object' || value === null) {
    return { sets: undefined, documents: [], problems: [problem('index-invalid', 'no object')] }
  }
  const members = new Map<string, unknown>(Object.entries(value))
  const { entries, problems } = readEntries(members.get('exposureKeySets'), isId)
  const found = [...problems]
  const documents = MANIFEST_KINDS.flatMap((kind) => {
    const id = members.get(kind)
    // As long as there is none, its text is empty.
    if (id === '') return []
    if (isId(id)) return [{ kind: PATHS[kind], id }]
    found.push(problem('index-invalid', `${kind}: ${quoted(JSON.stringify(id) ?? 'absent')}`))
    return []
  })
  return { sets: entries, documents, problems: found }
}
