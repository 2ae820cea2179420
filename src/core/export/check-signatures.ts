/**
 * The signatures of an archive against the keys that a phone or an operator trusts. Pure.
 * Source: google/exposure-notifications-internals SignatureVerifier. Keys of one signer id and version are alternatives, as
 * while a key is rotated; a signature of a signer nobody here knows is passed over where another one is good.
 */

import { derToP1363, P1363_BYTES, type SigningHash, verifyP1363 } from '../crypto/ecdsa.ts'
import { fail, type Result, succeed } from '../result.ts'
import { type ArchiveProblem, problem, quoted } from './archive-rules.ts'
import { ECDSA_SHA256_OID, EXPORT_HEADER } from './export-bin.ts'
import type { ReadArchive } from './read-archive.ts'
import type { ReadSignature, ReadSignatureInfo } from './read-export.ts'

const ECDSA_SHA512_OID = '1.2.840.10045.4.3.4'
const HASHES: Readonly<Record<string, SigningHash>> = {
  [ECDSA_SHA256_OID]: 'SHA-256',
  [ECDSA_SHA512_OID]: 'SHA-512',
}
/** As many as the key server lets an operator configure. Each costs a hash of the whole file, so no more are checked. */
const MAX_SIGNATURES = 10

/** A key that is trusted, for one signer or, where id or version is undefined, for any. */
export interface TrustedKey {
  readonly publicKey: CryptoKey
  readonly keyId: string | undefined
  readonly keyVersion: string | undefined
}

/** The part of an archive that signatures are checked with. */
export interface SignedArchive extends Pick<ReadArchive, 'exportBin' | 'signatures'> {
  readonly message: Pick<ReadArchive['message'], 'batchNum' | 'batchSize' | 'signatureInfos'>
}

export async function checkSignatures(
  archive: SignedArchive,
  trusted: readonly TrustedKey[],
): Promise<readonly ArchiveProblem[]> {
  const { signatures } = archive
  const infos = archive.message.signatureInfos
  if (signatures === undefined) return [problem('missing-entry', 'export.sig')]
  const problems: ArchiveProblem[] = []
  if (signatures.length === 0) problems.push(problem('signature-missing', 'export.sig is empty'))
  if (signatures.length !== infos.length) {
    problems.push(
      problem('signature-count-mismatch', `${signatures.length} and ${infos.length} infos`),
    )
  }
  if (signatures.length > MAX_SIGNATURES) {
    problems.push(problem('too-many-signatures', `${signatures.length}`))
  }
  signatures.forEach((signature, index) => {
    problems.push(...checkForm(signature, index, archive))
  })
  const checked = signatures.slice(0, MAX_SIGNATURES)
  problems.push(...(await checkAll(checked, archive.exportBin, trusted)))
  return problems
}

/**
 * Whether an archive bears at least one good signature by a trusted key: enough to take its keys in, where a careful reader
 * of one's own files asks for more.
 * @returns the name of what is wrong where it bears none
 */
export async function findGoodSignature(
  archive: ReadArchive,
  trusted: readonly TrustedKey[],
): Promise<Result<TrustedKey, ArchiveProblem>> {
  const { signatures } = archive
  if (signatures === undefined) return fail(problem('missing-entry', 'export.sig'))
  let worst = problem('signature-missing', 'export.sig is empty')
  for (const [index, signature] of signatures.slice(0, MAX_SIGNATURES).entries()) {
    const candidates = trusted.filter((key) => isOf(key, signature.info))
    for (const key of candidates) {
      if (await verifies(signature, archive.exportBin, key)) return succeed(key)
    }
    const rule = candidates.length > 0 ? 'signature-invalid' : unknownBy(trusted, signature)
    // A signature by a key that is known and does not fit says more than one of a stranger.
    if (worst.rule !== 'signature-invalid') worst = problem(rule, nameOf(signature.info, index))
  }
  return fail(worst)
}

const nameOf = (info: ReadSignatureInfo | undefined, index: number): string =>
  `signature ${index} of ${quoted(info?.keyId ?? '')} ${quoted(info?.keyVersion ?? '')}`

