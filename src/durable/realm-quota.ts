/**
 * RealmQuota: exact windows of requests and the quota of codes. Owner: the APIs of a realm, one object each; requests without a
 * valid key share a few objects of their own. Invariant: no window lets more through than its limit, no quota gives more codes
 * than it has. Each method runs without an await between reading and writing, so no other call comes between. A window is
 * forgotten once it is over.
 */

import { DurableObject } from 'cloudflare:workers'
import { asUnixSeconds, SECONDS_PER_DAY } from '../core/time.ts'
import type { Admission, AdmissionRequest } from '../flows/verification/admission.ts'

/** How far the clocks of two isolates may be apart. One that is further behind has travelled, in development. */
const MAX_SKEW_SECONDS = 60
/** How often windows that are over are removed. */
const SWEEP_SECONDS = 3600

interface Bucket extends Record<string, number> {
  readonly taken: number
  readonly size: number
  readonly started_at: number
  readonly interval_seconds: number
}

export class RealmQuota extends DurableObject<Env> {
  constructor(state: DurableObjectState, env: Env) {
    super(state, env)
    state.storage.sql.exec(
      `CREATE TABLE IF NOT EXISTS windows (name TEXT PRIMARY KEY, taken INTEGER NOT NULL, started_at INTEGER NOT NULL) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS codes (
        id INTEGER PRIMARY KEY, taken INTEGER NOT NULL, size INTEGER NOT NULL,
        started_at INTEGER NOT NULL, interval_seconds INTEGER NOT NULL)`,
    )
  }

  admit(
    { rateKey, requests, codes, codeLimit }: AdmissionRequest,
    limit: { readonly tokens: number; readonly intervalSeconds: number },
    now: number,
  ): Admission {
    const { sql } = this.ctx.storage
    const [row] = sql
      .exec<{ taken: number; started_at: number }>(
        'SELECT taken, started_at FROM windows WHERE name = ?',
        rateKey,
      )
      .toArray()
    const isRunning =
      row !== undefined &&
      now > row.started_at - MAX_SKEW_SECONDS &&
      now < row.started_at + limit.intervalSeconds
    const startedAt = isRunning ? row.started_at : now
    const taken = isRunning ? row.taken : 0
    const isAllowed = taken + requests <= limit.tokens
    if (isAllowed && requests > 0) {
      sql.exec(
        'INSERT INTO windows VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET taken = ?2, started_at = ?3',
        rateKey,
        taken + requests,
        startedAt,
      )
      if (row === undefined) this.#armSweep()
    }
    return {
      rate: {
        isAllowed,
        limit: limit.tokens,
        remaining: Math.max(0, limit.tokens - taken - (isAllowed ? requests : 0)),
        resetAt: asUnixSeconds(startedAt + limit.intervalSeconds),
      },
      codesTaken: isAllowed && codes > 0 ? this.#takeCodes(codes, codeLimit, now) : 0,
    }
  }

  setCodes(limit: number, intervalSeconds: number, now: number): void {
    this.#writeCodes({ taken: 0, size: limit, started_at: now, interval_seconds: intervalSeconds })
  }

  renewDaily(limit: number, now: number): void {
    const midnight = now - (now % SECONDS_PER_DAY)
    const bucket = this.#readCodes(now)
    const isOfToday = bucket !== undefined && bucket.started_at >= midnight
    this.#writeCodes({
      taken: isOfToday ? bucket.taken : 0,
      size: limit,
      started_at: isOfToday ? bucket.started_at : midnight,
      interval_seconds: SECONDS_PER_DAY,
    })
  }

  burst(codes: number, now: number): void {
    const bucket = this.#readCodes(now)
    if (bucket === undefined) return
    // What is left grows for this interval only: the next one begins with the size.
    this.#writeCodes({ ...bucket, taken: bucket.taken - codes })
  }

  readCodes(now: number): { limit: number; remaining: number } | undefined {
    const bucket = this.#readCodes(now)
    return bucket === undefined
      ? undefined
      : { limit: bucket.size, remaining: Math.max(0, bucket.size - bucket.taken) }
  }

  /** For development and tests. */
  empty(): void {
    this.ctx.storage.sql.exec('DELETE FROM windows; DELETE FROM codes')
  }

  override alarm(): void {
    const { sql } = this.ctx.storage
    // The longest interval that may be configured is a day.
    sql.exec('DELETE FROM windows WHERE started_at < ?', Date.now() / 1000 - SECONDS_PER_DAY)
    const { left } = sql.exec<{ left: number }>('SELECT count(*) AS left FROM windows').one()
    if (left > 0) void this.ctx.storage.setAlarm(Date.now() + SWEEP_SECONDS * 1000)
  }

  #armSweep(): void {
    void this.ctx.storage
      .getAlarm()
      .then((at) =>
        at === null ? this.ctx.storage.setAlarm(Date.now() + SWEEP_SECONDS * 1000) : undefined,
      )
  }

  #takeCodes(codes: number, limit: number, now: number): number {
    const bucket = this.#readCodes(now) ?? {
      taken: 0,
      size: limit,
      started_at: now,
      interval_seconds: SECONDS_PER_DAY,
    }
    const taken = Math.max(0, Math.min(codes, bucket.size - bucket.taken))
    this.#writeCodes({ ...bucket, taken: bucket.taken + taken })
    return taken
  }

  /** As it is at an instant: full again once its interval has passed. */
  #readCodes(now: number): Bucket | undefined {
    const [row] = this.ctx.storage.sql
      .exec<Bucket>('SELECT taken, size, started_at, interval_seconds FROM codes WHERE id = 1')
      .toArray()
    if (row === undefined || now < row.started_at + row.interval_seconds) return row
    return { ...row, taken: 0, started_at: now }
  }

  #writeCodes({ taken, size, started_at, interval_seconds }: Bucket): void {
    this.ctx.storage.sql.exec(
      'INSERT OR REPLACE INTO codes (id, taken, size, started_at, interval_seconds) VALUES (1, ?, ?, ?, ?)',
      taken,
      size,
      started_at,
      interval_seconds,
    )
  }
}
