/** A key server in this process: Node's SQLite in place of D1 and a map in place of the bucket, both counted and timed. */

import { concatBytes } from '../../src/core/bytes.ts'
import { type KeyserverDatabase, openKeyserver } from '../../src/db/keyserver/database.ts'
import type { SubmissionStore } from '../../src/flows/federation/exchange-deps.ts'
import { sqliteD1 } from '../../test/support/sqlite-d1.ts'
import { Laps } from './laps.ts'

export const HOUR = 3600

/** 19 November 2026, 10:20 UTC. */
export const NOW = Date.UTC(2026, 10, 19, 10, 20) / 1000
/** Interval number of that day's midnight. */
export const TODAY = Date.UTC(2026, 10, 19) / 600_000

export interface Calls {
  d1: number
  r2: number
}

export interface BenchStore {
  readonly d1: D1Database
  readonly db: KeyserverDatabase
  readonly bucket: SubmissionStore
  readonly laps: Laps
  /** Since the last time. */
  takeCalls(): Calls
}

export function openStore(): BenchStore {
  const laps = new Laps()
  const calls: Calls = { d1: 0, r2: 0 }
  const d1 = timed(sqliteD1(), laps, calls)
  return {
    d1,
    db: openKeyserver(d1),
    bucket: bucketOf(laps, calls),
    laps,
    takeCalls() {
      const taken = { ...calls }
      Object.assign(calls, { d1: 0, r2: 0 })
      return taken
    },
  }
}

const TERMINALS: readonly PropertyKey[] = ['all', 'run', 'first', 'raw']

function timed(database: D1Database, laps: Laps, calls: Calls): D1Database {
  const real = new WeakMap<object, D1PreparedStatement>()
  const time = async <T>(act: () => Promise<T>): Promise<T> => {
    laps.lap('pipeline')
    calls.d1++
    try {
      return await act()
    } finally {
      laps.lap('database')
    }
  }
  const wrap = (statement: D1PreparedStatement): D1PreparedStatement => {
    const wrapped = new Proxy(statement, {
      get(target, name) {
        if (name === 'bind') return (...values: unknown[]) => wrap(target.bind(...values))
        const method = Reflect.get(target, name).bind(target)
        return TERMINALS.includes(name)
          ? (...args: unknown[]) => time(() => method(...args))
          : method
      },
    })
    real.set(wrapped, statement)
    return wrapped
  }
  const wrapped = {
    prepare: (sql: string) => wrap(database.prepare(sql)),
    batch: (statements: readonly D1PreparedStatement[]) => {
      const known = statements.map((statement) => real.get(statement) ?? statement)
      return time(() => database.batch(known))
    },
  }
  return wrapped as unknown as D1Database
}

/** What came in is kept by nobody here: it would be the memory of the measurement. */
function bucketOf(laps: Laps, calls: Calls): SubmissionStore {
  const objects = new Map<string, Uint8Array<ArrayBuffer>>()
  const count = () => {
    laps.lap('pipeline')
    calls.r2++
  }
  return {
    async putOnce(name, pieces) {
      count()
      if (objects.has(name)) return 'exists'
      if (name.includes('/out/')) objects.set(name, concatBytes(...pieces))
      return 'stored'
    },
    async get(name) {
      count()
      const bytes = objects.get(name)
      return (
        bytes && {
          contentType: 'application/octet-stream',
          cacheControl: 'no-store',
          etag: 'e',
          byteLength: bytes.length,
          lastModified: 'Thu, 01 Jan 1970 00:00:00 GMT',
          body: new Blob([bytes]).stream(),
        }
      )
    },
    async list(prefix) {
      count()
      const names = [...objects.keys()].filter((name) => name.startsWith(prefix))
      return { names, cursor: undefined }
    },
    async remove(name) {
      count()
      objects.delete(name)
    },
  }
}

export async function countOf({ d1 }: Pick<BenchStore, 'd1'>, rest: string): Promise<number> {
  const row = await d1.prepare(`SELECT count(*) AS n FROM ${rest}`).first<{ n: number }>()
  return row?.n ?? 0
}
