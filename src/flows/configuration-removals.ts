/** What becomes of rows that their section no longer names: what history refers to is ended and stays. */

import type { Removal } from '../core/configuration/difference.ts'
import {
  type ConfigurationDocument,
  NAME_OF,
  type SectionName,
  signerNameOf,
} from '../core/configuration/document.ts'
import { formatIsoTime } from '../core/iso-time.ts'
import type { UnixSeconds } from '../core/time.ts'
import type { ConfigurationRows } from '../db/keyserver/queries/configuration.ts'

/**
 * An export that has published ends now, so do an import that took files and a signer that a batch or an ended export names.
 * A partner ends that batches or keys refer to, and every nation and certificate of a member, whose keys are still served. A signing key is destroyed with its last signer. All others are deleted.
 */
export function removalsOf(
  rows: ConfigurationRows,
  document: ConfigurationDocument,
  now: UnixSeconds,
  usedPartners: ReadonlySet<number>,
): (section: SectionName, name: string) => Removal {
  const named = <S extends 'signers' | 'exports'>(section: S) =>
    new Set(document[section]?.map((entry) => NAME_OF[section](entry as never)))
  const [exportNames, signerNames] = [named('exports'), named('signers')]
  const hasPublished = (row: ConfigurationRows['exports'][number]): boolean =>
    row.indexGeneration > 0 || rows.used.exports.has(row.id)
  const usedByEndedExports = new Set(
    rows.exports
      .filter((row) => !exportNames.has(row.filenameRoot.toLowerCase()) && hasPublished(row))
      .flatMap((row) => row.signatureInfoIds)
      .concat(rows.layoutExports.flatMap((row) => row.signatureInfoIds)),
  )
  const endOf = (field: string, end: number | null): Removal =>
    end !== null && end <= now
      ? undefined
      : {
          end: {
            [field]: { ...(end !== null && { from: formatIsoTime(end) }), to: formatIsoTime(now) },
          },
        }
  const isSignerKept = (row: ConfigurationRows['signers'][number]): boolean =>
    document.signers === undefined ||
    signerNames.has(signerNameOf(row)) ||
    rows.used.signers.has(row.id) ||
    usedByEndedExports.has(row.id)
  const keptKeys = new Set(rows.signers.filter(isSignerKept).map((row) => row.signingKeyId))

  return (section, name) => {
    switch (section) {
      case 'exports': {
        const row = rows.exports.find((entry) => entry.filenameRoot.toLowerCase() === name)
        const isKept = row !== undefined && hasPublished(row)
        return isKept ? endOf('activeThru', row.activeThru) : 'delete'
      }
      case 'signers': {
        const row = rows.signers.find((entry) => signerNameOf(entry) === name)
        return row !== undefined && isSignerKept(row) ? endOf('retiresAt', row.retiresAt) : 'delete'
      }
      case 'signingKeys': {
        const row = rows.signingKeys.find((entry) => entry.name === name)
        return row !== undefined && keptKeys.has(row.id) ? undefined : 'delete'
      }
      case 'layoutExports': {
        const row = rows.layoutExports.find((entry) => entry.name.toLowerCase() === name)
        const hasArchives = row !== undefined && rows.used.layoutExports.has(row.id)
        return hasArchives ? endOf('activeThru', row.activeThru) : 'delete'
      }
      case 'imports': {
        const row = rows.imports.find((entry) => entry.indexUrl === name)
        const hasFiles = row !== undefined && rows.used.imports.has(row.id)
        return hasFiles ? endOf('activeThru', row.activeThru) : 'delete'
      }
      case 'partners': {
        const row = rows.partners.find((entry) => entry.name === name)
        const hasHistory = row !== undefined && usedPartners.has(row.id)
        return hasHistory ? endOf('activeThru', row.activeThru) : 'delete'
      }
      case 'nations': {
        const row = rows.nations.find((entry) => entry.uuid === name)
        return row?.revokedAt === null ? { end: { revoked: { from: false, to: true } } } : undefined
      }
      case 'efgsCertificates': {
        const row = rows.efgsCertificates.find((entry) => entry.thumbprint === name)
        return row?.revokedAt === null ? { end: { revoked: { from: false, to: true } } } : undefined
      }
      default:
        return 'delete'
    }
  }
}
