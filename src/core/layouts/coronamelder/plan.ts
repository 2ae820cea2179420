/** The CoronaMelder layout as a plan: a slot is a release, named by its instant; a stream is a country's sets. Pure. */

import { SECONDS_PER_DAY } from '../../time.ts'
import type { LayoutPlan, LayoutStream } from '../plan.ts'
import { coronaMelderFields } from './fields.ts'
import type { CoronaMelderSettings } from './settings.ts'

const SECONDS_PER_MINUTE = 60

/** Countries that have a manifest of their own, the deployment's first. */
export function manifestCountries(
  { country, countryMode }: CoronaMelderSettings,
  acceptable: readonly string[],
): readonly string[] {
  if (countryMode === 'none') return [country]
  return [country, ...acceptable.filter((code) => code !== country).sort()]
}

/** The stream whose sets a country's manifest names. */
export const streamOf = ({ countryMode, country }: CoronaMelderSettings, code: string): string =>
  countryMode === 'members' ? code : country

/** @param acceptable countries of the country table whose keys are taken */
export function coronaMelderPlan(
  settings: CoronaMelderSettings,
  acceptable: readonly string[],
  truncateWindowSeconds: number,
): LayoutPlan {
  const period = settings.periodMinutes * SECONDS_PER_MINUTE
  const { country, countryMode, minimumKeysPerSet, expiryPolicyMinutes } = settings
  const common = {
    rule: {
      expiryPolicyMinutes: expiryPolicyMinutes || undefined,
      granularitySeconds: truncateWindowSeconds,
    },
    minimumKeys: minimumKeysPerSet,
  }
  const members = manifestCountries(settings, acceptable).map(
    (code): LayoutStream => ({
      name: code,
      audience: { kind: 'of_interest', region: code, home: country, interestOrigins: [] },
      ...common,
    }),
  )
  const everyone: LayoutStream = { name: country, audience: { kind: 'everyone' }, ...common }
  return {
    streams: countryMode === 'members' ? members : [everyone],
    fields: coronaMelderFields,
    slotSeconds: period,
    releasesOf: (slot) => ({ from: slot - period, to: slot }),
    notBefore: 0,
    publishSeconds: 14 * SECONDS_PER_DAY,
  }
}
