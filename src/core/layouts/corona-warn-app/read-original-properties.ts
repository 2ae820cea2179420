/** Takes the original's properties for our settings. What would have no effect is a problem, not a silence. Pure. */

import { type SettingProblem, settingProblem } from '../../realms/setting-problem.ts'
import { fail, type Result, succeed } from '../../result.ts'
import {
  ABSENT_FAMILIES,
  ORIGINAL_PROPERTIES,
  type OriginalProperty,
  type PropertyForm,
} from './original-properties.ts'
import { PROFILES } from './profiles.ts'
import type { CoronaWarnAppDraft } from './settings.ts'

const PREFIX = 'services.distribution.'

const BY_NAME: ReadonlyMap<string, OriginalProperty> = new Map(
  ORIGINAL_PROPERTIES.flatMap((entry) => [
    [entry.property, entry] as const,
    ...(entry.environment === undefined ? [] : [[entry.environment, entry] as const]),
  ]),
)

type Value = string | number | boolean | readonly string[]

/**
 * @param given by property, with "services.distribution." or without, or by variable; values as texts
 * @returns what is not given is left out
 */
export function readOriginalProperties(
  given: Readonly<Record<string, string>>,
): Result<CoronaWarnAppDraft, readonly SettingProblem[]> {
  const problems: SettingProblem[] = []
  const values = new Map<string, Value>()
  for (const [name, text] of Object.entries(given)) {
    const own = name.startsWith(PREFIX) ? name.slice(PREFIX.length) : name
    const counterpart = BY_NAME.get(own)?.counterpart
    if (counterpart === undefined) {
      problems.push(settingProblem(name, 'not_permitted', reasonOfUnknown(own)))
    } else if (counterpart.kind === 'absent') {
      problems.push(settingProblem(name, 'not_permitted', counterpart.reason))
    } else if (counterpart.kind === 'fixed') {
      if (text !== counterpart.value)
        problems.push(settingProblem(name, 'not_permitted', only(counterpart.value)))
    } else {
      const value = readValue(text, counterpart.form)
      if (value === undefined) {
        problems.push(settingProblem(name, 'not_valid', MESSAGES[counterpart.form]))
      } else if (values.has(counterpart.setting)) {
        problems.push(
          settingProblem(name, 'not_valid', 'set it once: by its property or by its variable'),
        )
      }
      values.set(counterpart.setting, value ?? text)
    }
  }
  return problems.length === 0 ? succeed(Object.fromEntries(values)) : fail(problems)
}

const only = (value: string): string => `apps rely on "${value}": leave it out`

const reasonOfUnknown = (name: string): string =>
  ABSENT_FAMILIES.find(({ prefix }) => name.startsWith(prefix))?.reason ??
  'the distribution has no such property'

const MESSAGES: Record<PropertyForm, string> = {
  'whole number': 'a whole number in digits',
  'true or false': '"true" or "false"',
  text: 'a text that is not empty',
  list: 'entries with commas between them',
}

const WHOLE = /^\d{1,9}$/

function readValue(text: string, form: PropertyForm): Value | undefined {
  switch (form) {
    case 'whole number':
      return WHOLE.test(text) ? Number(text) : undefined
    case 'true or false':
      return text === 'true' || text === 'false' ? text === 'true' : undefined
    case 'text':
      return text === '' ? undefined : text
    case 'list': {
      const entries = text.split(',').map((entry) => entry.trim())
      return entries.includes('') ? undefined : entries
    }
  }
}

/** What the original's profiles set, later ones over earlier. */
export function settingsOfProfiles(
  names: readonly string[],
): Result<CoronaWarnAppDraft, readonly SettingProblem[]> {
  const problems = names.flatMap((name, index) => {
    const reason = reasonAgainst(name)
    return reason === undefined
      ? []
      : [settingProblem(`profiles[${index}]`, 'not_permitted', reason)]
  })
  if (problems.length > 0) return fail(problems)
  const overlays = names
    .map((name) => counterpartOf(name))
    .flatMap((found) => (found?.kind === 'settings' ? [found.settings] : []))
  return succeed(Object.assign({}, ...overlays))
}

const counterpartOf = (name: string) => (Object.hasOwn(PROFILES, name) ? PROFILES[name] : undefined)

function reasonAgainst(name: string): string | undefined {
  const found = counterpartOf(name)
  if (found === undefined) return 'there is no such profile'
  return found.kind === 'absent' ? found.reason : undefined
}
