/** The snapshot of authorized apps and health authorities that uploads are checked against. */

import { importPublicKey } from '../../../core/crypto/ecdsa.ts'
import { decodePem } from '../../../core/crypto/pem.ts'
import { asUnixSeconds, type UnixSeconds } from '../../../core/time.ts'
import type {
  AuthorizedApp,
  HealthAuthority,
  HealthAuthorityKey,
  TenantDirectory,
} from '../../../core/verification/health-authority.ts'
import { cached } from '../../cached.ts'
import type { KeyserverDatabase } from '../database.ts'
import { authorizedApps } from '../schema/authorized-apps.ts'
import { healthAuthorities, healthAuthorityKeys } from '../schema/health-authorities.ts'

/** Reads all tenants in one call: a country has few, and a snapshot also knows who does not exist. */
export async function readTenants(db: KeyserverDatabase): Promise<TenantDirectory> {
  const [appRows, authorityRows, keyRows] = await db.orm.batch([
    db.orm.select().from(authorizedApps),
    db.orm.select().from(healthAuthorities),
    db.orm.select().from(healthAuthorityKeys),
  ])
  const keys = await Promise.all(keyRows.map(readKey))
  const apps = new Map<string, AuthorizedApp>(appRows.map((row) => [row.appPackageName, row]))
  const authorities = new Map<string, HealthAuthority>(
    authorityRows.map((row) => [
      row.issuer,
      {
        id: row.id,
        issuer: row.issuer,
        audience: row.audience,
        name: row.name,
        dailyUploadLimit: row.dailyUploadLimit ?? undefined,
        mayReadStatistics: row.mayReadStatistics,
        keys: keys.flatMap((key) =>
          key !== undefined && key.healthAuthorityId === row.id ? [key] : [],
        ),
      },
    ]),
  )
  return {
    app: (appPackageName) => apps.get(appPackageName.toLowerCase()),
    healthAuthority: (issuer) => authorities.get(issuer),
    bypassingApps: () => [...apps.values()].filter(isBypassing).map((app) => app.appPackageName),
  }
}

const isBypassing = (app: AuthorizedApp): boolean =>
  app.bypassesCertificate || app.bypassesRevisionToken || app.releasesSameDayKeys

type KeyRow = typeof healthAuthorityKeys.$inferSelect

/** A row whose key can't be read verifies nothing: it must not keep the other authorities from working. */
async function readKey(
  row: KeyRow,
): Promise<(HealthAuthorityKey & { healthAuthorityId: number }) | undefined> {
  const spki = decodePem('PUBLIC KEY', row.publicKeyPem)
  if (spki === undefined) return undefined
  try {
    return {
      healthAuthorityId: row.healthAuthorityId,
      version: row.version,
      validFrom: asUnixSeconds(row.validFrom),
      validThru: row.validThru === null ? undefined : asUnixSeconds(row.validThru),
      publicKey: await importPublicKey(spki),
    }
  } catch {
    return undefined
  }
}

/**
 * Tenants as of at most `maxAgeSeconds` ago; beyond that they are read again, so a revocation is noticed within that time.
 * One snapshot serves all requests of an isolate. A failed read is not kept.
 */
export function tenantCache(
  db: KeyserverDatabase,
  maxAgeSeconds: number,
): (now: UnixSeconds) => Promise<TenantDirectory> {
  return cached((_now) => readTenants(db), maxAgeSeconds)
}
