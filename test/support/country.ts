/**
 * A country of phones for statistics: uploads of several apps, drawn by rules of its own that share nothing with the
 * prior or the model of the padding. Seeded, so that a figure is the same on each run.
 */

import { toBase64 } from '../../src/core/bytes.ts'
import type { ReportType } from '../../src/core/report-type.ts'
import type { ReceivedKey } from '../../src/core/verification/exposure-key-hmac.ts'

export interface CountryUpload {
  readonly keys: readonly ReceivedKey[]
  readonly reportType: ReportType
  readonly reportedOnsets: readonly number[]
  readonly traveler: boolean
}

const DAY = 144

/** Risk levels by days since onset, from -2 on, of an app that grades them. */
const GRADED = [5, 6, 8, 8, 8, 7, 5, 3, 2, 1, 1, 1, 1, 1, 1, 1, 1]

/** One person's upload at an instant. */
export function countryUpload(random: () => number, now: number): CountryUpload {
  const isChance = (share: number) => random() < share
  const poisson = (mean: number) => {
    let product = random()
    let count = 0
    while (product > Math.exp(-mean)) {
      product *= random()
      count++
    }
    return count
  }
  const today = Math.floor(now / 86_400) * DAY
  const app = random() < 0.6 ? 'cutting' : random() < 0.6 ? 'grading' : 'whole-day'
  const reportType: ReportType =
    app !== 'whole-day' && isChance(0.75)
      ? 'confirmed-test'
      : isChance(0.65)
        ? 'clinical-diagnosis'
        : 'self-report'
  const knowsOnset = isChance(app === 'grading' ? 0.85 : 0.5)
  // Tests take their time; who reports by himself does it early.
  const onsetDaysAgo = reportType === 'self-report' ? poisson(1.4) : 1 + poisson(2.6)
  const isNewUser = isChance(0.12)
  const oldest = isNewUser ? 1 + Math.floor(random() * 12) : app === 'grading' ? 13 : 14
  const ages = Array.from({ length: oldest }, (_, i) => i + 1)
  const holes = isChance(0.14) ? 1 + Math.floor(random() * 3) : 0
  const holeAt = 2 + Math.floor(random() * 10)
  const kept = ages.filter((age) => age < holeAt || age >= holeAt + holes || age === oldest)
  const riskOf = (age: number): number => {
    if (app === 'cutting') return 0
    if (app === 'whole-day') return reportType === 'self-report' ? 3 : 6
    return knowsOnset ? (GRADED[onsetDaysAgo - age + 2] ?? 1) : age < 5 ? 6 : 1
  }
  const key = (start: number, rollingPeriod: number, age: number): ReceivedKey => ({
    key: toBase64(Uint8Array.from({ length: 16 }, () => random() * 256)),
    rollingStartNumber: start,
    rollingPeriod,
    transmissionRisk: riskOf(age),
  })
  const phase = isChance(0.004) ? 1 + Math.floor(random() * 140) : 0
  const keys = kept.map((age) => key(today - age * DAY + phase, DAY, age))
  const elapsed = Math.floor(now / 600) - today - (isChance(0.3) ? 1 : 0)
  if (app === 'cutting' && phase === 0 && elapsed > 0 && isChance(0.9)) {
    keys.unshift(key(today, elapsed, 0))
  }
  if (app === 'whole-day' && phase === 0) keys.unshift(key(today, DAY, 0))
  return {
    keys,
    reportType,
    reportedOnsets: knowsOnset ? [today - onsetDaysAgo * DAY] : [],
    traveler: isChance(0.05),
  }
}
