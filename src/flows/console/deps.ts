/** What sign-in needs of the outside. */

import type { SessionLimits } from '../../core/console/session-limits.ts'
import type { RandomBytes } from '../../core/random.ts'
import type { UnixSeconds } from '../../core/time.ts'
import type { VerificationDatabase } from '../../db/verification/database.ts'
import type { SecretBox } from '../secret-box.ts'
import type { Mailer } from '../verification/mail.ts'

/** A hash that is dear on purpose, so that it is made one at a time and not for everyone who comes at once. */
export interface PasswordHasher {
  /** @param password normalized @returns undefined where too many wait already */
  hash(password: string): Promise<string | undefined>
  /**
   * @param stored undefined: there is none to compare with, and the work is the same
   * @returns undefined where too many wait already
   */
  isRight(password: string, stored: string | undefined): Promise<boolean | undefined>
  /** Whether a new hash of the same password would be a dearer one. */
  isOutdated(stored: string): boolean
}

/** Codes of authenticator apps. */
export interface Authenticator {
  /**
   * The step of 30 seconds that a code is of.
   * @param code 6 digits
   * @returns undefined where it is of none around now; whether it was taken before is the store's to say
   */
  findStep(secret: Uint8Array<ArrayBuffer>, code: string, now: UnixSeconds): number | undefined
  /** How an app learns a secret. @param account an address of mail */
  offer(secret: Uint8Array<ArrayBuffer>, account: string): TotpOffer
}

export interface TotpOffer {
  /** For the picture: otpauth://totp/… */
  readonly address: string
  /** For whoever types it: base32. */
  readonly secret: string
}

export interface SignInDeps {
  readonly db: VerificationDatabase
  /** For secrets of authenticator apps. */
  readonly secretBox: SecretBox
  readonly randomBytes: RandomBytes
  /** HMAC-SHA-256 by a key of the console's own, lower-case hexadecimal: what cookies and tokens are found by. */
  readonly hashText: (text: string) => Promise<string>
  readonly passwords: PasswordHasher
  readonly authenticator: Authenticator
  /** undefined: no mail is sent. */
  readonly mailer: Mailer | undefined
  /** Where links in letters lead, e.g. "https://console.example.org". */
  readonly origin: string
  readonly limits: SessionLimits
  /** Does a thing behind the answer, so that nobody can tell by the time whether it was done. */
  readonly later: (work: () => Promise<void>) => void
}
