/** Changes documents of any shape, also into wrong ones. */

/**
 * @param path like "exports[0].signers[1]"; what it leads through must be there
 * @returns the document
 */
export function setAt<T extends object>(document: T, path: string, value: unknown): T {
  const parts = path.match(/[^.[\]]+/g) ?? []
  const last = parts.pop() ?? ''
  let at: unknown = document
  for (const part of parts) at = Reflect.get(at as object, part)
  Reflect.set(at as object, last, value)
  return document
}
