import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  planSecretRotation,
  SECRET_LIVES,
  SECRET_TYPES,
  type SecretState,
  type SecretStep,
} from './secret-rotation.ts'

const PERIODS = { activationSeconds: 1800, destroySeconds: 86_400 }

/** What the rows are once the steps were done. */
function applied(
  secrets: readonly SecretState[],
  steps: readonly SecretStep[],
  now: number,
): SecretState[] {
  const after = secrets.map((secret) => {
    const step = steps.find((one) => one.kind !== 'create' && one.id === secret.id)
    if (step === undefined) return secret
    return {
      ...secret,
      updatedAt: now,
      isActive: step.kind === 'activate' || (secret.isActive && step.kind !== 'deactivate'),
      isDestroyed: secret.isDestroyed || step.kind === 'destroy',
      deletedAt: step.kind === 'delete' ? now : secret.deletedAt,
    }
  })
  const created = steps.find((step) => step.kind === 'create')
  if (created === undefined) return after
  const id = secrets.length + 1
  const { isActive } = created
  return [
    ...after,
    { id, isActive, isDestroyed: false, createdAt: now, updatedAt: now, deletedAt: undefined },
  ]
}

test('whenever the job runs, one secret is active, and runs soon find nothing more to do', () => {
  void fc.assert(
    fc.property(
      fc.constantFrom(...SECRET_TYPES),
      fc.array(fc.integer({ min: 1, max: 200 * 86_400 }), { minLength: 1, maxLength: 40 }),
      (type, pauses) => {
        const life = SECRET_LIVES[type]
        let secrets: SecretState[] = []
        let now = 0
        for (const pause of pauses) {
          now += pause
          // Activated, then the one before ended: no run has more than that left to do.
          for (const _run of [1, 2]) {
            secrets = applied(secrets, planSecretRotation(secrets, life, PERIODS, now), now)
          }
          expect(planSecretRotation(secrets, life, PERIODS, now)).toEqual([])
          const living = secrets.filter(({ deletedAt }) => deletedAt === undefined)
          expect(living.some(({ isActive }) => isActive)).toBe(true)
          for (const { isActive, isDestroyed, deletedAt } of secrets) {
            if (deletedAt !== undefined) expect(isActive).toBe(false)
            if (isDestroyed) expect(now - (deletedAt ?? now)).toBeGreaterThanOrEqual(86_400)
          }
        }
      },
    ),
  )
})

test('the life of a secret, second by second', () => {
  const life = SECRET_LIVES.verification_code_database_hmac
  const day = 86_400
  const plan = (secrets: readonly SecretState[], now: number) =>
    planSecretRotation(secrets, life, PERIODS, now).map((step) =>
      step.kind === 'create' ? `create ${step.isActive}` : `${step.kind} ${step.id}`,
    )
  const secret = (id: number, createdAt: number, more: Partial<SecretState> = {}): SecretState => ({
    id,
    isActive: true,
    isDestroyed: false,
    createdAt,
    updatedAt: createdAt,
    deletedAt: undefined,
    ...more,
  })
  expect(plan([], 0)).toEqual(['create true'])
  expect(plan([secret(1, 0)], day - 1)).toEqual([])
  expect(plan([secret(1, 0)], day)).toEqual(['create false'])
  const fresh = secret(2, day, { isActive: false })
  expect(plan([secret(1, 0), fresh], day + 1799)).toEqual([])
  expect(plan([secret(1, 0), fresh], day + 1800)).toEqual(['activate 2'])
  expect(plan([secret(1, 0), secret(2, 3 * day - 1)], 3 * day - 1)).toEqual([])
  expect(plan([secret(1, 0), secret(2, 3 * day - 1)], 3 * day)).toEqual(['deactivate 1'])
  // The newest active one never ends, however old it is.
  expect(plan([secret(1, 0), secret(2, 9 * day, { isActive: false })], 9 * day)).toEqual([])
  const ended = secret(1, 0, { isActive: false, updatedAt: 3 * day })
  const current = secret(2, 3 * day)
  expect(plan([ended, current], 3 * day + 1799)).toEqual([])
  expect(plan([ended, current], 3 * day + 1800)).toEqual(['delete 1'])
  const deleted = { ...ended, deletedAt: 3 * day }
  const next = secret(3, 4 * day)
  expect(plan([deleted, next], 4 * day - 1)).toEqual([])
  expect(plan([deleted, next], 4 * day)).toEqual(['destroy 1'])
  expect(plan([{ ...deleted, isDestroyed: true }, next], 4 * day)).toEqual([])
})
