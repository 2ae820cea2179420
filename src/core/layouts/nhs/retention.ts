/**
 * What becomes of objects that a run did not write: apps may still ask for a daily file that has no key left, so it is
 * replaced by an empty one for a month; two-hourly ones are deleted. Pure.
 */

import { addSeconds, floorTo, SECONDS_PER_DAY, type UnixSeconds } from '../../time.ts'
import { nhsRoot, parseNhsObjectName } from './names.ts'

export interface ObjectPlan {
  /** To be replaced by a signed archive without keys. */
  readonly empty: readonly string[]
  readonly remove: readonly string[]
}

export interface RetentionRun {
  /** Of all names; '' for none. */
  readonly prefix: string
  /** Names that the run wrote. */
  readonly written: ReadonlySet<string>
  /** Days for which a daily file is kept, counted from the midnight of `now`. */
  readonly emptyDailyDays: number
  readonly now: UnixSeconds
}

/**
 * All else is left: older daily files, and what is not the layout's. The original deleted whatever it found; its bucket was
 * its own, and ours is not.
 */
export function planObjects(listing: readonly string[], run: RetentionRun): ObjectPlan {
  const oldest = addSeconds(
    floorTo(run.now, SECONDS_PER_DAY),
    -run.emptyDailyDays * SECONDS_PER_DAY,
  )
  const unwritten = listing.filter((name) => !run.written.has(name))
  const isStaleDaily = (name: string): boolean => {
    const object = parseNhsObjectName(run.prefix, name)
    return object?.kind === 'daily' && object.end > oldest
  }
  return {
    empty: unwritten.filter(isStaleDaily),
    remove: unwritten.filter((name) => isTwoHourly(run.prefix, name)),
  }
}

/** Also of another name than an archive's, such as one of an odd hour: nothing else belongs there. */
function isTwoHourly(prefix: string, name: string): boolean {
  const root = `${nhsRoot(prefix)}/`
  return name.startsWith(root) && /^([^/]+\/)?two-hourly\//.test(name.slice(root.length))
}
