/** Apps that a region's links lead to: added, changed, disabled. */

import { checkApp, type MobileApp, normalizeApp } from '../../core/realms/mobile-app.ts'
import { type SettingProblem, settingProblem } from '../../core/realms/setting-problem.ts'
import { fail, type Result, succeed } from '../../core/result.ts'
import type { UnixSeconds } from '../../core/time.ts'
import { changeRealms, nextIds, type RealmDeps } from './change-realms.ts'
import { appOfRow, planApp } from './plan-apps.ts'

export type AppFailure =
  | { readonly reason: 'not_valid'; readonly problems: readonly SettingProblem[] }
  | { readonly reason: 'no_such_realm' }
  | { readonly reason: 'no_such_app' }

/** @param appId undefined: a new one @returns its id */
export async function saveMobileApp(
  deps: Pick<RealmDeps, 'db' | 'allowsLoopback'>,
  actor: string,
  realmId: number,
  appId: number | undefined,
  input: MobileApp,
  now: UnixSeconds,
): Promise<Result<number, AppFailure>> {
  const app = normalizeApp(input)
  return changeRealms<number, AppFailure>(deps.db, realmId, now, async (rows) => {
    if (!rows.realms.some(({ id }) => id === realmId)) return fail({ reason: 'no_such_realm' })
    const row = rows.apps.find(({ id }) => id === appId)
    if (appId !== undefined && row === undefined) return fail({ reason: 'no_such_app' })
    const isTaken = rows.apps.some(
      (other) => other.id !== appId && other.name === app.name && other.os === app.os,
    )
    const problems = [
      ...checkApp(app, deps.allowsLoopback),
      ...(isTaken
        ? [settingProblem('name', 'not_valid', 'another app of this system has this name')]
        : []),
    ]
    if (problems.length > 0) return fail({ reason: 'not_valid', problems })
    const id = row?.id ?? nextIds(rows)('mobile_apps')
    const isDisabled = row !== undefined && row.disabledAt !== null
    const by = { actor, realmId }
    return succeed({ value: id, changes: planApp(deps, by, id, row, app, isDisabled, now) })
  })
}

/** @param isDisabled false: links lead to it again */
export async function switchMobileApp(
  deps: Pick<RealmDeps, 'db'>,
  actor: string,
  realmId: number,
  appId: number,
  isDisabled: boolean,
  now: UnixSeconds,
): Promise<Result<undefined, AppFailure>> {
  return changeRealms<undefined, AppFailure>(deps.db, realmId, now, async (rows) => {
    const row = rows.apps.find(({ id }) => id === appId)
    if (row === undefined) return fail({ reason: 'no_such_app' })
    const by = { actor, realmId }
    return succeed({
      value: undefined,
      changes: planApp(deps, by, appId, row, appOfRow(row), isDisabled, now),
    })
  })
}
