/** What links need of a region, in one statement, and remembered for some minutes. */

import type { LinkApp, LinkRegion } from '../../../core/links/redirect.ts'
import type { UnixSeconds } from '../../../core/time.ts'
import type { VerificationDatabase } from '../database.ts'

interface LinkRow {
  readonly region_code: string
  readonly en_express: number | null
  readonly os: LinkApp['os'] | null
  readonly app_id: string
  readonly url: string
  readonly fingerprints: string
  readonly disable_redirect: number
  readonly is_headless: number
}

export const READ_LINK_REGION = `
SELECT r.region_code, json_extract(r.settings, '$.enExpressEnabled') AS en_express,
  a.os, a.app_id, a.url, a.fingerprints, a.disable_redirect, a.is_headless
FROM realms r LEFT JOIN mobile_apps a ON a.realm_id = r.id AND a.disabled_at IS NULL
WHERE r.region_code = ?1 ORDER BY a.id`

/** @param regionCode upper case */
export async function readLinkRegion(
  db: VerificationDatabase,
  regionCode: string,
): Promise<LinkRegion | undefined> {
  const { results } = await db.d1.prepare(READ_LINK_REGION).bind(regionCode).all<LinkRow>()
  const [first] = results
  if (first === undefined) return undefined
  return {
    regionCode: first.region_code,
    enExpressEnabled: first.en_express === 1,
    apps: results.flatMap((row) => (row.os === null ? [] : [appOf(row, row.os)])),
  }
}

const appOf = (row: LinkRow, os: LinkApp['os']): LinkApp => ({
  os,
  appId: row.app_id,
  url: row.url,
  fingerprints: JSON.parse(row.fingerprints),
  disableRedirect: row.disable_redirect === 1,
  isHeadless: row.is_headless === 1,
})

export type LinkRegions = (regionCode: string, now: UnixSeconds) => Promise<LinkRegion | undefined>

/** Far above the regions of any deployment. Regions that nobody has are held too: whoever guesses fills this and no more. */
const MAX_HELD = 1000

export function cachedLinkRegions(db: VerificationDatabase, maxAgeSeconds: number): LinkRegions {
  const held = new Map<string, { readonly value: LinkRegion | undefined; readonly at: number }>()
  return async (regionCode, now) => {
    const known = held.get(regionCode)
    if (known !== undefined && Math.abs(now - known.at) < maxAgeSeconds) return known.value
    const value = await readLinkRegion(db, regionCode)
    held.delete(regionCode)
    const [oldest] = held.keys()
    if (held.size >= MAX_HELD && oldest !== undefined) held.delete(oldest)
    held.set(regionCode, { value, at: now })
    return value
  }
}
