/** The whole configuration as it stands at one instant, with what history refers to. */

import { max, sql } from 'drizzle-orm'
import { auditLog } from '../../audit/schema.ts'
import type { KeyserverDatabase } from '../database.ts'
import { authorizedApps } from '../schema/authorized-apps.ts'
import { contentSigners } from '../schema/content-signers.ts'
import { countries } from '../schema/countries.ts'
import { documents } from '../schema/documents.ts'
import { efgsCertificates } from '../schema/efgs-hub.ts'
import { exportBatches, exportConfigs, exportFiles } from '../schema/exports.ts'
import { federationAuthorizations } from '../schema/federation-authorizations.ts'
import { federationPartners } from '../schema/federation-partners.ts'
import { healthAuthorities, healthAuthorityKeys } from '../schema/health-authorities.ts'
import { exportImportKeys, exportImports, importFiles } from '../schema/imports.ts'
import { layoutArchives, layoutExports } from '../schema/layouts.ts'
import { mirrors } from '../schema/mirrors.ts'
import { paddingPolicies } from '../schema/padding.ts'
import { signatureInfos, signingKeys } from '../schema/signing-keys.ts'
import { ukHubNations } from '../schema/uk-hub.ts'

export type ConfigurationRows = Awaited<ReturnType<typeof readConfigurationRows>>

/** One transaction, so that no row is of another instant than the others. */
export async function readConfigurationRows(db: KeyserverDatabase) {
  const [
    authorities,
    authorityKeys,
    apps,
    keys,
    signers,
    exports,
    padding,
    imports,
    importKeys,
    mirrorRows,
    contentSignerRows,
    countryRows,
    layoutRows,
    partnerRows,
    authorizationRows,
    nationRows,
    efgsCertificateRows,
    [head],
    batchSigners,
    batchExports,
    fileExports,
    fileImports,
    archiveExports,
    documentExports,
  ] = await db.orm.batch([
    db.orm.select().from(healthAuthorities),
    db.orm.select().from(healthAuthorityKeys),
    db.orm.select().from(authorizedApps),
    db.orm
      .select({
        id: signingKeys.id,
        name: signingKeys.name,
        publicKeyPem: signingKeys.publicKeyPem,
      })
      .from(signingKeys),
    db.orm.select().from(signatureInfos),
    db.orm.select().from(exportConfigs),
    db.orm.select().from(paddingPolicies),
    db.orm.select().from(exportImports),
    db.orm.select().from(exportImportKeys),
    db.orm.select().from(mirrors),
    db.orm.select().from(contentSigners),
    db.orm.select().from(countries),
    db.orm.select().from(layoutExports),
    db.orm.select().from(federationPartners),
    db.orm.select().from(federationAuthorizations),
    db.orm.select().from(ukHubNations),
    db.orm.select().from(efgsCertificates),
    db.orm.select({ id: max(auditLog.id) }).from(auditLog),
    db.orm
      .selectDistinct({ id: sql<number>`value` })
      .from(sql`${exportBatches}, json_each(${exportBatches.signatureInfoIds})`),
    db.orm.selectDistinct({ id: exportBatches.configId }).from(exportBatches),
    db.orm.selectDistinct({ id: exportFiles.configId }).from(exportFiles),
    db.orm.selectDistinct({ id: importFiles.importId }).from(importFiles),
    db.orm.selectDistinct({ id: layoutArchives.exportId }).from(layoutArchives),
    db.orm.selectDistinct({ id: documents.layoutExportId }).from(documents),
  ])
  const ids = (...lists: readonly (readonly { id: number }[])[]): ReadonlySet<number> =>
    new Set(lists.flat().map(({ id }) => id))
  return {
    authorities,
    authorityKeys,
    apps,
    signingKeys: keys,
    signers,
    exports,
    padding,
    imports,
    importKeys,
    mirrors: mirrorRows,
    contentSigners: contentSignerRows,
    countries: countryRows,
    layoutExports: layoutRows,
    partners: partnerRows,
    federationAuthorizations: authorizationRows,
    nations: nationRows,
    efgsCertificates: efgsCertificateRows,
    /** Last row of the audit log: every change of configuration moves it. */
    auditHead: head?.id ?? 0,
    /** Signers that batches name, exports and imports that have any. */
    used: {
      signers: ids(batchSigners),
      exports: ids(batchExports, fileExports),
      imports: ids(fileImports),
      layoutExports: ids(archiveExports, documentExports),
    },
  }
}

/** Whether uploads or statistics refer to an authority. */
const HAS_HISTORY = `EXISTS (SELECT 1 FROM health_authority_statistics WHERE health_authority_id = ?1)
  OR EXISTS (SELECT 1 FROM diagnosis_keys WHERE health_authority_id = ?1)`

/** Reads all keys where there is none: asked only before an authority is deleted. */
export async function hasHistory(db: KeyserverDatabase, authorityId: number): Promise<boolean> {
  const row = await db.d1
    .prepare(`SELECT ${HAS_HISTORY} AS has`)
    .bind(authorityId)
    .first<{ has: number }>()
  return row?.has === 1
}

/** Fails its batch where an upload has come to refer to the authority. */
export const withoutHistory = (db: KeyserverDatabase, authorityId: number): D1PreparedStatement =>
  db.d1
    .prepare(`SELECT json(CASE WHEN ${HAS_HISTORY} THEN 'changed' ELSE '1' END)`)
    .bind(authorityId)
