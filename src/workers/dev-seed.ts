/** What a system on this machine is emptied to: the seed's realms and people, its document, no object in any bucket. */

import type { UnixSeconds } from '../core/time.ts'
import { openVerification } from '../db/verification/database.ts'
import {
  addFirstSecret,
  readSecretsInForce,
  type SecretRow,
} from '../db/verification/queries/secrets.ts'
import { deleteAllOfVerification } from '../db/verification/queries/seed.ts'
import { seedPeople } from '../flows/seed-people.ts'
import { readSecretKeyring } from '../flows/verification/secret-keyring.ts'
import {
  type SeededRealm,
  seedVerification,
  type VerificationSeed,
} from '../flows/verification/seed.ts'
import { r2ArchiveStore } from '../platform/archive-store.ts'
import { openSecretBox, randomBytes } from '../platform/secrets.ts'
import type { buildJobs } from './jobs.ts'
import type { RealmApiEnv } from './realm-api.ts'

type SeededEnv = Pick<RealmApiEnv, 'VERIFICATION_DB' | 'MASTER_KEY' | 'REALM_QUOTA'>
type JobsSurface = ReturnType<typeof buildJobs>['surface']

/**
 * Realms as the seed says. A second time they get the keys that they had: whoever drives the system was told those once.
 */
export function realmSeeder(env: SeededEnv) {
  const db = openVerification(env.VERIFICATION_DB)
  let before: { readonly realms: readonly SeededRealm[]; readonly secrets: readonly SecretRow[] } =
    {
      realms: [],
      secrets: [],
    }
  return async (seed: VerificationSeed, now: UnixSeconds): Promise<readonly SeededRealm[]> => {
    await deleteAllOfVerification(db)
    for (const secret of before.secrets) await addFirstSecret(db, { ...secret, createdAt: now })
    const secretBox = await openSecretBox(env.MASTER_KEY)
    const secretKeyring = (at: UnixSeconds) => readSecretKeyring({ db, secretBox, randomBytes }, at)
    const withKeys = seed.realms.map((realm, index) => {
      const known = before.realms[index]
      return known === undefined ? realm : { ...realm, knownApiKeys: known.apiKeys }
    })
    const deps = { db, secretBox, randomBytes, secretKeyring }
    const realms = await seedVerification(deps, { ...seed, realms: withKeys }, now)
    for (const { id } of realms) await env.REALM_QUOTA.getByName(`realm/${id}`).empty()
    if (realms[0] !== undefined) await seedPeople(db, realms[0].id, now)
    if (before.realms.length === 0) {
      const secrets = await readSecretsInForce(db)
      before = { realms, secrets: secrets.filter(({ type }) => type.startsWith('api_key_')) }
    }
    return realms
  }
}

/** As an operator would. @param surface of the jobs */
export async function applyDocument(
  surface: JobsSurface,
  { OPERATOR_TOKEN }: Pick<Env, 'OPERATOR_TOKEN'>,
  document: object,
): Promise<void> {
  const response = await surface.request('/operator/configuration', {
    method: 'POST',
    headers: { authorization: `Bearer ${OPERATOR_TOKEN}` },
    body: JSON.stringify({ document, dryRun: false }),
  })
  if (!response.ok) throw new TypeError(`the seed's document: ${await response.text()}`)
}

export async function deleteObjects(env: Pick<Env, 'EXPORTS' | 'SUBMISSIONS'>): Promise<void> {
  for (const store of [r2ArchiveStore(env.EXPORTS), r2ArchiveStore(env.SUBMISSIONS)]) {
    for (;;) {
      const { names } = await store.list('')
      if (names.length === 0) break
      for (const name of names) await store.remove(name)
    }
  }
}
