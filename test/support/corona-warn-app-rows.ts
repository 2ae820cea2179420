/** Rows as the Corona-Warn-App's server has them, each with a key of its own. */

import type { CoronaWarnAppSettings } from '../../src/core/layouts/corona-warn-app/settings.ts'
import { defaultSettings } from '../../src/core/layouts/corona-warn-app/settings.ts'
import type { GoldenRow } from './corona-warn-app.ts'

/** As the service is deployed. */
export const SETTINGS: CoronaWarnAppSettings = {
  ...defaultSettings('head'),
  supportedCountries: ['DE', 'FR', 'NL'],
  appBundleId: 'de.rki.coronawarnapp-dev',
}

/** @param text such as "2020-10-06T20:00", UTC @returns Unix seconds */
export const at = (text: string): number => Date.parse(`${text}:00Z`) / 1000

export interface RowGroup {
  readonly label?: string
  readonly origin?: string
  readonly visited?: readonly string[]
  /** Start of the keys. */
  readonly start?: string
  readonly period?: number
  readonly submitted: string
}

let lastKey = 0

export function rowsOf(count: number, group: RowGroup): readonly GoldenRow[] {
  return Array.from({ length: count }, () => {
    const keyData = new Uint8Array(16)
    new DataView(keyData.buffer).setUint32(0, ++lastKey)
    return {
      label: group.label ?? '',
      keyData,
      rollingStartIntervalNumber: at(group.start ?? '2020-10-01T00:00') / 600,
      rollingPeriod: group.period ?? 144,
      transmissionRiskLevel: 6,
      reportType: 'CONFIRMED_TEST',
      onsetCode: 1,
      submittedAt: at(group.submitted),
      originCountry: group.origin ?? 'DE',
      visitedCountries: group.visited ?? ['DE'],
      submissionType: 'SUBMISSION_TYPE_PCR_TEST',
      consentsToFederation: false,
    }
  })
}
