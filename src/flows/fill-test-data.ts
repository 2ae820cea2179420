/** Fills the hours that have no keys with made-up ones, as the Corona-Warn-App's profile `testdata` did. For development. */

import type { CoronaWarnAppEra } from '../core/layouts/corona-warn-app/settings.ts'
import { hoursToFill, MEAN_KEYS, testKeysOf } from '../core/layouts/corona-warn-app/test-data.ts'
import type { UnixSeconds } from '../core/time.ts'
import type { KeyserverDatabase } from '../db/keyserver/database.ts'
import { insertTestKeys, readNewestSubmission } from '../db/keyserver/queries/test-data.ts'

export interface TestDataOptions {
  readonly region: string
  /** Countries that have keys of their own; the first is home. */
  readonly countries: readonly string[]
  readonly era: CoronaWarnAppEra
}

export async function fillTestData(
  db: KeyserverDatabase,
  { region, countries, era }: TestDataOptions,
  now: UnixSeconds,
): Promise<{ hours: number; keys: number }> {
  const [home = ''] = countries
  const hours = hoursToFill(await readNewestSubmission(db, region), now, era)
  let count = 0
  for (const hour of hours) {
    const keys = countries.flatMap((country) =>
      testKeysOf(hour, country, countries, MEAN_KEYS[era]),
    )
    await insertTestKeys(db, region, home, keys)
    count += keys.length
  }
  return { hours: hours.length, keys: count }
}
