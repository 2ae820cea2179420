import { expect, test } from 'vitest'
import { asUnixSeconds } from '../../time.ts'
import { encodeOnset } from './encode-onset.ts'

/** Uploaded on 25 November 2026 at noon. */
const SUBMITTED = asUnixSeconds(Date.UTC(2026, 10, 25, 12) / 1000)
const keyOf = (daysBefore: number) => ({
  rollingStartIntervalNumber: Date.UTC(2026, 10, 25 - daysBefore) / 600_000,
})

test.each([
  ['an exact day', 0, 3, 0],
  ['the earliest exact day', -14, 3, -14],
  ['the latest exact day', 21, 3, 21],
  ['a range', 1921, 3, 1921],
  ['the shortest range', 86, 3, 86],
  ['symptoms, and when it was uploaded', 1998, 3, 1998],
  ['no symptoms, days before the upload', 2995, 3, 2995],
  ['no symptoms, the day of the test', 3000, 3, 3000],
  ['no symptoms, days after the test: days before the upload', 3004, 3, 2997],
  ['no symptoms, days after the test, on the day of the upload', 3004, 0, 3000],
  ['nothing said', 3996, 3, 3996],
  ['nothing at all', undefined, 3, 3997],
  ['nothing at all, longer ago than the form has', undefined, 20, 3986],
  ['nothing at all, after the upload', undefined, -1, 4000],
  ['a code that means nothing', 2500, 2, 3998],
])('%s', (_, code, daysBefore, sent) => {
  expect(encodeOnset(code, keyOf(daysBefore), SUBMITTED)).toBe(sent)
})
