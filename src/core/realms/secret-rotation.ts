/** Kinds of secrets that a job rotates, and how long each is in force. Pure. Source: verification server pkg/rotation. */

import { SECONDS_PER_DAY, SECONDS_PER_HOUR } from '../time.ts'

export interface SecretLife {
  readonly bytes: number
  /** Age of the newest at which a new one is made. */
  readonly renewAfterSeconds: number
  /** Age at which one is in force no longer; undefined: it stays for ever. */
  readonly endAfterSeconds: number | undefined
}

export const SECRET_LIVES = {
  api_key_database_hmac: {
    bytes: 128,
    renewAfterSeconds: 180 * SECONDS_PER_DAY,
    endAfterSeconds: undefined,
  },
  api_key_signature_hmac: {
    bytes: 128,
    renewAfterSeconds: 180 * SECONDS_PER_DAY,
    endAfterSeconds: undefined,
  },
  /** 32 bytes of encryption, 64 of HMAC. */
  cookie_keys: {
    bytes: 96,
    renewAfterSeconds: 30 * SECONDS_PER_DAY,
    endAfterSeconds: 62 * SECONDS_PER_DAY,
  },
  phone_number_database_hmac: {
    bytes: 128,
    renewAfterSeconds: 30 * SECONDS_PER_DAY,
    endAfterSeconds: 122 * SECONDS_PER_DAY,
  },
  verification_code_database_hmac: {
    bytes: 128,
    renewAfterSeconds: 24 * SECONDS_PER_HOUR,
    endAfterSeconds: 72 * SECONDS_PER_HOUR,
  },
} as const satisfies Record<string, SecretLife>

export type SecretType = keyof typeof SECRET_LIVES
export const SECRET_TYPES = Object.keys(SECRET_LIVES) as readonly SecretType[]

/** A secret as rotation sees it. */
export interface SecretState {
  /** Ascends with time. */
  readonly id: number
  readonly isActive: boolean
  readonly isDestroyed: boolean
  /** Unix seconds. */
  readonly createdAt: number
  readonly updatedAt: number
  readonly deletedAt: number | undefined
}

export interface SecretPeriods {
  /** Age at which a new one is used, and how long one that has ended is still looked up: every isolate knows it by then. */
  readonly activationSeconds: number
  readonly destroySeconds: number
}

export type SecretStep =
  | { readonly kind: 'create'; readonly isActive: boolean }
  | { readonly kind: 'activate' | 'deactivate' | 'delete' | 'destroy'; readonly id: number }

/** What is due of one type. After a pause the next run may find more: what was in use ends only once another one is. */
export function planSecretRotation(
  secrets: readonly SecretState[],
  life: SecretLife,
  periods: SecretPeriods,
  now: number,
): readonly SecretStep[] {
  const living = secrets.filter(({ deletedAt }) => deletedAt === undefined)
  const newest = Math.max(...living.map(({ createdAt }) => createdAt))
  const isRenewed = living.length === 0 || now - newest >= life.renewAfterSeconds
  const hasEnded = ({ createdAt }: SecretState) =>
    life.endAfterSeconds !== undefined && now - createdAt >= life.endAfterSeconds
  const newestActive = Math.max(...living.filter((one) => one.isActive).map(({ id }) => id))
  const steps: SecretStep[] = isRenewed
    ? [{ kind: 'create', isActive: !living.some(({ isActive }) => isActive) }]
    : []
  for (const secret of secrets) {
    const { id, isActive, createdAt, updatedAt, deletedAt } = secret
    if (deletedAt !== undefined) {
      const isDue = !secret.isDestroyed && now - deletedAt >= periods.destroySeconds
      if (isDue) steps.push({ kind: 'destroy', id })
    } else if (isActive) {
      if (hasEnded(secret) && id < newestActive) steps.push({ kind: 'deactivate', id })
    } else if (hasEnded(secret)) {
      if (now - updatedAt >= periods.activationSeconds) steps.push({ kind: 'delete', id })
    } else if (now - createdAt >= periods.activationSeconds) {
      steps.push({ kind: 'activate', id })
    }
  }
  return steps
}
