/** Whether a path is one of the table's. */

/** @param patterns as Hono reads them: `:name` stands for one segment */
export function pathMatcher(patterns: readonly string[]): (path: string) => boolean {
  const expressions = patterns.map(
    (pattern) =>
      new RegExp(
        `^${pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/:[A-Za-z]+/g, '[^/]+')}$`,
      ),
  )
  return (path) => expressions.some((expression) => expression.test(path))
}
