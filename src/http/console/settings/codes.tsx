/** Settings of a realm's codes. */

import { chanceOfGuess } from '../../../core/console/guess-chance.ts'
import { CODES_FORM, lockedFields } from '../../../core/console/settings/codes-form.ts'
import { type SettingsForm, wholeIn } from '../../../core/console/settings/settings-form.ts'
import { effectiveQuota, type Realm } from '../../../core/realms/settings.ts'
import { CodeSettings } from '../../../ui/pages/settings/codes.tsx'
import type { ConsoleContext } from '../context.ts'
import type { SettingsPage } from './settings-page.tsx'

/** Of a realm without a limit. */
const MANY_CODES = 1000
const MAX_DIGITS = 16

export const CODES: SettingsPage = {
  tab: CODES_FORM,
  path: 'settings/codes',
  title: (c) => c.get('copy').settings.codes.title,
  body: (c, props) => (
    <CodeSettings
      {...props}
      locked={lockedFields(props.realm.settings)}
      guess={guessOf(c, props.realm, props.form)}
    />
  ),
  hasPreview: true,
}

/** At worst all codes of a day are alive at once. */
function guessOf(c: ConsoleContext, { settings }: Realm, form: SettingsForm) {
  const digits = wholeIn(form, 'codeLength')
  if (!(digits >= 1 && digits <= MAX_DIGITS)) return undefined
  const alive = settings.abusePreventionEnabled ? effectiveQuota(settings) : MANY_CODES
  const tries = c.get('deps').settings.triesAnHour
  return { digits, tries, alive, chance: chanceOfGuess(digits, alive, tries) }
}
