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

/** Of a normal distribution: one slot in a hundred has fewer keys. */
const ONE_IN_A_HUNDRED = 2.33

/**
 * How many uploads have so many keys together that fewer are rare. Uploads are counted and not keys: whoever adds uploads until
 * there are enough keys makes the last one longer than the others.
 * @param sizes keys an upload, a sample of the model
 */
export function uploadsForKeys(sizes: readonly number[], minimumKeys: number): number {
  if (sizes.length === 0) throw new TypeError('a sample has at least one upload')
  const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length
  const variance = sizes.reduce((sum, size) => sum + (size - mean) ** 2, 0) / sizes.length
  let uploads = 1
  const few = () => mean * uploads - ONE_IN_A_HUNDRED * Math.sqrt(variance * uploads)
  while (few() < minimumKeys) uploads++
  return uploads
}
