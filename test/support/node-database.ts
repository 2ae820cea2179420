/** The key server's database on Node's own SQLite, as far as publishing needs it: for tests that run many cases. */

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { type KeyserverDatabase, openKeyserver } from '../../src/db/keyserver/database.ts'

const MIGRATIONS = join(import.meta.dirname, '../../drizzle/keyserver')

interface BoundStatement {
  readonly sql: string
  readonly values: readonly SQLInputValue[]
}

/** @returns an empty database after all migrations, and what counts its rows */
export function openNodeKeyserver(): {
  db: KeyserverDatabase
  count: (table: string) => number
} {
  const sqlite = new DatabaseSync(':memory:')
  for (const file of readdirSync(MIGRATIONS).filter((name) => name.endsWith('.sql'))) {
    sqlite.exec(readFileSync(join(MIGRATIONS, file), 'utf8'))
  }
  const prepared = new Map<string, ReturnType<DatabaseSync['prepare']>>()
  const run = ({ sql, values }: BoundStatement) => {
    const statement = prepared.get(sql) ?? sqlite.prepare(sql)
    prepared.set(sql, statement)
    return { results: statement.all(...values), success: true, meta: {} }
  }
  const bind = (sql: string, values: readonly SQLInputValue[]) => ({
    sql,
    values,
    bind: (...given: SQLInputValue[]) => bind(sql, given),
    all: async () => run({ sql, values }),
    run: async () => run({ sql, values }),
  })
  const d1 = {
    prepare: (sql: string) => bind(sql, []),
    async batch(statements: readonly BoundStatement[]) {
      sqlite.exec('BEGIN')
      try {
        const results = statements.map(run)
        sqlite.exec('COMMIT')
        return results
      } catch (error) {
        sqlite.exec('ROLLBACK')
        throw error
      }
    },
  }
  return {
    db: openKeyserver(d1 as unknown as D1Database),
    count: (table) => Number(sqlite.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.['n']),
  }
}
