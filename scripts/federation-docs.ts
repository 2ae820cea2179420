/** Writes the tables of the pages on federation from settings and the originals' properties. With --check, only says whether they are current. */

import {
  ORIGINAL_EFGS_PROPERTIES,
  type OriginalCounterpart,
} from '../src/core/federation/efgs/original-properties.ts'
import { readEfgsSettings } from '../src/core/federation/efgs/read-settings.ts'
import { defaultEfgsSettings } from '../src/core/federation/efgs/settings.ts'
import {
  type PropertyCounterpart,
  UK_PROPERTIES,
} from '../src/core/federation/uk/original-properties.ts'
import { readUkSettings } from '../src/core/federation/uk/read-settings.ts'
import { DEFAULT_UK_SETTINGS } from '../src/core/federation/uk/settings.ts'
import type { Result } from '../src/core/result.ts'
import { code, meaningsOf, settingOf, shown, table, writePage } from './settings-page.ts'

function efgsTables(): readonly string[] {
  const one = defaultEfgsSettings('corona-warn-app')
  const other = defaultEfgsSettings('coronamelder')
  const rows = meaningsOf('src/core/federation/efgs/settings.ts').map(([name, meaning]) => [
    code(name),
    shown(settingOf(one, name)),
    JSON.stringify(settingOf(one, name)) === JSON.stringify(settingOf(other, name))
      ? 'the same'
      : shown(settingOf(other, name)),
    boundsOf(name, readEfgsSettings),
    meaning,
  ])
  const properties = Object.entries(ORIGINAL_EFGS_PROPERTIES).map(([name, counterpart]) => [
    code(name),
    counterpartText(counterpart),
  ])
  return [
    '## Settings',
    table(['Setting', 'Default', 'Of the profile `coronamelder`', 'Bounds', 'Meaning'], rows),
    "## The originals' properties",
    'Under `originalProperties`, each a text. What has no counterpart is refused by name and reason.',
    table(['Property', 'Here'], properties),
  ]
}

function ukTables(): readonly string[] {
  const rows = meaningsOf('src/core/federation/uk/settings.ts').map(([name, meaning]) => [
    code(name),
    shown(settingOf(DEFAULT_UK_SETTINGS, name)),
    boundsOf(name, readUkSettings),
    meaning,
  ])
  const properties = Object.entries(UK_PROPERTIES).map(([name, counterpart]) => [
    code(name),
    ukCounterpartText(counterpart),
  ])
  return [
    '## Settings',
    table(['Setting', 'Default', 'Bounds', 'Meaning'], rows),
    "## The original's properties",
    'Under `originalProperties`, each a text. What has no counterpart is refused by name and reason.',
    table(['Property', 'Here'], properties),
  ]
}

type ReadSettings = (
  settings: Readonly<Record<string, unknown>>,
) => Result<unknown, readonly { readonly problem: string }[]>

/** The check says what a value has to be when it refuses one. No setting takes this. */
function boundsOf(name: string, readSettings: ReadSettings): string {
  const read = readSettings({ [name]: null })
  if (read.ok) throw new Error(`${name} takes anything`)
  return (read.failure[0]?.problem ?? '').replace(/^(is|has) /, '')
}

function counterpartText(counterpart: OriginalCounterpart): string {
  return counterpart.kind === 'setting' ? code(counterpart.setting) : counterpart.reason
}

function ukCounterpartText(counterpart: PropertyCounterpart): string {
  switch (counterpart.kind) {
    case 'setting':
      return code(counterpart.setting)
    case 'elsewhere':
      return counterpart.where
    case 'absent':
      return `none: ${counterpart.reason}`
  }
}

writePage('docs/guides/federation-efgs.md', efgsTables())
writePage('docs/guides/federation-uk.md', ukTables())
