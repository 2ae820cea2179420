/** Writes a tenant, its signer and its exports: what development, demo and tests start from. Safe to run twice. */

import { decodePem } from '../core/crypto/pem.ts'
import type { UnixSeconds } from '../core/time.ts'
import type { FederationConsent } from '../core/verification/health-authority.ts'
import type { KeyserverDatabase } from '../db/keyserver/database.ts'
import { writeSeedRows } from '../db/keyserver/queries/seed.ts'
import type { SecretBox } from './secret-box.ts'
import { importSigningKey } from './signers.ts'

export interface Seed {
  readonly authority: {
    readonly issuer: string
    readonly audience: string
    readonly name: string
    readonly keyId: string
    readonly publicKeyPem: string
  }
  readonly apps: readonly {
    readonly appPackageName: string
    readonly regions: readonly string[]
    readonly federationConsent: FederationConsent
    readonly bypassesCertificate: boolean
  }[]
  readonly signer: {
    readonly name: string
    readonly privateKeyPem: string
    readonly keyId: string
    readonly keyVersion: string
  }
  readonly exports: readonly {
    readonly filenameRoot: string
    readonly periodSeconds: number
    readonly region: string
  }[]
  /** Regions to fill up with synthetic uploads, and to how many a slot. */
  readonly padding?: readonly { readonly region: string; readonly minimumUploads: number }[]
}

export async function seedKeyserver(
  db: KeyserverDatabase,
  secretBox: SecretBox,
  seed: Seed,
  now: UnixSeconds,
): Promise<void> {
  const pkcs8 = decodePem('PRIVATE KEY', seed.signer.privateKeyPem)
  if (pkcs8 === undefined) throw new TypeError("the seed's signer has no PKCS #8 PEM")
  await importSigningKey(db, secretBox, seed.signer.name, pkcs8, now)
  await writeSeedRows(db, seed)
}
