/** Rows to start from, and the way back to none. Development and tests only. */

import { eq } from 'drizzle-orm'
import type { KeyserverDatabase } from '../database.ts'
import { signingKeys } from '../schema/signing-keys.ts'
import {
  saveApp,
  saveAuthority,
  saveAuthorityKey,
  savePaddingPolicy,
  saveSigner,
} from './configuration-statements.ts'

interface SeedAuthority {
  readonly issuer: string
  readonly audience: string
  readonly name: string
  readonly keyId: string
  readonly publicKeyPem: string
}

interface SeedRows {
  readonly authority: SeedAuthority
  /** Others that may vouch for the same apps. */
  readonly moreAuthorities?: readonly SeedAuthority[]
  readonly apps: readonly {
    appPackageName: string
    regions: readonly string[]
    federationConsent: 'never' | 'traveler' | 'claim' | 'always'
    bypassesCertificate: boolean
  }[]
  readonly signer: { name: string; keyId: string; keyVersion: string }
  readonly padding?: readonly { region: string; minimumUploads: number }[]
}

const FIRST_AUTHORITY_ID = 1
const SIGNER_ID = 1

/** @returns id of the signer */
export async function writeSeedRows(db: KeyserverDatabase, seed: SeedRows): Promise<number> {
  const { signer } = seed
  const authorities = [seed.authority, ...(seed.moreAuthorities ?? [])].map((authority, index) => ({
    ...authority,
    id: FIRST_AUTHORITY_ID + index,
  }))
  const [key] = await db.orm
    .select({ id: signingKeys.id })
    .from(signingKeys)
    .where(eq(signingKeys.name, signer.name))
  if (key === undefined) throw new Error('the signing key is not there')
  await db.d1.batch([
    ...authorities.flatMap(({ id, issuer, audience, name, keyId, publicKeyPem }) => [
      saveAuthority(db, {
        id,
        issuer,
        audience,
        name,
        jwksUri: null,
        mayReadStatistics: true,
        dailyUploadLimit: null,
      }),
      saveAuthorityKey(db, {
        healthAuthorityId: id,
        version: keyId,
        validFrom: 0,
        validThru: null,
        publicKeyPem,
        isPolled: false,
      }),
    ]),
    saveSigner(db, {
      id: SIGNER_ID,
      signingKeyId: key.id,
      keyId: signer.keyId,
      keyVersion: signer.keyVersion,
      activatesAt: 0,
      retiresAt: null,
    }),
    ...seed.apps.map((app) =>
      saveApp(db, {
        appPackageName: app.appPackageName,
        allowedRegions: [...app.regions],
        allowedHealthAuthorityIds: authorities.map(({ id }) => id),
        bypassesCertificate: app.bypassesCertificate,
        bypassesRevisionToken: false,
        releasesSameDayKeys: false,
        federationConsent: app.federationConsent,
      }),
    ),
    ...(seed.padding ?? []).map((policy) => savePaddingPolicy(db, policy)),
  ])
  return SIGNER_ID
}

/** Deletes every row of every table, children before parents. */
export async function deleteEverything(db: KeyserverDatabase): Promise<void> {
  const tables = [
    'diagnosis_keys',
    'federation_authorizations',
    'federation_partners',
    'federation_states',
    'federation_sightings',
    'federation_statistics',
    'incoming_batches',
    'staged_keys',
    'interop_key_sets',
    'outgoing_batches',
    'uk_hub_exposures',
    'uk_hub_batches',
    'uk_hub_uploads',
    'uk_hub_metrics',
    'uk_hub_nations',
    'coronamelder_waiting_keys',
    'coronamelder_workflows',
    'submission_tokens',
    'layout_archives',
    'layout_indexes',
    'layout_slots',
    'layout_exports',
    'documents',
    'content_signers',
    'countries',
    'health_authority_statistics',
    'upload_shapes',
    'upload_shape_days',
    'padding_slots',
    'upload_models',
    'padding_policies',
    'export_files',
    'export_batches',
    'export_configs',
    'signature_infos',
    'signing_keys',
    'health_authority_keys',
    'health_authorities',
    'authorized_apps',
    'revision_token_keys',
    'jobs',
    'audit_log',
    'import_files',
    'export_import_keys',
    'export_imports',
    'mirror_files',
    'mirrors',
  ]
  await db.d1.batch(tables.map((table) => db.d1.prepare(`DELETE FROM ${table}`)))
}
