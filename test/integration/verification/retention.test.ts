/** Nothing of the verification server outlives its age, and nothing goes before it. */

import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { addSeconds, SECONDS_PER_DAY, type UnixSeconds } from '../../../src/core/time.ts'
import { auditedBatch } from '../../../src/db/audit/queries.ts'
import { openVerification } from '../../../src/db/verification/database.ts'
import type { JobFailure } from '../../../src/flows/job-failure.ts'
import { deleteExpiredVerification } from '../../../src/flows/verification/delete-expired.ts'
import { readConfig } from '../../../src/platform/config.ts'
import { verificationAges } from '../../../src/workers/verification-ages.ts'
import { NOON } from '../../support/keyserver.ts'
import { meterDatabase } from '../../support/metered-database.ts'
import { interruptEverywhere } from '../../support/recorded-effects.ts'
import { OPEN_REALM, startVerification } from '../../support/verification.ts'

const HOUR = 3600
const DAY = SECONDS_PER_DAY
const AGES = verificationAges(readConfig({}))
const MIDNIGHT = NOON - (NOON % DAY)

interface Aged {
  readonly sql: string
  /** ?1 of its last instant that is kept, and of the first that goes. */
  readonly kept: number
  readonly gone: number
  /** Which rows are left: by this column. */
  readonly column: string
}

const statistics = (columns: string, values: string): Omit<Aged, 'sql'> & { sql: string } => ({
  sql: `(${columns}, day) VALUES (${values}, ?1)`,
  kept: MIDNIGHT - 91 * DAY,
  gone: MIDNIGHT - 92 * DAY,
  column: 'day',
})

const code = (created: string, expires: string, longExpires: string, hash: string) =>
  `(realm_id, uuid, code_hash, test_type, created_at, expires_at, long_expires_at)
   VALUES (1, 'uuid' || ?1 || random(), ${hash}, 'confirmed', ${created}, ${expires}, ${longExpires})`

/** Every table whose rows go by themselves. */
const AGED: Readonly<Record<string, readonly Aged[]>> = {
  api_keys: [
    {
      sql: `(realm_id, name, type, key_hash, preview, created_at, updated_at, disabled_at)
        VALUES (1, 'n' || ?1, 'stats', 'h' || ?1, 'p', 0, 0, ?1)`,
      kept: NOON - 14 * DAY,
      gone: NOON - 14 * DAY - 1,
      column: 'disabled_at',
    },
  ],
  verification_codes: [
    {
      sql: code('?1', '?1', '?1', 'NULL'),
      kept: NOON - 14 * DAY,
      gone: NOON - 14 * DAY - 1,
      column: 'created_at',
    },
  ],
  verification_tokens: [
    {
      sql: `(token_hash, realm_id, test_type, expires_at) VALUES ('t' || ?1, 1, 'confirmed', ?1)`,
      kept: NOON - DAY,
      gone: NOON - DAY - 1,
      column: 'expires_at',
    },
  ],
  mobile_apps: [
    {
      sql: `(realm_id, name, os, app_id, url, fingerprints, created_at, updated_at, disabled_at)
        VALUES (1, 'n' || ?1, 'ios', 'a', '', '[]', 0, 0, ?1)`,
      kept: NOON - 7 * DAY,
      gone: NOON - 7 * DAY - 1,
      column: 'disabled_at',
    },
  ],
  users: [
    {
      sql: `(email, name, created_at, updated_at) VALUES ('e' || ?1, 'n', ?1, ?1)`,
      kept: NOON - 30 * DAY,
      gone: NOON - 30 * DAY - 1,
      column: 'updated_at',
    },
  ],
  token_signing_keys: [
    {
      sql: `(id, public_key_pem, is_active, created_at, updated_at) VALUES ('k' || ?1, 'p', 0, 0, ?1)`,
      kept: NOON - 36 * HOUR,
      gone: NOON - 36 * HOUR - 1,
      column: 'updated_at',
    },
  ],
  realm_signing_keys: [
    {
      sql: `(realm_id, purpose, key_id, wrapping_label, public_key_pem, is_active, created_at, updated_at, deleted_at)
        VALUES (7, 'sms', 'k' || ?1, 'l', 'p', 0, 0, 0, ?1)`,
      kept: NOON - 36 * HOUR,
      gone: NOON - 36 * HOUR - 1,
      column: 'deleted_at',
    },
  ],
  chaff_days: [
    {
      sql: '(realm_id, day) VALUES (1, ?1)',
      kept: MIDNIGHT - 7 * DAY,
      gone: MIDNIGHT - 8 * DAY,
      column: 'day',
    },
  ],
  console_sessions: [
    {
      sql: `(hash, user_id, level, place, created_at, seen_at, proved_at, csrf_secret)
        VALUES ('s' || ?1, (SELECT max(id) FROM users), 2, '', ?1, ?1, ?1, '')`,
      kept: NOON - 20 * HOUR,
      gone: NOON - 20 * HOUR - 1,
      column: 'created_at',
    },
  ],
  console_one_time: [
    {
      sql: `(hash, kind, expires_at) VALUES ('o' || ?1, 'sealed', ?1)`,
      kept: NOON,
      gone: NOON - 1,
      column: 'expires_at',
    },
    {
      // Whoever comes late is told that the link is over.
      sql: `(hash, kind, expires_at) VALUES ('i' || ?1, 'invitation', ?1)`,
      kept: NOON - 7 * DAY,
      gone: NOON - 7 * DAY - 1,
      column: 'expires_at',
    },
  ],
  user_reports: [
    {
      sql: `(phone_hash, is_claimed, created_at) VALUES ('c' || ?1, 1, ?1)`,
      kept: NOON - 30 * DAY,
      gone: NOON - 30 * DAY - 1,
      column: 'created_at',
    },
    {
      // A code of the realm lives for a day, which is longer than an unclaimed report would stay.
      sql: `(phone_hash, is_claimed, created_at) VALUES ('u' || ?1, 0, ?1)`,
      kept: NOON - DAY,
      gone: NOON - DAY - 1,
      column: 'created_at',
    },
  ],
  realm_statistics: [statistics('realm_id', '1')],
  api_key_statistics: [statistics('api_key_id', '1')],
  user_statistics: [statistics('realm_id, user_id', '1, 1')],
  external_issuer_statistics: [statistics('realm_id, issuer_id', "1, 'i'")],
  sms_error_statistics: [statistics('realm_id, error_code', "1, 'e'")],
  key_server_statistics: [
    statistics('realm_id, tek_age_distribution, onset_to_upload_distribution', "1, '[]', '[]'"),
  ],
}

