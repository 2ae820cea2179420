import { describe, expect, test } from 'vitest'
import { asIntervalNumber, asUnixSeconds } from '../time.ts'
import { chooseSymptomOnset, daysSinceOnset } from './symptom-onset.ts'

const NOW = asUnixSeconds(Date.UTC(2026, 10, 19, 10, 20) / 1000)
const CURRENT = NOW / 600
const TODAY = Math.floor(NOW / 86_400)
const LIMITS = { maxReportDays: 28, defaultDaysAgo: 4 }
const choose = (...reported: number[]) => chooseSymptomOnset(reported, NOW, LIMITS)

const EARLIEST = (TODAY - 28) * 144
const BY_DEFAULT = { day: TODAY - 4, isDefault: true }

describe('plausible onsets', () => {
  test.each([
    ['midnight 28 days ago', EARLIEST, TODAY - 28],
    ['the last interval', CURRENT - 1, TODAY],
    ['yesterday at noon', (TODAY - 1) * 144 + 72, TODAY - 1],
  ])('%s', (_name, onset, day) => {
    expect(choose(onset)).toEqual({ day, isDefault: false })
  })

  test.each([
    ['none', 0],
    ['a moment before midnight 28 days ago', EARLIEST - 1],
    ['the present interval', CURRENT],
    ['tomorrow', CURRENT + 144],
    ['a negative one', -5],
    ['the greatest 32-bit number', 2 ** 32 - 1],
  ])('%s gives the default', (_name, onset) => {
    expect(choose(onset)).toEqual(BY_DEFAULT)
  })
})

test('the request is believed before the certificate, and the certificate where the request is not plausible', () => {
  const request = (TODAY - 2) * 144
  const certificate = (TODAY - 3) * 144
  expect(choose(request, certificate).day).toBe(TODAY - 2)
  expect(choose(0, certificate).day).toBe(TODAY - 3)
  expect(choose(EARLIEST - 1, certificate).day).toBe(TODAY - 3)
  expect(choose(0, 0)).toEqual(BY_DEFAULT)
})

test('the default is a day of the calendar, at any hour', () => {
  for (const [hour, minute] of [
    [0, 0],
    [23, 59],
  ] as const) {
    const now = asUnixSeconds(Date.UTC(2026, 10, 19, hour, minute) / 1000)
    expect(chooseSymptomOnset([], now, LIMITS).day).toBe(TODAY - 4)
  }
})

describe('days between a key and the onset, both cut to their UTC day', () => {
  const onset = { day: 20_000, isDefault: false }
  // Hours from the onset's midnight to the key's start.
  test.each([
    [0, 0],
    [23, 0],
    [24, 1],
    [35, 1],
    [37, 1],
    [-1, -1],
    [-24, -1],
    [-25, -2],
    [-47, -2],
    [8 * 24, 8],
  ])('%i hours are %i days', (hours, days) => {
    expect(daysSinceOnset(asIntervalNumber(20_000 * 144 + hours * 6), onset)).toBe(days)
  })
})
