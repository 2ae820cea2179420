import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { groupsOf } from './code-groups.ts'
import { spokenCode } from './spoken-code.ts'
import { LANGUAGES } from './viewer.ts'

describe('groups', () => {
  test.each([
    ['482719', ['482', '719']],
    ['4827193', ['4827', '193']],
    ['48271936', ['4827', '1936']],
    ['', []],
  ])('of %s', (code, groups) => {
    expect(groupsOf(code)).toEqual(groups)
  })

  test('hold all of a code, three or four at a time', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9a-z]{6,16}$/), (code) => {
        const groups = groupsOf(code)
        expect(groups.join('')).toBe(code)
        for (const { length } of groups) expect([3, 4]).toContain(length)
      }),
    )
  })
})

describe('a code that is read out', () => {
  test.each([
    ['en', 'four eight two seven, one nine three six'],
    ['de', 'vier acht zwei sieben, eins neun drei sechs'],
    ['fr', 'quatre huit deux sept, un neuf trois six'],
    ['es', 'cuatro ocho dos siete, uno nueve tres seis'],
    ['pt', 'quatro oito dois sete, um nove três seis'],
    ['ar', 'أربعة ثمانية اثنان سبعة، واحد تسعة ثلاثة ستة'],
  ] as const)('in %s', (language, words) => {
    expect(spokenCode('48271936', language)).toBe(words)
  })

  test('has a word of its own for each digit in every language', () => {
    for (const language of LANGUAGES) {
      const words = [...'0123456789'].map((digit) => spokenCode(digit, language))
      expect(new Set(words).size).toBe(10)
      for (const word of words) expect(word).not.toMatch(/[\d\s]/)
    }
  })
})