/** What administrators set up, what has a step of its own below, and the record of secrets. */
const OTHERS = [
  'realms',
  'realm_translations',
  'memberships',
  'console_credentials',
  'secrets',
  'audit_log',
]
const ADMINISTERED: Readonly<Record<string, string>> = {
  api_keys: 'disabled_at IS NOT NULL',
  mobile_apps: 'disabled_at IS NOT NULL',
  realm_signing_keys: 'deleted_at IS NOT NULL',
}

const d1 = env.VERIFICATION_DB
const run = (now: UnixSeconds = NOON, database: D1Database = d1) =>
  deleteExpiredVerification(openVerification(database), AGES, now)

async function fill() {
  for (const [table, kinds] of Object.entries(AGED)) {
    for (const { sql, kept, gone } of kinds) {
      for (const at of [gone, kept]) {
        await d1
          .prepare(`INSERT INTO ${table} ${sql.replaceAll('|| ?1', '|| CAST(?1 AS INTEGER)')}`)
          .bind(at)
          .run()
      }
    }
  }
}

const leftOf = async (table: string, column: string) =>
  (
    await d1
      .prepare(
        `SELECT ${column} AS at FROM ${table} WHERE ${ADMINISTERED[table] ?? '1'} ORDER BY 1`,
      )
      .all<{ at: number }>()
  ).results.map(({ at }) => at)

test('every table has a known age, or is configuration', async () => {
  await startVerification()
  const { results } = await d1
    .prepare(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB 'sqlite_*' AND name NOT GLOB '_*' AND name NOT GLOB 'd1_*'",
    )
    .all<{ name: string }>()
  const known = [...Object.keys(AGED), ...OTHERS].sort()
  expect(results.map(({ name }) => name).sort()).toEqual(known)
})

test('an age is exceeded only after its last second, in every table', async () => {
  await startVerification()
  await fill()
  await run()
  for (const [table, kinds] of Object.entries(AGED)) {
    const kept = kinds.map((kind) => kind.kept).sort((a, b) => a - b)
    expect(await leftOf(table, kinds[0]?.column ?? ''), table).toEqual(kept)
  }
  expect(await run(), 'once more').toEqual({})
})

