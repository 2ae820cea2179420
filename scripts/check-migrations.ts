/** Whether the migrations say what the schema says, and still make the tables WITHOUT ROWID that drizzle can't. */

import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const FOLDER = 'drizzle/keyserver'
const WITHOUT_ROWID = [
  'diagnosis_keys',
  'health_authority_statistics',
  'upload_shapes',
  'upload_shape_days',
]

const migrations = () => readdirSync(FOLDER).filter((file) => file.endsWith('.sql'))
const text = migrations()
  .map((file) => readFileSync(join(FOLDER, file), 'utf8'))
  .join('\n')
for (const table of WITHOUT_ROWID) {
  const statement = new RegExp(`CREATE TABLE \`${table}\` \\([^;]*\\) WITHOUT ROWID;`)
  if (!statement.test(text)) throw new Error(`${table} is not WITHOUT ROWID`)
}

// drizzle-kit can't only look: it writes into a copy, which must then hold nothing new.
const copy = mkdtempSync('drizzle-check-')
try {
  cpSync(FOLDER, copy, { recursive: true })
  execFileSync('drizzle-kit', [
    'generate',
    '--dialect=sqlite',
    '--schema=./src/db/keyserver/schema/*.ts',
    `--out=${copy}`,
  ])
  const added = readdirSync(copy).filter((file) => file.endsWith('.sql')).length
  if (added !== migrations().length) throw new Error('the schema has changes without a migration')
} finally {
  rmSync(copy, { recursive: true })
}
