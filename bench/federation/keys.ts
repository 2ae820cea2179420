/** Keys of other countries, as their backends send them. */

import { randomBytes } from 'node:crypto'
import type { EfgsKey } from '../../src/core/federation/efgs/diagnosis-key.ts'
import { UNKNOWN_RISK } from '../../src/core/federation/efgs/diagnosis-key.ts'
import { seededRandom } from '../../test/support/seeded-random.ts'
import { TODAY } from './store.ts'

const VISITED = ['AT', 'BE', 'DE', 'ES', 'FR', 'IT', 'NL', 'PL']
const DAY = 144

/** Fields are the same for the same seed, key data never. */
export function keysOf(origin: string, count: number, seed: number): EfgsKey[] {
  const random = seededRandom(seed)
  const below = (bound: number) => Math.floor(random() * bound)
  const data = randomBytes(16 * count)
  return Array.from({ length: count }, (_, i) => {
    const age = 1 + below(12)
    return {
      keyData: new Uint8Array(data.subarray(i * 16, i * 16 + 16)),
      rollingStartIntervalNumber: TODAY - age * DAY,
      rollingPeriod: DAY,
      transmissionRiskLevel: UNKNOWN_RISK,
      visitedCountries: VISITED.filter(() => random() < 0.25),
      origin,
      reportType: 1,
      daysSinceOnsetOfSymptoms: below(10) - age + 2,
    }
  })
}
