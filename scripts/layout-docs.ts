/** Writes the tables of docs/layouts from the settings and the originals' properties. With --check, only says whether they are current. */

import {
  ABSENT_FAMILIES,
  ORIGINAL_PROPERTIES,
  type PropertyCounterpart,
} from '../src/core/layouts/corona-warn-app/original-properties.ts'
import { PROFILES, type ProfileCounterpart } from '../src/core/layouts/corona-warn-app/profiles.ts'
import { readCoronaWarnAppSettings } from '../src/core/layouts/corona-warn-app/read-settings.ts'
import { defaultSettings } from '../src/core/layouts/corona-warn-app/settings.ts'
import { ORIGINAL_SETTINGS } from '../src/core/layouts/coronamelder/original-settings.ts'
import {
  checkCoronaMelderSettings,
  DEFAULT_CORONAMELDER_SETTINGS,
} from '../src/core/layouts/coronamelder/settings.ts'
import { checkNhsSettings } from '../src/core/layouts/nhs/check-settings.ts'
import { DEFAULT_NHS_SETTINGS, NHS_PROPERTIES } from '../src/core/layouts/nhs/settings.ts'
import { code, meaningsOf, settingOf, shown, table, writePage } from './settings-page.ts'

function coronaWarnAppTables(): readonly string[] {
  const head = { ...defaultSettings('head'), ...REQUIRED }
  const seed = { ...defaultSettings('seed'), ...REQUIRED }
  const rows = meaningsOf('src/core/layouts/corona-warn-app/settings.ts').map(([name, meaning]) => [
    code(name),
    REQUIRED_TEXTS[name] ?? shown(settingOf(head, name)),
    settingOf(head, name) === settingOf(seed, name) ? 'the same' : shown(settingOf(seed, name)),
    coronaWarnAppBounds(name),
    meaning,
  ])
  const properties = ORIGINAL_PROPERTIES.map(({ property, environment, counterpart }) => [
    code(property),
    environment === undefined ? '' : code(environment),
    propertyText(counterpart),
  ])
  const families = ABSENT_FAMILIES.map(({ prefix, reason }) => [code(`${prefix}…`), '', reason])
  const profiles = Object.entries(PROFILES).map(([name, counterpart]) => [
    code(name),
    profileText(counterpart),
  ])
  return [
    '## Settings',
    table(['Setting', 'Default', 'Of the era `seed`', 'Bounds', 'Meaning'], rows),
    "## The original's profiles",
    table(['Profile', 'Here'], profiles),
    "## The original's properties",
    'Below `services.distribution.`; the variable overrides the property. What has no counterpart is refused by name and reason.',
    table(['Property', 'Variable', 'Here'], [...properties, ...families]),
  ]
}

function nhsTables(): readonly string[] {
  const rows = meaningsOf('src/core/layouts/nhs/settings.ts').map(([name, meaning]) => [
    code(name),
    shown(settingOf(DEFAULT_NHS_SETTINGS, name)),
    nhsBounds(name),
    meaning,
  ])
  const properties = Object.entries(NHS_PROPERTIES).map(([name, counterpart]) => [
    code(name),
    'setting' in counterpart
      ? code(counterpart.setting)
      : 'elsewhere' in counterpart
        ? counterpart.elsewhere
        : `none: ${counterpart.none}`,
  ])
  return [
    '## Settings',
    table(['Setting', 'Default', 'Bounds', 'Meaning'], rows),
    "## The original's properties",
    table(['Property', 'Here'], properties),
  ]
}

function coronaMelderTables(): readonly string[] {
  const rows = meaningsOf('src/core/layouts/coronamelder/settings.ts').map(([name, meaning]) => [
    code(name),
    shown(settingOf(DEFAULT_CORONAMELDER_SETTINGS, name)),
    coronaMelderBounds(name),
    meaning,
  ])
  const originals = Object.entries(ORIGINAL_SETTINGS).map(([name, original]) => [
    code(name),
    'setting' in original
      ? code(original.setting)
      : 'variable' in original
        ? `the variable ${code(original.variable)}`
        : original.reason,
  ])
  return [
    '## Settings',
    table(['Setting', 'Default', 'Bounds', 'Meaning'], rows),
    "## The original's settings",
    table(['Setting of the original', 'Here'], originals),
  ]
}

/** Settings that have no default of their own. */
const REQUIRED_TEXTS: Readonly<Record<string, string>> = {
  supportedCountries: 'the origin country',
  appBundleId: 'none: needed',
}
const REQUIRED = { supportedCountries: '', appBundleId: '' }

/** Checks say what a value has to be when they refuse one. No setting takes these. */
const IMPOSSIBLE = { number: -1_000_000, string: '\n', boolean: '', object: null } as const

function coronaWarnAppBounds(name: string): string {
  const initial = settingOf({ ...defaultSettings('head'), ...REQUIRED }, name)
  if (typeof initial === 'boolean') return 'true or false'
  const refused = name === 'supportedCountries' ? ['\n'] : impossible(initial)
  const read = readCoronaWarnAppSettings({ appBundleId: 'example', [name]: refused })
  if (read.ok) throw new Error(`${name} takes anything`)
  return read.failure.find(({ path }) => path.startsWith(name))?.message ?? ''
}

function nhsBounds(name: string): string {
  const checked = checkNhsSettings({ [name]: impossible(settingOf(DEFAULT_NHS_SETTINGS, name)) })
  if (checked.ok) throw new Error(`${name} takes anything`)
  return (checked.failure[0]?.message ?? '').replace(`${name} is `, '')
}

function coronaMelderBounds(name: string): string {
  const refused = impossible(settingOf(DEFAULT_CORONAMELDER_SETTINGS, name))
  const [problem] = checkCoronaMelderSettings({ [name]: refused })
  if (problem === undefined) throw new Error(`${name} takes anything`)
  return problem.message
}

const impossible = (initial: unknown): unknown =>
  IMPOSSIBLE[typeof initial as keyof typeof IMPOSSIBLE]

function propertyText(counterpart: PropertyCounterpart): string {
  switch (counterpart.kind) {
    case 'setting':
      return code(counterpart.setting)
    case 'fixed':
      return `always ${code(counterpart.value)}`
    case 'absent':
      return `none: ${counterpart.reason}`
  }
}

function profileText(counterpart: ProfileCounterpart): string {
  switch (counterpart.kind) {
    case 'settings':
      return Object.entries(counterpart.settings)
        .map(([name, value]) => `${code(name)} ${shown(value)}`)
        .join(', ')
    case 'needless':
      return `nothing to set: ${counterpart.reason}`
    case 'absent':
      return `none: ${counterpart.reason}`
  }
}

writePage('docs/layouts/corona-warn-app.md', coronaWarnAppTables())
writePage('docs/layouts/nhs.md', nhsTables())
writePage('docs/layouts/coronamelder.md', coronaMelderTables())
