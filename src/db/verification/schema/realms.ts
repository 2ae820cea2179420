import { integer, real, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { RealmSecretName, RealmSettings } from '../../../core/realms/settings.ts'

/** Tenants of the verification server. Id 0 is the system in the audit log and for signing keys, and no row. */
export const realms = sqliteTable('realms', {
  /** Never used again: it is in API keys, key ids and addresses. */
  id: integer('id').primaryKey({ autoIncrement: true }),
  name: text('name').notNull(),
  /** The name in lower case: names differ in more than case. */
  foldedName: text('folded_name').notNull().unique(),
  /** Upper case; null for none. */
  regionCode: text('region_code').unique(),
  isE2e: integer('is_e2e', { mode: 'boolean' }).notNull().default(false),
  /** JSON; members that are missing have their defaults. */
  settings: text('settings', { mode: 'json' }).$type<Partial<RealmSettings>>().notNull(),
  /** JSON: by name, base64 of nonce ‖ ciphertext ‖ tag. */
  sealedSecrets: text('sealed_secrets', { mode: 'json' })
    .$type<Partial<Record<RealmSecretName, string>>>()
    .notNull(),
  /** Share of codes claimed, of the last whole day and of those before; null until the modeler has seen enough. */
  claimRatioLast: real('claim_ratio_last'),
  claimRatioMean: real('claim_ratio_mean'),
  claimRatioDeviation: real('claim_ratio_deviation'),
  /** Unix seconds. */
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
})
