import { describe, expect, test } from 'vitest'
import { shiftKeys } from './shifting.ts'

const HOUR = 3600
const START = Date.UTC(2020, 9, 6, 20) / 1000
const hour = (number: number) => START + number * HOUR

/** @param counts keys of consecutive hours */
function keysOf(counts: readonly number[]): ReadonlyMap<number, readonly string[]> {
  return new Map(
    counts.map((count, index) => [
      hour(index),
      Array.from({ length: count }, (_, each) => `${index}.${each}`),
    ]),
  )
}

const sizesOf = (packages: ReadonlyMap<number, readonly unknown[]>) =>
  [...packages.values()].map(({ length }) => length)

describe('keys wait until there are enough of them', () => {
  // Keys of consecutive hours, and the packages that come of them where a package has at least 5.
  test.each([
    { counts: [4, 1], sizes: [0, 5] },
    { counts: [5, 2, 4], sizes: [5, 0, 6] },
    { counts: [1, 5], sizes: [0, 6] },
    { counts: [1, 1, 1, 0, 0, 1, 1], sizes: [0, 0, 0, 0, 0, 0, 5] },
  ])('$counts keys give packages of $sizes', ({ counts, sizes }) => {
    const { packages, waiting } = shiftKeys(keysOf(counts), 5, hour(counts.length))
    expect(sizesOf(packages)).toEqual(sizes)
    expect(waiting).toEqual([])
  })

  test('keys move over midnight, and hours without keys have an empty package', () => {
    const keys = new Map([
      [hour(0), ['a', 'b', 'c', 'd']],
      [hour(6), ['e']],
    ])
    const { packages } = shiftKeys(keys, 5, hour(8))
    expect([...packages.keys()]).toEqual([0, 1, 2, 3, 4, 5, 6, 7].map(hour))
    expect(packages.get(hour(6))).toEqual(['a', 'b', 'c', 'd', 'e'])
    expect(sizesOf(packages)).toEqual([0, 0, 0, 0, 0, 0, 5, 0])
  })

  test('by days: 5, 1 and 5 keys on three days leave on the first and the third', () => {
    const keys = new Map([
      [hour(4), ['a', 'b', 'c', 'd', 'e']],
      [hour(28), ['f']],
      [hour(52), ['g', 'h', 'i', 'j', 'k']],
    ])
    const { packages } = shiftKeys(keys, 5, hour(76))
    const byDay = [0, 24, 48].map((first) =>
      [...packages].reduce(
        (sum, [at, { length }]) =>
          at >= hour(first + 4) && at < hour(first + 28) ? sum + length : sum,
        0,
      ),
    )
    expect(byDay).toEqual([5, 0, 6])
  })

  test('the hour of the run and later ones are left alone', () => {
    const { packages, waiting } = shiftKeys(keysOf([5, 5, 5]), 5, hour(1))
    expect([...packages.keys()]).toEqual([hour(0)])
    expect(waiting).toEqual([])
  })

  test('keys whose release is yet to come make no package, not even an empty one', () => {
    expect(shiftKeys(new Map([[hour(3), ['a']]]), 5, hour(3)).packages.size).toBe(0)
  })

  test('without keys there are no hours', () => {
    expect(shiftKeys(new Map(), 5, hour(3)).packages.size).toBe(0)
    expect(shiftKeys(new Map([[hour(0), []]]), 5, hour(3)).packages.size).toBe(0)
  })

  test('too few keys wait, and leave with those that come later', () => {
    const early = shiftKeys(keysOf([4]), 5, hour(3))
    expect(early.waiting).toHaveLength(4)
    expect(sizesOf(early.packages)).toEqual([0, 0, 0])
    expect(sizesOf(shiftKeys(keysOf([4, 0, 0, 1]), 5, hour(4)).packages)).toEqual([0, 0, 0, 5])
  })
})
