/** How many codes a realm will need tomorrow, and whether its codes are being used as usual. Pure. Source: verification server pkg/controller/modeler. */

/** Days that a forecast looks at, and the fewest that it is made of. */
export const MAX_HISTORY = 21
const MIN_HISTORY = 14
const MAX_RATIOS = 30

export interface ModelBounds {
  readonly min: number
  readonly max: number
}

/**
 * @param history codes issued a day, oldest first, of days on which there were any; the newest may be under way
 * @returns the quota; undefined where there is too little to go by
 */
export function forecastCodes(
  history: readonly number[],
  { min, max }: ModelBounds,
): number | undefined {
  if (history.length < MIN_HISTORY) return undefined
  // As the original does, which drops the oldest where it means the newest.
  const days = history.slice(1)
  const forecast = Math.max(0, roundAway(predictNext(days)))
  return Math.min(max, Math.max(min, forecast))
}

/** The value at n of the line that fits (0, y0) … (n−1, yn−1) best, by least squares. */
function predictNext(values: readonly number[]): number {
  const n = values.length
  const meanX = (n - 1) / 2
  const meanY = values.reduce((sum, y) => sum + y, 0) / n
  let above = 0
  let below = 0
  for (const [x, y] of values.entries()) {
    above += (x - meanX) * (y - meanY)
    below += (x - meanX) ** 2
  }
  return meanY + (below === 0 ? 0 : above / below) * (n - meanX)
}

/** Half away from zero; what the line's arithmetic adds to a whole number is no half. */
const roundAway = (value: number): number =>
  Math.sign(value) * Math.round(Math.abs(Number(value.toPrecision(12))))

/** Codes of a day. */
export interface ClaimDay {
  readonly issued: number
  readonly claimed: number
}

/** Shares of codes claimed: of the last whole day, and of those before it. */
export interface ClaimRatios {
  readonly last: number
  readonly mean: number
  /** Of the population. */
  readonly deviation: number
}

/**
 * @param last the last whole day; undefined where nothing was issued on it
 * @param earlier whole days before it, newest first
 * @returns undefined where there are too few
 */
export function claimRatios(
  last: ClaimDay | undefined,
  earlier: readonly ClaimDay[],
): ClaimRatios | undefined {
  const ratios = earlier
    .filter(({ issued }) => issued > 0)
    .slice(0, MAX_RATIOS)
    .map(ratioOf)
  if (ratios.length < MIN_HISTORY) return undefined
  const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length
  const variance = ratios.reduce((sum, ratio) => sum + (ratio - mean) ** 2, 0) / ratios.length
  return {
    last: last === undefined || last.issued === 0 ? 1 : ratioOf(last),
    mean,
    deviation: Math.sqrt(variance),
  }
}

const ratioOf = ({ issued, claimed }: ClaimDay): number => Math.min(1, claimed / issued)

/** @param allowedDeviations below the mean; zero and less act as one */
export const isAnomalous = (
  { last, mean, deviation }: ClaimRatios,
  allowedDeviations: number,
): boolean => mean - last > deviation * (allowedDeviations <= 0 ? 1 : allowedDeviations)
