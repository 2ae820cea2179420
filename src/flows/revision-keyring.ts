/** The keys that encrypt revision tokens: read, created, rotated, destroyed. */

import { toBase64, utf8 } from '../core/bytes.ts'
import { AES_KEY_BYTES, importAesKey } from '../core/crypto/aes-gcm.ts'
import type { RevisionKeyring } from '../core/publish/revision-token.ts'
import type { RandomBytes } from '../core/random.ts'
import type { UnixSeconds } from '../core/time.ts'
import type { KeyserverDatabase } from '../db/keyserver/database.ts'
import {
  addRevisionTokenKey,
  destroyRevisionTokenKey,
  type RevisionTokenKeyRow,
  readRevisionTokenKeys,
} from '../db/keyserver/queries/revision-token-keys.ts'
import type { SecretBox } from './secret-box.ts'

/** Bound into every token, so that none is taken for another kind of message. */
const TOKEN_ADDITIONAL_DATA = utf8('tocsin revision token')

export interface RevisionKeyDeps {
  readonly db: KeyserverDatabase
  readonly secretBox: SecretBox
  readonly randomBytes: RandomBytes
}

export interface RevisionKeyPeriods {
  /** Age at which a new key takes over. */
  readonly newKeySeconds: number
  /** How long a key still decrypts once its successor has taken over. */
  readonly deleteOldKeySeconds: number
}

const wrappingName = (label: string) => `revision-token-key ${label}`

/** Reads the keyring; where there is no key at all, makes the first. */
export async function readRevisionKeyring(
  deps: RevisionKeyDeps,
  now: UnixSeconds,
): Promise<RevisionKeyring> {
  let rows = await readRevisionTokenKeys(deps.db)
  if (!rows.some((row) => row.wrappedKey !== null)) {
    await addKey(deps, now, rows[0]?.kid ?? 0)
    rows = await readRevisionTokenKeys(deps.db)
  }
  const usable = rows.flatMap((row) =>
    row.wrappedKey === null ? [] : [{ ...row, wrappedKey: row.wrappedKey }],
  )
  const keys = await Promise.all(
    usable.map(async (row): Promise<[string, CryptoKey]> => {
      const bytes = await deps.secretBox.unwrap(row.wrappedKey, wrappingName(row.wrappingLabel))
      return [String(row.kid), await importAesKey(bytes)]
    }),
  )
  return {
    effectiveKid: String(usable[0]?.kid),
    keys: new Map(keys),
    additionalData: TOKEN_ADDITIONAL_DATA,
  }
}

/**
 * Makes a new key when the newest is old enough, and destroys each key whose successor has been in force for long enough.
 * The newest is never destroyed. Source: google/exposure-notifications-server internal/keyrotation.
 */
export async function rotateRevisionKeys(
  deps: RevisionKeyDeps,
  periods: RevisionKeyPeriods,
  now: UnixSeconds,
): Promise<{ created: number; destroyed: number }> {
  const rows = await readRevisionTokenKeys(deps.db)
  const [newest] = rows
  const isDue =
    newest === undefined ||
    newest.wrappedKey === null ||
    now - newest.createdAt >= periods.newKeySeconds
  if (isDue) await addKey(deps, now, newest?.kid ?? 0)
  const destroyed = rows.filter((row, index) => isSuperseded(row, rows[index - 1], periods, now))
  for (const row of destroyed) await destroyRevisionTokenKey(deps.db, row.kid)
  return { created: isDue ? 1 : 0, destroyed: destroyed.length }
}

const isSuperseded = (
  row: RevisionTokenKeyRow,
  successor: RevisionTokenKeyRow | undefined,
  periods: RevisionKeyPeriods,
  now: UnixSeconds,
): boolean =>
  row.wrappedKey !== null &&
  successor !== undefined &&
  now - successor.createdAt >= periods.deleteOldKeySeconds

async function addKey(deps: RevisionKeyDeps, now: UnixSeconds, newestKid: number): Promise<void> {
  const wrappingLabel = toBase64(deps.randomBytes(16))
  const wrappedKey = await deps.secretBox.wrap(
    deps.randomBytes(AES_KEY_BYTES),
    wrappingName(wrappingLabel),
  )
  await addRevisionTokenKey(deps.db, { wrappedKey, wrappingLabel, createdAt: now }, newestKid)
}
