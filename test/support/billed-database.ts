/** Stands before a D1 database and adds up what the platform bills, of every way to ask: `first` and `raw` too. */

export interface Bill {
  /** Round trips. */
  calls: number
  rowsRead: number
  rowsWritten: number
}

export interface BilledDatabase {
  readonly database: D1Database
  /** @returns what has come together since the last time */
  take(): Bill
}

interface Asked {
  readonly statement: D1PreparedStatement
}

export function billDatabase(database: D1Database): BilledDatabase {
  let bill: Bill = { calls: 0, rowsRead: 0, rowsWritten: 0 }
  const real = new WeakMap<object, Asked>()
  const add = <T extends D1Result<unknown>>(results: readonly T[]): void => {
    bill.calls++
    for (const { meta } of results) {
      bill.rowsRead += meta.rows_read
      bill.rowsWritten += meta.rows_written
    }
  }
  const wrap = (statement: D1PreparedStatement): D1PreparedStatement => {
    const all = async <T>() => {
      const result = await statement.all<T>()
      add([result])
      return result
    }
    const wrapped = {
      bind: (...values: unknown[]) => wrap(statement.bind(...values)),
      all,
      run: all,
      first: async () => (await all<Record<string, unknown>>()).results[0] ?? null,
      raw: async () =>
        (await all<Record<string, unknown>>()).results.map((row) => Object.values(row)),
    }
    real.set(wrapped, { statement })
    return wrapped as unknown as D1PreparedStatement
  }
  const wrapped = {
    prepare: (sql: string) => wrap(database.prepare(sql)),
    async batch(statements: readonly D1PreparedStatement[]) {
      const results = await database.batch(
        statements.map((statement) => real.get(statement)?.statement ?? statement),
      )
      add(results)
      return results
    },
  }
  return {
    database: wrapped as unknown as D1Database,
    take() {
      const taken = bill
      bill = { calls: 0, rowsRead: 0, rowsWritten: 0 }
      return taken
    },
  }
}
