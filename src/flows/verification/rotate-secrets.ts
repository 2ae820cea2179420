/** Renews the secrets of HMACs and cookies, each at its age, and destroys those that nothing is checked with any more. */

import type { AuditEntry } from '../../core/audit/chain.ts'
import {
  planSecretRotation,
  SECRET_LIVES,
  SECRET_TYPES,
  type SecretPeriods,
  type SecretStep,
  type SecretType,
} from '../../core/realms/secret-rotation.ts'
import type { UnixSeconds } from '../../core/time.ts'
import {
  changeSecretStatement,
  insertSecretStatement,
  readRotating,
  secretStateOf,
  secretsOf,
  writeRotation,
} from '../../db/verification/queries/rotation.ts'
import { makeSecret, type SecretKeyringDeps } from './secret-keyring.ts'

export async function rotateSecrets(
  deps: SecretKeyringDeps,
  periods: SecretPeriods,
  now: UnixSeconds,
): Promise<{ created: number; changed: number }> {
  const report = { created: 0, changed: 0 }
  for (const type of SECRET_TYPES) {
    const { rows, state } = await readRotating(deps.db, secretsOf(type))
    const steps = planSecretRotation(rows.map(secretStateOf), SECRET_LIVES[type], periods, now)
    if (steps.length === 0) continue
    const statements: D1PreparedStatement[] = []
    for (const step of steps) statements.push(await statementOf(deps, type, step, now))
    const entries = steps.map((step) => entryOf(type, step))
    if (!(await writeRotation(deps.db, now, secretsOf(type), state, entries, statements))) continue
    const created = steps.filter(({ kind }) => kind === 'create').length
    report.created += created
    report.changed += steps.length - created
  }
  return report
}

const statementOf = async (
  deps: SecretKeyringDeps,
  type: SecretType,
  step: SecretStep,
  now: UnixSeconds,
): Promise<D1PreparedStatement> =>
  step.kind === 'create'
    ? insertSecretStatement(
        deps.db,
        { type, isActive: step.isActive, ...(await makeSecret(deps, type)) },
        now,
      )
    : changeSecretStatement(deps.db, step.id, step.kind, now)

const entryOf = (type: SecretType, step: SecretStep): AuditEntry => ({
  actor: 'rotate-secrets',
  action: `secret.${step.kind}`,
  subject: `secrets/${type}`,
  detail: step.kind === 'create' ? {} : { id: step.id },
})
