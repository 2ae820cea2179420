import { describe, expect, test } from 'vitest'
import { LOCALES } from './locales/index.ts'
import { fillIn, TEXT_NAMES } from './texts.ts'

const placeholders = (text: string) =>
  [...text.matchAll(/\{(\w*)\}/g)].map(([, name]) => name).sort()

test('there are 38 languages', () => {
  expect(Object.keys(LOCALES)).toHaveLength(38)
})

describe.each(Object.entries(LOCALES))('%s', (_locale, texts) => {
  test('has every text and no other', () => {
    expect(Object.keys(texts).sort()).toEqual([...TEXT_NAMES].sort())
    for (const name of TEXT_NAMES) expect(texts[name].trim(), name).not.toBe('')
  })

  test('keeps the placeholders of English', () => {
    for (const name of TEXT_NAMES) {
      expect(placeholders(texts[name]), name).toEqual(placeholders(LOCALES.en[name]))
    }
  })
})

test.each(Object.entries(LOCALES).filter(([locale]) => locale !== 'en'))(
  '%s is translated',
  (_locale, texts) => {
    for (const name of ['intro', 'agreement', 'success', 'errorInternal'] as const) {
      expect(texts[name], name).not.toBe(LOCALES.en[name])
    }
  },
)

test('names without a value stay', () => {
  expect(fillIn('{first} – {last}', { first: '1' })).toBe('1 – {last}')
  expect(fillIn('{first}', { first: '{last}', last: 'x' })).toBe('{last}')
})
