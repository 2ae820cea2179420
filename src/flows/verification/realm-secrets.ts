/** A realm's credentials for its providers: sealed in its row, opened where they are needed. */

import { utf8 } from '../../core/bytes.ts'
import type { Realm, RealmSecretName } from '../../core/realms/settings.ts'
import type { SecretBox } from '../secret-box.ts'

/** What a credential is sealed to, so that none opens in the place of another. */
export const realmSecretLabel = (name: RealmSecretName): string => `realm-secret ${name}`

export const sealRealmSecret = (
  secretBox: SecretBox,
  name: RealmSecretName,
  secret: string,
): Promise<string> => secretBox.wrap(utf8(secret), realmSecretLabel(name))

/** @returns undefined where the realm has none of this name */
export async function openRealmSecret(
  secretBox: SecretBox,
  realm: Pick<Realm, 'sealedSecrets'>,
  name: RealmSecretName,
): Promise<string | undefined> {
  const sealed = realm.sealedSecrets[name]
  if (sealed === undefined) return undefined
  return new TextDecoder().decode(await secretBox.unwrap(sealed, realmSecretLabel(name)))
}
