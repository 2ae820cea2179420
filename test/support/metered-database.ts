/** Stands before a D1 database: counts what is asked of it, lets a test fail it or come between two calls. */

export interface DatabaseMeter {
  /** Round trips. */
  calls: number
  statements: number
  rowsRead: number
  rowsWritten: number
  /** Called before each round trip with its SQL; what it throws is what the database seems to throw. */
  before: (sql: readonly string[]) => void | Promise<void>
  reset(): void
}

type Terminal = 'all' | 'run' | 'first' | 'raw'
const TERMINALS: readonly string[] = ['all', 'run', 'first', 'raw'] satisfies Terminal[]

export function meterDatabase(): {
  meter: DatabaseMeter
  wrap: (database: D1Database) => D1Database
} {
  const meter: DatabaseMeter = {
    calls: 0,
    statements: 0,
    rowsRead: 0,
    rowsWritten: 0,
    before: () => undefined,
    reset() {
      Object.assign(meter, { calls: 0, statements: 0, rowsRead: 0, rowsWritten: 0 })
    },
  }
  const real = new WeakMap<object, { statement: D1PreparedStatement; sql: string }>()

  async function count<T>(sql: readonly string[], call: () => Promise<T>): Promise<T> {
    meter.calls++
    meter.statements += sql.length
    await meter.before(sql)
    const result = await call()
    for (const one of Array.isArray(result) ? result : [result]) {
      meter.rowsRead += one?.meta?.rows_read ?? 0
      meter.rowsWritten += one?.meta?.rows_written ?? 0
    }
    return result
  }

  function wrapStatement(statement: D1PreparedStatement, sql: string): D1PreparedStatement {
    const wrapped = new Proxy(statement, {
      get(target, name) {
        if (name === 'bind') {
          return (...values: unknown[]) => wrapStatement(target.bind(...values), sql)
        }
        const member = Reflect.get(target, name)
        if (typeof member !== 'function') return member
        const method = member.bind(target)
        return TERMINALS.includes(String(name))
          ? (...args: unknown[]) => count([sql], () => method(...args))
          : method
      },
    })
    real.set(wrapped, { statement, sql })
    return wrapped
  }

  const realOf = (statement: D1PreparedStatement) => {
    const known = real.get(statement)
    if (known === undefined) throw new Error('a statement of another database')
    return known
  }

  return {
    meter,
    wrap: (database) =>
      new Proxy(database, {
        get(target, name) {
          if (name === 'prepare') return (sql: string) => wrapStatement(target.prepare(sql), sql)
          if (name === 'batch') {
            return (statements: D1PreparedStatement[]) => {
              const known = statements.map(realOf)
              return count(
                known.map(({ sql }) => sql),
                () => target.batch(known.map(({ statement }) => statement)),
              )
            }
          }
          const member = Reflect.get(target, name)
          return typeof member === 'function' ? member.bind(target) : member
        },
      }),
  }
}
