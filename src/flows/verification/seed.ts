/** Writes realms with keys and apps: what development, demo and tests start from. Once, into an empty database. */

import type { RandomBytes } from '../../core/random.ts'
import {
  type ApiKeyType,
  apiKeyPreview,
  hashApiKey,
  makeApiKey,
  type NewApiKey,
} from '../../core/realms/api-key.ts'
import {
  REALM_SECRET_NAMES,
  type RealmSecrets,
  type RealmSettings,
} from '../../core/realms/settings.ts'
import type { UnixSeconds } from '../../core/time.ts'
import type { VerificationDatabase } from '../../db/verification/database.ts'
import { insertApiKeyStatement } from '../../db/verification/queries/api-keys.ts'
import {
  insertRealmSigningKeyStatement,
  SYSTEM_REALM_ID,
} from '../../db/verification/queries/realm-signing-keys.ts'
import { insertRealm } from '../../db/verification/queries/realm-statements.ts'
import { mobileApps } from '../../db/verification/schema/mobile-apps.ts'
import type { SecretBox } from '../secret-box.ts'
import { sealRealmSecret } from './realm-secrets.ts'
import { importRealmSigningKey, makeRealmSigningKey } from './realm-signing-keys.ts'
import { apiKeySecrets, type SecretKeyring } from './secret-keyring.ts'

export interface RealmSeed {
  readonly name: string
  readonly regionCode: string
  readonly isE2e?: boolean
  readonly settings?: Partial<RealmSettings>
  readonly secrets?: RealmSecrets
  /** Default: one of each type, named like it. */
  readonly apiKeys?: readonly ApiKeyType[]
  /** Keys that were made before, and under secrets that are still in force. */
  readonly knownApiKeys?: Readonly<Record<ApiKeyType, string>>
  readonly apps?: readonly {
    readonly name: string
    readonly os: 'ios' | 'android'
    readonly appId: string
    readonly url: string
    readonly fingerprints?: readonly string[]
    readonly disableRedirect?: boolean
    readonly isHeadless?: boolean
  }[]
  /** PKCS #8 of its certificate key; undefined: one is made if the settings want one. */
  readonly certificateKeyPem?: string
  readonly hasSmsKey?: boolean
}

export interface VerificationSeed {
  readonly realms: readonly RealmSeed[]
  /** The system's certificate key; undefined: one is made under the name "v1". */
  readonly systemKeyId?: string
}

/** A realm as it was written; keys are shown here and never again. */
export interface SeededRealm {
  readonly id: number
  readonly name: string
  readonly apiKeys: Readonly<Record<ApiKeyType, string>>
}

export interface SeedVerificationDeps {
  readonly db: VerificationDatabase
  readonly secretBox: SecretBox
  readonly randomBytes: RandomBytes
  readonly secretKeyring: (now: UnixSeconds) => Promise<SecretKeyring>
}

export async function seedVerification(
  deps: SeedVerificationDeps,
  seed: VerificationSeed,
  now: UnixSeconds,
): Promise<readonly SeededRealm[]> {
  const seeded: SeededRealm[] = []
  for (const [index, realm] of seed.realms.entries()) {
    seeded.push(await seedRealm(deps, index + 1, realm, now))
  }
  const system = await makeRealmSigningKey(
    deps,
    SYSTEM_REALM_ID,
    'certificate',
    seed.systemKeyId ?? 'v1',
    now,
  )
  await insertRealmSigningKeyStatement(deps.db, system).run()
  return seeded
}

async function seedRealm(
  deps: SeedVerificationDeps,
  id: number,
  realm: RealmSeed,
  now: UnixSeconds,
): Promise<SeededRealm> {
  const { db, secretBox, randomBytes } = deps
  const sealedSecrets: Record<string, string> = {}
  for (const name of REALM_SECRET_NAMES) {
    const secret = realm.secrets?.[name]
    if (secret === undefined) continue
    sealedSecrets[name] = await sealRealmSecret(secretBox, name, secret)
  }
  await insertRealm(db, id, {
    name: realm.name,
    regionCode: realm.regionCode,
    isE2e: realm.isE2e ?? false,
    settings: realm.settings ?? {},
    sealedSecrets,
    createdAt: now,
  }).run()
  const { certificateKeyPem } = realm
  if (certificateKeyPem !== undefined) {
    const key = await importRealmSigningKey(
      deps,
      id,
      'certificate',
      undefined,
      certificateKeyPem,
      now,
    )
    if (!key.ok) throw new TypeError(`the seed's certificate key: ${key.failure.reason}`)
    await insertRealmSigningKeyStatement(db, key.value).run()
  } else if (realm.settings?.useRealmCertificateKey) {
    const key = await makeRealmSigningKey(deps, id, 'certificate', undefined, now)
    await insertRealmSigningKeyStatement(db, key).run()
  }
  if (realm.hasSmsKey) {
    const key = await makeRealmSigningKey(deps, id, 'sms', undefined, now)
    await insertRealmSigningKeyStatement(db, key).run()
  }
  const keyring = await deps.secretKeyring(now)
  const apiKeys: Record<ApiKeyType, string> = { device: '', admin: '', stats: '' }
  for (const type of realm.apiKeys ?? (['device', 'admin', 'stats'] as const)) {
    const secrets = apiKeySecrets(keyring)
    const known = realm.knownApiKeys?.[type]
    const { text, keyHash, preview } =
      known === undefined
        ? await makeApiKey(id, secrets, randomBytes)
        : await knownApiKey(known, secrets.database)
    await insertApiKeyStatement(db, {
      realmId: id,
      name: type,
      type,
      keyHash,
      preview,
      createdAt: now,
    }).run()
    apiKeys[type] = text
  }
  for (const app of realm.apps ?? []) {
    await db.orm.insert(mobileApps).values({
      realmId: id,
      ...app,
      fingerprints: app.fingerprints ?? [],
      createdAt: now,
      updatedAt: now,
    })
  }
  return { id, name: realm.name, apiKeys }
}

async function knownApiKey(text: string, databaseSecret: CryptoKey): Promise<NewApiKey> {
  const [key = ''] = text.split('.')
  return { text, keyHash: await hashApiKey(key, databaseSecret), preview: apiKeyPreview(key) }
}
