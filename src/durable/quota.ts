/**
 * Quota: exact counts against a daily limit. Owner: the surface that takes from it (publish: one object an authority).
 * Invariant: at no time are more than `limit` of a day taken. Each method runs without an await between reading and writing,
 * so no other call comes between.
 */

import { DurableObject } from 'cloudflare:workers'

/** Days whose counts are kept: a request that began before midnight may come after it. */
const KEPT_DAYS = 2
const SECONDS_PER_DAY = 86_400

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
    if (row === undefined) {
      // Each new day puts the alarm off, so that it comes only once uploads have ceased.
      this.forget(day - KEPT_DAYS * SECONDS_PER_DAY)
      void this.ctx.storage.setAlarm((day + KEPT_DAYS * SECONDS_PER_DAY) * 1000)
    }
    return true
  }

  override alarm(): void {
    this.forget(Date.now() / 1000 - KEPT_DAYS * SECONDS_PER_DAY)
  }

  private forget(upToDay: number): void {
    this.ctx.storage.sql.exec('DELETE FROM taken WHERE day <= ?', upToDay)
  }

  giveBack(day: number): void {
    this.ctx.storage.sql.exec('UPDATE taken SET count = count - 1 WHERE day = ? AND count > 0', day)
  }
}
