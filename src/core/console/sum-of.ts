/** Pure. */

export const sumOf = <T>(rows: Iterable<T>, count: (row: T) => number): number => {
  let sum = 0
  for (const row of rows) sum += count(row)
  return sum
}
