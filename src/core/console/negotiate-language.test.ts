import { describe, expect, test } from 'vitest'
import { negotiateLanguage } from './negotiate-language.ts'

describe('the language of pages', () => {
  test('is the one of the account before all others', () => {
    expect(negotiateLanguage('fr', 'de', 'es', 'en')).toBe('fr')
  })

  test('is the one that was chosen in this browser before what the browser says', () => {
    expect(negotiateLanguage(undefined, 'de', 'es', 'en')).toBe('de')
  })

  test.each([
    ['pt-BR,pt;q=0.9,en;q=0.8', 'pt'],
    ['en;q=0.5, ar;q=0.9', 'ar'],
    ['nl, DE-at;q=0.7', 'de'],
    ['fr;q=0, es;q=0.1', 'es'],
    ['nl, it', 'en'],
    ['*', 'en'],
    ['nl, *, de;q=0.1', 'en'],
    ['', 'en'],
  ])('is what the browser wants most of ours: %s', (accepted, expected) => {
    expect(negotiateLanguage(undefined, undefined, accepted, 'en')).toBe(expected)
  })

  test('is the fallback where a cookie names none of ours and the browser says nothing', () => {
    expect(negotiateLanguage(undefined, 'xx', undefined, 'es')).toBe('es')
  })

  test('is none that only begins like one of ours', () => {
    expect(negotiateLanguage(undefined, 'english', 'den, arz', 'fr')).toBe('fr')
  })
})
