/** Settings of a layout, by its name: what is wrong with them. Pure. */

import { readCoronaWarnAppSettings } from './corona-warn-app/read-settings.ts'
import { checkCoronaMelderSettings } from './coronamelder/settings.ts'
import type { Layout } from './layouts.ts'
import { checkNhsSettings } from './nhs/check-settings.ts'

export interface LayoutSettingProblem {
  /** Of the setting; '' for all of them together. */
  readonly path: string
  readonly message: string
}

type Draft = Readonly<Record<string, unknown>>

export function checkLayoutSettings(
  layout: Layout,
  settings: Draft,
): readonly LayoutSettingProblem[] {
  switch (layout) {
    case 'corona-warn-app': {
      const checked = readCoronaWarnAppSettings(settings)
      return checked.ok ? [] : checked.failure
    }
    case 'nhs': {
      const checked = checkNhsSettings(settings, '')
      return checked.ok ? [] : checked.failure.map(withoutDot)
    }
    case 'coronamelder':
      return checkCoronaMelderSettings(settings, '').map(withoutDot)
  }
}

const withoutDot = ({ path, message }: LayoutSettingProblem): LayoutSettingProblem => ({
  path: path.replace(/^\./, ''),
  message,
})
