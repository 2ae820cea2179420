import fc from 'fast-check'
import { test } from 'vitest'
import { FEDERATION_PROPERTIES } from '../../properties/federation.ts'

/** A case of a cost takes its share of them, but there are always some hundreds. */
const CASES = 20_000
const MIN_CASES = 300

test.each(FEDERATION_PROPERTIES)('$name', async ({ property, cost }) => {
  const numRuns = Math.max(MIN_CASES, Math.ceil(CASES / Math.max(1, cost / 10)))
  await fc.assert(property, { numRuns })
})
