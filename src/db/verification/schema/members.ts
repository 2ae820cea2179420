import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { realms } from './realms.ts'

/** People who sign in. How they prove who they are is the console's. */
export const users = sqliteTable('users', {
  id: integer('id').primaryKey({ autoIncrement: true }),
  /** Lower case. */
  email: text('email').notNull().unique(),
  name: text('name').notNull(),
  isSystemAdmin: integer('is_system_admin', { mode: 'boolean' }).notNull().default(false),
  /** Unix seconds. */
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
})

/** What a person may do in a realm. */
export const memberships = sqliteTable(
  'memberships',
  {
    userId: integer('user_id')
      .notNull()
      .references(() => users.id),
    realmId: integer('realm_id')
      .notNull()
      .references(() => realms.id),
    /** Bits of `core/realms/permissions.ts`, implied ones included. */
    permissions: integer('permissions').notNull(),
    defaultSmsTemplateLabel: text('default_sms_template_label'),
    /** Unix seconds. */
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.userId, table.realmId] }),
    index('memberships_realm').on(table.realmId),
  ],
)
