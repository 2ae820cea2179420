/** Exports of the key server: an index and archives beside it, in a directory or as they are served. */

import { join } from 'node:path'
import { archivesOf, FolderCheck, INDEX_NAME } from '../core/export/check-folder.ts'
import type { KeyLimits } from '../core/export/check-keys.ts'
import type { TrustedKey } from '../core/export/check-signatures.ts'
import { verifyArchive } from '../core/export/verify-archive.ts'
import { CommandFailure } from './command.ts'
import { type FileReport, reportOf, withFolderProblems } from './file-report.ts'
import { findFolders, readArchiveFile, readTextFile } from './files.ts'
import { webSource } from './tree-source.ts'

interface Folder {
  /** Undefined where there is none. */
  readonly index: Uint8Array | undefined
  readonly archives: readonly string[]
  /** @returns undefined where there is no such archive */
  read(name: string): Promise<Uint8Array | undefined>
}

/** Every folder with an index or archives, of a directory and below it. */
export async function verifyFolders(
  root: string,
  trusted: readonly TrustedKey[],
  limits: KeyLimits,
): Promise<FileReport[]> {
  const folders = findFolders(root, INDEX_NAME)
  if (folders.length === 0) throw new CommandFailure(`${root}: neither index.txt nor an archive`)
  const files: FileReport[] = []
  for (const { path, hasIndex, archives } of folders) {
    const folder: Folder = {
      index: hasIndex ? readTextFile(join(root, path, INDEX_NAME)) : undefined,
      archives,
      read: async (name) => readArchiveFile(join(root, path, name)),
    }
    for (const report of await verifyFolder(folder, trusted, limits)) {
      files.push({ ...report, file: path === '' ? report.file : `${path}/${report.file}` })
    }
  }
  return files
}

/** @param address of the folder of the index */
export async function verifyServedFolder(
  address: string,
  trusted: readonly TrustedKey[],
  limits: KeyLimits,
): Promise<readonly FileReport[]> {
  const source = webSource(address)
  const index = (await source.read(INDEX_NAME))?.bytes
  if (index === undefined) throw new CommandFailure(`${address}: there is no ${INDEX_NAME}`)
  const read = async (name: string) => (await source.read(name))?.bytes
  return verifyFolder({ index, archives: archivesOf(index), read }, trusted, limits)
}

async function verifyFolder(
  { index, archives, read }: Folder,
  trusted: readonly TrustedKey[],
  limits: KeyLimits,
): Promise<readonly FileReport[]> {
  const check = new FolderCheck()
  const files: FileReport[] = []
  for (const name of archives) {
    const bytes = await read(name)
    if (bytes === undefined) continue
    const { archive, problems } = await verifyArchive(bytes, trusted, limits)
    check.add(name, archive?.message)
    files.push(reportOf(name, archive, problems))
  }
  files.push(reportOf(INDEX_NAME, undefined, []))
  return withFolderProblems(files, check.finish(index))
}
