/** Names of what is published in the layout of Google's key server. Pure. */

const FILE_NUMBER_DIGITS = 5

/**
 * @param fileNumber 1-based
 * @example archiveName('v1', 1784419200, 1784433600, 1) // 'v1/1784419200-1784433600-00001.zip'
 */
export const archiveName = (root: string, start: number, end: number, fileNumber: number): string =>
  `${root}/${start}-${end}-${String(fileNumber).padStart(FILE_NUMBER_DIGITS, '0')}.zip`

export interface ArchiveNameParts {
  /** Relative to the window by the batch's issue. Unix seconds. */
  readonly start: number
  readonly end: number
  /** 1-based. */
  readonly fileNumber: number
}

const ARCHIVE = /^(\d{1,12})-(\d{1,12})-(\d{5,7})\.zip$/

/** @returns undefined where it is no name of an archive under that root */
export function parseArchiveName(root: string, name: string): ArchiveNameParts | undefined {
  if (!name.startsWith(`${root}/`)) return undefined
  const [, start, end, fileNumber] = ARCHIVE.exec(name.slice(root.length + 1)) ?? []
  const parts = { start: Number(start), end: Number(end), fileNumber: Number(fileNumber) }
  // Whole and back again, so that no two names mean one archive.
  return archiveName(root, parts.start, parts.end, parts.fileNumber) === name &&
    parts.fileNumber > 0
    ? parts
    : undefined
}

export const indexName = (root: string): string => `${root}/index.txt`

/** One object name a line, sorted, no newline at the end; '' for none. */
export const indexText = (names: Iterable<string>): string =>
  [...new Set(names)].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)).join('\n')
