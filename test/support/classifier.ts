/** What an outsider would try: naive Bayes over whatever features one gives it, and the figures that it is judged by. */

export interface Sample {
  readonly isReal: boolean
  /** Named values; each counts by itself. */
  readonly features: readonly string[]
}

/** @returns the logarithm of P(features | real) / P(features | synthetic), as learned */
export function trainNaiveBayes(
  samples: readonly Sample[],
): (features: readonly string[]) => number {
  const counts = new Map<string, [number, number]>()
  const totals: [number, number] = [0, 0]
  for (const { isReal, features } of samples) {
    const kind = isReal ? 0 : 1
    totals[kind]++
    for (const feature of features) {
      const count = counts.get(feature) ?? [0, 0]
      count[kind]++
      counts.set(feature, count)
    }
  }
  return (features) =>
    features.reduce((sum, feature) => {
      const [real, synthetic] = counts.get(feature) ?? [0, 0]
      return (
        sum + Math.log((real + 1) / (totals[0] + 1)) - Math.log((synthetic + 1) / (totals[1] + 1))
      )
    }, 0)
}

export interface Scored {
  readonly isReal: boolean
  readonly score: number
}

/** P(score of a real > score of a synthetic) + ½ P(equal). */
export function areaUnderCurve(scored: readonly Scored[]): number {
  const sorted = [...scored].sort((a, b) => a.score - b.score)
  let syntheticBelow = 0
  let wins = 0
  let reals = 0
  for (let i = 0; i < sorted.length; ) {
    let end = i
    let tiedReals = 0
    while (end < sorted.length && sorted[end]?.score === sorted[i]?.score) {
      if (sorted[end]?.isReal) tiedReals++
      end++
    }
    const tiedSynthetics = end - i - tiedReals
    wins += tiedReals * (syntheticBelow + tiedSynthetics / 2)
    syntheticBelow += tiedSynthetics
    reals += tiedReals
    i = end
  }
  return wins / (reals * syntheticBelow)
}

/** Resamples groups, such as the keys of one upload. @returns the interval that holds 95 % of the areas */
export function bootstrapArea(
  groups: readonly (readonly Scored[])[],
  rounds: number,
  random: () => number,
): readonly [number, number] {
  const areas = Array.from({ length: rounds }, () =>
    areaUnderCurve(
      Array.from(
        { length: groups.length },
        () => groups[Math.floor(random() * groups.length)] ?? [],
      ).flat(),
    ),
  ).sort((a, b) => a - b)
  const at = (share: number) => areas[Math.floor(share * (rounds - 1))] ?? Number.NaN
  return [at(0.025), at(0.975)]
}

/** Spearman's, ties by mean rank. */
export function rankCorrelation(x: readonly number[], y: readonly number[]): number {
  const ranks = (values: readonly number[]) =>
    values.map((value) => {
      const below = values.filter((other) => other < value).length
      const equal = values.filter((other) => other === value).length
      return below + (equal + 1) / 2
    })
  const [a, b] = [ranks(x), ranks(y)]
  const mean = (a.length + 1) / 2
  const product = (p: readonly number[], q: readonly number[]) =>
    p.reduce((sum, value, i) => sum + (value - mean) * ((q[i] ?? mean) - mean), 0)
  return product(a, b) / Math.sqrt(product(a, a) * product(b, b))
}
