/** Changes of the apps that a region's links lead to. */

import type { MobileApp } from '../../core/realms/mobile-app.ts'
import type { UnixSeconds } from '../../core/time.ts'
import type { RealmRows } from '../../db/verification/queries/realm-rows.ts'
import { saveApp } from '../../db/verification/queries/realm-statements.ts'
import { type RealmChange, type RealmDeps, realmChange } from './change-realms.ts'
import { fieldChanges } from './plan-settings.ts'

export type AppRow = RealmRows['apps'][number]

export const appOfRow = (row: AppRow): MobileApp => ({
  name: row.name,
  os: row.os,
  appId: row.appId,
  url: row.url,
  fingerprints: row.fingerprints,
  disableRedirect: row.disableRedirect,
  isHeadless: row.isHeadless,
})

/**
 * @param app normalized and checked
 * @param row undefined: a new app, whose id is given
 */
export function planApp(
  { db }: Pick<RealmDeps, 'db'>,
  by: { readonly actor: string; readonly realmId: number },
  id: number,
  row: AppRow | undefined,
  app: MobileApp,
  isDisabled: boolean,
  now: UnixSeconds,
): readonly RealmChange[] {
  const before = row === undefined ? {} : { ...appOfRow(row), disabled: row.disabledAt !== null }
  const prefix = `apps[${app.os} ${row?.name ?? app.name}].`
  const fields = fieldChanges(before, { ...app, disabled: isDisabled }, prefix)
  if (Object.keys(fields).length === 0) return []
  const disabledAt = isDisabled ? (row?.disabledAt ?? now) : null
  const written = saveApp(db, { ...app, id, realmId: by.realmId, disabledAt }, now)
  const action = row === undefined ? 'mobile_app.create' : 'mobile_app.update'
  return [realmChange(by, action, `mobile-apps/${id}`, fields, [written])]
}
