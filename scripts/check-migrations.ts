/** Whether the migrations say what the schemas say, and still make the tables WITHOUT ROWID that drizzle can't. */

import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const WITHOUT_ROWID: Readonly<Record<string, readonly string[]>> = {
  keyserver: [
    'diagnosis_keys',
    'health_authority_statistics',
    'upload_shapes',
    'upload_shape_days',
    'federation_states',
    'staged_keys',
    'federation_sightings',
    'federation_statistics',
    'uk_hub_uploads',
    'uk_hub_metrics',
    'efgs_hub_keys',
    'efgs_hub_subscriptions',
  ],
  verification: [
    'memberships',
    'verification_tokens',
    'realm_statistics',
    'api_key_statistics',
    'user_statistics',
    'external_issuer_statistics',
    'sms_error_statistics',
    'key_server_statistics',
    'chaff_days',
    'console_sessions',
    'console_one_time',
  ],
}

for (const [database, tables] of Object.entries(WITHOUT_ROWID)) check(database, tables)

function check(database: string, tables: readonly string[]): void {
  const folder = `drizzle/${database}`
  const migrations = () => readdirSync(folder).filter((file) => file.endsWith('.sql'))
  const text = migrations()
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n')
  for (const table of tables) {
    const statement = new RegExp(`CREATE TABLE \`${table}\` \\([^;]*\\) WITHOUT ROWID;`)
    if (!statement.test(text)) throw new Error(`${table} is not WITHOUT ROWID`)
  }

  // drizzle-kit can't only look: it writes into a copy, which must then hold nothing new.
  const copy = mkdtempSync('drizzle-check-')
  try {
    cpSync(folder, copy, { recursive: true })
    execFileSync('drizzle-kit', ['generate'], {
      env: { ...process.env, DATABASE: database, MIGRATIONS: copy },
    })
    const added = readdirSync(copy).filter((file) => file.endsWith('.sql')).length
    if (added !== migrations().length) {
      throw new Error(`the schema of ${database} has changes without a migration`)
    }
  } finally {
    rmSync(copy, { recursive: true })
  }
}
