/** A QR code as one path, a run of dark modules at a time: a third of what a square a module takes. Pure. */

/** Light modules around the code, which readers need. */
export const QUIET_ZONE = 4

/**
 * @param rows of modules, true for dark
 * @returns `d` of an SVG path in units of modules, inside the quiet zone
 */
export function qrPath(rows: readonly (readonly boolean[])[]): string {
  let path = ''
  for (const [y, row] of rows.entries()) {
    let start: number | undefined
    for (let x = 0; x <= row.length; x++) {
      const isDark = row[x] === true
      if (isDark && start === undefined) start = x
      if (isDark || start === undefined) continue
      path += `M${start + QUIET_ZONE} ${y + QUIET_ZONE}h${x - start}v1h-${x - start}z`
      start = undefined
    }
  }
  return path
}
