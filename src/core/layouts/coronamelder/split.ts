/**
 * How many keys each set of a release holds. Pure. The original cut a page of keys at most once, so that a set could become
 * larger than the maximum; here none does.
 */

export const SPLIT_MODES = ['fill', 'balanced'] as const
/** `fill`: every set but the last is full. `balanced`: as few sets, of nearly equal size, so that no last one is small. */
export type SplitMode = (typeof SPLIT_MODES)[number]

/**
 * @param keyCount of the release
 * @param max keys of one set, at least 1
 * @returns sizes in the order of the keys; none where there are no keys
 */
export function setSizes(keyCount: number, max: number, mode: SplitMode): readonly number[] {
  const sets = Math.ceil(keyCount / max)
  if (mode === 'fill') {
    return Array.from({ length: sets }, (_, i) => Math.min(max, keyCount - i * max))
  }
  const smaller = sets === 0 ? 0 : Math.floor(keyCount / sets)
  const larger = keyCount - smaller * sets
  return Array.from({ length: sets }, (_, i) => smaller + (i < larger ? 1 : 0))
}

/** The same of keys that are at hand. */
export function splitSets<T>(
  keys: readonly T[],
  max: number,
  mode: SplitMode,
): readonly (readonly T[])[] {
  let from = 0
  return setSizes(keys.length, max, mode).map((size) => {
    const set = keys.slice(from, from + size)
    from += size
    return set
  })
}
