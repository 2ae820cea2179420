/** Settings of a partner, by its protocol: what is wrong with them. Pure. */

import type { Result } from '../result.ts'
import {
  checkCommonSettings,
  type SettingProblem,
  withoutCommonSettings,
} from './common-settings.ts'
import { readEfgsSettings } from './efgs/read-settings.ts'
import { readGoogleSettings } from './google/settings.ts'
import type { FederationProtocol } from './protocols.ts'
import { readUkSettings } from './uk/read-settings.ts'

type Settings = Readonly<Record<string, unknown>>
/** A protocol's own reader, with the settings that all share taken out. */
type SettingsReader = (settings: Settings) => Result<unknown, readonly SettingProblem[]>

const READERS: Readonly<Record<FederationProtocol, SettingsReader>> = {
  efgs: readEfgsSettings,
  uk: readUkSettings,
  google: readGoogleSettings,
}

export function checkPartnerSettings(
  protocol: FederationProtocol,
  settings: Settings,
): readonly SettingProblem[] {
  if (JSON.stringify(settings).includes('PRIVATE KEY')) {
    return [{ path: '', problem: 'settings are shown to operators: private keys are credentials' }]
  }
  const own = READERS[protocol](withoutCommonSettings(settings))
  return [...checkCommonSettings(settings), ...(own.ok ? [] : own.failure)]
}
