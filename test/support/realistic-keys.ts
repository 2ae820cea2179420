/**
 * Keys as real uploads bring them, the same for the same seed: whole uploads of 14 days, the last day cut short, one report
 * type and one onset an upload, risks by type or by a phone's own profile. Every optional field is set.
 */

import { PACKED_KEY_BYTES, packKey, type UnpackedKey } from '../../src/core/export/packed-keys.ts'
import { seededRandom } from './seeded-random.ts'

const DAY = 144
const DAYS_KEPT = 14
/** Levels of a phone that weighs each day by its distance from the onset, from two days before on. */
const PROFILE = [5, 6, 8, 8, 8, 7, 6, 4, 3, 2, 1]
const RISK_OF_TYPE: Readonly<Record<number, number>> = { 1: 2, 2: 4, 3: 1 }

/**
 * @param count at least so many; the last upload is whole
 * @param today interval number of a midnight
 */
export function realisticKeys(count: number, today: number, seed = 1): UnpackedKey[] {
  const random = seededRandom(seed)
  const below = (bound: number) => Math.floor(random() * bound)
  const keys: UnpackedKey[] = []
  while (keys.length < count) {
    const chance = random()
    const reportTypeNumber = chance < 0.8 ? 1 : chance < 0.95 ? 2 : 3
    const daysAgo = random() < 0.3 ? 4 : below(11)
    const hasProfile = random() < 0.4
    const oddOffset = random() < 0.02 ? below(DAY) : 0
    const length = random() < 0.8 ? DAYS_KEPT : 1 + below(DAYS_KEPT)
    for (let age = 0; age < length; age++) {
      const onset = daysAgo - age
      const byProfile = PROFILE[onset + 2] ?? 1
      keys.push({
        keyData: Uint8Array.from({ length: 16 }, () => below(256)),
        rollingStartIntervalNumber: today - age * DAY + oddOffset,
        rollingPeriod: age === 0 ? 1 + below(DAY) : DAY,
        transmissionRiskLevel: hasProfile ? byProfile : (RISK_OF_TYPE[reportTypeNumber] ?? 0),
        reportTypeNumber,
        daysSinceOnsetOfSymptoms: onset,
      })
    }
  }
  return keys
}

/** Packed and in the order of a file: ascending by key. */
export function packSorted(keys: readonly UnpackedKey[]): Uint8Array<ArrayBuffer> {
  const packed = new Uint8Array(keys.length * PACKED_KEY_BYTES)
  const ascending = [...keys].sort((a, b) => Buffer.compare(a.keyData, b.keyData))
  ascending.forEach((key, i) => {
    packKey(key, packed, i * PACKED_KEY_BYTES)
  })
  return packed
}
