/** Statements that write rows of configuration, one builder a table, for batches that stand or fall together. */

import { and, eq, type Query, sql } from 'drizzle-orm'
import type { KeyserverDatabase } from '../database.ts'
import { authorizedApps } from '../schema/authorized-apps.ts'
import { contentSigners } from '../schema/content-signers.ts'
import { countries } from '../schema/countries.ts'
import { exportConfigs } from '../schema/exports.ts'
import { healthAuthorities, healthAuthorityKeys } from '../schema/health-authorities.ts'
import { exportImportKeys, exportImports } from '../schema/imports.ts'
import { mirrors } from '../schema/mirrors.ts'
import { paddingPolicies } from '../schema/padding.ts'
import { signatureInfos, signingKeys } from '../schema/signing-keys.ts'

/** A query of the schema as a statement, for a batch beside hand-written ones. */
export const statement = (
  db: KeyserverDatabase,
  query: { toSQL(): Query },
): D1PreparedStatement => {
  const { sql: text, params } = query.toSQL()
  return db.d1.prepare(text).bind(...params)
}

type Row<T extends { $inferSelect: object }> = T['$inferSelect']

export const saveAuthority = (db: KeyserverDatabase, row: Row<typeof healthAuthorities>) =>
  statement(
    db,
    db.orm
      .insert(healthAuthorities)
      .values(row)
      .onConflictDoUpdate({ target: healthAuthorities.id, set: row }),
  )

/** Takes over a key of that version that was found by polling. */
export const saveAuthorityKey = (db: KeyserverDatabase, row: Row<typeof healthAuthorityKeys>) =>
  statement(
    db,
    db.orm
      .insert(healthAuthorityKeys)
      .values(row)
      .onConflictDoUpdate({
        target: [healthAuthorityKeys.healthAuthorityId, healthAuthorityKeys.version],
        set: row,
      }),
  )

export const deleteAuthorityKey = (
  db: KeyserverDatabase,
  healthAuthorityId: number,
  version: string,
) =>
  statement(
    db,
    db.orm
      .delete(healthAuthorityKeys)
      .where(
        and(
          eq(healthAuthorityKeys.healthAuthorityId, healthAuthorityId),
          eq(healthAuthorityKeys.version, version),
        ),
      ),
  )

/** Keys of an address that is no longer the authority's must not go on vouching for it. */
export const deletePolledKeys = (db: KeyserverDatabase, healthAuthorityId: number) =>
  statement(
    db,
    db.orm
      .delete(healthAuthorityKeys)
      .where(
        and(
          eq(healthAuthorityKeys.healthAuthorityId, healthAuthorityId),
          eq(healthAuthorityKeys.isPolled, true),
        ),
      ),
  )

/** And its keys. */
export const deleteAuthority = (db: KeyserverDatabase, id: number) =>
  statement(db, db.orm.delete(healthAuthorities).where(eq(healthAuthorities.id, id)))

export const saveApp = (db: KeyserverDatabase, row: Row<typeof authorizedApps>) =>
  statement(
    db,
    db.orm
      .insert(authorizedApps)
      .values(row)
      .onConflictDoUpdate({ target: authorizedApps.appPackageName, set: row }),
  )

export const deleteApp = (db: KeyserverDatabase, appPackageName: string) =>
  statement(
    db,
    db.orm.delete(authorizedApps).where(eq(authorizedApps.appPackageName, appPackageName)),
  )

export const insertKey = (db: KeyserverDatabase, row: Row<typeof signingKeys>) =>
  statement(db, db.orm.insert(signingKeys).values(row))

export const deleteSigningKey = (db: KeyserverDatabase, id: number) =>
  statement(db, db.orm.delete(signingKeys).where(eq(signingKeys.id, id)))

export const saveSigner = (db: KeyserverDatabase, row: Row<typeof signatureInfos>) =>
  statement(
    db,
    db.orm
      .insert(signatureInfos)
      .values(row)
      .onConflictDoUpdate({ target: signatureInfos.id, set: row }),
  )

export const deleteSigner = (db: KeyserverDatabase, id: number) =>
  statement(db, db.orm.delete(signatureInfos).where(eq(signatureInfos.id, id)))

export type ExportConfigValues = Omit<
  typeof exportConfigs.$inferInsert,
  'id' | 'filesGeneration' | 'indexGeneration'
>

