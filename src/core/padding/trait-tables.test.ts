import { expect, test } from 'vitest'
import { drawTrait, TraitCounter } from './trait-tables.ts'

/** The middle of the distribution: noise of zero. */
const noNoise = () => 0
const never = () => 'flat'

function tablesOf(counts: readonly (readonly [context: string, value: string, uploads: number])[]) {
  const counter = new TraitCounter()
  for (const [context, value, uploads] of counts) {
    counter.add({ contexts: [context, 'all'], value }, uploads)
  }
  return counter.publish(10, 0.5, noNoise)
}

test('what fewer than ten uploads share is kept as a rest without its value', () => {
  expect(
    tablesOf([
      ['a', 'x', 30],
      ['a', 'y', 9],
      ['b', 'y', 4],
      ['b', 'z', 3],
    ]),
  ).toEqual({ a: { x: 30, '~': 9 }, all: { x: 30, y: 13, '~': 3 } })
})

test('the rest of a context is drawn from a wider one, of values that the context does not hold itself', () => {
  const tables = { narrow: { x: 3, '~': 1 }, wide: { x: 97, y: 3 } }
  const draw = (...numbers: number[]) =>
    drawTrait(tables, ['absent', 'narrow', 'wide'], () => numbers.shift() ?? 0, never)
  expect(draw(0.7)).toBe('x')
  expect(draw(0.8, 0)).toBe('y')
})

test('what no context holds is drawn flat', () => {
  const tables = { narrow: { x: 1, '~': 1 }, wide: { x: 5 } }
  const draw = (...numbers: number[]) =>
    drawTrait(tables, ['narrow', 'wide'], () => numbers.shift() ?? 0, never)
  expect(draw(0.9)).toBe('flat')
  expect(drawTrait({}, ['narrow'], noNoise, never)).toBe('flat')
})
