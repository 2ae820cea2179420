/** Names of what is published in the layout of Google's key server. Pure. */

const FILE_NUMBER_DIGITS = 5

/**
 * @param fileNumber 1-based
 * @example archiveName('v1', 1784419200, 1784433600, 1) // 'v1/1784419200-1784433600-00001.zip'
 */
export const archiveName = (root: string, start: number, end: number, fileNumber: number): string =>
  `${root}/${start}-${end}-${String(fileNumber).padStart(FILE_NUMBER_DIGITS, '0')}.zip`

export const indexName = (root: string): string => `${root}/index.txt`

/** One object name a line, sorted, no newline at the end; '' for none. */
export const indexText = (names: Iterable<string>): string =>
  [...new Set(names)].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)).join('\n')
