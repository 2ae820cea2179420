/** `diff`: what tells two archives, or two downloaded trees, apart. Signatures are made anew each time and are not compared. */

import { join } from 'node:path'
import { toHex } from '../core/bytes.ts'
import { quoted } from '../core/export/archive-rules.ts'
import { INDEX_NAME } from '../core/export/check-folder.ts'
import {
  type ArchiveDifference,
  diffArchives,
  isSame,
  type KeyListDifference,
} from '../core/export/diff-archives.ts'
import { type ReadArchive, readArchive } from '../core/export/read-archive.ts'
import type { ExportedKey } from '../core/export/read-export.ts'
import { keyJson, reportTypeName } from './archive-json.ts'
import {
  CommandFailure,
  EXIT_BROKEN,
  EXIT_OK,
  type ExitCode,
  type JsonOption,
  json,
  line,
  type Terminal,
} from './command.ts'
import { diffLayouts, openArchive, type TreeDifference } from './diff-layouts.ts'
import { findFolders, isDirectory, readArchiveFile, readTextFile } from './files.ts'
import { GOOGLE, type LayoutName, layoutOfFolder, parseLayout } from './layout-option.ts'

export interface DiffOptions extends JsonOption {
  readonly layout?: string
}

export async function diff(
  terminal: Terminal,
  a: string,
  b: string,
  options: DiffOptions,
): Promise<ExitCode> {
  const isTree = isDirectory(a)
  if (isDirectory(b) !== isTree) {
    throw new CommandFailure('diff compares two archives or two directories, not one of each')
  }
  if (!isTree) {
    const difference = diffArchives(open(a), open(b))
    const same = isSame(difference)
    if (options.json) json(terminal, { same, ...differenceJson(difference) })
    else {
      writeArchive(terminal, difference, '')
      line(terminal, same ? 'the same' : 'different')
    }
    return same ? EXIT_OK : EXIT_BROKEN
  }
  const layout = layoutOfBoth(a, b, parseLayout(options.layout))
  const trees = layout === GOOGLE ? diffTrees(a, b) : await diffLayouts(a, b, layout)
  const { onlyInA, onlyInB, indexes, files } = trees
  const same = onlyInA.length + onlyInB.length + indexes.length + files.length === 0
  if (options.json) {
    const changed = files.map(({ file, difference }) => ({ file, ...differenceJson(difference) }))
    json(terminal, { same, onlyInA, onlyInB, indexes, files: changed })
  } else writeTrees(terminal, trees, same)
  return same ? EXIT_OK : EXIT_BROKEN
}

const open = (path: string): ReadArchive => openArchive(path, readArchive(readArchiveFile(path)))

function layoutOfBoth(a: string, b: string, given: LayoutName | undefined): LayoutName {
  if (given !== undefined) return given
  const layout = layoutOfFolder(a)
  const other = layoutOfFolder(b)
  if (layout === other) return layout
  throw new CommandFailure(`${a} has the layout ${layout} and ${b} has ${other}; --layout decides`)
}

function diffTrees(a: string, b: string): TreeDifference {
  const left = namesOf(a)
  const right = namesOf(b)
  const both = left.filter((name) => right.includes(name))
  const isArchive = (name: string) => !name.endsWith(INDEX_NAME)
  return {
    onlyInA: left.filter((name) => !right.includes(name)),
    onlyInB: right.filter((name) => !left.includes(name)),
    files: both
      .filter(isArchive)
      .map((file) => ({
        file,
        difference: diffArchives(open(join(a, file)), open(join(b, file))),
      }))
      .filter(({ difference }) => !isSame(difference)),
    indexes: both
      .filter((name) => !isArchive(name))
      .map((file) => ({ file, ...diffIndexes(join(a, file), join(b, file)) }))
      .filter(({ onlyInA, onlyInB }) => onlyInA.length + onlyInB.length > 0),
  }
}

/** Archives and indexes of a tree, as paths below it. */
const namesOf = (root: string): string[] =>
  findFolders(root, INDEX_NAME).flatMap(({ path, hasIndex, archives }) =>
    [...archives, ...(hasIndex ? [INDEX_NAME] : [])].map((name) =>
      path === '' ? name : `${path}/${name}`,
    ),
  )

function diffIndexes(a: string, b: string): { onlyInA: string[]; onlyInB: string[] } {
  const linesOf = (path: string) => new TextDecoder().decode(readTextFile(path)).split('\n')
  const left = linesOf(a)
  const right = linesOf(b)
  return {
    onlyInA: left.filter((name) => !right.includes(name)),
    onlyInB: right.filter((name) => !left.includes(name)),
  }
}

const listJson = ({ onlyInA, onlyInB, changed }: KeyListDifference) => ({
  onlyInA: onlyInA.map(keyJson),
  onlyInB: onlyInB.map(keyJson),
  changed: changed.map(({ a, b }) => ({ a: keyJson(a), b: keyJson(b) })),
})

const differenceJson = ({ header, keys, revisedKeys }: ArchiveDifference) => ({
  header: header.map(({ field, a, b }) => ({ field, a: a ?? null, b: b ?? null })),
  keys: listJson(keys),
  revisedKeys: listJson(revisedKeys),
})

function writeTrees(terminal: Terminal, trees: TreeDifference, same: boolean): void {
  for (const name of trees.onlyInA) line(terminal, `- ${quoted(name)}`)
  for (const name of trees.onlyInB) line(terminal, `+ ${quoted(name)}`)
  for (const { file, onlyInA, onlyInB } of trees.indexes) {
    line(terminal, `${file}:`)
    for (const name of onlyInA) line(terminal, `  - ${quoted(name)}`)
    for (const name of onlyInB) line(terminal, `  + ${quoted(name)}`)
  }
  for (const { file, difference } of trees.files) {
    line(terminal, `${file}:`)
    writeArchive(terminal, difference, '  ')
  }
  line(terminal, same ? 'the same' : 'different')
}

function writeArchive(terminal: Terminal, difference: ArchiveDifference, indent: string): void {
  for (const { field, a, b } of difference.header) {
    line(terminal, `${indent}${field}: ${valueText(a)} -> ${valueText(b)}`)
  }
  for (const [name, list] of [
    ['key', difference.keys],
    ['revised key', difference.revisedKeys],
  ] as const) {
    for (const key of list.onlyInA) line(terminal, `${indent}- ${name} ${keyText(key)}`)
    for (const key of list.onlyInB) line(terminal, `${indent}+ ${name} ${keyText(key)}`)
    for (const { a, b } of list.changed) {
      line(terminal, `${indent}~ ${name} ${keyText(a)}`)
      line(terminal, `${indent}  became ${' '.repeat(name.length)}${keyText(b)}`)
    }
  }
}

const valueText = (value: string | number | undefined): string =>
  typeof value === 'string' ? quoted(value) : String(value ?? 'absent')

const keyText = (key: ExportedKey): string =>
  [
    toHex(key.keyData),
    `start ${key.rollingStartIntervalNumber}`,
    `period ${key.rollingPeriod}`,
    `risk ${key.transmissionRiskLevel}`,
    reportTypeName(key.reportTypeNumber),
    `onset ${key.daysSinceOnsetOfSymptoms ?? 'absent'}`,
  ].join(' ')
