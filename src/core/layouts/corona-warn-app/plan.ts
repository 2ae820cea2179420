/** The Corona-Warn-App layout as a plan: an hour a slot, keys at home with both policies, foreign ones with neither. Pure. */

import { SECONDS_PER_DAY, SECONDS_PER_HOUR } from '../../time.ts'
import type { LayoutPlan, LayoutStream } from '../plan.ts'
import { coronaWarnAppFields } from './fields.ts'
import type { CoronaWarnAppSettings } from './settings.ts'

/** Keys of the origin country; and those that only the union package holds. */
export const HOME_STREAM = 'home'
export const ABROAD_STREAM = 'abroad'

export function coronaWarnAppPlan(settings: CoronaWarnAppSettings): LayoutPlan {
  const { originCountry, supportedCountries } = settings
  const policy = {
    rule: {
      expiryPolicyMinutes: settings.demo ? undefined : settings.expiryPolicyMinutes,
      granularitySeconds: SECONDS_PER_HOUR,
    },
    minimumKeys: settings.demo ? 0 : settings.shiftingThreshold,
  }
  const noPolicy = {
    rule: { expiryPolicyMinutes: undefined, granularitySeconds: SECONDS_PER_HOUR },
    minimumKeys: 0,
  }
  const foreign = supportedCountries.filter((country) => country !== originCountry)
  const abroad = (
    name: string,
    countries: readonly string[],
    otherCountries?: readonly string[],
  ): LayoutStream => ({
    name,
    audience: {
      kind: 'abroad',
      country: originCountry,
      supportedCountries: countries,
      otherCountries,
    },
    ...(settings.applyPoliciesForAllCountries && !settings.demo ? policy : noPolicy),
  })
  const home: LayoutStream = {
    name: HOME_STREAM,
    audience: { kind: 'at_home', country: originCountry },
    ...policy,
  }
  return {
    streams: [
      home,
      ...(settings.applyPoliciesForAllCountries
        ? foreign.map((country, index) =>
            // Who was in several counts for the first of them: in one stream, a key has one hour.
            abroad(`${ABROAD_STREAM}-${country}`, [country], foreign.slice(0, index)),
          )
        : [abroad(ABROAD_STREAM, foreign)]),
    ],
    fields: coronaWarnAppFields(settings.minimumRisk, settings.era),
    slotSeconds: SECONDS_PER_HOUR,
    releasesOf: (slot) => ({ from: slot, to: slot + SECONDS_PER_HOUR }),
    notBefore: SECONDS_PER_HOUR,
    publishSeconds: settings.daysToPublish * SECONDS_PER_DAY,
  }
}
