import { describe, expect, test } from 'vitest'
import { LANGUAGES, type Language } from '../../core/console/viewer.ts'
import { copyOf, flashTextOf } from './copy.ts'
import { pluralOf } from './plural.ts'

/** All texts of a copy by the path of their name; functions are asked with a number, a name or both. */
function textsOf(copy: object, path = ''): Map<string, string> {
  const texts = new Map<string, string>()
  for (const [name, value] of Object.entries(copy)) {
    const at = `${path}.${name}`
    if (typeof value === 'string') texts.set(at, value)
    else if (typeof value === 'object' && value !== null)
      for (const [inner, text] of textsOf(value, at)) texts.set(inner, text)
  }
  return texts
}

/** Without the areas that are still left to English. */
function ownTextsOf(language: Language): Map<string, string> {
  const english: object[] = Object.values(copyOf('en'))
  const own = Object.entries(copyOf(language)).filter(([, area]) => !english.includes(area))
  return textsOf(Object.fromEntries(own))
}

const ENGLISH = textsOf(copyOf('en'))

/** One word may be the same in two languages, a sentence is not. */
const isSentence = (text: string): boolean => /\p{L}{2}.*\s.*\p{L}{2}/u.test(text)

describe('words in six languages', () => {
  test.each(LANGUAGES.filter((language) => language !== 'en'))(
    '%s says all that English says, and in words of its own',
    (language) => {
      const texts = ownTextsOf(language)
      const areas = new Set([...texts.keys()].map((at) => at.split('.')[1]))
      const wanted = [...ENGLISH.keys()].filter((at) => areas.has(at.split('.')[1]))
      expect(areas).toContain('common')
      expect([...texts.keys()].sort()).toEqual(wanted.sort())
      const english = [...texts].filter(
        ([at, text]) => text === ENGLISH.get(at) && isSentence(text),
      )
      expect(english).toEqual([])
    },
  )

  test.each(LANGUAGES)('%s has no empty text and none that tries to be markup', (language) => {
    for (const [at, text] of textsOf(copyOf(language)))
      expect([at, /^\s*$|[<>]|&[a-z]+;/.test(text)]).toEqual([at, false])
  })

  test.each(LANGUAGES)('%s puts in all that a sentence is given', (language) => {
    const { common } = copyOf(language)
    expect(common.missingPermission('RIGHT', 'REALM')).toMatch(/RIGHT.*REALM|REALM.*RIGHT/)
    expect(common.whoCanGive('NAMES')).toContain('NAMES')
    expect(common.reference('7F3K-22')).toContain('7F3K-22')
    expect(common.waitSeconds(30)).toContain('30')
    expect(common.errorSummary(5)).toContain('5')
  })

  test('English blames nobody and begs nobody', () => {
    for (const [at, text] of ENGLISH)
      expect([at, /\b(please|invalid|illegal|oops|sorry)\b/i.test(text)]).toEqual([at, false])
  })

  test('a message of no area, or of a name that every object has, is none', () => {
    const copy = copyOf('en')
    expect(flashTextOf(copy, 'common.signedOut')?.tone).toBe('ok')
    for (const key of ['', 'common', 'common.', 'common.toString', 'toString.length', 'x.y'])
      expect(flashTextOf(copy, key)).toBeUndefined()
  })
})

describe('plurals', () => {
  const arabic = pluralOf('ar')
  const forms = { zero: 'zero', one: 'one', two: 'two', few: 'few #', many: 'many #', other: '#' }

  // CLDR: few 3–10, many 11–99, both by the last two digits.
  test.each([
    [0, 'zero'],
    [1, 'one'],
    [2, 'two'],
    [3, 'few 3'],
    [10, 'few 10'],
    [11, 'many 11'],
    [99, 'many 99'],
    [100, '100'],
    [103, 'few 103'],
  ])('of Arabic: %i', (count, expected) => {
    expect(arabic(count, forms)).toBe(expected)
  })

  test('French counts none like one, and a million by a form of its own', () => {
    const french = pluralOf('fr')
    const said = (count: number) => french(count, { one: 'one', many: 'many', other: 'other' })
    expect([0, 1, 2, 1_000_000].map(said)).toEqual(['one', 'one', 'other', 'many'])
  })
})
