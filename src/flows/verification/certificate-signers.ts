/** Who signs a realm's certificates: a key of its own, or the system's. */

import type { RandomBytes } from '../../core/random.ts'
import type { Realm } from '../../core/realms/settings.ts'
import type { UnixSeconds } from '../../core/time.ts'
import { cached } from '../../db/cached.ts'
import type { VerificationDatabase } from '../../db/verification/database.ts'
import {
  insertRealmSigningKeyStatement,
  readRealmSigningKeys,
  SYSTEM_REALM_ID,
} from '../../db/verification/queries/realm-signing-keys.ts'
import type { SecretBox } from '../secret-box.ts'
import { makeRealmSigningKey, type Signer, type SignerCache } from './realm-signing-keys.ts'

export interface CertificateSigner {
  readonly signer: Signer
  readonly issuer: string
  readonly audience: string
  readonly lifeSeconds: number
}

/** @throws where there is no key that signs */
export type CertificateSigners = (realm: Realm, now: UnixSeconds) => Promise<CertificateSigner>

export interface SystemCertificateSettings {
  readonly keyId: string
  readonly issuer: string
  readonly audience: string
  readonly lifeSeconds: number
}

export interface CertificateSignersDeps {
  readonly db: VerificationDatabase
  readonly secretBox: SecretBox
  readonly randomBytes: RandomBytes
  readonly signerOf: SignerCache
  readonly system: SystemCertificateSettings
}

/** Longest that the system's new key does not sign yet. */
const SYSTEM_KEY_CACHE_SECONDS = 60

export function certificateSigners(deps: CertificateSignersDeps): CertificateSigners {
  const systemKeyId = cached((now) => readSystemKeyId(deps, now), SYSTEM_KEY_CACHE_SECONDS)
  return async (realm, now) => {
    const { settings } = realm
    const isOwn = settings.useRealmCertificateKey
    const id = isOwn ? realm.activeCertificateKeyId : await systemKeyId(now)
    const signer = id === undefined ? undefined : await deps.signerOf(id)
    if (signer === undefined) throw new Error('there is no key that signs certificates')
    const { issuer, audience, lifeSeconds } = deps.system
    return isOwn
      ? {
          signer,
          issuer: settings.certificateIssuer,
          audience: settings.certificateAudience,
          lifeSeconds: settings.certificateDurationSeconds,
        }
      : { signer, issuer, audience, lifeSeconds }
  }
}

/** The system's key is made when it is first needed. */
async function readSystemKeyId(
  deps: CertificateSignersDeps,
  now: UnixSeconds,
): Promise<number | undefined> {
  const active = async () =>
    (await readRealmSigningKeys(deps.db, SYSTEM_REALM_ID, 'certificate')).find(
      ({ isActive }) => isActive,
    )?.id
  const known = await active()
  if (known !== undefined) return known
  const { keyId } = deps.system
  const key = await makeRealmSigningKey(deps, SYSTEM_REALM_ID, 'certificate', keyId, now)
  // The name is unique: of two that make it at once one wins, and both read the winner's.
  await insertRealmSigningKeyStatement(deps.db, key).run()
  return active()
}
