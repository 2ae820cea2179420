/** Statements that write partners, and what refers to them. */

import { eq } from 'drizzle-orm'
import type { KeyserverDatabase } from '../database.ts'
import { efgsCertificates } from '../schema/efgs-hub.ts'
import { federationAuthorizations } from '../schema/federation-authorizations.ts'
import { federationPartners, federationStates } from '../schema/federation-partners.ts'
import { ukHubNations } from '../schema/uk-hub.ts'
import { statement } from './configuration-statements.ts'
import { PROVENANCE } from './diagnosis-keys.ts'

type NewPartner = typeof federationPartners.$inferInsert

export const insertPartner = (db: KeyserverDatabase, row: NewPartner) =>
  statement(db, db.orm.insert(federationPartners).values(row))

export const updatePartner = (db: KeyserverDatabase, id: number, values: Partial<NewPartner>) =>
  statement(db, db.orm.update(federationPartners).set(values).where(eq(federationPartners.id, id)))

/** And how far the exchange with it got. */
export const deletePartner = (db: KeyserverDatabase, id: number) => [
  statement(db, db.orm.delete(federationStates).where(eq(federationStates.partnerId, id))),
  statement(db, db.orm.delete(federationPartners).where(eq(federationPartners.id, id))),
]

export const saveAuthorization = (
  db: KeyserverDatabase,
  row: typeof federationAuthorizations.$inferInsert,
) =>
  statement(
    db,
    db.orm
      .insert(federationAuthorizations)
      .values(row)
      .onConflictDoUpdate({ target: federationAuthorizations.id, set: row }),
  )

export const deleteAuthorization = (db: KeyserverDatabase, id: number) =>
  statement(db, db.orm.delete(federationAuthorizations).where(eq(federationAuthorizations.id, id)))

/** One that is there keeps its id, its tokens and when it came. */
export const saveNation = (
  db: KeyserverDatabase,
  row: Omit<typeof ukHubNations.$inferInsert, 'id'>,
) =>
  statement(
    db,
    db.orm
      .insert(ukHubNations)
      .values(row)
      .onConflictDoUpdate({
        target: ukHubNations.uuid,
        set: {
          region: row.region,
          publicKeyPems: row.publicKeyPems,
          gatewayOrigins: row.gatewayOrigins,
          revokedAt: row.revokedAt ?? null,
          withholdsKeys: row.withholdsKeys,
        },
      }),
  )

export const saveEfgsCertificate = (
  db: KeyserverDatabase,
  row: typeof efgsCertificates.$inferInsert,
) =>
  statement(
    db,
    db.orm
      .insert(efgsCertificates)
      .values(row)
      .onConflictDoUpdate({ target: efgsCertificates.thumbprint, set: row }),
  )

/** Whether anything says that it came from a partner, or that the partner has it: its id must not become another's. */
const HAS_HISTORY = `EXISTS (SELECT 1 FROM incoming_batches WHERE partner_id = ?1)
  OR EXISTS (SELECT 1 FROM outgoing_batches WHERE partner_id = ?1)
  OR EXISTS (SELECT 1 FROM interop_key_sets WHERE partner_id = ?1)
  OR EXISTS (SELECT 1 FROM federation_sightings WHERE partner_id = ?1)
  OR EXISTS (SELECT 1 FROM diagnosis_keys WHERE provenance = ${PROVENANCE.federated} AND source_id = ?1)`

/** Reads all keys where there is nothing: asked only before a partner is deleted. */
export async function hasPartnerHistory(db: KeyserverDatabase, id: number): Promise<boolean> {
  const row = await db.d1.prepare(`SELECT ${HAS_HISTORY} AS has`).bind(id).first<{ has: number }>()
  return row?.has === 1
}

/** Fails its batch where something has come to refer to the partner. */
export const withoutPartnerHistory = (db: KeyserverDatabase, id: number): D1PreparedStatement =>
  db.d1.prepare(`SELECT json(CASE WHEN ${HAS_HISTORY} THEN 'changed' ELSE '1' END)`).bind(id)
