/** Writes a tenant, its signer and its exports: what development, demo and tests start from. Safe to run twice. */

import { asUnixSeconds, type UnixSeconds } from '../core/time.ts'
import type { FederationConsent } from '../core/verification/health-authority.ts'
import type { KeyserverDatabase } from '../db/keyserver/database.ts'
import { writeSeedRows } from '../db/keyserver/queries/seed.ts'
import { saveExportConfig } from './save-export-config.ts'
import type { SecretBox } from './secret-box.ts'
import { type SeedContentSigner, type SeedLayoutExport, seedLayouts } from './seed-layouts.ts'
import { importSigningKey } from './signing-keys.ts'

export interface SeedAuthority {
  readonly issuer: string
  readonly audience: string
  readonly name: string
  readonly keyId: string
  readonly publicKeyPem: string
}

export interface Seed {
  readonly authority: SeedAuthority
  /** Others that may vouch for the same apps, such as a realm of the verification server. */
  readonly moreAuthorities?: readonly SeedAuthority[]
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
    /** Keys for any of these; left out: for that region. */
    readonly inputRegions?: readonly string[]
  }[]
  /** In other layouts, signed by the same key. */
  readonly layoutExports?: readonly SeedLayoutExport[]
  readonly contentSigner?: SeedContentSigner
  /** Regions to fill up with synthetic uploads, and to how many a slot. */
  readonly padding?: readonly { readonly region: string; readonly minimumUploads: number }[]
}

export async function seedKeyserver(
  db: KeyserverDatabase,
  secretBox: SecretBox,
  seed: Seed,
  now: UnixSeconds,
): Promise<void> {
  const { signer } = seed
  const key = await importSigningKey({ db, secretBox }, signer.name, signer.privateKeyPem, now)
  if (!key.ok && key.failure.reason !== 'name_taken') {
    throw new TypeError(`the seed's signer: ${key.failure.reason}`)
  }
  const signerId = await writeSeedRows(db, seed)
  const { layoutExports = [], contentSigner } = seed
  await seedLayouts(db, secretBox, signer.name, layoutExports, contentSigner, now)
  for (const { filenameRoot, periodSeconds, region, inputRegions = [] } of seed.exports) {
    const saved = await saveExportConfig(db, {
      filenameRoot,
      periodSeconds,
      outputRegion: region,
      inputRegions,
      excludeRegions: [],
      includeTravelers: true,
      onlyNonTravelers: false,
      activeFrom: asUnixSeconds(0),
      activeThru: undefined,
      signatureInfoIds: [signerId],
      maxRecordsOverride: undefined,
    })
    const reasons = saved.ok ? [] : saved.failure.map((failure) => failure.reason)
    if (reasons.some((reason) => reason !== 'filename_root_taken')) {
      throw new TypeError(`the seed's export ${filenameRoot}: ${reasons.join(', ')}`)
    }
  }
}
