/**
 * What a published list of keys changes in those that are stored. Pure. Other than in the original:
 * - only keys that were found by polling are revoked by it; those that an operator entered are the operator's;
 * - a revoked key keeps its end, and is forgotten 30 days after it, but not while it is still listed: it would come back valid;
 * - other material under a stored kid is not taken. Certificates name their key by kid alone, so it can have no other version,
 *   and replacing what stands there would make one name mean two keys. It is taken once the old one is forgotten.
 */

import { addSeconds, SECONDS_PER_DAY, type UnixSeconds } from '../time.ts'
import type { PublishedKey } from './jwks.ts'
import { hasEnded, type KeyValidity } from './key-validity.ts'

export const REVOKED_KEY_KEPT_SECONDS = 30 * SECONDS_PER_DAY

export interface StoredKey extends KeyValidity {
  readonly version: string
  /** SubjectPublicKeyInfo, base64; undefined where the row can't be read. */
  readonly material: string | undefined
  readonly isPolled: boolean
}

export interface JwksChanges {
  readonly added: readonly PublishedKey[]
  readonly revoked: readonly StoredKey[]
  readonly forgotten: readonly StoredKey[]
  /** Kids under which other material is stored. */
  readonly takenVersions: readonly string[]
}

export function jwksChanges(
  stored: readonly StoredKey[],
  published: readonly PublishedKey[],
  now: UnixSeconds,
): JwksChanges {
  const unknown = published.filter(
    (key) => !stored.some((other) => other.material === key.material),
  )
  const isTaken = (key: PublishedKey) => stored.some((other) => other.version === key.version)
  const unlisted = stored.filter(
    (key) => key.isPolled && !published.some((other) => other.material === key.material),
  )
  const forgottenBefore = addSeconds(now, -REVOKED_KEY_KEPT_SECONDS)
  return {
    added: unknown.filter((key) => !isTaken(key)),
    revoked: unlisted.filter((key) => !hasEnded(key, now)),
    forgotten: unlisted.filter(
      ({ validThru }) => validThru !== undefined && validThru < forgottenBefore,
    ),
    takenVersions: unknown.filter(isTaken).map((key) => key.version),
  }
}
