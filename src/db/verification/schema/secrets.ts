import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { SecretType } from '../../../core/realms/secret-rotation.ts'

/** Secrets of HMACs and cookies, which a job rotates. */
export const secrets = sqliteTable(
  'secrets',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    type: text('type').$type<SecretType>().notNull(),
    /** Base64 of nonce ‖ ciphertext ‖ tag; null once destroyed. */
    wrappedSecret: text('wrapped_secret'),
    /** What it is wrapped to. */
    wrappingLabel: text('wrapping_label').notNull(),
    /** Whether new things are made with it, if it is the newest such. */
    isActive: integer('is_active', { mode: 'boolean' }).notNull(),
    /** Unix seconds. */
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
    /** When it was marked as deleted: from then on nothing is checked with it. */
    deletedAt: integer('deleted_at'),
  },
  (table) => [index('secrets_type').on(table.type)],
)

/** Keys that sign verification tokens. */
export const tokenSigningKeys = sqliteTable('token_signing_keys', {
  /** UUID: `kid` of its tokens. */
  id: text('id').primaryKey(),
  /** PKCS #8 sealed with the master key; null once destroyed. */
  wrappedPrivateKey: text('wrapped_private_key'),
  /** SubjectPublicKeyInfo, PEM. */
  publicKeyPem: text('public_key_pem').notNull(),
  /** Whether it signs: one does. */
  isActive: integer('is_active', { mode: 'boolean' }).notNull(),
  /** Unix seconds. */
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
})

/** Keys that sign certificates and texts, of realms and (realm 0) of the system. */
export const realmSigningKeys = sqliteTable(
  'realm_signing_keys',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    /** 0: the system's. */
    realmId: integer('realm_id').notNull(),
    purpose: text('purpose').$type<'certificate' | 'sms'>().notNull(),
    /** `kid`: "r<realm>v<id>", with "sms" after it for texts; of the system's what its operator chose. */
    keyId: text('key_id').notNull().unique(),
    /** PKCS #8 sealed with the master key; null once destroyed. */
    wrappedPrivateKey: text('wrapped_private_key'),
    /** What it is sealed to. */
    wrappingLabel: text('wrapping_label').notNull(),
    /** SubjectPublicKeyInfo, PEM. */
    publicKeyPem: text('public_key_pem').notNull(),
    /** Whether it signs: one a realm and purpose does. */
    isActive: integer('is_active', { mode: 'boolean' }).notNull(),
    /** Unix seconds. */
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
    deletedAt: integer('deleted_at'),
  },
  (table) => [index('realm_signing_keys_realm').on(table.realmId, table.purpose)],
)
