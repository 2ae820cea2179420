/** Content signers: taken from the configuration, wrapped at rest, opened to sign. */

import { otherCertificate } from '../core/configuration/check-content.ts'
import type { ConfigurationDocument, ContentSignerEntry } from '../core/configuration/document.ts'
import type { ConfigurationProblem } from '../core/configuration/problem.ts'
import { canonicalCertificatesPem } from '../core/crypto/certificates.ts'
import { type CmsSigner, openCmsSigner, signCms } from '../core/crypto/cms.ts'
import { decodePem } from '../core/crypto/pem.ts'
import type { UnixSeconds } from '../core/time.ts'
import type { KeyserverDatabase } from '../db/keyserver/database.ts'
import type { ConfigurationRows } from '../db/keyserver/queries/configuration.ts'
import {
  type ContentSignerRow,
  type NewContentSigner,
  readContentSigner,
} from '../db/keyserver/queries/content-signers.ts'
import type { SecretBox } from './secret-box.ts'

/** What a row's private key is sealed to, so that it opens in no other row. */
export const contentSignerLabel = (name: string): string => `content-signer ${name}`

/** Signs whole contents, so that apps know them before they read them. */
export interface ContentSigner {
  /** @returns a detached signature, CMS in DER */
  sign(content: Uint8Array<ArrayBuffer>): Promise<Uint8Array>
}

/**
 * @param now stands in its signatures
 * @throws as `openContentSigner`
 */
export async function contentSigner(
  db: KeyserverDatabase,
  secretBox: SecretBox,
  id: number,
  now: UnixSeconds,
): Promise<ContentSigner> {
  const signer = await openContentSigner(db, secretBox, id)
  return { sign: (content) => signCms(content, signer, now) }
}

/** @throws where there is none of that id, or the master key does not open it: the deployment is misconfigured */
export async function openContentSigner(
  db: KeyserverDatabase,
  secretBox: SecretBox,
  id: number,
): Promise<CmsSigner> {
  const row = await readContentSigner(db, id)
  if (row === undefined) throw new Error(`content signer ${id} does not exist`)
  const pkcs8 = await secretBox.unwrap(row.wrappedPrivateKey, contentSignerLabel(row.name))
  const opened = await openCmsSigner(row.certificatesPem, pkcs8)
  if (!opened.ok) throw new Error(`content signer "${row.name}": ${opened.failure.reason}`)
  return opened.value
}

/**
 * Rows of the signers that a document brings or changes, by name; and certificates for which the key that is there does not fit.
 * What the document says of itself is checked elsewhere.
 */
export async function newContentSignersOf(
  secretBox: SecretBox,
  document: ConfigurationDocument,
  rows: ConfigurationRows,
  now: UnixSeconds,
): Promise<{
  readonly signers: ReadonlyMap<string, NewContentSigner>
  readonly problems: readonly ConfigurationProblem[]
}> {
  const signers = new Map<string, NewContentSigner>()
  const problems: ConfigurationProblem[] = []
  for (const [index, entry] of (document.contentSigners ?? []).entries()) {
    const before = rows.contentSigners.find(({ name }) => name === entry.name)
    const certificatesPem = canonicalCertificatesPem(entry.certificatesPem)
    if (before?.certificatesPem === certificatesPem) continue
    const wrapped = await wrappedKeyOf(secretBox, entry, before)
    if (wrapped === undefined) {
      problems.push(otherCertificate(`contentSigners[${index}].certificatesPem`))
      continue
    }
    signers.set(entry.name, {
      name: entry.name,
      certificatesPem,
      wrappedPrivateKey: wrapped,
      createdAt: before?.createdAt ?? now,
    })
  }
  return { signers, problems }
}

/** @returns undefined where the key that is there is not that of the new certificate, and no other is given */
async function wrappedKeyOf(
  secretBox: SecretBox,
  { name, certificatesPem, privateKeyPem }: ContentSignerEntry,
  before: ContentSignerRow | undefined,
): Promise<string | undefined> {
  if (privateKeyPem !== undefined || before === undefined) {
    const pkcs8 = decodePem('PRIVATE KEY', privateKeyPem ?? '') ?? new Uint8Array()
    return secretBox.wrap(pkcs8, contentSignerLabel(name))
  }
  const pkcs8 = await secretBox.unwrap(before.wrappedPrivateKey, contentSignerLabel(name))
  const opened = await openCmsSigner(certificatesPem, pkcs8)
  return opened.ok || opened.failure.reason === 'not_certificates'
    ? before.wrappedPrivateKey
    : undefined
}
