/** Renews the keys that sign tokens, and those that sign certificates of realms that leave it to us. */

import type { AuditEntry } from '../../core/audit/chain.ts'
import {
  type KeyState,
  planRealmKeyRotation,
  planTokenKeyRotation,
} from '../../core/realms/key-rotation.ts'
import type { UnixSeconds } from '../../core/time.ts'
import type { VerificationDatabase } from '../../db/verification/database.ts'
import { insertRealmSigningKeyStatement } from '../../db/verification/queries/realm-signing-keys.ts'
import {
  activateCertificateKeyStatements,
  certificateKeysOf,
  destroyCertificateKeyStatement,
  destroyTokenKeyStatement,
  type RotatingRow,
  readAutoRotatingRealms,
  readRotating,
  renewTokenKeyStatements,
  TOKEN_KEYS,
  writeRotation,
} from '../../db/verification/queries/rotation.ts'
import { makeRealmSigningKey, type RealmSigningKeyDeps } from './realm-signing-keys.ts'
import { makeTokenSigningKey } from './token-keyring.ts'

export interface RotateKeysDeps extends RealmSigningKeyDeps {
  readonly db: VerificationDatabase
}

export interface KeyReport extends Record<string, number> {
  created: number
  activated: number
  destroyed: number
}

export async function rotateTokenKeys(
  deps: RotateKeysDeps,
  periods: { readonly maxAgeSeconds: number; readonly keepSeconds: number },
  now: UnixSeconds,
): Promise<KeyReport> {
  const { db } = deps
  const { rows, state } = await readRotating(db, TOKEN_KEYS)
  const { isRenewed, destroy } = planTokenKeyRotation(
    rows.filter(isWhole).map((row) => keyStateOf(row, String(row.id))),
    periods,
    now,
  )
  if (!isRenewed && destroy.length === 0) return { created: 0, activated: 0, destroyed: 0 }
  const entry = (verb: string, id: string): AuditEntry => ({
    actor: 'rotate-token-keys',
    action: `token_signing_key.${verb}`,
    subject: `token-signing-keys/${id}`,
    detail: {},
  })
  const entries = destroy.map((id) => entry('destroy', id))
  const statements = destroy.map((id) => destroyTokenKeyStatement(db, id, now))
  if (isRenewed) {
    const key = await makeTokenSigningKey(deps, now)
    statements.push(...renewTokenKeyStatements(db, key, now))
    entries.push(entry('create', key.id))
  }
  const isWritten = await writeRotation(db, now, TOKEN_KEYS, state, entries, statements)
  return isWritten
    ? { created: isRenewed ? 1 : 0, activated: 0, destroyed: destroy.length }
    : { created: 0, activated: 0, destroyed: 0 }
}

export async function rotateRealmKeys(
  deps: RotateKeysDeps,
  periods: { readonly maxAgeSeconds: number; readonly delaySeconds: number },
  now: UnixSeconds,
): Promise<KeyReport> {
  const report: KeyReport = { created: 0, activated: 0, destroyed: 0 }
  for (const realmId of await readAutoRotatingRealms(deps.db)) {
    const done = await rotateKeysOf(deps, realmId, periods, now)
    report.created += done.created
    report.activated += done.activated
    report.destroyed += done.destroyed
  }
  return report
}

async function rotateKeysOf(
  deps: RotateKeysDeps,
  realmId: number,
  periods: { readonly maxAgeSeconds: number; readonly delaySeconds: number },
  now: UnixSeconds,
): Promise<KeyReport> {
  const { db } = deps
  const rotating = certificateKeysOf(realmId)
  const { rows, state } = await readRotating(db, rotating)
  const living = rows.filter(isWhole).map((row) => keyStateOf(row, Number(row.id)))
  const { isRenewed, activate, destroy } = planRealmKeyRotation(living.reverse(), periods, now)
  const nothing = { created: 0, activated: 0, destroyed: 0 }
  if (!isRenewed && activate === undefined && destroy.length === 0) return nothing
  const entry = (verb: string, detail: AuditEntry['detail']): AuditEntry => ({
    actor: 'rotate-realm-keys',
    action: `certificate_key.${verb}`,
    subject: `realms/${realmId}/certificate-keys`,
    detail,
  })
  const entries = destroy.map((id) => entry('destroy', { id }))
  const statements = destroy.map((id) => destroyCertificateKeyStatement(db, id, now))
  if (activate !== undefined) {
    statements.push(...activateCertificateKeyStatements(db, realmId, activate, now))
    entries.push(entry('activate', { id: activate }))
  }
  if (isRenewed) {
    const key = await makeRealmSigningKey(deps, realmId, 'certificate', undefined, now)
    statements.push(insertRealmSigningKeyStatement(db, key))
    entries.push(entry('create', {}))
  }
  if (!(await writeRotation(db, now, rotating, state, entries, statements))) return nothing
  return {
    created: isRenewed ? 1 : 0,
    activated: activate === undefined ? 0 : 1,
    destroyed: destroy.length,
  }
}

const isWhole = (row: RotatingRow): boolean =>
  row.is_destroyed === 0 && (row.deleted_at ?? undefined) === undefined

const keyStateOf = <Id>(row: RotatingRow, id: Id): KeyState<Id> => ({
  id,
  isActive: row.is_active === 1,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})
