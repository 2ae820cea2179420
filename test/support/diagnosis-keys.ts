/** Builders of keys as the core knows them. */

import type { DiagnosisKey } from '../../src/core/temporary-exposure-key.ts'
import { asIntervalNumber, asUnixSeconds } from '../../src/core/time.ts'

/** 16 bytes that differ by `seed`. */
export const keyData = (seed: number): Uint8Array => {
  const bytes = new Uint8Array(16).fill(1)
  new DataView(bytes.buffer).setUint32(0, seed)
  return bytes
}

type Overrides = Partial<Omit<DiagnosisKey, 'rollingStartIntervalNumber'>> & {
  readonly rollingStartIntervalNumber?: number
}

export const aDiagnosisKey = (overrides: Overrides = {}): DiagnosisKey => ({
  keyData: keyData(0),
  rollingPeriod: 144,
  transmissionRiskLevel: 0,
  reportType: 'confirmed-test',
  daysSinceOnsetOfSymptoms: 0,
  createdAt: asUnixSeconds(1_784_419_200),
  filledIn: 0,
  ...overrides,
  rollingStartIntervalNumber: asIntervalNumber(overrides.rollingStartIntervalNumber ?? 2_973_888),
})
