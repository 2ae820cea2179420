/** What the feed of apps is compared with, and what it writes. */

import type { AuditEntry } from '../../../core/audit/chain.ts'
import type { SyncedRealm, SyncPlan, Translation } from '../../../core/links/app-sync.ts'
import type { UnixSeconds } from '../../../core/time.ts'
import { auditedBatch } from '../../audit/queries.ts'
import type { VerificationDatabase } from '../database.ts'

/** Ids of realms by region code. */
export async function readRegionIds(
  db: VerificationDatabase,
): Promise<ReadonlyMap<string, number>> {
  const { results } = await db.d1
    .prepare('SELECT region_code, id FROM realms WHERE region_code IS NOT NULL')
    .all<{ region_code: string; id: number }>()
  return new Map(results.map((row) => [row.region_code, row.id]))
}

export async function readSyncedRealm(
  db: VerificationDatabase,
  realmId: number,
  regionCode: string,
): Promise<SyncedRealm> {
  const [realm, apps, translations] = await db.d1.batch<Record<string, string>>([
    db.d1.prepare('SELECT settings FROM realms WHERE id = ?1').bind(realmId),
    db.d1
      .prepare("SELECT name, fingerprints FROM mobile_apps WHERE realm_id = ?1 AND os = 'android'")
      .bind(realmId),
    db.d1
      .prepare('SELECT language, message_id, message FROM realm_translations WHERE realm_id = ?1')
      .bind(realmId),
  ])
  return {
    regionCode,
    settings: JSON.parse(realm?.results[0]?.['settings'] ?? '{}'),
    apps: (apps?.results ?? []).map((row) => ({
      name: row['name'] ?? '',
      fingerprints: JSON.parse(row['fingerprints'] ?? '[]'),
    })),
    translations: (translations?.results ?? []).map((row) => ({
      language: row['language'] ?? '',
      messageId: row['message_id'] ?? '',
      message: row['message'] ?? '',
    })),
  }
}

const listOf = (translations: readonly Translation[]): string =>
  JSON.stringify(translations.map((one) => [one.language, one.messageId, one.message]))

/** Writes a plan with its record, all or nothing. */
export async function writeSync(
  db: VerificationDatabase,
  realmId: number,
  plan: SyncPlan,
  entries: readonly AuditEntry[],
  now: UnixSeconds,
): Promise<void> {
  const { settings, setTranslations, deleteTranslations, app } = plan
  const statements: D1PreparedStatement[] = []
  if (Object.keys(settings).length > 0) {
    statements.push(
      db.d1
        .prepare(
          'UPDATE realms SET settings = json_patch(settings, ?2), updated_at = ?3 WHERE id = ?1',
        )
        .bind(realmId, JSON.stringify(settings), now),
    )
  }
  if (deleteTranslations.length > 0) {
    statements.push(
      db.d1
        .prepare(
          `DELETE FROM realm_translations WHERE realm_id = ?1 AND (language, message_id) IN
            (SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?2))`,
        )
        .bind(realmId, listOf(deleteTranslations)),
    )
  }
  if (setTranslations.length > 0) {
    statements.push(
      db.d1
        .prepare(
          `INSERT INTO realm_translations (realm_id, language, message_id, message)
          SELECT ?1, json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]')
          FROM json_each(?2) WHERE true
          ON CONFLICT (realm_id, language, message_id) DO UPDATE SET message = excluded.message`,
        )
        .bind(realmId, listOf(setTranslations)),
    )
  }
  if (app !== undefined) {
    statements.push(
      db.d1
        .prepare(
          // Another run may have added it meanwhile.
          `INSERT INTO mobile_apps
            (realm_id, name, os, app_id, url, fingerprints, disable_redirect, is_headless, created_at, updated_at)
          SELECT ?1, ?2, 'android', ?3, ?4, ?5, 1, ?6, ?7, ?7 WHERE NOT EXISTS
            (SELECT 1 FROM mobile_apps WHERE realm_id = ?1 AND os = 'android' AND (name = ?2 OR fingerprints = ?5))`,
        )
        .bind(
          realmId,
          app.name,
          app.appId,
          app.url,
          JSON.stringify(app.fingerprints),
          app.isHeadless ? 1 : 0,
          now,
        ),
    )
  }
  await auditedBatch(db, now, entries, statements)
}
