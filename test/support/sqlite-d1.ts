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
    return { results: this.#prepared().all(...this.#values), success: true, meta: {} }
  }

  async first() {
    return this.#prepared().get(...this.#values) ?? null
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

  #prepared() {
    return this.#database.prepare(this.#sql)
  }
}

/** A migrated database in memory. */
export function sqliteD1(): D1Database {
  const database = new DatabaseSync(':memory:')
  const folder = 'drizzle/keyserver'
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.sql'))) {
    database.exec(readFileSync(join(folder, file), 'utf8'))
  }
  const d1 = {
    prepare: (sql: string) => new Statement(database, sql),
    async batch(statements: Statement[]) {
      database.exec('BEGIN')
      const results = []
      for (const statement of statements) results.push(await statement.all())
      database.exec('COMMIT')
      return results
    },
  }
  return d1 as unknown as D1Database
}
