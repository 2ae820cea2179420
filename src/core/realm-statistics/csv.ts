/** Tables as the published server writes them: commas, a line feed behind each line, quotes where they are needed. Pure. */

export type Cell = string | number

export const csvText = (header: readonly string[], rows: readonly (readonly Cell[])[]): string =>
  [header, ...rows].map((cells) => `${cells.map(cellText).join(',')}\n`).join('')

/** RFC 4180. A name that a spreadsheet would take for a formula is a text there. */
function cellText(cell: Cell): string {
  if (typeof cell === 'number') return String(cell)
  const harmless = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(harmless) || /^\s/.test(harmless)
    ? `"${harmless.replaceAll('"', '""')}"`
    : harmless
}
