/** Exact counts across the world: requests of an address within a window, and codes of a realm within a day. */

import type { RateVerdict } from '../../core/realms/rate-limit.ts'
import type { UnixSeconds } from '../../core/time.ts'

export interface AdmissionRequest {
  /** Name of the window; made by `rateLimitKey`. */
  readonly rateKey: string
  /** 0 looks without counting, as for chaff. */
  readonly requests: 0 | 1
  /** Codes that are to be issued, if the request is allowed. 0: the quota is not looked at. */
  readonly codes: number
  /** What a quota that has no state yet begins with. */
  readonly codeLimit: number
}

export interface Admission {
  readonly rate: RateVerdict
  /** How many of the codes are within the quota; they are taken. */
  readonly codesTaken: number
}

/** One call to one object, whatever is asked. @throws where the object is away */
export interface AdmissionControl {
  /** @param realmId undefined: a request without a valid key */
  admit(
    realmId: number | undefined,
    request: AdmissionRequest,
    now: UnixSeconds,
  ): Promise<Admission>
}

/** A realm's daily quota, as its administrators and the modeler see it. */
export interface CodeQuota {
  /** Sets the limit and fills the quota up. */
  set(realmId: number, limit: number, intervalSeconds: number, now: UnixSeconds): Promise<void>
  /**
   * Sets a daily quota, and fills it up if it was not yet set on this UTC day; else what was taken stays taken.
   */
  renewDaily(realmId: number, limit: number, now: UnixSeconds): Promise<void>
  /** Adds to what is left, for this interval. */
  burst(realmId: number, codes: number, now: UnixSeconds): Promise<void>
  /** undefined: nothing was ever set or taken. */
  read(
    realmId: number,
    now: UnixSeconds,
  ): Promise<{ readonly limit: number; readonly remaining: number } | undefined>
}
