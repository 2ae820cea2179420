/** Tables as the published server writes them: commas, a line feed behind each line, quotes where they are needed. Pure. */

export type Cell = string | number

/** The header, then the rows, one line at a time. */
export function* csvLines(
  header: readonly string[],
  rows: Iterable<readonly Cell[]>,
): Iterable<string> {
  yield lineOf(header)
  for (const row of rows) yield lineOf(row)
}

const lineOf = (cells: readonly Cell[]): string => `${cells.map(cellText).join(',')}\n`

/** RFC 4180. A name that a spreadsheet would take for a formula is a text there. */
function cellText(cell: Cell): string {
  if (typeof cell === 'number') return String(cell)
  const harmless = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(harmless) || /^\s/.test(harmless)
    ? `"${harmless.replaceAll('"', '""')}"`
    : harmless
}
