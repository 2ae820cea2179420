/** A realm's name, settings and secrets: what is to be written to bring them to what is wanted. */

import type { FieldChange } from '../../core/configuration/difference.ts'
import { checkRealmSecrets, checkRealmSettings } from '../../core/realms/check-settings.ts'
import { normalizeSettings } from '../../core/realms/normalize-settings.ts'
import {
  checkIdentity,
  normalizeIdentity,
  type RealmIdentity,
} from '../../core/realms/realm-name.ts'
import { sameValue } from '../../core/realms/same-value.ts'
import { type SettingProblem, settingProblem } from '../../core/realms/setting-problem.ts'
import {
  DEFAULT_REALM_SETTINGS,
  REALM_SECRET_NAMES,
  type RealmSecretName,
  type RealmSettings,
} from '../../core/realms/settings.ts'
import type { UnixSeconds } from '../../core/time.ts'
import type { RealmRows } from '../../db/verification/queries/realm-rows.ts'
import {
  insertRealm,
  renameRealm,
  updateSealedSecrets,
  updateSettings,
} from '../../db/verification/queries/realm-statements.ts'
import { type RealmChange, type RealmDeps, realmChange } from './change-realms.ts'
import { openRealmSecret, sealRealmSecret } from './realm-secrets.ts'

export type RealmRow = RealmRows['realms'][number]

export interface WantedSettings {
  readonly identity: RealmIdentity
  readonly settings: RealmSettings
  /** Those that are given; null takes one away. */
  readonly secrets: SecretChanges
}

export interface SettingsPlan {
  readonly problems: readonly SettingProblem[]
  readonly changes: readonly RealmChange[]
  /** Normalized, as they will be. */
  readonly settings: RealmSettings
}

export const settingsOfRow = (row: RealmRow): RealmSettings => ({
  ...DEFAULT_REALM_SETTINGS,
  ...row.settings,
})

export const identityOfRow = (row: RealmRow): RealmIdentity => ({
  name: row.name,
  regionCode: row.regionCode ?? '',
  isE2e: row.isE2e,
})

export interface PlanningBy {
  readonly actor: string
  readonly who: 'realm' | 'system'
}

/**
 * @param row undefined: a new realm, whose id is given
 * @param keys whether it will have keys that sign
 */
export async function planSettings(
  deps: Pick<RealmDeps, 'db' | 'secretBox' | 'allowsLoopback'>,
  { actor, who }: PlanningBy,
  realmId: number,
  row: RealmRow | undefined,
  wanted: WantedSettings,
  keys: { readonly hasCertificateKey: boolean; readonly hasSmsKey: boolean },
  now: UnixSeconds,
): Promise<SettingsPlan> {
  const identity = normalizeIdentity(wanted.identity)
  const settings = normalizeSettings(wanted.settings)
  const sealedBefore = row?.sealedSecrets ?? {}
  const changedSecrets = await changedSecretsOf(deps, sealedBefore, wanted.secrets)
  const present = row === undefined ? undefined : settingsOfRow(row)
  const problems = [
    ...checkIdentity(identity),
    ...checkWhoNames(identity, row, who),
    ...checkRealmSecrets(withoutNull(wanted.secrets)),
    ...checkRealmSettings(settings, {
      present,
      who,
      regionCode: identity.regionCode,
      secrets: new Set(
        REALM_SECRET_NAMES.filter((name) =>
          wanted.secrets[name] === undefined
            ? sealedBefore[name] !== undefined
            : wanted.secrets[name] !== null,
        ),
      ),
      ...keys,
      allowsLoopback: deps.allowsLoopback,
    }),
  ]
  if (problems.length > 0) return { problems, changes: [], settings }
  const sealed = await sealAll(deps, changedSecrets)
  const by = { actor, realmId }
  if (row === undefined) {
    const created = insertRealm(deps.db, realmId, {
      ...identity,
      settings,
      sealedSecrets: withoutNull(sealed),
      createdAt: now,
    })
    const fields = {
      ...fieldChanges({}, { ...identity }, ''),
      ...fieldChanges({ ...DEFAULT_REALM_SETTINGS }, { ...settings }, 'settings.'),
      ...secretFields(changedSecrets),
    }
    return { problems, settings, changes: [realmChange(by, 'realm.create', '', fields, [created])] }
  }
  const changes: RealmChange[] = []
  const names = fieldChanges({ ...identityOfRow(row) }, { ...identity }, '')
  if (Object.keys(names).length > 0) {
    const renamed = renameRealm(deps.db, realmId, identity, now)
    changes.push(realmChange(by, 'realm.update', '', names, [renamed]))
  }
  const before = settingsOfRow(row)
  const fields = sameValue(normalizeSettings(before), settings)
    ? {}
    : fieldChanges({ ...before }, { ...settings }, 'settings.')
  const changed = Object.keys(fields).map((name) => name.slice('settings.'.length))
  if (changed.length > 0) {
    const values = Object.fromEntries(
      changed.map((name) => [name, settings[name as keyof RealmSettings]]),
    )
    const written = updateSettings(deps.db, realmId, values, now)
    changes.push(realmChange(by, 'realm_settings.update', 'settings', fields, [written]))
  }
  if (Object.keys(sealed).length > 0) {
    const written = updateSealedSecrets(deps.db, realmId, sealed, now)
    changes.push(
      realmChange(by, 'realm_secret.update', 'secrets', secretFields(changedSecrets), [written]),
    )
  }
  return { problems, settings, changes }
}

