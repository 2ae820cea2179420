import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** Certificates with which whole contents are signed (CMS), and their private keys, wrapped by the master key. */
export const contentSigners = sqliteTable('content_signers', {
  id: integer('id').primaryKey(),
  name: text('name').notNull().unique(),
  /** The signer's certificate first, then those that issued it, without the root: PEM. */
  certificatesPem: text('certificates_pem').notNull(),
  /** PKCS #8 sealed with the master key: base64 of nonce ‖ ciphertext ‖ tag. */
  wrappedPrivateKey: text('wrapped_private_key').notNull(),
  /** Unix seconds. */
  createdAt: integer('created_at').notNull(),
})
