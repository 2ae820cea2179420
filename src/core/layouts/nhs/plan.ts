/** The NHS layout as a plan: a slot is a two-hourly period, named by its end; a stream is a set of files. Pure. */

import { asUnixSeconds, SECONDS_PER_DAY } from '../../time.ts'
import type { LayoutPlan, LayoutStream } from '../plan.ts'
import type { KeySources } from '../sources.ts'
import { nhsFields } from './fields.ts'
import type { NhsSettings } from './settings.ts'
import { publishedStarts } from './validity.ts'
import { createdWindowOf, PERIOD_SECONDS, RUN_SECONDS } from './windows.ts'

const SLOT_SECONDS = PERIOD_SECONDS['two-hourly']
const SECONDS_PER_MINUTE = 60

/** Name of the default set's stream; those of regions are called after them. */
export const DEFAULT_SET = 'default'

export function nhsPlan(
  settings: NhsSettings,
  sources: KeySources,
  truncateWindowSeconds: number,
): LayoutPlan {
  const offset = settings.offsetMinutes * SECONDS_PER_MINUTE
  const rule = {
    expiryPolicyMinutes: settings.expiryPolicyMinutes || undefined,
    granularitySeconds: truncateWindowSeconds,
  }
  const ofInterest = (name: string, region: string): LayoutStream => ({
    name,
    audience: {
      kind: 'of_interest',
      region,
      home: settings.homeRegion,
      interestOrigins: settings.interestOrigins[region] ?? [],
    },
    rule,
    minimumKeys: 0,
  })
  const everyone: LayoutStream = {
    name: DEFAULT_SET,
    audience: { kind: 'everyone' },
    rule,
    minimumKeys: 0,
  }
  return {
    streams: [
      settings.interestFilter ? ofInterest(DEFAULT_SET, settings.homeRegion) : everyone,
      ...settings.regions.map((region) => ofInterest(region, region)),
    ],
    sources,
    fields: nhsFields(settings),
    slotSeconds: SLOT_SECONDS,
    releasesOf: (slot) => ({
      ...createdWindowOf(asUnixSeconds(slot), SLOT_SECONDS, offset, truncateWindowSeconds),
      // Keys are judged by the time until which apps read the slot's file before there is a newer one.
      starts: publishedStarts(asUnixSeconds(slot + SLOT_SECONDS)),
    }),
    notBefore: offset + RUN_SECONDS,
    publishSeconds: 14 * SECONDS_PER_DAY,
  }
}