/** A realm's own administrator does not make it the realm of tests. */
const checkWhoNames = (
  identity: RealmIdentity,
  row: RealmRow | undefined,
  who: 'realm' | 'system',
): readonly SettingProblem[] =>
  who === 'realm' && identity.isE2e !== (row?.isE2e ?? false)
    ? [
        settingProblem(
          'isE2e',
          'not_permitted',
          "this is for the system's administrators to change",
        ),
      ]
    : []

/** Other realms that have the name, in any case, or the region; and a second realm of tests. */
export function checkTaken(
  realms: readonly { readonly id: number; readonly identity: RealmIdentity }[],
  id: number,
  wanted: RealmIdentity,
): readonly SettingProblem[] {
  const identity = normalizeIdentity(wanted)
  const others = realms
    .filter((realm) => realm.id !== id)
    .map((realm) => normalizeIdentity(realm.identity))
  const problems: SettingProblem[] = []
  if (others.some(({ name }) => name.toLowerCase() === identity.name.toLowerCase())) {
    problems.push(settingProblem('name', 'not_valid', 'another realm has this name'))
  }
  const { regionCode } = identity
  if (regionCode !== '' && others.some((other) => other.regionCode === regionCode)) {
    problems.push(settingProblem('regionCode', 'not_valid', 'another realm has this region'))
  }
  if (identity.isE2e && others.some(({ isE2e }) => isE2e)) {
    problems.push(settingProblem('isE2e', 'not_valid', 'there is one realm of tests already'))
  }
  return problems
}

type SecretChanges = { readonly [Name in RealmSecretName]?: string | null | undefined }

/** Those that differ from what is kept. */
async function changedSecretsOf(
  { secretBox }: Pick<RealmDeps, 'secretBox'>,
  sealedSecrets: Readonly<Partial<Record<RealmSecretName, string>>>,
  wanted: SecretChanges,
): Promise<SecretChanges> {
  const changed: Partial<Record<RealmSecretName, string | null>> = {}
  for (const name of REALM_SECRET_NAMES) {
    const secret = wanted[name]
    if (secret === undefined) continue
    const kept = (await openRealmSecret(secretBox, { sealedSecrets }, name)) ?? null
    if (secret !== kept) changed[name] = secret
  }
  return changed
}

async function sealAll(
  { secretBox }: Pick<RealmDeps, 'secretBox'>,
  secrets: SecretChanges,
): Promise<SecretChanges> {
  const sealed: Partial<Record<RealmSecretName, string | null>> = {}
  for (const name of REALM_SECRET_NAMES) {
    const secret = secrets[name]
    if (secret === undefined) continue
    sealed[name] = secret === null ? null : await sealRealmSecret(secretBox, name, secret)
  }
  return sealed
}

const withoutNull = (secrets: SecretChanges): Partial<Record<RealmSecretName, string>> =>
  Object.fromEntries(
    Object.entries(secrets).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  )

/** That a secret changed, and nothing of it. */
const secretFields = (secrets: SecretChanges): Record<string, FieldChange> =>
  Object.fromEntries(
    Object.entries(secrets).map(([name, secret]) => [
      `secrets.${name}`,
      { to: secret === null ? 'removed' : 'set' },
    ]),
  )

export function fieldChanges(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
  prefix: string,
): Record<string, FieldChange> {
  const changes: Record<string, FieldChange> = {}
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [from, to] = [before[name], after[name]]
    if (sameValue(from, to)) continue
    changes[`${prefix}${name}`] = {
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
    }
  }
  return changes
}
