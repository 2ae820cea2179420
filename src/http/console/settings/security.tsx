/** Security settings of a realm. Whoever saves them has just proved who they are, and does not lock themselves out. */

import { locksOut, SECURITY_FORM } from '../../../core/console/settings/security-form.ts'
import type { SettingsForm } from '../../../core/console/settings/settings-form.ts'
import { hasFreshProof } from '../../../core/console/viewer.ts'
import {
  MFA_GRACE_DAYS,
  PASSWORD_ROTATION_DAYS,
  PASSWORD_WARNING_DAYS,
} from '../../../core/realms/check-security-settings.ts'
import type { FieldError } from '../../../ui/components/error-summary.tsx'
import { ProveFirst, SecuritySettings } from '../../../ui/pages/settings/security.tsx'
import { clientAddress } from '../client-address.ts'
import { type ConsoleContext, membershipOf, signedIn } from '../context.ts'
import { realmPath } from '../navigation.ts'
import type { SettingsPage } from './settings-page.tsx'

const PATH = 'settings/security'

const CHOICES = {
  graceDays: MFA_GRACE_DAYS,
  rotationDays: PASSWORD_ROTATION_DAYS,
  warningDays: PASSWORD_WARNING_DAYS,
}

export const SECURITY: SettingsPage = {
  tab: SECURITY_FORM,
  path: PATH,
  title: (c) => c.get('copy').settings.security.title,
  body: (c, props) => <SecuritySettings {...props} address={clientAddress(c)} choices={CHOICES} />,
  check: checkLockOut,
  obstacle: (c) => {
    if (hasFreshProof(signedIn(c).viewer, c.get('now'))) return undefined
    const next = realmPath(membershipOf(c).realmKey, PATH)
    return <ProveFirst href={`/console/sign-in/again?next=${encodeURIComponent(next)}`} />
  },
}

function checkLockOut(c: ConsoleContext, form: SettingsForm): readonly FieldError[] {
  const address = clientAddress(c)
  if (!locksOut(form, address)) return []
  const { security } = c.get('copy').settings
  const text = address === '' ? security.lockedOutUnknown : security.lockedOut(address)
  return [{ field: 'cidrsOfConsole', text }]
}
