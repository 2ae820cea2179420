/** A realm's public certificate keys as JWKs. */

import { readPublicKeyPem } from '../../core/crypto/public-key-pem.ts'
import type { VerificationDatabase } from '../../db/verification/database.ts'
import { readRealmSigningKeys } from '../../db/verification/queries/realm-signing-keys.ts'
import { readRealm } from '../../db/verification/queries/realms.ts'

export interface PublicJwk {
  readonly kid: string
  readonly kty: string
  readonly crv: string
  readonly x: string
  readonly y: string
}

/** Newest first, whether they sign or not. @returns undefined where there is no such realm */
export async function readRealmJwks(
  db: VerificationDatabase,
  realmId: number,
): Promise<readonly PublicJwk[] | undefined> {
  if ((await readRealm(db, realmId)) === undefined) return undefined
  const rows = await readRealmSigningKeys(db, realmId, 'certificate')
  return Promise.all(rows.map(({ keyId, publicKeyPem }) => jwkOf(keyId, publicKeyPem)))
}

async function jwkOf(kid: string, publicKeyPem: string): Promise<PublicJwk> {
  const key = await readPublicKeyPem(publicKeyPem)
  if (key === undefined) throw new Error('a stored public key can not be read')
  const {
    kty = '',
    crv = '',
    x = '',
    y = '',
  } = (await crypto.subtle.exportKey('jwk', key)) as JsonWebKey
  return { kid, kty, crv, x, y }
}
