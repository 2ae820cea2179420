/** Limits of a realm, and more codes for today. */

import { LIMITS_FORM } from '../../../core/console/settings/limits-form.ts'
import { effectiveQuota } from '../../../core/realms/settings.ts'
import { addSeconds, floorTo, SECONDS_PER_DAY } from '../../../core/time.ts'
import { burstQuota } from '../../../flows/verification/burst-quota.ts'
import type { FieldError } from '../../../ui/components/error-summary.tsx'
import { LimitSettings, MAX_REASON, Today } from '../../../ui/pages/settings/limits.tsx'
import type { SettingsProps } from '../../../ui/pages/settings/settings-frame.tsx'
import { type ConsoleContext, membershipOf, signedIn } from '../context.ts'
import { readForm } from '../form.ts'
import { realmPath } from '../navigation.ts'
import { onceOnly } from '../once.ts'
import { redirect } from '../page.tsx'
import { realmOf, type SettingsPage, settingsPage, stateOf } from './settings-page.tsx'

const PATH = 'settings/limits'
export const BURST_PATH = `${PATH}/burst`

export const LIMITS: SettingsPage = {
  tab: LIMITS_FORM,
  path: PATH,
  title: (c) => c.get('copy').settings.limits.title,
  body: (_c, props) => <LimitSettings {...props} />,
  below: today,
}

const isBurst = (c: ConsoleContext): boolean => c.req.path.endsWith(`/${BURST_PATH}`)

async function today(c: ConsoleContext, props: SettingsProps) {
  const { settings, id } = props.realm
  if (!settings.abusePreventionEnabled) return null
  const { deps, now } = c.var
  const typed = isBurst(c) ? readForm(c) : undefined
  return (
    <Today
      {...props}
      computed={settings.abusePreventionLimit}
      effective={effectiveQuota(settings)}
      quota={await deps.realms.quota.read(id, now)}
      renewedAt={addSeconds(floorTo(now, SECONDS_PER_DAY), SECONDS_PER_DAY)}
      burstAction={realmPath(membershipOf(c).realmKey, BURST_PATH)}
      burst={{ codes: typed?.get('codes') ?? '', reason: typed?.get('reason') ?? '' }}
    />
  )
}

export async function addCodes(c: ConsoleContext) {
  const { settings } = c.get('copy')
  const fields = readForm(c)
  const reason = (fields.get('reason') ?? '').trim()
  const codes = /^\d{1,7}$/.exec((fields.get('codes') ?? '').trim())?.[0]
  const errorAt = (field: string): FieldError => ({ field, text: settings.problems[field] ?? '' })
  const errors: FieldError[] = []
  if (codes === undefined) errors.push(errorAt('codes'))
  if (reason === '' || reason.length > MAX_REASON) errors.push(errorAt('reason'))
  if (errors.length > 0) return refuse(c, 422, errors)
  const { realmId, realmKey } = membershipOf(c)
  const path = realmPath(realmKey, PATH)
  const work = async () => {
    const { deps, now } = c.var
    const actor = signedIn(c).viewer.email
    // The state of a limit that was switched off is still there, but nothing would come of more.
    if (!(await realmOf(c)).settings.abusePreventionEnabled) return noQuota(c)
    const added = await burstQuota(deps.realms, actor, realmId, Number(codes), now, reason)
    if (added.ok) return redirect(c, path, 'settings.burst')
    return added.failure.reason === 'out_of_range' ? refuse(c, 422, [errorAt('codes')]) : noQuota(c)
  }
  return onceOnly(c, work, path)
}

const noQuota = (c: ConsoleContext) =>
  refuse(c, 409, [{ field: undefined, text: c.get('copy').settings.limits.noQuota }])

async function refuse(c: ConsoleContext, status: 409 | 422, errors: readonly FieldError[]) {
  const realm = await realmOf(c)
  return settingsPage(c, LIMITS, realm, LIMITS_FORM.formOf(stateOf(realm)), { status, errors })
}
