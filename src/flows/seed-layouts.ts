/** Exports in other layouts as a seed has them, with the names that their apps know the signer by. Safe to run twice. */

import { decodePem } from '../core/crypto/pem.ts'
import { checkLayoutSettings } from '../core/layouts/check-settings.ts'
import type { Layout } from '../core/layouts/layouts.ts'
import type { UnixSeconds } from '../core/time.ts'
import type { KeyserverDatabase } from '../db/keyserver/database.ts'
import { saveContentSigner } from '../db/keyserver/queries/configuration-statements.ts'
import { saveLayoutExport } from '../db/keyserver/queries/layout-statements.ts'
import { insertSignatureInfo, readSigners } from '../db/keyserver/queries/signing-keys.ts'
import { contentSignerLabel } from './content-signers.ts'
import type { SecretBox } from './secret-box.ts'

export interface SeedLayoutExport {
  readonly name: string
  readonly layout: Layout
  readonly prefix: string
  readonly regions: readonly string[]
  /** Names of the seed's signer in its files. */
  readonly keyId: string
  readonly keyVersion: string
  readonly settings: Readonly<Record<string, unknown>>
}

export interface SeedContentSigner {
  readonly name: string
  readonly certificatesPem: string
  /** PKCS #8, PEM. */
  readonly privateKeyPem: string
}

const CONTENT_SIGNER_ID = 1

export async function seedLayouts(
  db: KeyserverDatabase,
  secretBox: SecretBox,
  signingKeyName: string,
  exports: readonly SeedLayoutExport[],
  contentSigner: SeedContentSigner | undefined,
  now: UnixSeconds,
): Promise<void> {
  if (contentSigner !== undefined) await seedContentSigner(db, secretBox, contentSigner, now)
  for (const [index, entry] of exports.entries()) {
    const { name, layout, prefix, settings } = entry
    const [problem] = checkLayoutSettings(layout, settings)
    if (problem !== undefined) throw new TypeError(`the seed's layout ${name}: ${problem.message}`)
    await saveLayoutExport(db, {
      id: index + 1,
      name,
      layout,
      prefix,
      inputRegions: [...entry.regions],
      excludeRegions: [],
      includeTravelers: false,
      settings: { ...settings },
      signatureInfoIds: [await signerOf(db, signingKeyName, entry)],
      contentSignerId: layout === 'coronamelder' ? CONTENT_SIGNER_ID : null,
      activeFrom: 0,
      activeThru: null,
    }).run()
  }
}

async function seedContentSigner(
  db: KeyserverDatabase,
  secretBox: SecretBox,
  { name, certificatesPem, privateKeyPem }: SeedContentSigner,
  now: UnixSeconds,
): Promise<void> {
  const pkcs8 = decodePem('PRIVATE KEY', privateKeyPem)
  if (pkcs8 === undefined) throw new TypeError("the seed's content signer has no readable key")
  const wrappedPrivateKey = await secretBox.wrap(pkcs8, contentSignerLabel(name))
  const row = { id: CONTENT_SIGNER_ID, name, certificatesPem, wrappedPrivateKey, createdAt: now }
  await saveContentSigner(db, row).run()
}

async function signerOf(
  db: KeyserverDatabase,
  signingKeyName: string,
  { keyId, keyVersion }: SeedLayoutExport,
): Promise<number> {
  const known = (await readSigners(db)).find(
    (signer) => signer.keyId === keyId && signer.keyVersion === keyVersion,
  )
  if (known !== undefined) return known.id
  const info = { keyId, keyVersion, activatesAt: 0, retiresAt: null }
  const id = await insertSignatureInfo(db, signingKeyName, info)
  if (id === undefined) throw new TypeError(`there is no signing key "${signingKeyName}"`)
  return id
}
