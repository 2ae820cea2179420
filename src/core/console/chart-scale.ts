/** Axes of charts: round marks from zero, and which of many days have room for a label. Pure. Source: console.md §4.3. */

const MAX_STEPS = 4
const MAX_LABELS = 7

/**
 * Marks of an axis, the first 0 and the last at or above every value, at steps of 1, 2 or 5 times a power of ten.
 * @param max the largest value; counts, so that no step is below 1
 */
export function ticksOf(max: number): readonly number[] {
  const step = stepOf(Math.max(max, 1) / MAX_STEPS)
  const count = Math.max(1, Math.ceil(max / step))
  return Array.from({ length: count + 1 }, (_, index) => index * step)
}

/** The smallest round step that is no less. */
function stepOf(least: number): number {
  for (let power = 1; ; power *= 10) {
    for (const digit of [1, 2, 5]) if (digit * power >= least) return digit * power
  }
}

/** Places in a row of `count` that get a label: at even distances, the last one always. */
export function labelledPlaces(count: number): readonly number[] {
  const step = Math.max(1, Math.ceil(count / MAX_LABELS))
  const places: number[] = []
  for (let place = count - 1; place >= 0; place -= step) places.unshift(place)
  return places
}

/**
 * Heights of labels that belong at `heights`, moved apart until none covers another, in the order in which they came.
 * @param least distance of two, and `floor` the lowest place, in the same units; a larger number is further down
 */
export function spreadLabels(
  heights: readonly number[],
  least: number,
  floor: number,
): readonly number[] {
  const order = heights
    .map((_, index) => index)
    .sort((a, b) => (heights[a] ?? 0) - (heights[b] ?? 0))
  const placed = [...heights]
  let free = Number.NEGATIVE_INFINITY
  for (const index of order) {
    placed[index] = Math.max(heights[index] ?? 0, free)
    free = (placed[index] ?? 0) + least
  }
  let limit = floor
  for (const index of order.toReversed()) {
    placed[index] = Math.min(placed[index] ?? 0, limit)
    limit = (placed[index] ?? 0) - least
  }
  return placed
}
