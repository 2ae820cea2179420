/**
 * Quota: exact counts against a daily limit. Owner: the surface that takes from it (publish: one object an authority).
 * Invariant: at no time are more than `limit` of a day taken. Each method runs without an await between reading and writing,
 * so no other call comes between. A count lives for two days after its day began.
 */

import { DurableObject } from 'cloudflare:workers'
import { SECONDS_PER_DAY } from '../core/time.ts'

/** Days whose counts are kept: a request that began before midnight may come after it. */
const KEPT_DAYS = 2

export class Quota extends DurableObject<Env> {
  constructor(state: DurableObjectState, env: Env) {
    super(state, env)
    state.storage.sql.exec(
      'CREATE TABLE IF NOT EXISTS taken (day INTEGER PRIMARY KEY, count INTEGER NOT NULL)',
    )
  }

  /**
   * @param day Unix seconds of a UTC midnight
   * @returns whether one more is within the limit; if so it is counted
   */
  take(day: number, limit: number): boolean {
    const { sql } = this.ctx.storage
    const [row] = sql
      .exec<{ count: number }>('SELECT count FROM taken WHERE day = ?', day)
      .toArray()
    if ((row?.count ?? 0) >= limit) return false
    sql.exec('INSERT INTO taken VALUES (?, 1) ON CONFLICT DO UPDATE SET count = count + 1', day)
    if (row === undefined) this.#armForOldest()
    return true
  }

  override alarm(): void {
    const before = Date.now() / 1000 - KEPT_DAYS * SECONDS_PER_DAY
    this.ctx.storage.sql.exec('DELETE FROM taken WHERE day <= ?', before)
    this.#armForOldest()
  }

  /** An object has one alarm: set for the newest day, it would be put off for as long as there are uploads. */
  #armForOldest(): void {
    const { sql } = this.ctx.storage
    const { day } = sql.exec<{ day: number | null }>('SELECT min(day) AS day FROM taken').one()
    if (day !== null) void this.ctx.storage.setAlarm((day + KEPT_DAYS * SECONDS_PER_DAY) * 1000)
  }

  giveBack(day: number): void {
    this.ctx.storage.sql.exec('UPDATE taken SET count = count - 1 WHERE day = ? AND count > 0', day)
  }
}
