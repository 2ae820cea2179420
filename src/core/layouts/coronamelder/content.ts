/**
 * What phones download beside keys: a zip of the content and its CMS signature; and the manifest that names what is in force.
 * Pure. Source: minvws/nl-covid19-notification-app-backend ContentApi and Content.
 */

import { type Compressor, zipFiles } from '../../export/archive.ts'

/** Name of the content, where it is not the key file. */
export const CONTENT_NAME = 'content.bin'
/** Name of the signature by the content signer: DER, detached. In a set of keys it is over `export.bin`. */
export const SIGNATURE_NAME = 'content.sig'

/** Kinds of documents, as they are recorded and as a manifest calls them. */
export const MANIFEST_KINDS = ['riskCalculationParameters', 'appConfig', 'resourceBundle'] as const
export type ManifestKind = (typeof MANIFEST_KINDS)[number]

/**
 * @param setIds oldest release first
 * @param inForce content id of the document in force, by kind
 * @returns JSON, its members always in this order; a kind without a document is an empty text
 */
export const manifestOf = (
  setIds: readonly string[],
  inForce: ReadonlyMap<string, string>,
): string =>
  JSON.stringify({
    exposureKeySets: setIds,
    ...Object.fromEntries(MANIFEST_KINDS.map((kind) => [kind, inForce.get(kind) ?? ''])),
  })

/** @returns JSON: ids of the sets of a country */
export const setListOf = (setIds: readonly string[]): string => JSON.stringify(setIds)

/**
 * @param signature CMS over the content, DER
 * @returns the archive's bytes in pieces
 */
export const buildContentArchive = (
  content: Uint8Array,
  signature: Uint8Array,
  compressor: Compressor,
): readonly Uint8Array[] =>
  zipFiles(
    [
      { name: CONTENT_NAME, bytes: content },
      { name: SIGNATURE_NAME, bytes: signature },
    ],
    compressor,
  )
