import { expect, test } from 'vitest'
import { chanceFrom, drawInteger, drawNoise, drawWeighted, freshChance } from './chance.ts'

/** 0, 1/n, 2/n, … again and again: every number as often as any other. */
function evenly(n: number) {
  let i = 0
  return () => (i++ % n) / n
}

test('a whole number is drawn from the whole range, ends included', () => {
  const chance = evenly(30)
  const drawn = Array.from({ length: 30 }, () => drawInteger(chance, 5, 7))
  expect([5, 6, 7].map((n) => drawn.filter((x) => x === n).length)).toEqual([10, 10, 10])
})

test('a value is drawn as often as it weighs, and never without a weight', () => {
  const chance = evenly(100)
  const drawn = Array.from({ length: 100 }, () =>
    drawWeighted(chance, [
      ['never', 0],
      ['rare', 1],
      ['often', 3],
    ]),
  )
  expect(drawn.filter((value) => value === 'rare')).toHaveLength(25)
  expect(drawn).not.toContain('never')
  expect(() => drawWeighted(chance, [['never', 0]])).toThrow(TypeError)
})

test('noise falls off by e^ε from one number to the next, both ways alike', () => {
  const numbers = Array.from({ length: 300 }, (_, i) => i / 300)
  const counts = new Map<number, number>()
  for (const a of numbers) {
    for (const b of numbers) {
      const pair = [a, b]
      const noise = drawNoise(() => pair.shift() ?? 0, 0.5)
      counts.set(noise, (counts.get(noise) ?? 0) + 1)
    }
  }
  const ratio = (x: number, y: number) => (counts.get(x) ?? 0) / (counts.get(y) ?? 1)
  expect(ratio(2, -2)).toBeCloseTo(1, 1)
  expect(ratio(0, 1)).toBeCloseTo(Math.exp(0.5), 1)
  expect(ratio(-3, -2)).toBeCloseTo(Math.exp(-0.5), 1)
})

test('numbers from bytes end with the bytes', () => {
  const chance = chanceFrom(Uint8Array.of(128, 0, 0, 0, 255, 255, 255, 255))
  expect(chance()).toBe(0.5)
  expect(chance()).toBeLessThan(1)
  expect(() => chance()).toThrow(RangeError)
})

test('fresh numbers do not end', () => {
  const chance = freshChance((length) => new Uint8Array(length).fill(64))
  expect(new Set(Array.from({ length: 3000 }, () => chance()))).toEqual(
    new Set([0x40404040 / 2 ** 32]),
  )
})
