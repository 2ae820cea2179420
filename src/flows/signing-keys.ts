/** Signing keys: made here or imported, wrapped at rest, given the name that phones know them by, retired by date. */

import { decodeEcPrivateKeyPem } from '../core/crypto/ec-private-key.ts'
import { generateKeyPair, importPrivateKey } from '../core/crypto/ecdsa.ts'
import { encodePem } from '../core/crypto/pem.ts'
import { fail, type Result, succeed } from '../core/result.ts'
import type { UnixSeconds } from '../core/time.ts'
import type { KeyserverDatabase } from '../db/keyserver/database.ts'
import {
  insertSignatureInfo,
  insertSigningKey,
  type NewSigningKey,
  readSigners,
  setRetirement,
} from '../db/keyserver/queries/signing-keys.ts'
import type { SecretBox } from './secret-box.ts'

export interface SigningKeyDeps {
  readonly db: KeyserverDatabase
  readonly secretBox: SecretBox
}

export type UnreadableKey =
  /** No block "PRIVATE KEY" (PKCS #8) with base64 in it. */
  { readonly reason: 'no_private_key_pem' } | { readonly reason: 'not_a_p256_key' }

export type SigningKeyFailure =
  | UnreadableKey
  | { readonly reason: 'name_taken'; readonly name: string }

export type SignatureInfoFailure =
  | { readonly reason: 'malformed_key_id' }
  | { readonly reason: 'malformed_key_version' }
  | { readonly reason: 'retires_before_it_activates' }
  | { readonly reason: 'unknown_signing_key'; readonly name: string }
  /** Another signer has the same id and version: phones could not tell them apart. */
  | { readonly reason: 'signer_name_taken' }

export interface SignatureInfoDraft {
  readonly signingKeyName: string
  /** By convention the country's MCC. */
  readonly keyId: string
  readonly keyVersion: string
  readonly activatesAt: UnixSeconds
  /** undefined: no end. */
  readonly retiresAt: UnixSeconds | undefined
}

/** Phones join id and version by a hyphen and operators list them with commas between: neither may hold one. */
const KEY_NAME_PART = /^[A-Za-z0-9_]{1,64}$/

/** What a row's private key is sealed to, so that it opens in no other row. */
export const wrappingLabel = (signingKeyName: string): string => `signing-key ${signingKeyName}`

/**
 * Makes a signing key.
 * @returns its public half, PEM
 */
export async function createSigningKey(
  deps: SigningKeyDeps,
  name: string,
  now: UnixSeconds,
): Promise<Result<string, SigningKeyFailure>> {
  return storeSigningKey(deps, await makeSigningKey(deps.secretBox, name, now))
}

/**
 * Takes a signing key that was made elsewhere.
 * @param privateKeyPem PKCS #8 or SEC 1, not encrypted
 * @returns its public half, PEM
 */
export async function importSigningKey(
  deps: SigningKeyDeps,
  name: string,
  privateKeyPem: string,
  now: UnixSeconds,
): Promise<Result<string, SigningKeyFailure>> {
  const key = await readSigningKey(deps.secretBox, name, privateKeyPem, now)
  return key.ok ? storeSigningKey(deps, key.value) : key
}

async function storeSigningKey(
  deps: SigningKeyDeps,
  key: NewSigningKey,
): Promise<Result<string, SigningKeyFailure>> {
  const isNew = await insertSigningKey(deps.db, key)
  return isNew ? succeed(key.publicKeyPem) : fail({ reason: 'name_taken', name: key.name })
}

/** A new key as a row that is not yet written. @param label what it is sealed to */
export async function makeSigningKey(
  secretBox: SecretBox,
  name: string,
  now: UnixSeconds,
  label = wrappingLabel(name),
): Promise<NewSigningKey> {
  const pair = await generateKeyPair()
  const pkcs8 = (await crypto.subtle.exportKey('pkcs8', pair.privateKey)) as ArrayBuffer
  const spki = (await crypto.subtle.exportKey('spki', pair.publicKey)) as ArrayBuffer
  return sealSigningKey(secretBox, name, label, new Uint8Array(pkcs8), new Uint8Array(spki), now)
}

