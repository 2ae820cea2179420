/** What tells two trees of one layout apart: objects, entries of indexes, and keys by where they are. */

import { ARCHIVE_RULES, type ArchiveProblem } from '../core/export/archive-rules.ts'
import { type ArchiveDifference, diffArchives, isSame } from '../core/export/diff-archives.ts'
import { DEFAULT_LIMITS, type ReadArchive, readArchive } from '../core/export/read-archive.ts'
import { entriesOf, kindOf, placeOf } from '../core/layouts/check-tree/places.ts'
import { readContent, SIGNATURE_ENTRY } from '../core/layouts/check-tree/signed-content.ts'
import type { Layout } from '../core/layouts/layouts.ts'
import type { Result } from '../core/result.ts'
import { CommandFailure } from './command.ts'
import { folderSource, type TreeSource } from './tree-source.ts'

export interface TreeDifference {
  readonly onlyInA: readonly string[]
  readonly onlyInB: readonly string[]
  readonly files: readonly { readonly file: string; readonly difference: ArchiveDifference }[]
  /** Folders whose index differs, and the lines that only one has. */
  readonly indexes: readonly {
    readonly file: string
    readonly onlyInA: readonly string[]
    readonly onlyInB: readonly string[]
  }[]
}

interface Tree {
  readonly source: TreeSource
  /** Names of archives by where their keys are: one, or in CoronaMelder's layout all of a release. */
  readonly places: ReadonlyMap<string, readonly string[]>
  /** Indexes by name: their entries. */
  readonly indexes: ReadonlyMap<string, readonly string[]>
}

export async function diffLayouts(a: string, b: string, layout: Layout): Promise<TreeDifference> {
  const left = await openTree(a, layout)
  const right = await openTree(b, layout)
  const files = []
  for (const [file, names] of left.places) {
    const others = right.places.get(file)
    if (others === undefined) continue
    const difference = diffArchives(await merged(left, names), await merged(right, others))
    if (!isSame(difference)) files.push({ file, difference })
  }
  const indexes = [...left.indexes].flatMap(([file, entries]) => {
    const others = right.indexes.get(file)
    if (others === undefined) return []
    const onlyInA = entries.filter((entry) => !others.includes(entry))
    const onlyInB = others.filter((entry) => !entries.includes(entry))
    return onlyInA.length + onlyInB.length === 0 ? [] : [{ file, onlyInA, onlyInB }]
  })
  return { onlyInA: onlyIn(left, right), onlyInB: onlyIn(right, left), files, indexes }
}

const onlyIn = (tree: Tree, other: Tree): readonly string[] =>
  [
    ...[...tree.places.keys()].filter((place) => !other.places.has(place)),
    ...[...tree.indexes.keys()].filter((name) => !other.indexes.has(name)),
  ].sort()

async function openTree(root: string, layout: Layout): Promise<Tree> {
  const source = folderSource(root, layout)
  const places = new Map<string, string[]>()
  const indexes = new Map<string, readonly string[]>()
  for (const name of source.names ?? []) {
    const kind = kindOf(layout, name)
    if (kind === 'archive') {
      const place = placeOf(layout, name, (await open(source, name)).message)
      places.set(place, [...(places.get(place) ?? []), name])
    } else if (kind === 'index') indexes.set(name, entriesOf(await bytesOf(source, name)))
    else if (kind === 'manifest') {
      const { content } = await readContent(await bytesOf(source, name), undefined)
      indexes.set(name, entriesOf(content ?? new Uint8Array()))
    }
  }
  return { source, places, indexes }
}

/** The keys of several archives as if they stood in one. */
async function merged(tree: Tree, names: readonly string[]): Promise<ReadArchive> {
  const [first, ...others] = names
  if (first === undefined) throw new Error('a place has an archive')
  let all = await open(tree.source, first)
  for (const name of others) {
    const { message } = await open(tree.source, name)
    all = { ...all, message: { ...all.message, keys: [...all.message.keys, ...message.keys] } }
  }
  return all
}

async function bytesOf(source: TreeSource, name: string): Promise<Uint8Array> {
  const object = await source.read(name)
  if (object === undefined) throw new CommandFailure(`${name} is there no longer`)
  return object.bytes
}

const open = async (source: TreeSource, name: string): Promise<ReadArchive> =>
  openArchive(name, readArchive(await bytesOf(source, name), DEFAULT_LIMITS, SIGNATURE_ENTRY))

/** @throws CommandFailure where it can not be read */
export function openArchive(name: string, read: Result<ReadArchive, ArchiveProblem>): ReadArchive {
  if (read.ok) return read.value
  const { rule, detail } = read.failure
  throw new CommandFailure(`${name}: ${rule}: ${ARCHIVE_RULES[rule].says} (${detail})`)
}
