/** Downloads a file of an import and decides whether it is to be believed. */

import { readPublicKeyPem } from '../core/crypto/public-key-pem.ts'
import { findGoodSignature, type TrustedKey } from '../core/export/check-signatures.ts'
import { type ArchiveLimits, readArchive } from '../core/export/read-archive.ts'
import type { ExportMessage } from '../core/export/read-export.ts'
import { fail, type Result, succeed } from '../core/result.ts'
import type { UnixSeconds } from '../core/time.ts'
import type { ExportImport, ImportKeyRow } from '../db/keyserver/queries/imports.ts'
import { FOREIGN_FILE_LIMITS, failureName } from './foreign-failure.ts'
import type { OutboundReader } from './outbound.ts'

/** As many keys as a file of ours may have, in as many bytes as those need: beside the zip they fit into memory. */
const ARCHIVE_LIMITS: ArchiveLimits = { maxBinBytes: 20 * 1024 * 1024, maxKeys: 500_000 }

/**
 * @param keys all that are configured for the import; those that are not in force at `now` count for nothing
 * @param allowsUnsigned whether a switched off signature requirement is honoured: only in development
 * @returns the file's message; or what is wrong by name: of the call, of `ARCHIVE_RULES`, 'signer_not_in_force' or
 *   'unsigned_imports_not_allowed'
 */
export async function readForeignFile(
  outbound: OutboundReader,
  url: string,
  source: Pick<ExportImport, 'requiresSignature'>,
  keys: readonly ImportKeyRow[],
  allowsUnsigned: boolean,
  now: UnixSeconds,
): Promise<Result<ExportMessage, string>> {
  if (!source.requiresSignature && !allowsUnsigned) return fail('unsigned_imports_not_allowed')
  const body = await outbound.get(url, FOREIGN_FILE_LIMITS)
  if (!body.ok) return fail(failureName(body.failure))
  const archive = readArchive(body.value, ARCHIVE_LIMITS)
  if (!archive.ok) return fail(archive.failure.rule)
  if (!source.requiresSignature) return succeed(archive.value.message)
  const signed = await findGoodSignature(archive.value, await trust(keys.filter(isInForce(now))))
  if (signed.ok) return succeed(archive.value.message)
  // Told apart for the operator: a key that ran out wants another remedy than a stranger.
  const whenever = await findGoodSignature(archive.value, await trust(keys))
  return fail(whenever.ok ? 'signer_not_in_force' : signed.failure.rule)
}

const isInForce =
  (now: UnixSeconds) =>
  ({ validFrom, validThru }: ImportKeyRow): boolean =>
    validFrom <= now && (validThru === null || now < validThru)

async function trust(rows: readonly ImportKeyRow[]): Promise<readonly TrustedKey[]> {
  const trusted: TrustedKey[] = []
  for (const { keyId, keyVersion, publicKeyPem } of rows) {
    const publicKey = await readPublicKeyPem(publicKeyPem)
    // Keys are checked when they are written; one that can't be read all the same verifies nothing.
    if (publicKey !== undefined) trusted.push({ publicKey, keyId, keyVersion })
  }
  return trusted
}
