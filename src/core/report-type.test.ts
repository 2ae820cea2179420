import { expect, test } from 'vitest'
import {
  claimFromReportType,
  numberFromReportType,
  REPORT_TYPES,
  reportTypeFromClaim,
  reportTypeFromNumber,
} from './report-type.ts'

test.each([
  ['confirmed', 'confirmed-test', 1],
  ['likely', 'clinical-diagnosis', 2],
  ['user-report', 'self-report', 3],
  ['negative', 'revoked', 5],
] as const)('%s is %s, number %i', (claim, type, number) => {
  expect(reportTypeFromClaim(claim)).toBe(type)
  expect(claimFromReportType(type)).toBe(claim)
  expect(numberFromReportType(type)).toBe(number)
  expect(reportTypeFromNumber(number)).toBe(type)
})

test('each type has a number of its own, and none is zero', () => {
  expect(new Set(REPORT_TYPES.map(numberFromReportType)).size).toBe(REPORT_TYPES.length)
  expect(numberFromReportType(undefined)).toBe(0)
})

test.each([0, 4, 6, -1, 1.5])('number %d is no type', (number) => {
  expect(reportTypeFromNumber(number)).toBeUndefined()
})

test.each(['', 'CONFIRMED', 'recursive', 'constructor', '__proto__'])(
  '"%s" is no claim',
  (claim) => {
    expect(reportTypeFromClaim(claim)).toBeUndefined()
  },
)
