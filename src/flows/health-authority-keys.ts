/** What an operator does to the keys of a health authority: puts one in force, ends it, takes the end back. */

import { toBase64 } from '../core/bytes.ts'
import { decodePem } from '../core/crypto/pem.ts'
import { fail, type Result, succeed } from '../core/result.ts'
import { asUnixSeconds, type UnixSeconds } from '../core/time.ts'
import type { StoredKey } from '../core/verification/jwks-changes.ts'
import {
  KEY_ACTION_EFFECT,
  type KeyAction,
  type KeyValidity,
} from '../core/verification/key-validity.ts'
import type { KeyserverDatabase } from '../db/keyserver/database.ts'
import {
  findAuthorityId,
  type HealthAuthorityKeyRow,
  type KeyTimes,
  readAuthorityKeys,
  writeKeyChanges,
} from '../db/keyserver/queries/health-authority-keys.ts'

export type KeyActionFailure =
  | { readonly reason: 'no_such_authority' }
  | { readonly reason: 'no_such_key' }

export interface KeyActionInput {
  readonly action: KeyAction
  /** Of the authority, exact. */
  readonly issuer: string
  /** The `kid`. */
  readonly version: string
  /** For the audit log. */
  readonly actor: string
}

export type KeyActionResult = Result<KeyTimes & { readonly isChanged: boolean }, KeyActionFailure>

/**
 * Acts on one key, and records it. Uploads notice within the life of an isolate's tenants.
 * @returns the key's times now, and whether they changed
 */
export async function actOnKey(
  db: KeyserverDatabase,
  input: KeyActionInput,
  now: UnixSeconds,
): Promise<KeyActionResult> {
  const { action, issuer, version, actor } = input
  return readAgainUntilWritten<KeyActionResult>(async () => {
    const id = await findAuthorityId(db, issuer)
    if (id === undefined) return { value: fail({ reason: 'no_such_authority' }) }
    const row = (await readAuthorityKeys(db, id)).find((key) => key.version === version)
    if (row === undefined) return { value: fail({ reason: 'no_such_key' }) }
    const key = storedKeyOf(row)
    const effect = KEY_ACTION_EFFECT[action](key, now)
    const was = keyTimesOf(key)
    if (effect === undefined) return { value: succeed({ ...was, isChanged: false }) }
    const becomes = keyTimesOf(effect)
    const entry = {
      actor,
      action: `health_authority_key.${action}`,
      subject: issuer,
      detail: { version, was, becomes },
    }
    return {
      value: succeed({ ...becomes, isChanged: true }),
      write: () => writeKeyChanges(db, now, id, [{ kind: 'set', version, was, becomes }], [entry]),
    }
  })
}

export const storedKeyOf = (row: HealthAuthorityKeyRow): StoredKey => {
  const spki = decodePem('PUBLIC KEY', row.publicKeyPem)
  return {
    version: row.version,
    material: spki && toBase64(spki),
    validFrom: asUnixSeconds(row.validFrom),
    validThru: row.validThru === null ? undefined : asUnixSeconds(row.validThru),
    isPolled: row.isPolled,
  }
}

export const keyTimesOf = ({ validFrom, validThru }: KeyValidity): KeyTimes => ({
  validFrom,
  validThru: validThru ?? null,
})

const MAX_ATTEMPTS = 4

/**
 * Decides from what is stored, and writes only if that is still stored. Where it is not, it decides anew: so whoever was
 * quicker is built on, and a write whose answer was lost is found done.
 */
export async function readAgainUntilWritten<T>(
  decide: () => Promise<{ readonly value: T; readonly write?: (() => Promise<void>) | undefined }>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const { value, write } = await decide()
    if (write === undefined) return value
    try {
      await write()
      return value
    } catch (cause) {
      if (attempt === MAX_ATTEMPTS) throw cause
    }
  }
}
