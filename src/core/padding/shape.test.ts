import { describe, expect, test } from 'vitest'
import type { DiagnosisKey } from '../temporary-exposure-key.ts'
import { asIntervalNumber, asUnixSeconds, type UnixSeconds } from '../time.ts'
import { formatShape, parseShape, shapeOf } from './shape.ts'

const DAY = 144
/** 19 November 2026, 10:20 UTC. */
const NOW = asUnixSeconds(Date.UTC(2026, 10, 19, 10, 20) / 1000)
const TODAY = Math.floor(NOW / 86_400) * DAY

const key = (start: number, rollingPeriod: number, risk = 2): DiagnosisKey => ({
  keyData: new Uint8Array(16),
  rollingStartIntervalNumber: asIntervalNumber(start),
  rollingPeriod,
  transmissionRiskLevel: risk,
  reportType: 'confirmed-test',
  daysSinceOnsetOfSymptoms: 0,
  createdAt: NOW,
  filledIn: 0,
})

const shape = (keys: readonly DiagnosisKey[], now: UnixSeconds = NOW, onsetDaysAgo?: number) =>
  shapeOf(
    {
      keys,
      traveler: false,
      onset: { day: TODAY / DAY - (onsetDaysAgo ?? 4), isDefault: onsetDaysAgo === undefined },
    },
    now,
  )

describe('the shape of an upload', () => {
  test('names type, traveler, onset and keys', () => {
    const keys = [key(TODAY - DAY, DAY), key(TODAY - 2 * DAY, DAY), key(TODAY - 4 * DAY, DAY, 6)]
    expect(shape(keys, NOW, 3)).toBe('1 0 3 1-2=2 4=6')
  })

  test('is the same in whatever order the keys came', () => {
    const keys = [1, 2, 3, 4].map((age) => key(TODAY - age * DAY, DAY))
    expect(shape(keys.toReversed())).toBe(shape(keys))
  })

  test('says that the key of today was cut, and not when', () => {
    const cutAt = (now: UnixSeconds) => shape([key(TODAY, Math.floor(now / 600) - TODAY)], now)
    expect(cutAt(NOW)).toBe('1 0 - 0!0=2')
    expect(cutAt(asUnixSeconds(NOW + 5 * 3600))).toBe('1 0 - 0!0=2')
  })

  test('tells a key of today that still runs from a cut one', () => {
    expect(shape([key(TODAY, DAY)])).toBe('1 0 - 0=2')
  })

  test('keeps a start within the day and a short period', () => {
    expect(shape([key(TODAY - 2 * DAY + 17, 100)])).toBe('1 0 - 2@17*100=2')
  })

  test('does not depend on the day', () => {
    const later = (days: number) =>
      shapeOf(
        {
          keys: [key(TODAY + (days - 1) * DAY, DAY)],
          traveler: true,
          onset: { day: TODAY / DAY + days - 2, isDefault: false },
        },
        asUnixSeconds(NOW + days * 86_400),
      )
    expect(later(0)).toBe('1 1 2 1=2')
    expect(later(9)).toBe(later(0))
  })
})

describe('reading a shape', () => {
  test('spreads a range of days', () => {
    const read = parseShape('3 1 - 0!-1=0 2-4=5')
    expect(read?.keys.map((one) => one.ageDays)).toEqual([0, 2, 3, 4])
    expect(read?.keys[0]?.end).toEqual({ kind: 'cut', lag: -1 })
    expect(read?.keys[3]?.end).toEqual({ kind: 'period', rollingPeriod: DAY })
    expect(read && formatShape(read)).toBe('3 1 - 0!-1=0 2-4=5')
  })

  test.each([
    '',
    '1',
    '1 0 -',
    '1 2 -',
    '1 0 x 1=2',
    '1 0 - 1',
    '1 0 - =2',
    '1 0 - 1=22',
    'R 2 1 3 14 - 0',
  ])('refuses "%s"', (text) => {
    expect(parseShape(text)).toBeUndefined()
  })
})
