/** How far the exchange with a partner got, each direction by itself. */

import { and, eq } from 'drizzle-orm'
import { asUnixSeconds, type UnixSeconds } from '../../../core/time.ts'
import type { KeyserverDatabase } from '../database.ts'
import { type FEDERATION_DIRECTIONS, federationStates } from '../schema/federation-partners.ts'

export type FederationDirection = (typeof FEDERATION_DIRECTIONS)[number]

export interface ExchangePlace {
  readonly partnerId: number
  readonly direction: FederationDirection
}

export interface FederationState {
  /** As it is stored; null before the first success. */
  readonly cursorText: string | null
  readonly lastSuccessAt: UnixSeconds | undefined
  readonly consecutiveFailures: number
  readonly nextAttemptAt: UnixSeconds
}

const FIRST: FederationState = {
  cursorText: null,
  lastSuccessAt: undefined,
  consecutiveFailures: 0,
  nextAttemptAt: asUnixSeconds(0),
}

/** @returns what an exchange begins with, where there was none */
export async function readState(
  db: KeyserverDatabase,
  { partnerId, direction }: ExchangePlace,
): Promise<FederationState> {
  const row = await db.d1
    .prepare(
      `SELECT cursor AS cursorText, last_success_at AS lastSuccessAt, consecutive_failures AS consecutiveFailures,
        next_attempt_at AS nextAttemptAt FROM federation_states WHERE partner_id = ?1 AND direction = ?2`,
    )
    .bind(partnerId, direction)
    .first<Omit<FederationState, 'lastSuccessAt'> & { lastSuccessAt: number | null }>()
  if (row === null) return FIRST
  const { lastSuccessAt, ...state } = row
  return {
    ...state,
    lastSuccessAt: lastSuccessAt === null ? undefined : asUnixSeconds(lastSuccessAt),
  }
}

/** @returns undefined before the first success */
export const cursorOf = ({ cursorText }: FederationState): unknown =>
  cursorText === null ? undefined : JSON.parse(cursorText)

export const cursorTextOf = (cursor: unknown): string | null =>
  cursor === undefined ? null : JSON.stringify(cursor)

/** Moves the cursor if it is still where the caller saw it: one row changes, or none. */
export const moveCursor = (
  db: KeyserverDatabase,
  { partnerId, direction }: ExchangePlace,
  move: { readonly from: string | null; readonly to: string | null },
  now: UnixSeconds,
): D1PreparedStatement =>
  db.d1
    .prepare(
      `INSERT INTO federation_states (partner_id, direction, cursor, updated_at, consecutive_failures, next_attempt_at)
      VALUES (?1, ?2, ?4, ?5, 0, 0)
      ON CONFLICT DO UPDATE SET cursor = excluded.cursor, updated_at = excluded.updated_at WHERE cursor IS ?3`,
    )
    .bind(partnerId, direction, move.from, move.to, now)

export const noteSuccess = (
  db: KeyserverDatabase,
  place: ExchangePlace,
  nextAttemptAt: UnixSeconds,
  now: UnixSeconds,
): Promise<void> =>
  note(db, place, {
    lastSuccessAt: now,
    lastFailure: null,
    consecutiveFailures: 0,
    nextAttemptAt,
    updatedAt: now,
  })

/** @param failures in a row, with this one */
export const noteFailure = (
  db: KeyserverDatabase,
  place: ExchangePlace,
  failure: string,
  failures: number,
  nextAttemptAt: UnixSeconds,
  now: UnixSeconds,
): Promise<void> =>
  note(db, place, {
    lastFailure: failure,
    consecutiveFailures: failures,
    nextAttemptAt,
    updatedAt: now,
  })

async function note(
  db: KeyserverDatabase,
  place: ExchangePlace,
  values: Omit<typeof federationStates.$inferInsert, keyof ExchangePlace | 'cursor'>,
): Promise<void> {
  await db.orm
    .insert(federationStates)
    .values({ ...place, ...values })
    .onConflictDoUpdate({
      target: [federationStates.partnerId, federationStates.direction],
      set: values,
    })
}

/** Earliest instant at which one of the partner's directions is tried again after a failure. */
export async function readNextAttempt(
  db: KeyserverDatabase,
  partnerId: number,
): Promise<UnixSeconds | undefined> {
  const rows = await db.orm
    .select({
      at: federationStates.nextAttemptAt,
      failures: federationStates.consecutiveFailures,
    })
    .from(federationStates)
    .where(and(eq(federationStates.partnerId, partnerId)))
  const times = rows.filter(({ failures }) => failures > 0).map(({ at }) => at)
  return times.length === 0 ? undefined : asUnixSeconds(Math.min(...times))
}