test('codes are blanked when both have been over for two days, and only then', async () => {
  await startVerification()
  const over = NOON - 48 * HOUR - 1
  const cases = [
    [over, over],
    [over, over + 1],
    [over + 1, over],
    [NOON, NOON],
  ] as const
  for (const [index, [short, long]] of cases.entries()) {
    const created = Math.min(short, long) - 900
    await d1
      .prepare(`INSERT INTO verification_codes ${code('?1', '?2', '?3', "'h' || ?4")}`)
      .bind(created, short, long, index)
      .run()
  }
  expect(await run()).toEqual({ recycledCodes: 1 })
  const hashes = await d1
    .prepare('SELECT code_hash IS NULL AS blank FROM verification_codes ORDER BY id')
    .all<{ blank: number }>()
  expect(hashes.results.map(({ blank }) => blank)).toEqual([1, 0, 0, 0])
})

test('people, memberships and the audit log', async () => {
  const { db } = await startVerification()
  const old = NOON - 31 * DAY
  await d1.batch([
    ...[1, 2, 3].map((id) =>
      d1
        .prepare(
          'INSERT INTO users (id, email, name, is_system_admin, created_at, updated_at) VALUES (?1, ?1, ?1, ?2, ?3, ?3)',
        )
        .bind(id, id === 1 ? 1 : 0, old),
    ),
    d1.prepare('INSERT INTO memberships VALUES (2, 1, 16, NULL, 0, 0)'),
    d1.prepare('INSERT INTO memberships VALUES (3, 1, 0, NULL, 0, 0)'),
  ])
  const entry = { actor: 'operator', action: 'test', subject: 'x', detail: {} }
  const auditAge = AGES.audit
  await d1.prepare('DELETE FROM audit_log').run()
  await auditedBatch(db, addSeconds(NOON, -auditAge - 2), [entry, entry], [])
  expect(await run()).toEqual({ memberships: 1, users: 1 })
  const left = await d1.prepare('SELECT id FROM users ORDER BY id').all<{ id: number }>()
  expect(left.results.map(({ id }) => id)).toEqual([1, 2])
  const audit = await d1.prepare('SELECT id FROM audit_log').all<{ id: number }>()
  // The next entry is sealed to it.
  expect(audit.results).toEqual([{ id: 2 }])
})

test('an unclaimed report goes after an hour where no code lives longer', async () => {
  const settings = {
    ...OPEN_REALM.settings,
    longCodeDurationSeconds: 1800,
    codeDurationSeconds: 900,
  }
  await startVerification({
    realms: [
      { ...OPEN_REALM, settings },
      // Takes no reports: how long its codes live is of no matter.
      { name: 'Other', regionCode: 'US-OTH', settings: { longCodeDurationSeconds: DAY } },
    ],
  })
  for (const at of [NOON - HOUR, NOON - HOUR - 1]) {
    await d1
      .prepare("INSERT INTO user_reports (phone_hash, created_at) VALUES ('p' || ?1, ?1)")
      .bind(at)
      .run()
  }
  expect(await run()).toEqual({ unclaimedReports: 1 })
  expect(await leftOf('user_reports', 'created_at')).toEqual([NOON - HOUR])
})

test('a step that fails keeps no other from running', async () => {
  await startVerification()
  await fill()
  const { meter, wrap } = meterDatabase()
  meter.before = (sql) => {
    if (sql.some((text) => text.includes('FROM verification_tokens'))) throw new Error('away')
  }
  const failure = await run(NOON, wrap(d1)).catch((error: unknown) => error)
  expect((failure as JobFailure).reason).toBe('verification_retention_failed')
  expect((failure as JobFailure).message).toBe('not deleted: tokens')
  expect(await leftOf('verification_tokens', 'expires_at')).toHaveLength(2)
  expect(await leftOf('user_reports', 'created_at')).toHaveLength(2)
})

test('a run does a bounded amount, and the next ones the rest', async () => {
  await startVerification()
  await d1
    .prepare(
      `INSERT INTO verification_tokens (token_hash, realm_id, test_type, expires_at)
      SELECT 'x' || value, 1, 'confirmed', 0 FROM json_each(?1)`,
    )
    .bind(JSON.stringify(Array.from({ length: 5000 }, (_, index) => index)))
    .run()
  expect(await run()).toEqual({ tokens: 5000 })
})

test('a run may die anywhere', async () => {
  const report = await interruptEverywhere(
    {
      prepare: async () => {
        await startVerification()
        await fill()
      },
      run: (recorder, which) =>
        run(which === 'first' ? NOON : addSeconds(NOON, 0), recorder.database(d1)),
      readState: async () =>
        Promise.all(
          Object.keys(AGED).map((table) => leftOf(table, AGED[table]?.[0]?.column ?? '')),
        ),
    },
    ['dies before', 'dies after', 'stalls before'],
  )
  expect(report.effects.length).toBeGreaterThanOrEqual(19)
  for (const { name, end } of report.cases) expect(end, name).toEqual(report.undisturbed)
}, 120_000)
