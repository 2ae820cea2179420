/** Draws from a stream of uniform numbers. Pure: the stream is an argument. */

import type { RandomBytes } from '../random.ts'

/** The next number of the stream: 0 ≤ x < 1. */
export type Chance = () => number

const U32 = 2 ** 32
const BYTES_AT_ONCE = 4096

/** Numbers of 32 bits each, big-endian. @throws where the bytes are used up */
export function chanceFrom(bytes: Uint8Array): Chance {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let offset = 0
  return () => {
    const number = view.getUint32(offset) / U32
    offset += 4
    return number
  }
}

/** Endless, from fresh bytes. */
export function freshChance(randomBytes: RandomBytes): Chance {
  let left = 0
  let next: Chance = chanceFrom(new Uint8Array())
  return () => {
    if (left === 0) {
      next = chanceFrom(randomBytes(BYTES_AT_ONCE))
      left = BYTES_AT_ONCE / 4
    }
    left--
    return next()
  }
}

/** A whole number: from ≤ x ≤ to. */
export const drawInteger = (chance: Chance, from: number, to: number): number =>
  from + Math.floor(chance() * (to - from + 1))

export function drawOne<T>(chance: Chance, values: readonly T[]): T {
  const value = values[drawInteger(chance, 0, values.length - 1)]
  if (value === undefined) throw new TypeError('nothing to draw from')
  return value
}

/** @param weights not negative, with a sum above 0 */
export function drawWeighted<T>(chance: Chance, weights: readonly (readonly [T, number])[]): T {
  let at = chance() * weights.reduce((sum, [, weight]) => sum + weight, 0)
  let last: readonly [T] | undefined
  for (const [value, weight] of weights) {
    if (weight <= 0) continue
    last = [value]
    at -= weight
    if (at < 0) return value
  }
  if (last === undefined) throw new TypeError('nothing to draw from')
  return last[0]
}

/** A whole number by the two-sided geometric distribution, P(x) ∝ e^(−ε|x|): noise on a count. */
export function drawNoise(chance: Chance, epsilon: number): number {
  const geometric = () => Math.floor(Math.log(1 - chance()) / -epsilon)
  return geometric() - geometric()
}
