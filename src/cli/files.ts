/** Reading what the operator names. Everything that can not be read ends the command with a line that says which and why. */

import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { importPrivateKey, importPublicKey } from '../core/crypto/ecdsa.ts'
import { MAX_ARCHIVE_BYTES } from '../core/export/read-zip.ts'
import { CommandFailure } from './command.ts'

const MAX_TEXT_BYTES = 16 * 1024 * 1024
const MAX_DEPTH = 16
const MAX_FILES = 100_000

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EACCES: 'permission denied',
  EISDIR: 'is a directory',
  ENOTDIR: 'is not a directory',
}

/** Why the system refused, in a few words. */
export function reasonOf(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  return REASONS[code] ?? (code === '' ? 'can not be read' : code)
}

function attempt<T>(path: string, act: () => T): T {
  try {
    return act()
  } catch (cause) {
    throw new CommandFailure(`${path}: ${reasonOf(cause)}`, undefined, cause)
  }
}

export const isDirectory = (path: string): boolean =>
  attempt(path, () => statSync(path)).isDirectory()

function readBounded(path: string, maxBytes: number): Uint8Array {
  const { size } = attempt(path, () => statSync(path))
  if (size > maxBytes) throw new CommandFailure(`${path}: longer than ${maxBytes} bytes`)
  return new Uint8Array(attempt(path, () => readFileSync(path)))
}

/** One byte more than an archive may have is enough to refuse it by its rule. */
export const readArchiveFile = (path: string): Uint8Array =>
  readBounded(path, 2 * MAX_ARCHIVE_BYTES)

export const readTextFile = (path: string): Uint8Array => readBounded(path, MAX_TEXT_BYTES)

/** A folder with an index, archives, or both. */
export interface ExportFolder {
  /** Relative to what was named, '' for itself. */
  readonly path: string
  readonly hasIndex: boolean
  /** Names of the archives in it, ascending. */
  readonly archives: readonly string[]
}

/** Every folder of a downloaded tree that holds an index or archives, in the order of their paths. */
export function findFolders(root: string, indexName: string): readonly ExportFolder[] {
  const folders = new Map<string, { hasIndex: boolean; archives: string[] }>()
  for (const file of listFiles(root)) {
    const end = Math.max(0, file.lastIndexOf('/'))
    const name = file.slice(end).replace('/', '')
    if (name !== indexName && !name.endsWith('.zip')) continue
    const path = file.slice(0, end)
    const folder = folders.get(path) ?? { hasIndex: false, archives: [] }
    if (name === indexName) folder.hasIndex = true
    else folder.archives.push(name)
    folders.set(path, folder)
  }
  return [...folders]
    .map(([path, { hasIndex, archives }]) => ({ path, hasIndex, archives: archives.sort() }))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** Every file below a directory, relative to it, with "/" between segments. */
export function listFiles(root: string): readonly string[] {
  const files: string[] = []
  let count = 0
  const visit = (directory: string, depth: number) => {
    if (depth > MAX_DEPTH) throw new CommandFailure(`${directory}: nested too deep`)
    const entries = attempt(directory, () => readdirSync(directory, { withFileTypes: true }))
    count += entries.length
    if (count > MAX_FILES) throw new CommandFailure(`${root}: more than ${MAX_FILES} files`)
    for (const entry of entries) {
      const path = join(directory, entry.name)
      if (entry.isDirectory()) visit(path, depth + 1)
      else if (entry.isFile()) files.push(relative(root, path).split(sep).join('/'))
    }
  }
  visit(root, 0)
  return files
}

const isP256 = (key: KeyObject): boolean =>
  key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1'

/** A P-256 public key from PEM; that of a private key or a certificate will do. */
export async function readPublicKey(path: string): Promise<CryptoKey> {
  const pem = Buffer.from(readTextFile(path))
  const key = parseKey(path, 'public', () => createPublicKey(pem))
  return importPublicKey(new Uint8Array(key.export({ type: 'spki', format: 'der' })))
}

/** A P-256 private key from PEM, PKCS#8 or SEC 1. */
export async function readPrivateKey(path: string): Promise<CryptoKey> {
  const pem = Buffer.from(readTextFile(path))
  const key = parseKey(path, 'private', () => createPrivateKey(pem))
  return importPrivateKey(new Uint8Array(key.export({ type: 'pkcs8', format: 'der' })))
}

function parseKey(path: string, kind: string, parse: () => KeyObject): KeyObject {
  let key: KeyObject
  try {
    key = parse()
  } catch (cause) {
    throw new CommandFailure(`${path}: not a ${kind} key in PEM`, undefined, cause)
  }
  if (!isP256(key)) throw new CommandFailure(`${path}: not a P-256 key`)
  return key
}
