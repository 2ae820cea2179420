/** What a stored archive that nobody has on record is, by its name, its header and its signatures. */

import { importPublicKey } from '../core/crypto/ecdsa.ts'
import { decodePem } from '../core/crypto/pem.ts'
import { summarizeArchive } from '../core/export/archive-summary.ts'
import { checkSignatures } from '../core/export/check-signatures.ts'
import { parseArchiveName } from '../core/export/object-names.ts'
import { fail, type Result, succeed } from '../core/result.ts'
import type { FoundFile } from '../db/keyserver/queries/reconciliation.ts'
import type { SignerRow } from '../db/keyserver/queries/signing-keys.ts'
import type { ArchiveStore } from './archive-store.ts'
import { readArchiveBytes } from './read-archive-bytes.ts'

/** Why an object is not one of our archives. */
export const UNKNOWN_OBJECT_REASONS = [
  /** Neither an archive's name nor one of the objects beside them. */
  'unknown_name',
  /** Not an archive, or a broken one. */
  'unreadable',
  /** Its header tells of another window than its name. */
  'name_mismatch',
  'unknown_signer',
  'bad_signature',
  /** Its window was issued again later. */
  'superseded',
  /** Its name was withdrawn: a writer that was held up has stored it once more. */
  'withdrawn_name',
] as const
export type UnknownObjectReason = (typeof UNKNOWN_OBJECT_REASONS)[number]

export interface IdentifiedFile extends FoundFile {
  /** Whether it says that other files of its window follow or precede it. */
  readonly isSplit: boolean
}

/** Reads one archive as a whole, and keeps none of it. */
export async function identifyArchive(
  archives: ArchiveStore,
  signers: readonly SignerRow[],
  filenameRoot: string,
  filename: string,
): Promise<Result<IdentifiedFile, UnknownObjectReason>> {
  const name = parseArchiveName(filenameRoot, filename)
  if (name === undefined) return fail('unknown_name')
  const bytes = await readArchiveBytes(archives, filename)
  if (bytes === undefined) return fail('unreadable')
  const summary = summarizeArchive(bytes)
  if (!summary.ok) return fail('unreadable')
  const { message, keyCount } = summary.value
  const { startTimestamp, endTimestamp, region, signatureInfos } = message
  if (startTimestamp === undefined || endTimestamp === undefined || region === undefined) {
    return fail('unreadable')
  }
  const reissue = name.start - startTimestamp
  const endAt = name.end - reissue
  const late = endTimestamp - endAt
  const isOfWindow = reissue >= 0 && reissue < endAt - startTimestamp
  if (!isOfWindow || (late !== 0 && late !== name.fileNumber)) return fail('name_mismatch')

  const named = signatureInfos.map((info) =>
    signers.find(({ keyId, keyVersion }) => keyId === info.keyId && keyVersion === info.keyVersion),
  )
  const known = named.filter((signer) => signer !== undefined)
  if (known.length === 0 || known.length < named.length) return fail('unknown_signer')
  const trusted = await Promise.all(known.map(trustedKey))
  if ((await checkSignatures(summary.value, trusted)).length > 0) return fail('bad_signature')
  return succeed({
    filename,
    fileNumber: name.fileNumber,
    startAt: startTimestamp,
    endAt,
    reissue,
    keyCount,
    byteLength: bytes.length,
    region,
    signatureInfoIds: known.map((signer) => signer.id),
    isSplit: late !== 0,
  })
}

async function trustedKey({ keyId, keyVersion, publicKeyPem, signingKeyName }: SignerRow) {
  const spki = decodePem('PUBLIC KEY', publicKeyPem)
  if (spki === undefined) throw new Error(`"${signingKeyName}" has no readable public key`)
  return { publicKey: await importPublicKey(spki), keyId, keyVersion }
}
