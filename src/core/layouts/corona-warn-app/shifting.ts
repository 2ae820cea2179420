/**
 * The rule that no package shows how few uploaded: keys wait until there are enough of them. This is the rule over a whole
 * history at once, as the original computes it in every run; the server writes each hour down when it decides it, and
 * its tests hold it to this. Pure.
 * Source: corona-warn-app/cwa-server ProdDiagnosisKeyBundler.
 */

import { SECONDS_PER_HOUR } from '../../time.ts'

/** Keys by the full hour of their release, Unix seconds. */
export type KeysByHour<K> = ReadonlyMap<number, readonly K[]>

export interface ShiftedKeys<K> {
  /** One for every hour from the first release on, without gaps; most may be empty. */
  readonly packages: KeysByHour<K>
  /** Released, but too few so far: a later run may put them out. */
  readonly waiting: readonly K[]
}

/**
 * Walks the hours from the first with a key to the one before `until`. Keys gather until they are enough, and then all leave
 * with the hour in which they became so.
 * @param threshold keys that a package has at least, unless it is empty
 * @param until full hour of the run, Unix seconds: keys for it may still arrive, so it and what follows is left alone
 */
export function shiftKeys<K>(
  keysByHour: KeysByHour<K>,
  threshold: number,
  until: number,
): ShiftedKeys<K> {
  const hours = [...keysByHour].filter(([, keys]) => keys.length > 0).map(([hour]) => hour)
  const packages = new Map<number, readonly K[]>()
  let waiting: readonly K[] = []
  // Without a key the first hour is infinite, and there is nothing to walk.
  for (let hour = minimumOf(hours); hour < until; hour += SECONDS_PER_HOUR) {
    waiting = [...waiting, ...(keysByHour.get(hour) ?? [])]
    const areEnough = waiting.length >= threshold
    packages.set(hour, areEnough ? waiting : [])
    if (areEnough) waiting = []
  }
  return { packages, waiting }
}

const minimumOf = (hours: readonly number[]): number =>
  hours.reduce((first, hour) => Math.min(first, hour), Number.POSITIVE_INFINITY)
