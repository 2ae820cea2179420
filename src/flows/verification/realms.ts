/** Making a realm, and changing what it is called and how it is set. */

import { REALM_ADMIN_PERMISSIONS } from '../../core/realms/permissions.ts'
import type { RealmIdentity } from '../../core/realms/realm-name.ts'
import type { SettingProblem } from '../../core/realms/setting-problem.ts'
import {
  DEFAULT_REALM_SETTINGS,
  effectiveQuota,
  type RealmSecretName,
  type RealmSettings,
} from '../../core/realms/settings.ts'
import { fail, type Result, succeed } from '../../core/result.ts'
import { SECONDS_PER_DAY, type UnixSeconds } from '../../core/time.ts'
import { type RealmRows, readUser } from '../../db/verification/queries/realm-rows.ts'
import { changeRealms, nextIds, type RealmChange, type RealmDeps } from './change-realms.ts'
import { planMember } from './plan-members.ts'
import {
  checkTaken,
  identityOfRow,
  type PlanningBy,
  planSettings,
  settingsOfRow,
} from './plan-settings.ts'
import { liveKeys, planNewKey } from './plan-signing-keys.ts'
import { makeRealmSigningKey } from './realm-signing-keys.ts'

export type SettingsFailure =
  | { readonly reason: 'not_valid'; readonly problems: readonly SettingProblem[] }
  | { readonly reason: 'no_such_realm' }

export type UpdateFailure =
  | SettingsFailure
  /** Somebody saved other values since those that the update was made of were read. */
  | { readonly reason: 'changed_meanwhile' }

/** As the original: the modeler's daily quota takes its place within a few hours. */
const FIRST_QUOTA_SECONDS = 7 * SECONDS_PER_DAY

export interface NewRealmInput {
  readonly identity: RealmIdentity
  readonly settings?: Partial<RealmSettings>
  readonly secrets?: Readonly<Partial<Record<RealmSecretName, string>>>
  /** A system administrator who makes it and becomes its first administrator. */
  readonly creatorId?: number
}

/** With its first certificate key. @returns its id */
export async function createRealm(
  deps: RealmDeps,
  actor: string,
  input: NewRealmInput,
  now: UnixSeconds,
): Promise<Result<number, SettingsFailure>> {
  const wanted = {
    identity: input.identity,
    settings: { ...DEFAULT_REALM_SETTINGS, ...input.settings },
    secrets: input.secrets ?? {},
  }
  const created = await changeRealms<
    { readonly realmId: number; readonly settings: RealmSettings },
    SettingsFailure
  >(deps.db, undefined, now, async (rows) => {
    const nextId = nextIds(rows)
    const realmId = nextId('realms')
    const by = { actor, who: 'system' } as const
    const keys = { hasCertificateKey: true, hasSmsKey: false }
    const planned = await planSettings(deps, by, realmId, undefined, wanted, keys, now)
    const problems = [...planned.problems, ...takenProblems(rows, realmId, input.identity)]
    if (problems.length > 0) return fail({ reason: 'not_valid', problems } as const)
    const key = await makeRealmSigningKey(deps, realmId, 'certificate', undefined, now)
    const changes: RealmChange[] = [
      ...planned.changes,
      planNewKey(deps, actor, key, true, nextId).change,
    ]
    const creator =
      input.creatorId === undefined ? undefined : await readUser(deps.db, input.creatorId)
    if (creator !== undefined) {
      const person = { ...creator, isNew: false }
      const as = { actor, realmId }
      changes.push(...planMember(deps, as, person, undefined, REALM_ADMIN_PERMISSIONS, now))
    }
    return succeed({ value: { realmId, settings: planned.settings }, changes })
  })
  if (!created.ok) return fail(created.failure)
  const { realmId, settings } = created.value
  await startQuota(deps, realmId, undefined, settings, now)
  return succeed(realmId)
}

export interface RealmUpdate {
  readonly identity?: Partial<RealmIdentity>
  /** A member that is there and undefined is no longer set. */
  readonly settings?: Partial<RealmSettings>
  /** null takes one away. */
  readonly secrets?: Readonly<Partial<Record<RealmSecretName, string | null>>>
}

/** Where the update depends on what the realm is at that very moment. @returns undefined: it was made for another state */
export type UpdateOf = (
  settings: RealmSettings,
  identity: RealmIdentity,
) => RealmUpdate | undefined | Promise<RealmUpdate | undefined>

export function updateRealm(
  deps: RealmDeps,
  by: PlanningBy,
  realmId: number,
  update: RealmUpdate,
  now: UnixSeconds,
): Promise<Result<RealmSettings, SettingsFailure>>
export function updateRealm(
  deps: RealmDeps,
  by: PlanningBy,
  realmId: number,
  update: UpdateOf,
  now: UnixSeconds,
): Promise<Result<RealmSettings, UpdateFailure>>
export async function updateRealm(
  deps: RealmDeps,
  by: PlanningBy,
  realmId: number,
  update: RealmUpdate | UpdateOf,
  now: UnixSeconds,
): Promise<Result<RealmSettings, UpdateFailure>> {
  const updated = await changeRealms<
    { readonly present: RealmSettings; readonly settings: RealmSettings },
    UpdateFailure
  >(deps.db, realmId, now, async (rows) => {
    const row = rows.realms.find(({ id }) => id === realmId)
    if (row === undefined) return fail({ reason: 'no_such_realm' } as const)
    const present = settingsOfRow(row)
    const input = typeof update === 'function' ? await update(present, identityOfRow(row)) : update
    if (input === undefined) return fail({ reason: 'changed_meanwhile' } as const)
    const identity = { ...identityOfRow(row), ...input.identity }
    const wanted = {
      identity,
      settings: { ...present, ...input.settings },
      secrets: input.secrets ?? {},
    }
    const keys = {
      hasCertificateKey: liveKeys(rows, realmId, 'certificate').some((key) => key.isActive),
      hasSmsKey: liveKeys(rows, realmId, 'sms').some((key) => key.isActive),
    }
    const planned = await planSettings(deps, by, realmId, row, wanted, keys, now)
    const problems = [...planned.problems, ...takenProblems(rows, realmId, identity)]
    if (problems.length > 0) return fail({ reason: 'not_valid', problems } as const)
    return succeed({ value: { present, settings: planned.settings }, changes: planned.changes })
  })
  if (!updated.ok) return fail(updated.failure)
  const { present, settings } = updated.value
  await startQuota(deps, realmId, present, settings, now)
  return succeed(settings)
}

const takenProblems = (rows: RealmRows, realmId: number, identity: RealmIdentity) =>
  checkTaken(
    rows.realms.map((row) => ({ id: row.id, identity: identityOfRow(row) })),
    realmId,
    identity,
  )

/** Fills the quota where it comes into force. If we die before, the first code of the realm does it with a daily one. */
export async function startQuota(
  { quota }: Pick<RealmDeps, 'quota'>,
  realmId: number,
  before: RealmSettings | undefined,
  after: RealmSettings,
  now: UnixSeconds,
): Promise<void> {
  if (!after.abusePreventionEnabled || before?.abusePreventionEnabled) return
  await quota.set(realmId, effectiveQuota(after), FIRST_QUOTA_SECONDS, now)
}
