import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Language, SignInLevel, Theme } from '../../../core/console/viewer.ts'
import { users } from './members.ts'

/** How a person proves who they are, and how they want the console to look. No row: invited, and has not come yet. */
export const consoleCredentials = sqliteTable('console_credentials', {
  userId: integer('user_id')
    .primaryKey()
    .references(() => users.id, { onDelete: 'cascade' }),
  /** "scrypt$N$r$p$salt$hash", over an HMAC of the password. */
  password: text('password').notNull(),
  /** Unix seconds. */
  passwordSetAt: integer('password_set_at').notNull(),
  /** Sealed with the master key; null until a second factor was confirmed. */
  totpSecret: text('totp_secret'),
  /** The last step of 30 seconds whose code was taken: no code of it or of an earlier one is taken again. */
  totpStep: integer('totp_step').notNull().default(0),
  /** Tries that were begun since the last whole sign-in. */
  failures: integer('failures').notNull().default(0),
  /** Unix seconds; 0 for never. */
  lockedUntil: integer('locked_until').notNull().default(0),
  language: text('language').$type<Language>(),
  theme: text('theme').$type<Theme>(),
  timeZone: text('time_zone'),
})

/** WITHOUT ROWID. */
export const consoleSessions = sqliteTable(
  'console_sessions',
  {
    /** HMAC-SHA-256 of the cookie, hex. */
    hash: text('hash').primaryKey(),
    userId: integer('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    level: integer('level').$type<SignInLevel>().notNull(),
    /** Second factors that were tried at it. */
    tries: integer('tries').notNull().default(0),
    /** Where it was begun, in words for its owner, e.g. "Firefox, Linux, Portugal". */
    place: text('place').notNull(),
    /** Unix seconds; of the password, however often the cookie was changed since. */
    createdAt: integer('created_at').notNull(),
    seenAt: integer('seen_at').notNull(),
    provedAt: integer('proved_at').notNull(),
    /** base64url of 32 bytes. */
    csrfSecret: text('csrf_secret').notNull(),
  },
  (table) => [index('console_sessions_user').on(table.userId)],
)

/** What is good once, or for one session. WITHOUT ROWID. */
export const consoleOneTime = sqliteTable(
  'console_one_time',
  {
    /** HMAC-SHA-256 of the token, or of the session and a name, hex. */
    hash: text('hash').primaryKey(),
    kind: text('kind').$type<OneTimeKind>().notNull(),
    /** Whose; null: of nobody yet. */
    userId: integer('user_id').references(() => users.id, { onDelete: 'cascade' }),
    /** Hash of the session that it ends with; null: of none. */
    session: text('session'),
    /** By its kind: a sealed text, or where to go. */
    data: text('data'),
    /** Unix seconds. */
    expiresAt: integer('expires_at').notNull(),
    usedAt: integer('used_at'),
  },
  (table) => [
    index('console_one_time_session').on(table.session),
    index('console_one_time_user').on(table.userId, table.kind),
    index('console_one_time_expires').on(table.expiresAt),
  ],
)

/** "last try" is one row, which is written so that all tries to sign in write. */
export type OneTimeKind =
  | 'start'
  | 'invitation'
  | 'reset'
  | 'recovery'
  | 'once'
  | 'sealed'
  | 'last try'
