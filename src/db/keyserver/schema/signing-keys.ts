import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** Private keys for export files, wrapped by the master key. */
export const signingKeys = sqliteTable('signing_keys', {
  id: integer('id').primaryKey(),
  name: text('name').notNull().unique(),
  /** PKCS #8 sealed with the master key: base64 of nonce ‖ ciphertext ‖ tag. */
  wrappedPrivateKey: text('wrapped_private_key').notNull(),
  /** SubjectPublicKeyInfo, PEM. */
  publicKeyPem: text('public_key_pem').notNull(),
  /** Unix seconds. */
  createdAt: integer('created_at').notNull(),
})

/** A signing key under the name by which phones know it. */
export const signatureInfos = sqliteTable('signature_infos', {
  id: integer('id').primaryKey(),
  signingKeyId: integer('signing_key_id')
    .notNull()
    .references(() => signingKeys.id),
  /** `verification_key_id`: by convention the country's MCC. */
  keyId: text('key_id').notNull(),
  /** `verification_key_version`. */
  keyVersion: text('key_version').notNull(),
  /** Unix seconds; signs from then on. */
  activatesAt: integer('activates_at').notNull(),
  /** Unix seconds; signs no window that closes later; null for no end. */
  retiresAt: integer('retires_at'),
})
