/** Writes the tables of the pages on federation from settings and the originals' properties. With --check, only says whether they are current. */

import {
  ORIGINAL_EFGS_PROPERTIES,
  type OriginalCounterpart,
} from '../src/core/federation/efgs/original-properties.ts'
import { readEfgsSettings } from '../src/core/federation/efgs/read-settings.ts'
import { defaultEfgsSettings } from '../src/core/federation/efgs/settings.ts'
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
    efgsBounds(name),
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

/** The check says what a value has to be when it refuses one. No setting takes this. */
function efgsBounds(name: string): string {
  const read = readEfgsSettings({ [name]: null })
  if (read.ok) throw new Error(`${name} takes anything`)
  return (read.failure[0]?.problem ?? '').replace(/^(is|has) /, '')
}

function counterpartText(counterpart: OriginalCounterpart): string {
  return counterpart.kind === 'setting' ? code(counterpart.setting) : counterpart.reason
}

writePage('docs/guides/federation-efgs.md', efgsTables())
