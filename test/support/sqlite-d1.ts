/** D1's interface over Node's own SQLite, for tests that must look at the memory of the process that runs the code. */

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'

type Values = readonly SQLInputValue[]

class Statement {
  readonly #database: DatabaseSync
  readonly #sql: string
  readonly #values: Values

  constructor(database: DatabaseSync, sql: string, values: Values = []) {
    this.#database = database
    this.#sql = sql
    this.#values = values
  }

  bind(...values: SQLInputValue[]): Statement {
    return new Statement(this.#database, this.#sql, values)
  }

  async all() {
    const before = this.#totalChanges()
    const results = this.#prepared().all(...this.#values)
    return { results, success: true, meta: { changes: this.#totalChanges() - before } }
  }

  async first(column?: string) {
    const row = this.#prepared().get(...this.#values) ?? null
    return column === undefined || row === null ? row : row[column]
  }

  async raw() {
    const statement = this.#prepared()
    statement.setReturnArrays(true)
    return statement.all(...this.#values)
  }

  async run() {
    const { changes } = this.#prepared().run(...this.#values)
    return { results: [], success: true, meta: { changes: Number(changes) } }
  }

  #totalChanges(): number {
    return Number(this.#database.prepare('SELECT total_changes() AS n').get()?.['n'])
  }

  #prepared() {
    return this.#database.prepare(this.#sql)
  }
}

const FOLDER = 'drizzle/keyserver'

/** In order. */
export const MIGRATIONS: readonly string[] = migrationsIn(FOLDER)

function migrationsIn(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort()
}

/** A migrated database in memory. */
export const sqliteD1 = (): D1Database => openSqlite(MIGRATIONS).d1

/** The same of the verification server. */
export const sqliteVerificationD1 = (): D1Database => {
  const folder = 'drizzle/verification'
  return openSqlite(migrationsIn(folder), folder).d1
}

/** A database in memory after some migrations, and what applies more of them. */
export function openSqlite(
  migrations: readonly string[],
  folder = FOLDER,
): {
  readonly d1: D1Database
  readonly migrate: (more: readonly string[]) => void
} {
  const database = new DatabaseSync(':memory:')
  const migrate = (names: readonly string[]) => {
    for (const name of names) database.exec(readFileSync(join(folder, name), 'utf8'))
  }
  migrate(migrations)
  const d1 = {
    prepare: (sql: string) => new Statement(database, sql),
    async batch(statements: Statement[]) {
      database.exec('BEGIN')
      try {
        const results = []
        for (const statement of statements) results.push(await statement.all())
        database.exec('COMMIT')
        return results
      } catch (error) {
        database.exec('ROLLBACK')
        throw error
      }
    },
  }
  return { d1: d1 as unknown as D1Database, migrate }
}
