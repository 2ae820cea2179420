import { expect, test } from 'vitest'
import { readCountriesOfInterest, visitedCountriesOf } from './countries-of-interest.ts'

test.each([
  ['NL', ['NL']],
  ['NL,DE,BE,FR', ['NL', 'BE', 'DE', 'FR']],
  ['FR,NL', ['NL', 'FR']],
  ['NL,DE,', ['NL', 'DE']],
  ['NL,XX', ['NL', 'XX']],
  ['NL,NL', ['NL']],
  [undefined, ['NL']],
])('%s is taken', (text, expected) => {
  expect(readCountriesOfInterest(text, 'NL')).toEqual(expected)
})

test.each(['NLDE', 'DE,BE', 'NL,QQ', 'nl', 'NL, DE', 'NL,,DE', ',NL', '', `NL${',DE'.repeat(85)}`])(
  '"%s" is refused',
  (text) => {
    expect(readCountriesOfInterest(text, 'NL')).toBeUndefined()
  },
)

test('the longest list that is taken has 255 characters', () => {
  const text = `NL${',DE'.repeat(84)},`
  expect(text).toHaveLength(255)
  expect(readCountriesOfInterest(text, 'NL')).toEqual(['NL', 'DE'])
  expect(readCountriesOfInterest(`${text.slice(0, -1)},DE`, 'NL')).toBeUndefined()
})

test('a key tells of its own country only where it was in no other', () => {
  expect(visitedCountriesOf(['NL'], 'NL')).toEqual(['NL'])
  expect(visitedCountriesOf(['NL', 'BE', 'DE'], 'NL')).toEqual(['BE', 'DE'])
})
