/**
 * Counts as a table. Pure.
 * Source: covidgreen/covid-green-interoperability-service `lib/routes/metrics`: names and texts are quoted, as are sums, which its
 * database gave as texts; there is no line end after the last line.
 */

type Row = Readonly<Record<string, string | number>>

/** @param rows one at least, all of the same members; in their order */
export function metricsCsv(rows: readonly object[], grouping: string): string {
  const [first = {}] = rows
  const cell = (value: string | number): string =>
    typeof value === 'number' && grouping === 'none' ? String(value) : quoted(String(value))
  const lines = (rows as readonly Row[]).map((row) => Object.values(row).map(cell).join(','))
  return [Object.keys(first).map(quoted).join(','), ...lines].join('\n')
}

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`
