import { describe, expect, test } from 'vitest'
import { packagesOf, treeOf } from '../../../../test/support/corona-warn-app-model.ts'
import { at, rowsOf, SETTINGS } from '../../../../test/support/corona-warn-app-rows.ts'

const HOUR = 3600

describe('an example of three days, run at 12 on 8 October 2020', () => {
  const now = at('2020-10-08T12:20')
  const ROWS = [
    rowsOf(100, { label: 'a', start: '2020-10-04T00:00', submitted: '2020-10-06T20:00' }),
    rowsOf(39, { label: 'b', start: '2020-10-04T00:00', submitted: '2020-10-06T23:00' }),
    rowsOf(1, { label: 'c', start: '2020-10-04T00:00', submitted: '2020-10-07T02:00' }),
    rowsOf(139, {
      label: 'd',
      visited: ['DE', 'FR'],
      start: '2020-10-06T00:00',
      submitted: '2020-10-07T09:00',
    }),
    rowsOf(2, { label: 'e', start: '2020-10-07T00:00', submitted: '2020-10-07T10:00' }),
    rowsOf(5, { label: 'f', start: '2020-10-07T00:00', period: 65, submitted: '2020-10-07T11:00' }),
    rowsOf(3, {
      label: 'g',
      origin: 'FR',
      visited: ['FR'],
      start: '2020-10-07T00:00',
      submitted: '2020-10-07T11:00',
    }),
    rowsOf(7, {
      label: 'h',
      origin: 'FR',
      visited: ['FR', 'DE'],
      start: '2020-10-05T00:00',
      submitted: '2020-10-08T06:00',
    }),
    rowsOf(2, {
      label: 'i',
      origin: 'IT',
      visited: ['NL', 'IT'],
      start: '2020-10-05T00:00',
      submitted: '2020-10-07T15:00',
    }),
    rowsOf(200, { label: 'k', start: '2020-10-05T00:00', submitted: '2020-10-08T12:00' }),
  ].flat()
  const packages = packagesOf(ROWS, SETTINGS, now)

  /** Packages that are not empty: hour, and keys by label. */
  const filledOf = (directory: string, from = packages) =>
    [...(from.get(directory) ?? [])]
      .filter(([, keys]) => keys.length > 0)
      .sort(([a], [b]) => a - b)
      .map(([hour, keys]) => [
        new Date(hour * 1000).toISOString().slice(5, 13),
        [...new Set(keys.map(({ label }) => label))].sort().join('+'),
        keys.length,
      ])

  test('the packages at home', () => {
    expect(filledOf('DE')).toEqual([
      ['10-07T02', 'a+b+c', 140],
      ['10-07T13', 'd+f', 144],
    ])
    const hours = [...(packages.get('DE')?.keys() ?? [])]
    expect(hours).toEqual(Array.from({ length: 40 }, (_, n) => at('2020-10-06T20:00') + n * HOUR))
  })

  test('the packages of the union, with foreign keys in the hour that they came', () => {
    expect(filledOf('EUR')).toEqual([
      ['10-07T02', 'a+b+c', 140],
      ['10-07T11', 'g', 3],
      ['10-07T13', 'd+f', 144],
      ['10-07T15', 'i', 2],
    ])
  })

  test('the indexes, and how many keys the days have', () => {
    const tree = treeOf(ROWS, SETTINGS, now)
    for (const [country, ofDay] of [
      ['DE', 284],
      ['EUR', 289],
    ] as const) {
      const dates = `version/v1/diagnosis-keys/country/${country}/date`
      expect(tree.get(dates)).toEqual({ kind: 'index', text: '["2020-10-06","2020-10-07"]' })
      expect(tree.has(`${dates}/2020-10-06/hour`)).toBe(false)
      expect(tree.get(`${dates}/2020-10-07/hour`)).toEqual({
        kind: 'index',
        text: '[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23]',
      })
      expect(tree.get(`${dates}/2020-10-08/hour`)).toEqual({
        kind: 'index',
        text: '[0,1,2,3,4,5,6,7,8,9,10,11]',
      })
      expect(tree.get(`${dates}/2020-10-06`)).toMatchObject({ keys: { length: 0 } })
      expect(tree.get(`${dates}/2020-10-07`)).toMatchObject({ keys: { length: ofDay } })
      expect(tree.has(`${dates}/2020-10-08`)).toBe(false)
    }
  })

  test('as a demo every key is out in the hour that it came', () => {
    const demo = packagesOf(ROWS, { ...SETTINGS, demo: true }, now)
    const home = [
      ['10-06T20', 'a', 100],
      ['10-06T23', 'b', 39],
      ['10-07T02', 'c', 1],
      ['10-07T09', 'd', 139],
      ['10-07T10', 'e', 2],
      ['10-07T11', 'f', 5],
      ['10-08T06', 'h', 7],
      ['10-08T12', 'k', 200],
    ]
    expect(filledOf('DE', demo)).toEqual(home)
    expect(filledOf('EUR', demo)).toEqual(
      home.toSpliced(5, 1, ['10-07T11', 'f+g', 8], ['10-07T15', 'i', 2]),
    )
  })
})
