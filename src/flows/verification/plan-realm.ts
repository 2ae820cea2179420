/** One realm of the document: what is wrong with it, and what has to change. */

import { JOB_WRITTEN_SETTINGS } from '../../core/realms/check-settings.ts'
import { isEmailAddress, normalizeEmail } from '../../core/realms/email-address.ts'
import { checkApp, normalizeApp } from '../../core/realms/mobile-app.ts'
import { PERMISSION_GROUPS, permissionBits } from '../../core/realms/permissions.ts'
import type { RealmEntry } from '../../core/realms/realm-document.ts'
import type { RealmIdentity } from '../../core/realms/realm-name.ts'
import { type SettingProblem, settingProblem } from '../../core/realms/setting-problem.ts'
import { DEFAULT_REALM_SETTINGS, type RealmSettings } from '../../core/realms/settings.ts'
import type { UnixSeconds } from '../../core/time.ts'
import type { RealmRows } from '../../db/verification/queries/realm-rows.ts'
import type { NextId, RealmChange, RealmDeps } from './change-realms.ts'
import { type CreatedApiKey, planApiKeySwitch, planNewApiKey } from './plan-api-keys.ts'
import { appOfRow, planApp } from './plan-apps.ts'
import { planMember, planMemberRemoval } from './plan-members.ts'
import { planRealmKeys } from './plan-realm-keys.ts'
import { identityOfRow, planSettings, type RealmRow, settingsOfRow } from './plan-settings.ts'

export interface RealmDocumentPlan {
  readonly problems: readonly SettingProblem[]
  readonly changes: readonly RealmChange[]
  readonly newApiKeys: readonly CreatedApiKey[]
  /** As they will be. */
  readonly settings: RealmSettings
}

export interface PlanningContext {
  readonly deps: RealmDeps
  readonly actor: string
  readonly rows: RealmRows
  /** People who are known, by address. */
  readonly users: Map<string, number>
  readonly nextId: NextId
  readonly now: UnixSeconds
}

/** What is wanted of a realm: left-out settings have their defaults, those of jobs stay. */
export function wantedSettings(entry: RealmEntry, row: RealmRow | undefined): RealmSettings {
  const present = row === undefined ? DEFAULT_REALM_SETTINGS : settingsOfRow(row)
  if (entry.retired) return { ...present, maintenanceMode: true }
  const kept = Object.fromEntries(JOB_WRITTEN_SETTINGS.map((name) => [name, present[name]]))
  const given = Object.fromEntries(
    Object.entries(entry.settings ?? {}).filter(([, value]) => value !== undefined),
  )
  return { ...DEFAULT_REALM_SETTINGS, ...kept, ...given }
}

export const wantedIdentity = (entry: RealmEntry, row: RealmRow | undefined): RealmIdentity =>
  entry.retired && row !== undefined
    ? identityOfRow(row)
    : { name: entry.name, regionCode: entry.regionCode ?? '', isE2e: entry.isE2e ?? false }

export async function planRealm(
  context: PlanningContext,
  entry: RealmEntry,
  realmId: number,
  row: RealmRow | undefined,
): Promise<RealmDocumentPlan> {
  const { deps, actor, rows, nextId, now } = context
  const by = { actor, realmId }
  const settings = wantedSettings(entry, row)
  const certificate = { path: 'certificateKeys', isNeeded: settings.useRealmCertificateKey }
  const sms = { path: 'smsKeys', isNeeded: settings.useAuthenticatedSms }
  const certificateKeys = await planRealmKeys(
    deps,
    by,
    rows,
    'certificate',
    entry.certificateKeys,
    certificate,
    nextId,
    now,
  )
  const smsKeys = await planRealmKeys(deps, by, rows, 'sms', entry.smsKeys, sms, nextId, now)
  const planned = await planSettings(
    deps,
    { actor, who: 'system' },
    realmId,
    row,
    { identity: wantedIdentity(entry, row), settings, secrets: entry.secrets ?? {} },
    { hasCertificateKey: certificateKeys.hasActive, hasSmsKey: smsKeys.hasActive },
    now,
  )
  const apps = planApps(context, entry, realmId)
  const keys = await planKeys(context, entry, realmId)
  const members = planMembers(context, entry, realmId)
  return {
    problems: [
      ...checkRetired(entry, row),
      ...planned.problems.map((problem) => ({ ...problem, path: documentPath(problem.path) })),
      ...certificateKeys.problems,
      ...smsKeys.problems,
      ...apps.problems,
      ...keys.problems,
      ...members.problems,
    ],
    changes: [
      ...planned.changes,
      ...certificateKeys.changes,
      ...smsKeys.changes,
      ...apps.changes,
      ...keys.changes,
      ...members.changes,
    ],
    newApiKeys: keys.created,
    settings: planned.settings,
  }
}

const OUTSIDE_SETTINGS = new Set(['name', 'regionCode', 'isE2e'])
const SECRETS = new Set(['smsAuthToken', 'userReportWebhookSecret', 'emailWebhookSecret'])

function documentPath(path: string): string {
  if (OUTSIDE_SETTINGS.has(path)) return path
  return SECRETS.has(path) ? `secrets.${path}` : `settings.${path}`
}

