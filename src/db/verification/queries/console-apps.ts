/** Apps as the console's pages show them. */

import type { ShownApp } from '../../../core/console/shown-app.ts'
import type { VerificationDatabase } from '../database.ts'

interface Row extends Omit<ShownApp, 'fingerprints' | 'disableRedirect' | 'isHeadless'> {
  /** JSON. */
  readonly fingerprints: string
  readonly disableRedirect: number
  readonly isHeadless: number
}

const APPS = `
SELECT id, name, os, app_id AS appId, url, fingerprints, disable_redirect AS disableRedirect, is_headless AS isHeadless,
  updated_at AS updatedAt, disabled_at AS disabledAt
FROM mobile_apps WHERE realm_id = ?1`

const appOf = (row: Row): ShownApp => ({
  ...row,
  fingerprints: JSON.parse(row.fingerprints) as string[],
  disableRedirect: row.disableRedirect === 1,
  isHeadless: row.isHeadless === 1,
})

/** The newest first. @param before id of the last one that was shown; undefined: from the newest */
export async function listApps(
  db: VerificationDatabase,
  realmId: number,
  before: number | undefined,
  limit: number,
): Promise<readonly ShownApp[]> {
  const { results } = await db.d1
    .prepare(`${APPS} AND id < ?2 ORDER BY id DESC LIMIT ?3`)
    .bind(realmId, before ?? Number.MAX_SAFE_INTEGER, limit)
    .all<Row>()
  return results.map(appOf)
}

/** @returns undefined where the realm has none of this id */
export async function readShownApp(
  db: VerificationDatabase,
  realmId: number,
  id: number,
): Promise<ShownApp | undefined> {
  const row = await db.d1.prepare(`${APPS} AND id = ?2`).bind(realmId, id).first<Row>()
  return row === null ? undefined : appOf(row)
}
