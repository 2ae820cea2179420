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
