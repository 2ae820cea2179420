import fc from 'fast-check'
import { expect, test } from 'vitest'
import { shiftKeys } from './shifting.ts'

const HOUR = 3600

/** Keys, each a number of its own, by the hour of their release. */
const histories = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 40 })), {
    maxLength: 25,
  })
  .map((groups) => {
    const byHour = new Map<number, number[]>()
    let next = 0
    for (const [hour, count] of groups) {
      const keys = byHour.get(hour * HOUR) ?? []
      for (let i = 0; i < count; i++) keys.push(next++)
      byHour.set(hour * HOUR, keys)
    }
    return byHour
  })
const thresholds = fc.integer({ min: 0, max: 60 })
const ends = fc.integer({ min: 0, max: 70 }).map((hour) => hour * HOUR)

test('a package is empty or has enough, and every hour from the first on has one', () => {
  fc.assert(
    fc.property(histories, thresholds, ends, (keysByHour, threshold, until) => {
      const { packages } = shiftKeys(keysByHour, threshold, until)
      const hours = [...packages.keys()]
      for (const { length } of packages.values()) {
        expect(length === 0 || length >= threshold).toBe(true)
      }
      expect(hours).toEqual(hours.map((_, index) => (hours[0] ?? 0) + index * HOUR))
      if (hours.length > 0) expect(hours.at(-1)).toBe(until - HOUR)
    }),
  )
})

test('every key that is released leaves once or waits, never before its hour', () => {
  fc.assert(
    fc.property(histories, thresholds, ends, (keysByHour, threshold, until) => {
      const { packages, waiting } = shiftKeys(keysByHour, threshold, until)
      const released = [...keysByHour].filter(([hour]) => hour < until).flatMap(([, keys]) => keys)
      const out = [...packages.values()].flat()
      expect([...out, ...waiting].sort((a, b) => a - b)).toEqual(released.sort((a, b) => a - b))
      for (const [hour, keys] of packages) {
        for (const key of keys) expect(hourOf(keysByHour, key)).toBeLessThanOrEqual(hour)
      }
      expect(threshold === 0 || waiting.length < threshold).toBe(true)
    }),
  )
})

test('a later run leaves what an earlier one decided as it was', () => {
  fc.assert(
    fc.property(histories, thresholds, ends, ends, (keysByHour, threshold, one, other) => {
      const earlier = shiftKeys(keysByHour, threshold, Math.min(one, other)).packages
      const later = shiftKeys(keysByHour, threshold, Math.max(one, other)).packages
      for (const [hour, keys] of earlier) expect(later.get(hour)).toEqual(keys)
    }),
  )
})

const hourOf = (keysByHour: ReadonlyMap<number, readonly number[]>, key: number): number =>
  [...keysByHour].find(([, keys]) => keys.includes(key))?.[0] ?? Number.NaN
