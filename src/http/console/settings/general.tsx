/** General settings of a realm. */

import { GENERAL_FORM } from '../../../core/console/settings/general-form.ts'
import { readWelcome } from '../../../core/console/welcome-text.ts'
import { GeneralSettings } from '../../../ui/pages/settings/general.tsx'
import type { SettingsPage } from './settings-page.tsx'

export const GENERAL: SettingsPage = {
  tab: GENERAL_FORM,
  path: 'settings/general',
  title: (c) => c.get('copy').settings.general.title,
  body: (_c, props) => (
    <GeneralSettings {...props} welcome={readWelcome(props.form['welcomeMessage'] ?? '')} />
  ),
  hasPreview: true,
}
