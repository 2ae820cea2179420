/**
 * How anything of a realm is changed: read, planned, written with its audit entries in one batch, and begun anew where somebody
 * else changed something meanwhile. So a plan may rely on what it read: names are unique, ids are free, one key is active.
 */

import type { AuditEntry } from '../../core/audit/chain.ts'
import type { FieldChange } from '../../core/configuration/difference.ts'
import type { RandomBytes } from '../../core/random.ts'
import { fail, type Result, succeed } from '../../core/result.ts'
import type { UnixSeconds } from '../../core/time.ts'
import { auditedBatch } from '../../db/audit/queries.ts'
import { isRefusal, unchangedSince } from '../../db/audit/unchanged-since.ts'
import type { VerificationDatabase } from '../../db/verification/database.ts'
import {
  type NumberedTable,
  type RealmRows,
  readRealmRows,
} from '../../db/verification/queries/realm-rows.ts'
import type { SecretBox } from '../secret-box.ts'
import type { CodeQuota } from './admission.ts'
import type { SecretKeyring } from './secret-keyring.ts'

export interface RealmDeps {
  readonly db: VerificationDatabase
  readonly secretBox: SecretBox
  readonly randomBytes: RandomBytes
  readonly secretKeyring: (now: UnixSeconds) => Promise<SecretKeyring>
  readonly quota: CodeQuota
  /** For development: addresses may be http to this machine. */
  readonly allowsLoopback: boolean
}

/** One thing that is changed, with all that has to be written for it. */
export interface RealmChange {
  /** Of the list of changes, e.g. "settings.codeLength"; never a secret. */
  readonly fields: Readonly<Record<string, FieldChange>>
  readonly entry: AuditEntry
  readonly statements: readonly D1PreparedStatement[]
}

export interface RealmPlan<T> {
  readonly value: T
  readonly changes: readonly RealmChange[]
}

/** How often it is begun anew where somebody else changed something meanwhile. */
const MAX_ATTEMPTS = 5

/**
 * Plans and writes, all or nothing; a plan without changes writes nothing.
 * @param realmId only what belongs to it is read; undefined: all
 * @throws where the store fails, or somebody else is faster five times
 */
export async function changeRealms<T, F>(
  db: VerificationDatabase,
  realmId: number | undefined,
  now: UnixSeconds,
  plan: (rows: RealmRows) => Promise<Result<RealmPlan<T>, F>>,
): Promise<Result<T, F>> {
  for (let attempt = 1; ; attempt++) {
    const rows = await readRealmRows(db, realmId)
    const planned = await plan(rows)
    if (!planned.ok) return fail(planned.failure)
    const { value, changes } = planned.value
    if (changes.length === 0) return succeed(value)
    try {
      await auditedBatch(
        db,
        now,
        changes.map(({ entry }) => entry),
        [unchangedSince(db, rows.auditHead), ...changes.flatMap(({ statements }) => statements)],
      )
      return succeed(value)
    } catch (error) {
      if (!isPassing(error) || attempt === MAX_ATTEMPTS) throw error
    }
  }
}

/** An id or a name was taken between reading and writing: jobs write without asking. */
const isPassing = (error: unknown): boolean =>
  isRefusal(error) || (error instanceof Error && error.message.includes('UNIQUE constraint failed'))

/** Ids of new rows, in the order in which they are asked for. */
export type NextId = (table: NumberedTable) => number

export function nextIds({ lastIds }: RealmRows): NextId {
  const given = new Map<NumberedTable, number>()
  return (table) => {
    const id = (given.get(table) ?? lastIds[table] ?? 0) + 1
    given.set(table, id)
    return id
  }
}

/** @param path below the realm, e.g. "settings" or "api-keys/7"; '' for the realm itself */
export const subjectOf = (realmId: number, path: string): string =>
  path === '' ? `realms/${realmId}` : `realms/${realmId}/${path}`

/** A change whose audit entry tells of the same fields. */
export const realmChange = (
  { actor, realmId }: { readonly actor: string; readonly realmId: number },
  action: string,
  path: string,
  fields: Readonly<Record<string, FieldChange>>,
  statements: readonly D1PreparedStatement[],
): RealmChange => ({
  fields,
  entry: { actor, action, subject: subjectOf(realmId, path), detail: fields },
  statements,
})
