import { describe, expect, test } from 'vitest'
import { asIntervalNumber } from '../../time.ts'
import { checkOverlap } from './overlap.ts'

const START = 2_973_888
/** Keys as [start after START, period]. */
const check = (keys: readonly (readonly [number, number])[], maxSameStart = 3) =>
  checkOverlap(
    keys.map(([offset, rollingPeriod]) => ({
      rollingStartIntervalNumber: asIntervalNumber(START + offset),
      rollingPeriod,
    })),
    maxSameStart,
  )

describe('taken', () => {
  test.each<[string, [number, number][]]>([
    ['nothing', []],
    [
      'one key after another',
      [
        [0, 144],
        [144, 144],
      ],
    ],
    [
      'in any order',
      [
        [288, 144],
        [0, 144],
        [144, 144],
      ],
    ],
    [
      'with gaps',
      [
        [0, 10],
        [500, 144],
      ],
    ],
    [
      'one that starts where the other ends',
      [
        [0, 6],
        [6, 6],
      ],
    ],
    [
      'three of one start and any length',
      [
        [0, 144],
        [0, 1],
        [0, 72],
      ],
    ],
    [
      'three of one start, twice',
      [
        [0, 144],
        [0, 144],
        [0, 144],
        [144, 1],
        [144, 1],
        [144, 1],
      ],
    ],
  ])('%s', (_name, keys) => {
    expect(check(keys)).toBeUndefined()
  })
})

describe('refused', () => {
  test.each<[string, [number, number][], string]>([
    [
      'a key that starts within another',
      [
        [0, 144],
        [143, 144],
      ],
      'overlap',
    ],
    [
      'the same out of order',
      [
        [143, 144],
        [0, 144],
      ],
      'overlap',
    ],
    [
      'a key inside another',
      [
        [0, 144],
        [10, 1],
      ],
      'overlap',
    ],
    [
      'a key within the longest of one start',
      [
        [0, 1],
        [0, 144],
        [50, 1],
      ],
      'overlap',
    ],
    [
      'four of one start',
      [
        [0, 144],
        [0, 1],
        [0, 72],
        [0, 3],
      ],
      'more than 3',
    ],
  ])('%s', (_name, keys, expected) => {
    expect(check(keys)).toContain(expected)
  })
})

test('the limit of one start is the deployment\u2019s', () => {
  const two: [number, number][] = [
    [0, 1],
    [0, 1],
  ]
  expect(check(two, 2)).toBeUndefined()
  expect(check(two, 1)).toContain('more than 1')
})
