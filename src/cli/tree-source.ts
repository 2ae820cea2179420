/** Where the objects of a tree come from: a directory, whose files can be listed, or a server, which is asked for each by name. */

import { join } from 'node:path'
import { MAX_ARCHIVE_BYTES } from '../core/export/read-zip.ts'
import { findObjects } from '../core/layouts/check-tree/names-on-disk.ts'
import type { TreeObject } from '../core/layouts/check-tree/tree-check.ts'
import type { Layout } from '../core/layouts/layouts.ts'
import { CommandFailure } from './command.ts'
import { listFiles, readArchiveFile, readTextFile } from './files.ts'

export interface TreeSource {
  /** Of all objects, in the order of names; undefined where they can not be listed. */
  readonly names: readonly string[] | undefined
  /** @returns undefined where there is no such object */
  read(name: string): Promise<TreeObject | undefined>
}

/** @throws CommandFailure where nothing of the layout is there */
export function folderSource(root: string, layout: Layout): TreeSource {
  const found = findObjects(layout, listFiles(root))
  if (!found.ok) throw new CommandFailure(`${root}: ${found.failure}`)
  if (found.value.size === 0) {
    throw new CommandFailure(
      `${root}: nothing of the layout ${layout}; name the directory above it`,
    )
  }
  return {
    names: [...found.value.keys()],
    async read(name) {
      const files = found.value.get(name)
      if (files === undefined) return undefined
      const { file, hashFile } = files
      const bytes = new Uint8Array(readArchiveFile(join(root, file)))
      if (hashFile === undefined) return { name, bytes, headers: undefined }
      const hash = new TextDecoder().decode(readTextFile(join(root, hashFile))).trim()
      return { name, bytes, headers: new Map([['cwa-hash', hash]]) }
    },
  }
}

const TIMEOUT_MS = 60_000
const MAX_OBJECT_BYTES = 2 * MAX_ARCHIVE_BYTES
/** Two weeks of hours for fifty countries. */
const MAX_OBJECTS = 20_000

/**
 * Asks one server and no other: names are held to their forms before they come here, and redirects are not followed.
 * @param address what stands before the names
 * @throws CommandFailure also later, where the server can not be reached or answers neither 200 nor 404
 */
export function webSource(address: string): TreeSource {
  const base = URL.canParse(address) ? new URL(address) : undefined
  if (base === undefined || !/^https?:$/.test(base.protocol) || base.search + base.hash !== '') {
    throw new CommandFailure(`--from: ${address} is no http or https address of a directory`)
  }
  if (base.username + base.password !== '') {
    throw new CommandFailure('--from: no name and no password in an address')
  }
  const root = base.href.replace(/\/+$/, '')
  let count = 0
  return {
    names: undefined,
    async read(name) {
      count++
      if (count > MAX_OBJECTS) throw new CommandFailure(`${root}: more than ${MAX_OBJECTS} objects`)
      return fetchObject(`${root}/${name}`, name)
    },
  }
}

async function fetchObject(url: string, name: string): Promise<TreeObject | undefined> {
  let response: Response
  try {
    response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) })
  } catch (cause) {
    throw new CommandFailure(`${url} can not be reached, or leads elsewhere`, undefined, cause)
  }
  if (response.status !== 200) await response.body?.cancel()
  if (response.status === 404) return undefined
  if (response.status !== 200) throw new CommandFailure(`${url} answers ${response.status}`)
  const bytes = await readBounded(url, response)
  return { name, bytes, headers: new Map(response.headers) }
}

async function readBounded(url: string, response: Response): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = []
  let length = 0
  try {
    for await (const chunk of response.body ?? []) {
      length += chunk.length
      if (length > MAX_OBJECT_BYTES) break
      chunks.push(chunk)
    }
  } catch (cause) {
    throw new CommandFailure(`${url} breaks off`, undefined, cause)
  }
  if (length > MAX_OBJECT_BYTES) {
    throw new CommandFailure(`${url}: longer than ${MAX_OBJECT_BYTES} bytes`)
  }
  return new Uint8Array(Buffer.concat(chunks))
}
