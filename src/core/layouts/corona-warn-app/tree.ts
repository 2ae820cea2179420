/**
 * Which archives and indexes a Corona-Warn-App export has at an instant, by what was decided about its hours. Pure.
 * Source: corona-warn-app/cwa-server `distribution/assembly`.
 */

import { SECONDS_PER_DAY, SECONDS_PER_HOUR } from '../../time.ts'
import { HOME_STREAM } from './plan.ts'
import type { CoronaWarnAppSettings } from './settings.ts'

/** What was decided about an hour of a stream. Unix seconds. */
export interface HourDecision {
  readonly stream: string
  readonly slot: number
  readonly keyCount: number
  readonly ownKeyCount: number
  readonly newestCreatedAt: number | null
}

/** Hours of one directory, ascending. */
export interface DirectoryHours {
  readonly directory: string
  readonly hours: readonly number[]
}

const floorToDay = (at: number): number => at - (at % SECONDS_PER_DAY)

/** Submissions before this hour are out of what is published. */
export const oldestSubmission = (settings: CoronaWarnAppSettings, now: number): number => {
  const from = now - settings.daysToPublish * SECONDS_PER_DAY
  return from - (from % SECONDS_PER_HOUR)
}

/**
 * Hours that the directories list. At home every hour has a package from the first release on that is still published, if only
 * an empty one; the union has those, and the hours in which foreign keys came.
 */
export function listedHours(
  settings: CoronaWarnAppSettings,
  decisions: readonly HourDecision[],
  now: number,
): readonly DirectoryHours[] {
  const oldest = oldestSubmission(settings, now)
  const isPublished = ({ newestCreatedAt }: HourDecision) =>
    newestCreatedAt !== null && newestCreatedAt >= oldest
  const hasPlaceholders = settings.era === 'head' && !settings.demo
  const hoursOf = (streams: readonly HourDecision[]): Set<number> => {
    const released = streams.filter((hour) => hour.ownKeyCount > 0 && isPublished(hour))
    const first = Math.min(...released.map(({ slot }) => slot))
    return new Set(
      streams
        .filter(({ slot, keyCount }) =>
          hasPlaceholders ? slot >= first : keyCount > 0 && slot >= oldest,
        )
        .map(({ slot }) => slot),
    )
  }
  const home = hoursOf(decisions.filter(({ stream }) => stream === HOME_STREAM))
  const directories = [{ directory: settings.originCountry, hours: ascending(home) }]
  if (settings.era === 'seed') return directories
  const union = new Set(home)
  const foreign = new Set(decisions.map(({ stream }) => stream).filter((s) => s !== HOME_STREAM))
  for (const stream of foreign) {
    const hours = decisions.filter((hour) => hour.stream === stream)
    const listed = settings.applyPoliciesForAllCountries
      ? hoursOf(hours)
      : hours.filter((hour) => hour.keyCount > 0 && isPublished(hour)).map(({ slot }) => slot)
    for (const slot of listed) union.add(slot)
  }
  return [...directories, { directory: settings.euPackageName, hours: ascending(union) }]
}

const ascending = (hours: Iterable<number>): readonly number[] => [...hours].sort((a, b) => a - b)

/** First day whose hours have archives of their own. */
export const oldestHourDay = (settings: CoronaWarnAppSettings, now: number): number =>
  floorToDay(now) - (hourDays(settings) - 1) * SECONDS_PER_DAY

const hourDays = ({ era, retentionDays, hourFileRetentionDays }: CoronaWarnAppSettings): number =>
  era === 'seed' ? retentionDays : hourFileRetentionDays

/** Days that are over, or may be published before, each once, ascending. */
export const listedDays = (
  settings: CoronaWarnAppSettings,
  hours: readonly number[],
  now: number,
): readonly number[] =>
  [...new Set(hours.map(floorToDay))].filter(
    (day) => day < floorToDay(now) || settings.includeIncompleteDays,
  )