/** A generation ahead: the next run publishes the keys of its signers, with an index of no files. */
export const exportConfigInsert = (
  db: KeyserverDatabase,
  values: ExportConfigValues & { id?: number },
) => db.orm.insert(exportConfigs).values({ ...values, filesGeneration: 1 })

/** Batches that were opened before keep what they were opened with. The index and the public keys are written anew. */
export const exportConfigUpdate = (
  db: KeyserverDatabase,
  id: number,
  values: Partial<ExportConfigValues>,
) =>
  db.orm
    .update(exportConfigs)
    .set({ ...values, filesGeneration: sql`${exportConfigs.filesGeneration} + 1` })
    .where(eq(exportConfigs.id, id))

export const insertExport = (db: KeyserverDatabase, values: ExportConfigValues & { id: number }) =>
  statement(db, exportConfigInsert(db, values))

/** @param values none: only its index and public keys are written anew */
export const updateExport = (
  db: KeyserverDatabase,
  id: number,
  values: Partial<ExportConfigValues>,
) => statement(db, exportConfigUpdate(db, id, values))

export const deleteExport = (db: KeyserverDatabase, id: number) =>
  statement(db, db.orm.delete(exportConfigs).where(eq(exportConfigs.id, id)))

export const savePaddingPolicy = (
  db: KeyserverDatabase,
  row: typeof paddingPolicies.$inferInsert,
) =>
  statement(
    db,
    db.orm
      .insert(paddingPolicies)
      .values(row)
      .onConflictDoUpdate({ target: paddingPolicies.region, set: row }),
  )

export const deletePaddingPolicy = (db: KeyserverDatabase, region: string) =>
  statement(db, db.orm.delete(paddingPolicies).where(eq(paddingPolicies.region, region)))

export const saveImport = (db: KeyserverDatabase, row: Row<typeof exportImports>) =>
  statement(
    db,
    db.orm
      .insert(exportImports)
      .values(row)
      .onConflictDoUpdate({ target: exportImports.id, set: row }),
  )

export const saveImportKey = (db: KeyserverDatabase, row: Row<typeof exportImportKeys>) =>
  statement(
    db,
    db.orm
      .insert(exportImportKeys)
      .values(row)
      .onConflictDoUpdate({
        target: [exportImportKeys.importId, exportImportKeys.keyId, exportImportKeys.keyVersion],
        set: row,
      }),
  )

export const deleteImportKey = (
  db: KeyserverDatabase,
  importId: number,
  keyId: string,
  keyVersion: string,
) =>
  statement(
    db,
    db.orm
      .delete(exportImportKeys)
      .where(
        and(
          eq(exportImportKeys.importId, importId),
          eq(exportImportKeys.keyId, keyId),
          eq(exportImportKeys.keyVersion, keyVersion),
        ),
      ),
  )

export const deleteImport = (db: KeyserverDatabase, id: number) =>
  statement(db, db.orm.delete(exportImports).where(eq(exportImports.id, id)))

export const insertMirror = (db: KeyserverDatabase, row: typeof mirrors.$inferInsert) =>
  statement(db, db.orm.insert(mirrors).values(row))

/** The last timestamp stays: names rise. */
export const updateMirror = (
  db: KeyserverDatabase,
  id: number,
  row: Omit<typeof mirrors.$inferInsert, 'id' | 'lastTimestamp'>,
) => statement(db, db.orm.update(mirrors).set(row).where(eq(mirrors.id, id)))

export const deleteMirror = (db: KeyserverDatabase, id: number) =>
  statement(db, db.orm.delete(mirrors).where(eq(mirrors.id, id)))

export const saveContentSigner = (db: KeyserverDatabase, row: Row<typeof contentSigners>) =>
  statement(
    db,
    db.orm
      .insert(contentSigners)
      .values(row)
      .onConflictDoUpdate({ target: contentSigners.id, set: row }),
  )

export const deleteContentSigner = (db: KeyserverDatabase, id: number) =>
  statement(db, db.orm.delete(contentSigners).where(eq(contentSigners.id, id)))

export const saveCountry = (db: KeyserverDatabase, row: Row<typeof countries>) =>
  statement(
    db,
    db.orm.insert(countries).values(row).onConflictDoUpdate({ target: countries.code, set: row }),
  )

export const deleteCountry = (db: KeyserverDatabase, code: string) =>
  statement(db, db.orm.delete(countries).where(eq(countries.code, code)))
