/** Stands before a database and notes what each statement read, as the platform bills it. */

export interface RanStatement {
  readonly sql: string
  readonly values: readonly unknown[]
  readonly rowsRead: number
}

export interface CountingDatabase {
  readonly database: D1Database
  /** Statements that ran by `first`, `all` or `run`; oldest first. */
  readonly ran: RanStatement[]
  rowsRead(): number
}

export function countRows(database: D1Database): CountingDatabase {
  const ran: RanStatement[] = []
  const count = (statement: D1PreparedStatement, sql: string, values: readonly unknown[]) => {
    const all = async () => {
      const result = await statement.all()
      ran.push({ sql, values, rowsRead: result.meta.rows_read })
      return result
    }
    // `first` says nothing of what it read; `all` of the same statement does.
    const first = async () => (await all()).results[0] ?? null
    return { all, run: all, first, raw: () => statement.raw() }
  }
  const prepare = (sql: string) => ({
    ...count(database.prepare(sql), sql, []),
    bind: (...values: unknown[]) => count(database.prepare(sql).bind(...values), sql, values),
  })
  return {
    database: { prepare } as unknown as D1Database,
    ran,
    rowsRead: () => ran.reduce((sum, statement) => sum + statement.rowsRead, 0),
  }
}
