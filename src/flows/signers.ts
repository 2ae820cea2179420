/** Signers at work: which are in force, their private keys opened, their public keys told. */

import { importPrivateKey, importPublicKey, signDer } from '../core/crypto/ecdsa.ts'
import { decodePem } from '../core/crypto/pem.ts'
import { MAX_SIGNERS } from '../core/export/config.ts'
import type { SignatureInfo } from '../core/export/export-bin.ts'
import type { UnixSeconds } from '../core/time.ts'
import type { KeyserverDatabase } from '../db/keyserver/database.ts'
import { readSigners, type SignerRow } from '../db/keyserver/queries/signing-keys.ts'
import type { SecretBox } from './secret-box.ts'
import { wrappingLabel } from './signing-keys.ts'

export interface FileSigner {
  readonly info: SignatureInfo
  /** @returns ASN.1 DER over the whole of `export.bin` */
  sign(exportBin: Uint8Array<ArrayBuffer>): Promise<Uint8Array>
}

/** Those of the given signers that are in force, newest first. */
export async function usableSignerIds(
  db: KeyserverDatabase,
  ids: readonly number[],
  now: UnixSeconds,
): Promise<readonly number[]> {
  const signers = await readSigners(db)
  return signers
    .filter((signer) => ids.includes(signer.id) && isInForce(signer, now))
    .map((signer) => signer.id)
    .slice(0, MAX_SIGNERS)
}

const isInForce = (signer: SignerRow, now: UnixSeconds): boolean =>
  signer.activatesAt <= now && (signer.retiresAt === null || signer.retiresAt > now)

/**
 * Opens the signers that a batch was given, in that order. All or an error: a file with fewer signatures than it names is
 * refused by every phone.
 */
export async function openSigners(
  db: KeyserverDatabase,
  secretBox: SecretBox,
  ids: readonly number[],
): Promise<readonly FileSigner[]> {
  const rows = await readSigners(db)
  return Promise.all(
    ids.map(async (id) => {
      const row = rows.find((candidate) => candidate.id === id)
      if (row === undefined) throw new Error(`signer ${id} does not exist`)
      const pkcs8 = await secretBox.unwrap(row.wrappedPrivateKey, wrappingLabel(row.signingKeyName))
      const privateKey = await importPrivateKey(pkcs8)
      return {
        info: { keyId: row.keyId, keyVersion: row.keyVersion },
        sign: (exportBin: Uint8Array<ArrayBuffer>) => signDer(privateKey, exportBin),
      }
    }),
  )
}

/** How phones and verifiers call a signer. */
export const signerName = (signer: Pick<SignerRow, 'keyId' | 'keyVersion'>): string =>
  `${signer.keyId}-${signer.keyVersion}`

/** A signer's public key as a JSON Web Key with the name that phones know it by. */
export async function publicJwk(signer: SignerRow) {
  const spki = decodePem('PUBLIC KEY', signer.publicKeyPem)
  if (spki === undefined) throw new Error(`"${signer.signingKeyName}" has no readable public key`)
  const { x, y } = (await crypto.subtle.exportKey('jwk', await importPublicKey(spki))) as JsonWebKey
  return { kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig', kid: signerName(signer), x, y }
}
