/** When signing keys are renewed, and when those before them go. Pure. Source: verification server pkg/controller/rotation. */

/** A key that is not destroyed. */
export interface KeyState<Id> {
  readonly id: Id
  readonly isActive: boolean
  /** Unix seconds. */
  readonly createdAt: number
  readonly updatedAt: number
}

export interface KeySteps<Id> {
  readonly isRenewed: boolean
  /** It signs from now on, and no other does. */
  readonly activate: Id | undefined
  readonly destroy: readonly Id[]
}

/**
 * Keys of tokens: a new one signs at once, since who checks tokens reads the same rows; those before it stay until no token of
 * theirs is good.
 */
export function planTokenKeyRotation<Id>(
  keys: readonly KeyState<Id>[],
  { maxAgeSeconds, keepSeconds }: { maxAgeSeconds: number; keepSeconds: number },
  now: number,
): KeySteps<Id> {
  const active = keys.filter(({ isActive }) => isActive)
  return {
    isRenewed: !active.some(({ createdAt }) => now - createdAt < maxAgeSeconds),
    activate: undefined,
    destroy: endedFor(keys, keepSeconds, now),
  }
}

/**
 * Certificate keys of a realm: a new one is published for a while before it signs, so that key servers know it by then.
 * @param keys the newest first
 */
export function planRealmKeyRotation<Id>(
  keys: readonly KeyState<Id>[],
  { maxAgeSeconds, delaySeconds }: { maxAgeSeconds: number; delaySeconds: number },
  now: number,
): KeySteps<Id> {
  const [newest] = keys
  if (newest === undefined) return { isRenewed: true, activate: undefined, destroy: [] }
  const isDue = !newest.isActive && now - newest.createdAt >= delaySeconds
  return {
    isRenewed: newest.isActive && now - newest.createdAt >= maxAgeSeconds,
    activate: isDue ? newest.id : undefined,
    destroy: endedFor(keys.slice(1), delaySeconds, now),
  }
}

const endedFor = <Id>(keys: readonly KeyState<Id>[], seconds: number, now: number) =>
  keys
    .filter(({ isActive, updatedAt }) => !isActive && now - updatedAt >= seconds)
    .map(({ id }) => id)
