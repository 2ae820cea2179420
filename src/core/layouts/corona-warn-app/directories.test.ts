import { describe, expect, test } from 'vitest'
import { treeOf } from '../../../../test/support/corona-warn-app-model.ts'
import { at, rowsOf, SETTINGS } from '../../../../test/support/corona-warn-app-rows.ts'
import { defaultSettings } from './settings.ts'

const HOUR = 3600
const DAY = 86_400

describe("what a run lists, by the cases of the original's own tests", () => {
  const now = at('2021-01-05T12:00')
  const country = 'version/v1/diagnosis-keys/country'
  const textOf = (tree: ReturnType<typeof treeOf>, name: string) => {
    const object = tree.get(`${country}/DE/date${name}`)
    return object?.kind === 'index' ? JSON.parse(object.text) : undefined
  }
  /** Enough keys an hour from 3 January 00:00 to the hour of the run. */
  const rows = Array.from({ length: 61 }, (_, hour) =>
    rowsOf(2, {
      start: '2021-01-01T00:00',
      submitted: new Date((at('2021-01-03T00:00') + hour * HOUR) * 1000).toISOString().slice(0, 16),
    }),
  ).flat()
  const settings = { ...SETTINGS, shiftingThreshold: 2, hourFileRetentionDays: 3 }
  const range = (length: number) => Array.from({ length }, (_, hour) => hour)

  test('days that are over, and hours that are over', () => {
    const tree = treeOf(rows, settings, now)
    expect(textOf(tree, '')).toEqual(['2021-01-03', '2021-01-04'])
    expect(textOf(tree, '/2021-01-03/hour')).toEqual(range(24))
    expect(textOf(tree, '/2021-01-04/hour')).toEqual(range(24))
    expect(textOf(tree, '/2021-01-05/hour')).toEqual(range(12))
  })

  test('today too with incomplete days, and the present hour of a demo with incomplete hours', () => {
    const days = treeOf(rows, { ...settings, includeIncompleteDays: true }, now)
    expect(textOf(days, '')).toEqual(['2021-01-03', '2021-01-04', '2021-01-05'])
    const demo = { ...settings, demo: true, includeIncompleteHours: true }
    expect(textOf(treeOf(rows, demo, now), '/2021-01-05/hour')).toEqual(range(13))
  })

  test('without keys the country index and empty date indexes alone', () => {
    const tree = treeOf([], settings, now)
    expect([...tree].map(([name, object]) => [name, object])).toEqual([
      ['version', { kind: 'index', text: '["v1"]' }],
      ['version/index-v2', { kind: 'index', text: '["v2"]' }],
      [country, { kind: 'index', text: '["DE","EUR"]' }],
      [`${country}/DE/date`, { kind: 'index', text: '[]' }],
      [`${country}/EUR/date`, { kind: 'index', text: '[]' }],
    ])
  })

  test('a day without enough keys has a file, without keys', () => {
    const few = rowsOf(1, { start: '2021-01-01T00:00', submitted: '2021-01-03T10:00' })
    const tree = treeOf(few, settings, now)
    expect(textOf(tree, '')).toEqual(['2021-01-03', '2021-01-04'])
    expect(tree.get(`${country}/DE/date/2021-01-03`)).toMatchObject({
      region: 'DE',
      startTimestamp: at('2021-01-03T00:00'),
      endTimestamp: at('2021-01-03T00:00') + DAY,
      keys: [],
    })
  })

  test('a day or an hour with more keys than a file may have is left out, others stay', () => {
    const full = { ...settings, maxKeysPerBundle: 48 }
    const fits = treeOf(rows, full, now)
    expect(textOf(fits, '')).toEqual(['2021-01-03', '2021-01-04'])
    const more = rowsOf(1, { start: '2021-01-01T00:00', submitted: '2021-01-03T05:00' })
    const tree = treeOf([...rows, ...more], full, now)
    expect(textOf(tree, '')).toEqual(['2021-01-04'])
    expect(textOf(tree, '/2021-01-03/hour')).toBeUndefined()
    expect(textOf(tree, '/2021-01-04/hour')).toEqual(range(24))
  })

  test('a submission of ten days ago to the hour is published, one of an hour before is not', () => {
    const within = rowsOf(1, { submitted: '2020-12-26T12:00' })
    const before = rowsOf(1, { submitted: '2020-12-26T11:00' })
    const one = { ...settings, shiftingThreshold: 1 }
    expect(textOf(treeOf(within, one, now), '')).toContain('2020-12-26')
    expect(textOf(treeOf(before, one, now), '')).toEqual([])
    const seed = { ...one, ...defaultSettings('seed'), shiftingThreshold: 1 }
    expect(textOf(treeOf(before, seed, now), '')).toEqual(['2020-12-26'])
  })

  test('keys are sorted by their bytes, whatever order they came in', () => {
    const tree = treeOf(rows.toReversed(), settings, now)
    const hour = tree.get(`${country}/DE/date/2021-01-05/hour/3`)
    const keys = hour?.kind === 'archive' ? hour.keys.map(({ keyDataHex }) => keyDataHex) : []
    expect(keys).toHaveLength(2)
    expect(keys).toEqual([...keys].sort())
    expect(tree).toEqual(treeOf(rows, settings, now))
  })
})
