import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import vectors from '../../../../test/vectors/corona-warn-app/risk-by-onset.json' with {
  type: 'json',
}
import { coronaWarnAppFields, onsetOfRisk, riskOfOnset } from './fields.ts'

const NO_RISK = 0
const stored = (transmissionRiskLevel: number, onsetCode?: number) => ({
  transmissionRiskLevel,
  reportTypeNumber: 1,
  onsetCode,
})

describe('fields by risk', () => {
  // Report type and days since onset for the risks 1 to 8.
  const table = [
    [1, 4, 1],
    [2, 4, 2],
    [3, 3, 1],
    [4, 3, 2],
    [5, 2, 1],
    [6, 2, 2],
    [7, 1, 1],
    [8, 1, 2],
  ] as const

  test.each(table)('risk %i is written with report type %i and %i days', (risk, type, days) => {
    expect(coronaWarnAppFields(1)(stored(risk, 4000))).toEqual({
      transmissionRiskLevel: risk,
      reportTypeNumber: type,
      daysSinceOnsetOfSymptoms: days,
    })
  })

  test('what is stored of the report type changes nothing', () => {
    const fields = coronaWarnAppFields(3)
    for (const reportTypeNumber of [0, 1, 2, 3, 4, 5]) {
      expect(fields({ ...stored(7), reportTypeNumber })).toEqual(fields(stored(7)))
    }
  })

  test('a risk that a phone gave below the minimum leaves the key out', () => {
    const fields = coronaWarnAppFields(3)
    expect(fields(stored(1, 0))).toBeUndefined()
    expect(fields(stored(2, 0))).toBeUndefined()
    expect(fields(stored(3, 0))?.transmissionRiskLevel).toBe(3)
  })

  test('a risk that no phone gave is derived from the onset', () => {
    const fields = coronaWarnAppFields(3)
    expect(fields(stored(NO_RISK, 0))?.transmissionRiskLevel).toBe(8)
    expect(fields(stored(NO_RISK, 1386))?.transmissionRiskLevel).toBe(3)
    expect(fields(stored(NO_RISK, 4000))?.transmissionRiskLevel).toBe(5)
  })

  test('a derived risk is raised to the minimum, so that no key vanishes', () => {
    const fields = coronaWarnAppFields(3)
    const raised = { transmissionRiskLevel: 3, reportTypeNumber: 3, daysSinceOnsetOfSymptoms: 1 }
    expect(fields(stored(NO_RISK, -5))).toEqual(raised)
    expect(fields(stored(NO_RISK, 21))).toEqual(raised)
    expect(fields(stored(NO_RISK))).toEqual(raised)
    expect(fields(stored(9))).toEqual(raised)
  })

  test('a key without a given risk is always written, with a risk from the minimum to 8', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 8 }),
        fc.option(fc.integer({ min: -100, max: 4100 }), { nil: undefined }),
        (minimum, onset) => {
          const risk = coronaWarnAppFields(minimum)(stored(NO_RISK, onset))?.transmissionRiskLevel
          expect(risk).toBeGreaterThanOrEqual(minimum)
          expect(risk).toBeLessThanOrEqual(8)
        },
      ),
    )
  })

  test('in the time of the seed neither report type nor days are written', () => {
    expect(coronaWarnAppFields(1, 'seed')(stored(6, 1))).toEqual({
      transmissionRiskLevel: 6,
      reportTypeNumber: undefined,
      daysSinceOnsetOfSymptoms: undefined,
    })
  })
})

describe('risk and onset from one another', () => {
  const risks = new Map(
    Object.entries(vectors.riskByOnset).map(([code, risk]) => [Number(code), risk]),
  )

  test('every code of the original has its risk, and every other the lowest', () => {
    expect(risks.size).toBe(274)
    for (let code = -2100; code <= 5000; code++) {
      // Ours alone, below.
      if (code > 3000 && code <= 3021) continue
      expect([code, riskOfOnset(code)]).toEqual([code, risks.get(code) ?? 1])
    }
  })

  test('days after a test count as days after an onset', () => {
    for (let days = 1; days <= 21; days++) {
      expect([days, riskOfOnset(3000 + days)]).toEqual([days, risks.get(days) ?? 1])
    }
    expect(riskOfOnset(3000)).toBe(4)
    expect(riskOfOnset(3022)).toBe(1)
  })

  test('what is no code has the lowest risk', () => {
    for (const code of [0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(riskOfOnset(code)).toBe(1)
    }
  })

  test('every risk has the onset of the original', () => {
    for (const [risk, onset] of Object.entries(vectors.onsetByRisk)) {
      expect(onsetOfRisk(Number(risk))).toBe(onset)
    }
  })

  test.each([0, 9, -1, 1.5])('%d is no risk', (risk) => {
    expect(() => onsetOfRisk(risk)).toThrow(RangeError)
  })
})
