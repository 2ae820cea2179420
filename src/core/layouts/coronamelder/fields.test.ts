import { expect, test } from 'vitest'
import { onsetMeaning } from '../onset-code.ts'
import { coronaMelderFields } from './fields.ts'
import { isInfectiousDay, riskOfDays } from './risk.ts'

/** Risk that the files give a key; 0 where they leave it out. */
const risk = (onsetCode: number | undefined, transmissionRiskLevel = 0, reportTypeNumber = 1) =>
  coronaMelderFields({ onsetCode, transmissionRiskLevel, reportTypeNumber })
    ?.transmissionRiskLevel ?? 0

const [NONE, LOW, MEDIUM, HIGH] = [0, 1, 2, 3]

test('the risk follows from the days since onset, from four before to thirteen after', () => {
  const days = Array.from({ length: 18 }, (_, i) => i - 4)
  expect(days.map((day) => riskOfDays(day) ?? NONE)).toEqual([
    NONE,
    NONE,
    MEDIUM,
    ...[HIGH, HIGH, HIGH, HIGH],
    ...[MEDIUM, MEDIUM],
    ...[LOW, LOW, LOW, LOW, LOW, LOW, LOW],
    ...[NONE, NONE],
  ])
  expect(days.map((day) => risk(day))).toEqual(days.map((day) => riskOfDays(day) ?? NONE))
})

test.each([
  [86, -14, 1],
  [121, 21, 1],
  [186, -14, 2],
  [200, 0, 2],
  [986, -14, 10],
  [1921, 21, 19],
])('code %i is a range that ends with day %i and has %i days', (code, latest, length) => {
  expect(onsetMeaning(code)).toEqual({ kind: 'range', latest, length })
})

test.each([-15, 22, 85, 150, 1922, 1985, 2001, 2985, 4001, 1.5])(
  'code %d means nothing, and its key is left out',
  (code) => {
    expect(onsetMeaning(code)).toBeUndefined()
    expect(risk(code, 8)).toBe(NONE)
  },
)

test.each([
  ['only a day without risk', 86, NONE],
  ['two days of high risk', 200, HIGH],
  ['days without risk among those of high', 500, HIGH],
  ['days 3 to 5', 305, MEDIUM],
  ['days 12 to 14', 314, NONE],
  ['days 11 to 12', 212, LOW],
])('of a range of %s the highest counts', (_range, code, expected) => {
  expect(risk(code)).toBe(expected)
})

test.each([
  [2000, HIGH],
  [1999, HIGH],
  [1998, MEDIUM],
  [1997, NONE],
  [1986, NONE],
])('an onset that is not known counts from the upload: code %i', (code, expected) => {
  expect(risk(code)).toBe(expected)
})

test.each([
  [3000, HIGH],
  [3002, HIGH],
  [3003, MEDIUM],
  [3005, LOW],
  [3011, LOW],
  [3012, NONE],
  [2998, MEDIUM],
  [2997, NONE],
])('without symptoms the days count from the test or the upload: code %i', (code, expected) => {
  expect(risk(code)).toBe(expected)
})

test.each([
  [4000, HIGH],
  [3998, MEDIUM],
  [3997, LOW],
  [3986, LOW],
])('what nobody said drops no key: code %i', (code, expected) => {
  expect(risk(code)).toBe(expected)
})

test.each([
  [0, LOW],
  [1, LOW],
  [2, LOW],
  [3, MEDIUM],
  [5, MEDIUM],
  [6, HIGH],
  [8, HIGH],
])('a key without an onset has the risk of its level %i', (level, expected) => {
  expect(risk(undefined, level)).toBe(expected)
})

test('every key that is written is a confirmed one of the day of the onset', () => {
  for (const reportTypeNumber of [0, 1, 2]) {
    expect(
      coronaMelderFields({ transmissionRiskLevel: 0, reportTypeNumber, onsetCode: 4 }),
    ).toEqual({ transmissionRiskLevel: MEDIUM, reportTypeNumber: 1, daysSinceOnsetOfSymptoms: 0 })
  }
})

test.each([
  ['a self-report', 3],
  ['a revoked key', 5],
])('%s is left out', (_name, reportTypeNumber) => {
  expect(risk(0, 8, reportTypeNumber)).toBe(NONE)
  expect(risk(undefined, 8, reportTypeNumber)).toBe(NONE)
})

test('days of infection begin two before an onset, and with the test where there are no symptoms', () => {
  const days = [-3, -2, -1, 0, 11, 12]
  expect(days.map((day) => isInfectiousDay(day, true))).toEqual([
    false,
    true,
    true,
    true,
    true,
    false,
  ])
  expect(days.map((day) => isInfectiousDay(day, false))).toEqual([
    false,
    false,
    false,
    true,
    true,
    false,
  ])
})
