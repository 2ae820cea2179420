/** Codes in groups that a person can read out and type. Pure. */

const MAX_GROUP = 4

/** As even as can be, the longer groups first. @example '48271936' → ['4827', '1936']; '4827193' → ['4827', '193'] */
export function groupsOf(code: string): readonly string[] {
  const count = Math.ceil(code.length / MAX_GROUP)
  const groups: string[] = []
  let rest = code
  while (rest !== '') {
    const length = Math.ceil(rest.length / (count - groups.length))
    groups.push(rest.slice(0, length))
    rest = rest.slice(length)
  }
  return groups
}
