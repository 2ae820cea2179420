import { describe, expect, test } from 'vitest'
import { asUnixSeconds } from '../../time.ts'
import type { EfgsKey } from './diagnosis-key.ts'
import { uploadKeyProblem } from './validate-key.ts'

/** 25 November 2026, 12:03 UTC. */
const NOW = asUnixSeconds(Date.UTC(2026, 10, 25, 12, 3) / 1000)
const TODAY = Date.UTC(2026, 10, 25) / 600_000
const DAY = 144

const key: EfgsKey = {
  keyData: new Uint8Array(16),
  rollingStartIntervalNumber: TODAY,
  rollingPeriod: 144,
  transmissionRiskLevel: 3,
  visitedCountries: ['FR'],
  origin: 'DE',
  reportType: 1,
  daysSinceOnsetOfSymptoms: 0,
}

describe('a key is taken', () => {
  test.each<[string, Partial<EfgsKey>]>([
    ['of today', {}],
    ['of 14 days ago', { rollingStartIntervalNumber: TODAY - 14 * DAY }],
    ['of 15 days ago', { rollingStartIntervalNumber: TODAY - 15 * DAY }],
    ['that does not start at midnight', { rollingStartIntervalNumber: TODAY - 7 }],
    ['of the next interval', { rollingStartIntervalNumber: TODAY + 72 + 1 }],
    ['of one interval', { rollingPeriod: 1 }],
    ['of no risk', { transmissionRiskLevel: 0 }],
    ['of the highest risk', { transmissionRiskLevel: 8 }],
    ['of a risk that nobody knows', { transmissionRiskLevel: 0x7fffffff }],
    [
      'of an onset and a type that mean nothing',
      { daysSinceOnsetOfSymptoms: 9999, reportType: 17 },
    ],
    ['of no countries', { visitedCountries: [] }],
  ])('%s', (_, change) => {
    expect(uploadKeyProblem({ ...key, ...change }, NOW)).toBeUndefined()
  })
})

describe('a key is refused', () => {
  const start = 'Invalid rolling start interval number.'
  const period = 'Invalid rolling period.'
  const risk = 'Invalid transmission risk level.'
  test.each<[Partial<EfgsKey>, string]>([
    [{ keyData: new Uint8Array() }, 'The keydata is empty or null.'],
    [{ keyData: new Uint8Array(4) }, 'The keydata is not 16 bytes.'],
    [{ keyData: new Uint8Array(17) }, 'The keydata is not 16 bytes.'],
    [{ rollingStartIntervalNumber: 0 }, start],
    [{ rollingStartIntervalNumber: TODAY - 15 * DAY - 1 }, start],
    [{ rollingStartIntervalNumber: TODAY + 72 + 2 }, start],
    [{ rollingStartIntervalNumber: TODAY + DAY }, start],
    [{ rollingStartIntervalNumber: 0xffffffff }, start],
    [{ rollingPeriod: 0 }, period],
    [{ rollingPeriod: 145 }, period],
    [{ transmissionRiskLevel: -1 }, risk],
    [{ transmissionRiskLevel: 9 }, risk],
    [{ transmissionRiskLevel: 100 }, risk],
    [{ transmissionRiskLevel: -0x80000000 }, risk],
  ])('%j: %s', (change, problem) => {
    expect(uploadKeyProblem({ ...key, ...change }, NOW)).toBe(problem)
  })
})