function checkRetired(entry: RealmEntry, row: RealmRow | undefined): readonly SettingProblem[] {
  if (!entry.retired) return []
  if (row === undefined) {
    return [settingProblem('retired', 'not_valid', 'there is no such realm to retire')]
  }
  const { name: _, retired: __, ...rest } = entry
  return Object.values(rest).some((value) => value !== undefined)
    ? [settingProblem('retired', 'not_valid', 'of a retired realm nothing else may be said')]
    : []
}

interface ListPlan {
  readonly problems: readonly SettingProblem[]
  readonly changes: readonly RealmChange[]
}

/** Later entries with the name of an earlier one. */
const repeated = (path: string, names: readonly string[]): readonly SettingProblem[] =>
  names.flatMap((name, index) =>
    names.indexOf(name) === index
      ? []
      : [settingProblem(`${path}[${index}]`, 'not_valid', `"${name}" stands there twice`)],
  )

function planApps(
  { deps, actor, rows, nextId, now }: PlanningContext,
  entry: RealmEntry,
  realmId: number,
): ListPlan {
  if (entry.apps === undefined) return { problems: [], changes: [] }
  const present = rows.apps.filter((app) => app.realmId === realmId)
  const wanted = entry.apps.map(({ disabled, ...app }) => ({
    app: normalizeApp(app),
    isDisabled: disabled === true,
  }))
  const labelOf = ({ os, name }: { readonly os: string; readonly name: string }) => `${os} ${name}`
  const labels = new Set(wanted.map(({ app }) => labelOf(app)))
  const by = { actor, realmId }
  return {
    problems: [
      ...repeated(
        'apps',
        wanted.map(({ app }) => labelOf(app)),
      ),
      ...wanted.flatMap(({ app }, index) =>
        checkApp(app, deps.allowsLoopback).map((problem) => ({
          ...problem,
          path: `apps[${index}].${problem.path}`,
        })),
      ),
    ],
    changes: [
      ...wanted.flatMap(({ app, isDisabled }) => {
        const row = present.find((other) => labelOf(other) === labelOf(app))
        return planApp(deps, by, row?.id ?? nextId('mobile_apps'), row, app, isDisabled, now)
      }),
      ...present
        .filter((row) => !labels.has(labelOf(row)))
        .flatMap((row) => planApp(deps, by, row.id, row, appOfRow(row), true, now)),
    ],
  }
}

async function planKeys(
  { deps, actor, rows, nextId, now }: PlanningContext,
  entry: RealmEntry,
  realmId: number,
): Promise<ListPlan & { readonly created: readonly CreatedApiKey[] }> {
  const wanted = entry.retired ? [] : entry.apiKeys
  if (wanted === undefined) return { problems: [], changes: [], created: [] }
  const by = { actor, realmId }
  const present = rows.apiKeys.filter((key) => key.realmId === realmId)
  const problems = [
    ...repeated(
      'apiKeys',
      wanted.map(({ name }) => name),
    ),
  ]
  const changes: RealmChange[] = []
  const created: CreatedApiKey[] = []
  for (const [index, { name, type, disabled }] of wanted.entries()) {
    const key = present.find((other) => other.name === name)
    const path = `apiKeys[${index}]`
    if (name !== name.trim()) {
      problems.push(settingProblem(`${path}.name`, 'not_valid', 'without blanks around it'))
    } else if (key !== undefined && key.type !== type) {
      const message = `the key "${name}" is of type ${key.type} and stays so: give the new one another name`
      problems.push(settingProblem(`${path}.type`, 'irreversible', message))
    } else if (key !== undefined) {
      changes.push(...planApiKeySwitch(deps, by, key, disabled === true, now))
    } else if (!disabled) {
      // A key that is to be disabled and was never there is of no use to anybody.
      const made = await planNewApiKey(deps, by, { name, type }, nextId, now)
      created.push(made.created)
      changes.push(made.change)
    }
  }
  for (const key of present) {
    if (wanted.some(({ name }) => name === key.name)) continue
    changes.push(...planApiKeySwitch(deps, by, key, true, now))
  }
  return { problems, changes, created }
}

function planMembers(
  { deps, actor, rows, users, nextId, now }: PlanningContext,
  entry: RealmEntry,
  realmId: number,
): ListPlan {
  if (entry.members === undefined) return { problems: [], changes: [] }
  const by = { actor, realmId }
  const present = rows.members.filter((member) => member.realmId === realmId)
  const wanted = entry.members.map((member) => ({ ...member, email: normalizeEmail(member.email) }))
  const problems = [
    ...repeated(
      'members',
      wanted.map(({ email }) => email),
    ),
  ]
  const changes: RealmChange[] = []
  for (const [index, { email, name, permissions, group }] of wanted.entries()) {
    const path = `members[${index}]`
    if (!isEmailAddress(email)) {
      problems.push(settingProblem(`${path}.email`, 'not_valid', 'an e-mail address'))
    }
    if ((permissions === undefined) === (group === undefined)) {
      problems.push(settingProblem(path, 'not_valid', 'either permissions or a group'))
    }
    const bits = group === undefined ? permissionBits(permissions ?? []) : PERMISSION_GROUPS[group]
    const known = users.get(email)
    const id = known ?? nextId('users')
    users.set(email, id)
    const person = { id, email, name: name ?? email, isNew: known === undefined }
    const member = present.find((row) => row.userId === id)
    changes.push(...planMember(deps, by, person, member?.permissions, bits, now))
  }
  for (const member of present) {
    if (wanted.some(({ email }) => email === member.email)) continue
    changes.push(planMemberRemoval(deps, by, member))
  }
  return { problems, changes }
}
