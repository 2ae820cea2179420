/**
 * What phones download beside keys: a zip of the content and its CMS signature; and the manifest that names what is in force.
 * Pure. Source: minvws/nl-covid19-notification-app-backend ContentApi and Content.
 */

import { utf8 } from '../../bytes.ts'
import { type ArchiveFile, type Compressor, zipFiles } from '../../export/archive.ts'

/** Name of the content, where it is not the key file. */
export const CONTENT_NAME = 'content.bin'
/** Name of the signature by the content signer: DER, detached. In a set of keys it is over `export.bin`. */
export const SIGNATURE_NAME = 'content.sig'

/** Ids of what is in force. */
export interface Manifest {
  readonly exposureKeySets: readonly string[]
  /** Empty where there is none. */
  readonly riskCalculationParameters: string
  readonly appConfig: string
  readonly resourceBundle: string
}

/** @returns JSON, its members always in this order */
export const encodeManifest = (manifest: Manifest): Uint8Array<ArrayBuffer> =>
  utf8(
    JSON.stringify({
      exposureKeySets: manifest.exposureKeySets,
      riskCalculationParameters: manifest.riskCalculationParameters,
      appConfig: manifest.appConfig,
      resourceBundle: manifest.resourceBundle,
    }),
  )

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

/** What a set of keys consists of. */
export const exposureKeySetFiles = (
  exportBin: Uint8Array,
  exportSig: Uint8Array,
  contentSig: Uint8Array,
): readonly ArchiveFile[] => [
  { name: 'export.bin', bytes: exportBin },
  { name: 'export.sig', bytes: exportSig },
  { name: SIGNATURE_NAME, bytes: contentSig },
]
