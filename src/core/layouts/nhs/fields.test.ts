import { describe, expect, test } from 'vitest'
import { nhsFields } from './fields.ts'
import { DEFAULT_NHS_SETTINGS } from './settings.ts'

const table = nhsFields(DEFAULT_NHS_SETTINGS)
const write = (transmissionRiskLevel: number, onsetCode?: number, reportTypeNumber = 1) =>
  table({ transmissionRiskLevel, onsetCode, reportTypeNumber })

describe('risk', () => {
  test.each([
    [0, 7],
    [1, 1],
    [4, 4],
    [7, 7],
    [8, 7],
  ])('%i is written as %i', (stored, written) => {
    expect(write(stored)?.transmissionRiskLevel).toBe(written)
  })

  test('that nobody sent is what the export says', () => {
    const low = nhsFields({ missingRiskLevel: 1 })
    const stored = { transmissionRiskLevel: 0, onsetCode: 0, reportTypeNumber: 1 }
    expect(low(stored)?.transmissionRiskLevel).toBe(1)
  })
})

describe('onset', () => {
  test.each<[string, number | undefined, number]>([
    ['nothing', undefined, 0],
    ['the day itself', 0, 0],
    ['days', 3, 3],
    ['days before', -14, -14],
    ['more days than phones take', 21, 14],
    ['a range of one day', 102, 2],
    ['a range of three days, from 1 to 3', 303, 2],
    ['a range of four days, from 0 to 3: the later of two', 403, 2],
    ['a range of 19 days, from -4 to 14', 1914, 5],
    ['symptoms of an unknown day', 1996, 0],
    ['no symptoms', 2995, 0],
    ['no symptoms, after the test', 3004, 0],
    ['no word', 3990, 0],
    ['a code that means nothing', 50, 0],
  ])('%s (%s) is written as %i', (_what, code, days) => {
    expect(write(2, code)?.daysSinceOnsetOfSymptoms).toBe(days)
  })
})

test('no key is left out, whatever is stored of it, and no report type is written', () => {
  for (const type of [0, 1, 2, 3, 4, 5]) {
    for (let risk = 0; risk <= 8; risk++) {
      for (let code = -20; code <= 4100; code++) {
        const written = write(risk, code, type)
        expect(written?.reportTypeNumber).toBeUndefined()
        expect(written?.transmissionRiskLevel).toBeGreaterThanOrEqual(1)
        expect(Math.abs(written?.daysSinceOnsetOfSymptoms ?? 99)).toBeLessThanOrEqual(14)
      }
    }
  }
})
