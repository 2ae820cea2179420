/**
 * The settings of a Corona-Warn-App export as an operator writes them: by our names, or under `originalProperties` and
 * `profiles` by those of the service that is replaced. Nothing is passed over in silence. Pure.
 */

import { type SettingProblem, settingProblem } from '../../realms/setting-problem.ts'
import { fail, type Result } from '../../result.ts'
import { checkCoronaWarnAppSettings } from './check-settings.ts'
import { readOriginalProperties, settingsOfProfiles } from './read-original-properties.ts'
import { type CoronaWarnAppDraft, type CoronaWarnAppSettings, defaultSettings } from './settings.ts'

const TYPES: ReadonlyMap<string, string> = new Map([
  ...Object.entries(defaultSettings('head')).map(([name, value]) => [name, typeof value] as const),
  ['appBundleId', 'string'] as const,
])

/** The original's profiles count least, then its properties, and what is said by our names most. */
export function readCoronaWarnAppSettings(
  settings: Readonly<Record<string, unknown>>,
): Result<CoronaWarnAppSettings, readonly SettingProblem[]> {
  const { originalProperties = {}, profiles = [], ...own } = settings
  const problems = Object.entries(own).flatMap(([name, value]) => problemOf(name, value))
  if (!isTexts(originalProperties)) {
    const message = "the original's properties, each a text"
    problems.push(settingProblem('originalProperties', 'not_valid', message))
    return fail(problems)
  }
  if (!isNames(profiles)) {
    problems.push(settingProblem('profiles', 'not_valid', "a list of the original's profiles"))
    return fail(problems)
  }
  const original = readOriginalProperties(originalProperties)
  const overlay = settingsOfProfiles(profiles)
  if (!original.ok) problems.push(...original.failure)
  if (!overlay.ok) problems.push(...overlay.failure)
  if (problems.length > 0 || !original.ok || !overlay.ok) return fail(problems)
  return checkCoronaWarnAppSettings({
    ...overlay.value,
    ...original.value,
    ...(own as CoronaWarnAppDraft),
  })
}

function problemOf(name: string, value: unknown): readonly SettingProblem[] {
  if (name === 'supportedCountries') {
    const isList = Array.isArray(value) && value.every((country) => typeof country === 'string')
    return isList ? [] : [settingProblem(name, 'not_valid', 'a list of countries')]
  }
  const type = TYPES.get(name)
  if (type === undefined) {
    const message = `there is no such setting; names of the original go under originalProperties`
    return [settingProblem(name.slice(0, 100), 'not_valid', message)]
  }
  if (name === 'era') {
    return value === 'head' || value === 'seed'
      ? []
      : [settingProblem(name, 'not_valid', '"head" or "seed"')]
  }
  return typeof value === type ? [] : [settingProblem(name, 'not_valid', `a ${type}`)]
}

const isNames = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((name) => typeof name === 'string')

const isTexts = (value: unknown): value is Readonly<Record<string, string>> =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every((text) => typeof text === 'string')
