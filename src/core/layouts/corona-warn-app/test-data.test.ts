import { describe, expect, test } from 'vitest'
import { hoursToFill, testKeysOf } from './test-data.ts'

const HOUR = 3600
const DAY = 24 * HOUR
const at = (text: string) => Date.parse(text) / 1000
const NOW = at('2021-03-10T12:20:00Z')

describe('hours that are filled', () => {
  test('begin at the midnight of 14 days ago where there is no key', () => {
    const hours = hoursToFill(undefined, NOW, 'head')
    expect(hours[0]).toBe(at('2021-02-24T00:00:00Z'))
    expect(hours.at(-1)).toBe(at('2021-03-10T12:00:00Z'))
    expect(hours).toHaveLength(14 * 24 + 13)
  })

  test('are those after the newest key', () => {
    expect(hoursToFill(at('2021-03-10T09:00:00Z'), NOW, 'head')).toEqual(
      ['10', '11', '12'].map((hour) => at(`2021-03-10T${hour}:00:00Z`)),
    )
  })

  test('are none where the newest key is of this hour', () => {
    expect(hoursToFill(at('2021-03-10T12:00:00Z'), NOW, 'head')).toEqual([])
  })

  test('end with the hour before in the days of the seed', () => {
    expect(hoursToFill(at('2021-03-10T09:00:00Z'), NOW, 'seed').at(-1)).toBe(
      at('2021-03-10T11:00:00Z'),
    )
  })
})

describe('keys of an hour', () => {
  const keys = Array.from({ length: 200 }, (_, i) =>
    testKeysOf(NOW - (NOW % HOUR) - i * HOUR, 'DE', ['DE', 'FR'], 100),
  )

  test('are a hundred on average, and as scattered as Poisson has it', () => {
    const counts = keys.map(({ length }) => length)
    const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length
    const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / counts.length
    expect(mean).toBeGreaterThan(97)
    expect(mean).toBeLessThan(103)
    expect(variance).toBeGreaterThan(70)
    expect(variance).toBeLessThan(135)
  })

  test('have every risk from 1 to 7, and start at the midnight of their submission', () => {
    const all = keys.flat()
    expect(new Set(all.map((key) => key.transmissionRiskLevel))).toEqual(
      new Set([1, 2, 3, 4, 5, 6, 7]),
    )
    for (const key of all) {
      expect(key.rollingStartIntervalNumber * 600).toBe(Math.floor(key.submittedAt / DAY) * DAY)
      expect(key.rollingPeriod).toBe(144)
    }
  })

  test('name all countries or their own alone, about as often', () => {
    const all = keys.flat()
    const share = all.filter((key) => key.visitedCountries.length === 2).length / all.length
    expect(share).toBeGreaterThan(0.47)
    expect(share).toBeLessThan(0.53)
  })

  test('are the same for the same hour and country, and no others', () => {
    const names = (list: ReturnType<typeof testKeysOf>) => list.map((key) => String(key.keyData))
    expect(names(testKeysOf(NOW, 'DE', ['DE'], 100))).toEqual(
      names(testKeysOf(NOW, 'DE', ['DE'], 100)),
    )
    const french = new Set(names(testKeysOf(NOW, 'FR', ['DE'], 100)))
    expect(names(testKeysOf(NOW, 'DE', ['DE'], 100)).some((name) => french.has(name))).toBe(false)
    expect(new Set(keys.flatMap(names)).size).toBe(keys.flat().length)
  })

  test('can be a thousand on average', () => {
    const { length } = testKeysOf(NOW, 'DE', ['DE'], 1000)
    expect(length).toBeGreaterThan(850)
    expect(length).toBeLessThan(1150)
  })
})
