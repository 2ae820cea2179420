/** Signing keys of a realm as the document has them. */

import { isSamePublicKey } from '../../core/configuration/document.ts'
import type { RealmKeyEntry } from '../../core/realms/realm-document.ts'
import { type SettingProblem, settingProblem } from '../../core/realms/setting-problem.ts'
import type { UnixSeconds } from '../../core/time.ts'
import type { RealmRows } from '../../db/verification/queries/realm-rows.ts'
import type { SigningPurpose } from '../../db/verification/queries/realm-signing-keys.ts'
import type { NextId, RealmChange, RealmDeps } from './change-realms.ts'
import {
  liveKeys,
  MAX_LIVE_KEYS,
  planActivation,
  planDestruction,
  planNewKey,
  type SigningKeyRow,
} from './plan-signing-keys.ts'
import { importRealmSigningKey, makeRealmSigningKey } from './realm-signing-keys.ts'

export interface KeysPlan {
  readonly problems: readonly SettingProblem[]
  readonly changes: readonly RealmChange[]
  /** Whether there will be a key that signs. */
  readonly hasActive: boolean
}

/**
 * @param entries undefined: not spoken of; then a key is made only where one is needed and there is none
 * @param path of the list, e.g. "certificateKeys"
 */
export async function planRealmKeys(
  deps: Pick<RealmDeps, 'db' | 'secretBox' | 'randomBytes'>,
  { actor, realmId }: { readonly actor: string; readonly realmId: number },
  rows: RealmRows,
  purpose: SigningPurpose,
  entries: readonly RealmKeyEntry[] | undefined,
  { path, isNeeded }: { readonly path: string; readonly isNeeded: boolean },
  nextId: NextId,
  now: UnixSeconds,
): Promise<KeysPlan> {
  const live = liveKeys(rows, realmId, purpose)
  const problems: SettingProblem[] = []
  const changes: RealmChange[] = []
  const known = new Map<RealmKeyEntry, SigningKeyRow>()
  const wanted = entries ?? (isNeeded && live.length === 0 ? [{ generate: true }] : [])
  const unnamed = new Set(live)
  const take = (entry: RealmKeyEntry, key: SigningKeyRow) => {
    known.set(entry, key)
    unnamed.delete(key)
  }
  const imported = new Map<RealmKeyEntry, Awaited<ReturnType<typeof importRealmSigningKey>>>()
  for (const entry of wanted) {
    if (entry.privateKeyPem !== undefined) {
      const pem = entry.privateKeyPem
      imported.set(entry, await importRealmSigningKey(deps, realmId, purpose, undefined, pem, now))
    }
    const read = imported.get(entry)
    const publicKeyPem = read?.ok ? read.value.publicKeyPem : entry.publicKeyPem
    const key = live.find(({ keyId, publicKeyPem: other }) =>
      entry.keyId === undefined
        ? publicKeyPem !== undefined && isSamePublicKey(other, publicKeyPem)
        : keyId === entry.keyId,
    )
    if (key !== undefined) take(entry, key)
  }
  // What an earlier run generated has a name by now that the document does not know.
  for (const entry of wanted) {
    const [key] = unnamed
    if (entry.generate && entry.keyId === undefined && !known.has(entry) && key !== undefined) {
      take(entry, key)
    }
  }
  let active = live.find((key) => key.isActive)
  let count = live.length
  const isClaimed = wanted.filter((entry) => entry.isActive === true)
  if (isClaimed.length > 1) {
    problems.push(settingProblem(path, 'not_valid', 'one key signs: more than one is active'))
  }
  for (const [index, entry] of wanted.entries()) {
    const at = `${path}[${index}]`
    const read = imported.get(entry)
    if (read !== undefined && !read.ok) {
      const message = 'this is not the PEM of a P-256 private key, PKCS #8 and not encrypted'
      problems.push(settingProblem(`${at}.privateKeyPem`, 'not_valid', message))
      continue
    }
    const publicKeyPem = read?.value.publicKeyPem ?? entry.publicKeyPem
    const key = known.get(entry)
    if (key !== undefined) {
      if (publicKeyPem !== undefined && !isSamePublicKey(key.publicKeyPem, publicKeyPem)) {
        problems.push(settingProblem(at, 'not_valid', `"${key.keyId}" is another key`))
      }
      if (entry.destroyed && key.isActive) {
        const message = 'this key signs: make another one active first'
        problems.push(settingProblem(`${at}.destroyed`, 'not_permitted', message))
      } else if (entry.destroyed) {
        changes.push(planDestruction(deps, actor, key, now))
        count -= 1
      } else if (entry.isActive === true && !key.isActive) {
        changes.push(planActivation(deps, actor, key, now))
        active = key
      }
      continue
    }
    if (entry.destroyed) continue
    if (entry.keyId !== undefined || (read === undefined && !entry.generate)) {
      const message = 'there is no such key: generate it, or give privateKeyPem, without keyId'
      problems.push(settingProblem(at, 'not_valid', message))
      continue
    }
    const made = read?.value ?? (await makeRealmSigningKey(deps, realmId, purpose, undefined, now))
    const isFirst = active === undefined && isClaimed.length === 0
    const planned = planNewKey(deps, actor, made, isFirst, nextId)
    changes.push(planned.change)
    count += 1
    if (entry.isActive === true) changes.push(planActivation(deps, actor, planned.row, now))
    if (isFirst || entry.isActive === true) active = planned.row
  }
  if (count > MAX_LIVE_KEYS) {
    const message = `at most ${MAX_LIVE_KEYS} keys: destroy one first`
    problems.push(settingProblem(path, 'out_of_range', message))
  }
  const stopped = wanted.find(
    (entry) => entry.isActive === false && active !== undefined && known.get(entry) === active,
  )
  if (stopped !== undefined) {
    problems.push(settingProblem(path, 'not_valid', 'make another key active, and this one is not'))
  }
  return { problems, changes, hasActive: active !== undefined }
}