/**
 * A key that was made elsewhere as a row that is not yet written.
 * @param privateKeyPem PKCS #8 or SEC 1, not encrypted
 */
export async function readSigningKey(
  secretBox: SecretBox,
  name: string,
  privateKeyPem: string,
  now: UnixSeconds,
  label = wrappingLabel(name),
): Promise<Result<NewSigningKey, UnreadableKey>> {
  const pkcs8 = decodeEcPrivateKeyPem(privateKeyPem)
  if (pkcs8 === undefined) return fail({ reason: 'no_private_key_pem' })
  const spki = await publicHalf(pkcs8)
  if (spki === undefined) return fail({ reason: 'not_a_p256_key' })
  return succeed(await sealSigningKey(secretBox, name, label, pkcs8, spki, now))
}

const sealSigningKey = async (
  secretBox: SecretBox,
  name: string,
  label: string,
  pkcs8: Uint8Array<ArrayBuffer>,
  spki: Uint8Array,
  now: UnixSeconds,
): Promise<NewSigningKey> => ({
  name,
  wrappedPrivateKey: await secretBox.wrap(pkcs8, label),
  publicKeyPem: encodePem('PUBLIC KEY', spki),
  createdAt: now,
})

/** @returns SubjectPublicKeyInfo, DER; undefined where it is no P-256 private key */
async function publicHalf(pkcs8: Uint8Array<ArrayBuffer>): Promise<Uint8Array | undefined> {
  let privateKey: CryptoKey
  try {
    privateKey = await importPrivateKey(pkcs8, true)
  } catch {
    // WebCrypto tells one kind of bad key from another by the text only, and each runtime has its own.
    return undefined
  }
  const { x, y } = (await crypto.subtle.exportKey('jwk', privateKey)) as JsonWebKey
  if (x === undefined || y === undefined) return undefined
  const publicKey = await crypto.subtle.importKey(
    'jwk',
    { kty: 'EC', crv: 'P-256', x, y },
    { name: 'ECDSA', namedCurve: 'P-256' },
    true,
    ['verify'],
  )
  return new Uint8Array((await crypto.subtle.exportKey('spki', publicKey)) as ArrayBuffer)
}

/**
 * Gives a signing key the name by which phones know it. It signs once it is in the config of an export and in force.
 * @returns its id, for `signatureInfoIds` of a config
 */
export async function addSignatureInfo(
  db: KeyserverDatabase,
  draft: SignatureInfoDraft,
): Promise<Result<number, SignatureInfoFailure>> {
  const { signingKeyName, keyId, keyVersion, activatesAt, retiresAt } = draft
  if (!KEY_NAME_PART.test(keyId)) return fail({ reason: 'malformed_key_id' })
  if (!KEY_NAME_PART.test(keyVersion)) return fail({ reason: 'malformed_key_version' })
  if (retiresAt !== undefined && retiresAt <= activatesAt) {
    return fail({ reason: 'retires_before_it_activates' })
  }
  const others = await readSigners(db)
  if (others.some((other) => other.keyId === keyId && other.keyVersion === keyVersion)) {
    return fail({ reason: 'signer_name_taken' })
  }
  const id = await insertSignatureInfo(db, signingKeyName, {
    keyId,
    keyVersion,
    activatesAt,
    retiresAt: retiresAt ?? null,
  })
  return id === undefined
    ? fail({ reason: 'unknown_signing_key', name: signingKeyName })
    : succeed(id)
}

/**
 * Sets when a signer signs for the last time: no window that closes at that instant or later.
 * @returns false where there is no such signer
 */
export const retireSigner = (
  db: KeyserverDatabase,
  signatureInfoId: number,
  retiresAt: UnixSeconds,
): Promise<boolean> => setRetirement(db, signatureInfoId, retiresAt)
