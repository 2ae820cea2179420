/** How long a session lasts. Pure. */

export interface SessionLimits {
  /** Without anything being done by its person. */
  readonly idleSeconds: number
  /** At all, since the password. */
  readonly absoluteSeconds: number
}

export const SESSION_LIMITS: SessionLimits = { idleSeconds: 1200, absoluteSeconds: 72_000 }
