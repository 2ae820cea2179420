/** Which keys a caller gets: what it asks for, within what it may have. Pure. */

import { fail, type Result, succeed } from '../../result.ts'
import type { FetchRequest } from './messages.ts'

/** What a caller may have. */
export interface AuthorizedRegions {
  readonly includeRegions: readonly string[]
  readonly excludeRegions: readonly string[]
}

/** Regions are upper case, sorted, each once. */
export interface FetchCriteria {
  /** At least one, and none that is excluded. */
  readonly includeRegions: readonly string[]
  readonly excludeRegions: readonly string[]
  readonly onlyTravelers: boolean
  readonly onlyLocalProvenance: boolean
}

export type CriteriaProblem =
  | 'malformed_region'
  /** A region is both asked for and excluded. */
  | 'regions_overlap'
  /** Nothing of what is asked for may be had. */
  | 'regions_not_authorized'

const REGION = /^[A-Z0-9_-]{1,32}$/

/**
 * The original takes the intersection, and where that is empty does not filter at all: then everybody's keys leave. Here no
 * region asked for means all that may be had, and nothing in common means no keys.
 */
export function criteriaOf(
  request: Pick<
    FetchRequest,
    'includeRegions' | 'excludeRegions' | 'onlyTravelers' | 'onlyLocalProvenance'
  >,
  authorized: AuthorizedRegions,
): Result<FetchCriteria, CriteriaProblem> {
  const requested = normal(request.includeRegions)
  const refused = normal(request.excludeRegions)
  if (![...requested, ...refused].every((region) => REGION.test(region))) {
    return fail('malformed_region')
  }
  if (requested.some((region) => refused.includes(region))) return fail('regions_overlap')
  const allowed = normal(authorized.includeRegions)
  const excludeRegions = normal([...refused, ...authorized.excludeRegions])
  const includeRegions = (requested.length === 0 ? allowed : requested).filter(
    (region) => allowed.includes(region) && !excludeRegions.includes(region),
  )
  if (includeRegions.length === 0) return fail('regions_not_authorized')
  const { onlyTravelers, onlyLocalProvenance } = request
  return succeed({ includeRegions, excludeRegions, onlyTravelers, onlyLocalProvenance })
}

const normal = (regions: readonly string[]): string[] =>
  [...new Set(regions.map((region) => region.toUpperCase()))].sort()

/**
 * Whether a key is among them. A traveler's key is for everybody, unless it is for an excluded region.
 * The database selects by the same rule (`db/keyserver/queries/federation-window.ts`).
 */
export function isAmong(
  key: { readonly regions: readonly string[]; readonly traveler: boolean },
  criteria: FetchCriteria,
): boolean {
  if (criteria.onlyTravelers && !key.traveler) return false
  const isFor = (regions: readonly string[]) =>
    regions.some((region) => key.regions.includes(region))
  if (isFor(criteria.includeRegions)) return true
  return key.traveler && !isFor(criteria.excludeRegions)
}
