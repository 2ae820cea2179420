/** How many synthetic uploads a slot gets. Pure. */

/**
 * Fills a slot up to the next step of the ladder U, 2U, 4U, … An empty slot is filled as well: a missing file would say
 * "nobody". Never a multiple of the real uploads nor a constant on top of them: both give their number away.
 * @param realUploads first uploads of the slot
 * @param minimumUploads U, at least 1
 */
export function syntheticUploadsFor(realUploads: number, minimumUploads: number): number {
  if (!Number.isInteger(minimumUploads) || minimumUploads < 1) {
    throw new TypeError('the least number of uploads is a whole number from 1')
  }
  let total = minimumUploads
  while (total < realUploads) total *= 2
  return total - realUploads
}
