/** Members of our hubs as operators look at them: what they did last, and what of theirs is in use. Reads only. */

import type { KeyserverDatabase } from '../database.ts'
import type { EfgsCertificateRow } from './efgs-certificates.ts'
import { readEfgsCertificates } from './efgs-certificates.ts'
import { readUkNations, type UkNationRow } from './uk-hub-nations.ts'

export interface NationUploads {
  readonly nationId: number
  readonly uploads: number
  readonly sentKeys: number
  /** Unix seconds. */
  readonly lastAt: number
}

/** Every nation, with what it sent that is not deleted yet. */
export async function readNationHealth(db: KeyserverDatabase): Promise<{
  readonly nations: readonly UkNationRow[]
  readonly uploads: readonly NationUploads[]
}> {
  const nations = await readUkNations(db)
  const { results } = await db.d1
    .prepare(
      `SELECT nation_id AS nationId, count(*) AS uploads, sum(sent_keys) AS sentKeys, max(created_at) AS lastAt
      FROM uk_hub_uploads GROUP BY nation_id`,
    )
    .all<NationUploads>()
  return { nations, uploads: results }
}

export interface CertificateUse {
  readonly thumbprint: string
  /** Unix seconds. */
  readonly lastAt: number
}

export interface MemberActivity {
  readonly country: string
  /** Unix seconds. */
  readonly lastAt: number
}

export interface MemberCallback {
  readonly country: string
  readonly callbackId: string
  readonly url: string
  readonly failedTries: number
  /** Unix seconds. */
  readonly lastTriedAt: number | null
  /** Batches that it is still to be told of. */
  readonly waiting: number
}

export interface EfgsMemberHealthRows {
  readonly certificates: readonly EfgsCertificateRow[]
  readonly uses: readonly CertificateUse[]
  readonly uploads: readonly MemberActivity[]
  readonly downloads: readonly MemberActivity[]
  readonly callbacks: readonly MemberCallback[]
}

const USES = `
SELECT thumbprint, max(at) AS lastAt FROM (
  SELECT uploader_thumbprint AS thumbprint, max(created_at) AS at FROM efgs_hub_uploads GROUP BY 1
  UNION ALL SELECT signer_thumbprint, max(created_at) FROM efgs_hub_uploads GROUP BY 1
) GROUP BY thumbprint`
const UPLOADS = 'SELECT country, max(created_at) AS lastAt FROM efgs_hub_uploads GROUP BY country'
const DOWNLOADS =
  'SELECT country, max(requested_at) AS lastAt FROM efgs_hub_downloads GROUP BY country'
const CALLBACKS = `
SELECT country, callback_id AS callbackId, url, failed_tries AS failedTries, last_tried_at AS lastTriedAt,
  (SELECT count(*) FROM efgs_hub_batches WHERE id > notified_batch_id) AS waiting
FROM efgs_hub_subscriptions ORDER BY country, callback_id`

export async function readEfgsMemberHealth(db: KeyserverDatabase): Promise<EfgsMemberHealthRows> {
  const certificates = await readEfgsCertificates(db)
  const all = async <Row>(sql: string): Promise<readonly Row[]> =>
    (await db.d1.prepare(sql).all<Row>()).results
  return {
    certificates,
    uses: await all<CertificateUse>(USES),
    uploads: await all<MemberActivity>(UPLOADS),
    downloads: await all<MemberActivity>(DOWNLOADS),
    callbacks: await all<MemberCallback>(CALLBACKS),
  }
}
