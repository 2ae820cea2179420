/**
 * When a layout may release a key, computed from what is stored of it; and for whom. The database selects by the same rules
 * (`db/keyserver/queries/layout-keys.ts`). Pure.
 */

/** When a key leaves, relative to its `createdAt`, which stands for its submission. */
export interface ReleaseRule {
  /** Minutes that a key waits after its end; undefined: it leaves with its submission. */
  readonly expiryPolicyMinutes: number | undefined
  /** Seconds that releases are counted in: an hour, mostly. */
  readonly granularitySeconds: number
}

export interface ReleasedKey {
  readonly rollingStartIntervalNumber: number
  readonly rollingPeriod: number
  /** Unix seconds. */
  readonly createdAt: number
}

const SECONDS_PER_INTERVAL = 600
const SECONDS_PER_MINUTE = 60

/**
 * A key that ended at most the policy's minutes before its submission, or has not ended, waits that long after its end, and
 * then until the next full unit, where one that is full already also moves one on.
 * Source: corona-warn-app/cwa-server KeySharingPoliciesChecker.
 * @returns Unix seconds
 */
export function releaseOf(key: ReleasedKey, rule: ReleaseRule): number {
  const unit = rule.granularitySeconds
  const submission = key.createdAt - (key.createdAt % unit)
  if (rule.expiryPolicyMinutes === undefined) return submission
  const expiry = (key.rollingStartIntervalNumber + key.rollingPeriod) * SECONDS_PER_INTERVAL
  const wait = rule.expiryPolicyMinutes * SECONDS_PER_MINUTE
  if (submission - expiry > wait) return submission
  const late = expiry + wait + unit
  return late - (late % unit)
}

/** Which of the keys of a store belong to one stream of a layout. Countries are ISO 3166-1 alpha-2, upper case. */
export type Audience =
  | { readonly kind: 'everyone' }
  /** Keys of a country: uploaded here, or with it among their visited countries, or without any such. */
  | { readonly kind: 'at_home'; readonly country: string }
  /** Foreign keys whose holders were in one of these countries, and not at home. */
  | {
      readonly kind: 'abroad'
      readonly country: string
      readonly supportedCountries: readonly string[]
      /** Countries whose visitors go another way, so that no key goes two. */
      readonly otherCountries?: readonly string[] | undefined
    }
  /** Keys that come from a region or are of interest to it. */
  | {
      readonly kind: 'of_interest'
      readonly region: string
      /** The region of keys that were uploaded here. */
      readonly home: string
      /** Origins that are of interest whatever their keys say. */
      readonly interestOrigins: readonly string[]
    }

export interface AudienceKey {
  /** undefined: uploaded here. */
  readonly origin: string | undefined
  /** Countries or regions of interest; empty where none were named. */
  readonly visited: readonly string[]
}

export function isForAudience({ origin, visited }: AudienceKey, audience: Audience): boolean {
  switch (audience.kind) {
    case 'everyone':
      return true
    case 'at_home':
      return origin === undefined || visited.length === 0 || visited.includes(audience.country)
    case 'abroad':
      return (
        origin !== undefined &&
        origin !== audience.country &&
        visited.length > 0 &&
        !visited.includes(audience.country) &&
        visited.some((country) => audience.supportedCountries.includes(country)) &&
        !visited.some((country) => audience.otherCountries?.includes(country))
      )
    case 'of_interest': {
      const from = origin ?? audience.home
      // Older partners do not say whom their keys are for; a phone here that says nothing means home.
      const isUnstated = origin !== undefined && visited.length === 0
      return (
        from === audience.region ||
        isUnstated ||
        visited.includes(audience.region) ||
        audience.interestOrigins.includes(from)
      )
    }
  }
}
