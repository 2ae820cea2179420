import { expect, test } from 'vitest'
import {
  formatLabConfirmationId,
  isGgdKey,
  isLabConfirmationId,
  makeGgdKey,
  makeLabConfirmationId,
} from './ggd-key.ts'

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length))
const ALPHABET = 'BCFGJLQRSTUVXYZ23456789'

test.each(['L8T6LJQ', 'XBB5XFJ', '8JTRXXG'])('%s is a key', (key) => {
  expect(isGgdKey(key)).toBe(true)
})

test.each([
  'Z7B9EDF',
  'E4CWEGE',
  'HKV6X54',
  'MJTCBFA',
  'L8T6LJR',
  'XBB5XFT',
  '8JTRXX5',
  'L8T6LJ',
  'L8T6LJQQ',
  'l8t6ljq',
  '',
])('"%s" is none', (key) => {
  expect(isGgdKey(key)).toBe(false)
})

test('keys that are made have their check digit, and only one of all characters is it', () => {
  for (let i = 0; i < 200; i++) {
    const key = makeGgdKey(random)
    expect(key).toMatch(/^[BCFGJLQRSTUVXYZ23456789]{7}$/)
    const valid = [...ALPHABET].filter((last) => isGgdKey(key.slice(0, 6) + last))
    expect(valid).toEqual([key.charAt(6)])
  }
})

test('no character of a key is likelier than another', () => {
  const counts = new Map<string, number>()
  const keys = 3000
  for (let i = 0; i < keys; i++) {
    for (const character of makeLabConfirmationId(random)) {
      counts.set(character, (counts.get(character) ?? 0) + 1)
    }
  }
  const expected = (keys * 6) / ALPHABET.length
  const chiSquared = [...ALPHABET]
    .map((character) => ((counts.get(character) ?? 0) - expected) ** 2 / expected)
    .reduce((a, b) => a + b)
  // 22 degrees of freedom: above 64 once in 200,000 runs.
  expect(chiSquared).toBeLessThan(64)
})

test('bytes above the last multiple of the alphabet are thrown away', () => {
  const sequence = [253, 254, 255, 0, 23, 46, 252, 22, 1]
  const bytes = (length: number) => Uint8Array.from(sequence.splice(0, length))
  expect(makeLabConfirmationId(bytes)).toBe('BBB99C')
})

test('ids of the first version have six characters of the same alphabet', () => {
  expect(isLabConfirmationId(makeLabConfirmationId(random))).toBe(true)
  for (const id of ['BCF-23', 'BCF23', 'BCF2345', 'bcf234', 'BCFA34']) {
    expect(isLabConfirmationId(id)).toBe(false)
  }
  expect(formatLabConfirmationId('BCF234')).toBe('BCF-234')
})
