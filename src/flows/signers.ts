/** Signing keys: made or imported, wrapped at rest, activated and retired by date. */

import {
  generateKeyPair,
  importPrivateKey,
  importPublicKey,
  signDer,
} from '../core/crypto/ecdsa.ts'
import { encodePem } from '../core/crypto/pem.ts'
import type { SignatureInfo } from '../core/export/export-bin.ts'
import type { UnixSeconds } from '../core/time.ts'
import type { KeyserverDatabase } from '../db/keyserver/database.ts'
import { addSigningKey, readSigners, type SignerRow } from '../db/keyserver/queries/signing-keys.ts'
import type { SecretBox } from './secret-box.ts'

export interface FileSigner {
  readonly info: SignatureInfo
  /** @returns ASN.1 DER over the whole of `export.bin` */
  sign(exportBin: Uint8Array<ArrayBuffer>): Promise<Uint8Array>
}

/** Most signers of one file: phones may ignore more. */
export const MAX_SIGNERS = 10

const wrappingName = (keyName: string) => `signing-key ${keyName}`

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
      const pkcs8 = await secretBox.unwrap(row.wrappedPrivateKey, wrappingName(row.signingKeyName))
      const privateKey = await importPrivateKey(pkcs8)
      return {
        info: { keyId: row.keyId, keyVersion: row.keyVersion },
        sign: (exportBin: Uint8Array<ArrayBuffer>) => signDer(privateKey, exportBin),
      }
    }),
  )
}

/**
 * Stores a new signing key under a name, generated here.
 * @returns its public half, PEM
 */
export async function createSigningKey(
  db: KeyserverDatabase,
  secretBox: SecretBox,
  name: string,
  now: UnixSeconds,
): Promise<string> {
  const pair = await generateKeyPair()
  const pkcs8 = new Uint8Array(
    (await crypto.subtle.exportKey('pkcs8', pair.privateKey)) as ArrayBuffer,
  )
  return importSigningKey(db, secretBox, name, pkcs8, now)
}

/**
 * Stores a signing key that was made elsewhere.
 * @param pkcs8 PrivateKeyInfo of a P-256 key, DER
 * @returns its public half, PEM
 * @throws where it is no such key
 */
export async function importSigningKey(
  db: KeyserverDatabase,
  secretBox: SecretBox,
  name: string,
  pkcs8: Uint8Array<ArrayBuffer>,
  now: UnixSeconds,
): Promise<string> {
  const publicKeyPem = encodePem('PUBLIC KEY', await publicHalf(pkcs8))
  await addSigningKey(db, {
    name,
    wrappedPrivateKey: await secretBox.wrap(pkcs8, wrappingName(name)),
    publicKeyPem,
    createdAt: now,
  })
  return publicKeyPem
}

/** @returns SubjectPublicKeyInfo, DER */
async function publicHalf(pkcs8: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const jwk = (await crypto.subtle.exportKey(
    'jwk',
    await importPrivateKey(pkcs8, true),
  )) as JsonWebKey
  const publicKey = await crypto.subtle.importKey(
    'jwk',
    { kty: 'EC', crv: 'P-256', x: jwk.x ?? '', y: jwk.y ?? '' },
    { name: 'ECDSA', namedCurve: 'P-256' },
    true,
    ['verify'],
  )
  return new Uint8Array((await crypto.subtle.exportKey('spki', publicKey)) as ArrayBuffer)
}

/** A signer's public key as a JSON Web Key with the name that phones know it by. */
export async function publicJwk(signer: SignerRow, spki: Uint8Array<ArrayBuffer>) {
  const { x, y } = (await crypto.subtle.exportKey('jwk', await importPublicKey(spki))) as JsonWebKey
  const kid = `${signer.keyId}-${signer.keyVersion}`
  return { kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig', kid, x, y }
}