/** What holds whoever signed. */
function checkForm(
  { info, batchNum, batchSize, signature }: ReadSignature,
  index: number,
  { message }: SignedArchive,
): ArchiveProblem[] {
  const name = nameOf(info, index)
  const problems: ArchiveProblem[] = []
  const signed = message.signatureInfos[index]
  const isSame =
    info?.keyId === signed?.keyId &&
    info?.keyVersion === signed?.keyVersion &&
    info?.algorithm === signed?.algorithm
  if (info === undefined || (signed !== undefined && !isSame)) {
    problems.push(problem('signature-info-mismatch', name))
  }
  if (batchNum !== message.batchNum || batchSize !== message.batchSize) {
    problems.push(problem('signature-batch-mismatch', `${name}: ${batchNum} of ${batchSize}`))
  }
  if (hashOf(info) === undefined) {
    problems.push(problem('unknown-algorithm', `${name}: ${quoted(info?.algorithm ?? '')}`))
  }
  if (derToP1363(signature) === undefined) {
    const looksRaw = signature.length === P1363_BYTES
    const how = looksRaw ? '64 bytes, as r and s side by side' : `${signature.length} bytes`
    problems.push(problem('signature-not-der', `${name}: ${how}`))
  }
  return problems
}

const hashOf = (info: ReadSignatureInfo | undefined): SigningHash | undefined =>
  Object.hasOwn(HASHES, info?.algorithm ?? '') ? HASHES[info?.algorithm ?? ''] : undefined

async function checkAll(
  signatures: readonly ReadSignature[],
  exportBin: Uint8Array<ArrayBuffer>,
  trusted: readonly TrustedKey[],
): Promise<ArchiveProblem[]> {
  const verifying = await Promise.all(
    signatures.map(async (signature) => {
      const candidates = trusted.filter((key) => isOf(key, signature.info))
      const good: TrustedKey[] = []
      for (const key of candidates) if (await verifies(signature, exportBin, key)) good.push(key)
      return { candidates, good }
    }),
  )
  // A key that stands for any signer is no candidate for a second one.
  const used = new Set(verifying.flatMap(({ good }) => good).filter((key) => isForAny(key)))
  const problems: ArchiveProblem[] = []
  for (const [index, { candidates, good }] of verifying.entries()) {
    const signature = signatures[index]
    if (good.length > 0 || signature === undefined) continue
    const name = nameOf(signature.info, index)
    const left = candidates.filter((key) => !used.has(key))
    if (left.length === 0) {
      const isAnyGood = verifying.some((other) => other.good.length > 0)
      problems.push(
        problem(isAnyGood ? 'signature-unchecked' : unknownBy(trusted, signature), name),
      )
      continue
    }
    // Said once already, by a name of its own.
    if (derToP1363(signature.signature) === undefined || hashOf(signature.info) === undefined)
      continue
    const message = exportBin.subarray(EXPORT_HEADER.length)
    const overMessage = await Promise.all(left.map((key) => verifies(signature, message, key)))
    const rule = overMessage.includes(true) ? 'header-not-signed' : 'signature-invalid'
    problems.push(problem(rule, name))
  }
  return problems
}

const isForAny = ({ keyId, keyVersion }: TrustedKey): boolean =>
  keyId === undefined || keyVersion === undefined

const isOf = (key: TrustedKey, info: ReadSignatureInfo | undefined): boolean =>
  (key.keyId === undefined || key.keyId === (info?.keyId ?? '')) &&
  (key.keyVersion === undefined || key.keyVersion === (info?.keyVersion ?? ''))

const unknownBy = (trusted: readonly TrustedKey[], { info }: ReadSignature) =>
  trusted.some((key) => key.keyId === undefined || key.keyId === (info?.keyId ?? ''))
    ? 'unknown-key-version'
    : 'unknown-key'

async function verifies(
  { info, signature }: ReadSignature,
  message: Uint8Array<ArrayBuffer>,
  { publicKey }: TrustedKey,
): Promise<boolean> {
  const hash = hashOf(info)
  const p1363 = derToP1363(signature)
  return hash !== undefined && p1363 !== undefined && verifyP1363(publicKey, p1363, message, hash)
}
