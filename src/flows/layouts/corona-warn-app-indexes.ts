/** The indexes of a Corona-Warn-App export: each names what its directory lists, as far as that is published. */

import {
  countryIndex,
  dateIndex,
  dateOf,
  hourIndex,
  VERSION_INDEX,
  VERSION_V2_INDEX,
} from '../../core/layouts/corona-warn-app/index-texts.ts'
import { objectName, parseObjectName } from '../../core/layouts/corona-warn-app/paths.ts'
import type { CoronaWarnAppSettings } from '../../core/layouts/corona-warn-app/settings.ts'
import {
  type DirectoryHours,
  listedDays,
  oldestHourDay,
} from '../../core/layouts/corona-warn-app/tree.ts'
import { SECONDS_PER_DAY } from '../../core/time.ts'
import { dayName, hourName } from './corona-warn-app-orders.ts'
import type { IndexOrder } from './layout-indexes.ts'

/** @param isPublished whether an archive is in the bucket, by its name */
export function indexesOf(
  prefix: string,
  settings: CoronaWarnAppSettings,
  listed: readonly DirectoryHours[],
  isPublished: (name: string) => boolean,
  now: number,
): readonly IndexOrder[] {
  const { originCountry, era, euPackageName, emptyTodayIndex } = settings
  const countries = era === 'seed' ? [originCountry] : [originCountry, euPackageName]
  const indexes = [
    { name: objectName(prefix, { kind: 'versions' }), text: VERSION_INDEX },
    { name: objectName(prefix, { kind: 'versions_v2' }), text: VERSION_V2_INDEX },
    { name: objectName(prefix, { kind: 'countries' }), text: countryIndex(countries) },
  ]
  const today = floorToDay(now)
  const oldestDay = oldestHourDay(settings, now)
  for (const { directory: country, hours } of listed) {
    const days = listedDays(settings, hours, now).filter((day) =>
      isPublished(dayName(prefix, country, day)),
    )
    indexes.push({ name: objectName(prefix, { kind: 'dates', country }), text: dateIndex(days) })
    const published = hours.filter((hour) => isPublished(hourName(prefix, country, hour)))
    for (let day = oldestDay; day <= today; day += SECONDS_PER_DAY) {
      const ofDay = published.filter((hour) => floorToDay(hour) === day)
      if (ofDay.length === 0 && !(emptyTodayIndex && day === today)) continue
      const name = objectName(prefix, { kind: 'hours', country, date: dateOf(day) })
      indexes.push({ name, text: hourIndex(ofDay) })
    }
  }
  return indexes
}

/** Hour indexes go with their hours. */
export function isOldIndex(
  prefix: string,
  settings: CoronaWarnAppSettings,
  name: string,
  now: number,
): boolean {
  const object = parseObjectName(prefix, name)
  return object?.kind === 'hours' && object.date < dateOf(oldestHourDay(settings, now))
}

const floorToDay = (at: number): number => at - (at % SECONDS_PER_DAY)
