/**
 * Which object a file of a downloaded tree is. Where an object has the name of a directory too, a disk can not hold both: the
 * object then lies in the directory as `index`, or beside it as `.json` or `.zip`. Pure.
 * Source: the first of these is the form in which corona-warn-app/cwa-server wrote its tree before it was uploaded.
 */

import { fail, type Result, succeed } from '../../result.ts'
import type { Layout } from '../layouts.ts'

export interface FileOfObject {
  /** Path of the file as it was given. */
  readonly file: string
  /** Of the file with the hash that the object was to be sent with. */
  readonly hashFile: string | undefined
}

/** The first segments of the names of each layout. */
const ANCHORS: Readonly<Record<Layout, readonly string[]>> = {
  'corona-warn-app': ['version'],
  nhs: ['distribution'],
  coronamelder: [
    'manifest',
    'exposurekeyset',
    'appconfig',
    'riskcalculationparameters',
    'resourcebundle',
  ],
}

const HASH_SUFFIX = '.checksum'

/**
 * Which layout a tree has, by its directories.
 * @returns undefined where it has that of the key server, or none that is known
 */
export function layoutOf(files: readonly string[]): Layout | undefined {
  const holds = (pattern: RegExp) => files.some((file) => pattern.test(file))
  if (holds(/(^|\/)version\/v1\/diagnosis-keys\//)) return 'corona-warn-app'
  if (holds(/(^|\/)distribution\/([^/]+\/)?(daily|two-hourly)\//)) return 'nhs'
  if (holds(/(^|\/)exposurekeyset\//)) return 'coronamelder'
  // Without a set there is the manifest alone, whose name others may use too.
  const isOfKeyServer = holds(/(^|\/)index\.txt$/)
  return !isOfKeyServer && holds(/(^|\/)manifest(\.zip|\/index)?$/) ? 'coronamelder' : undefined
}

/**
 * @param files relative paths with "/" between their segments
 * @returns files by the names of their objects, in the order of these; files outside of the layout are left out. Fails with
 *   what is wrong where there is more than one tree, or two files of one object
 */
export function findObjects(
  layout: Layout,
  files: readonly string[],
): Result<ReadonlyMap<string, FileOfObject>, string> {
  const prefixes = new Set<string>()
  const objects = new Map<string, string>()
  const hashes = new Map<string, string>()
  for (const file of files) {
    const isHash = file.endsWith(HASH_SUFFIX)
    const segments = segmentsOf(layout, isHash ? file.slice(0, -HASH_SUFFIX.length) : file)
    const start = segments.findIndex((segment) => ANCHORS[layout].includes(segment))
    if (start < 0) continue
    prefixes.add(segments.slice(0, start).join('/'))
    if (prefixes.size > 1)
      return fail(`more than one tree: name one of ${[...prefixes].join(', ')}`)
    const name = segments.slice(start).join('/')
    const known = (isHash ? hashes : objects).get(name)
    if (known !== undefined) return fail(`${known} and ${file} are both ${name}`)
    if (isHash) hashes.set(name, file)
    else objects.set(name, file)
  }
  const ordered = [...objects].sort(([a], [b]) => (a < b ? -1 : 1))
  return succeed(
    new Map(ordered.map(([name, file]) => [name, { file, hashFile: hashes.get(name) }])),
  )
}

/** Names of the NHS layout end in `.zip` themselves. */
function segmentsOf(layout: Layout, file: string): readonly string[] {
  const path = layout === 'nhs' ? file : file.replace(/\.(json|zip)$/, '')
  return path.replace(/\/index$/, '').split('/')
}
