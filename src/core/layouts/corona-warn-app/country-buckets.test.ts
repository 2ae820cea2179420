import { describe, expect, test } from 'vitest'
import { packagesOf } from '../../../../test/support/corona-warn-app-model.ts'
import { at, rowsOf, SETTINGS } from '../../../../test/support/corona-warn-app-rows.ts'
import { defaultSettings } from './settings.ts'

const countOf = (packages: ReadonlyMap<number, readonly unknown[]> | undefined) =>
  [...(packages?.values() ?? [])].reduce((sum, { length }) => sum + length, 0)

describe('keys of several countries, at least 5 a package', () => {
  const settings = { ...SETTINGS, shiftingThreshold: 5 }
  const now = at('2020-10-05T12:20')
  const keys = (count: number, origin: string, visited: readonly string[]) =>
    rowsOf(count, { origin, visited, submitted: '2020-10-05T08:00' })
  const FR = ['FR']
  const BOTH = ['FR', 'DE']

  // Counts that the original's own tests assert.
  test.each([
    { what: '10 DE + 10 FR', rows: [keys(10, 'DE', ['DE']), keys(10, 'FR', FR)], DE: 10, EUR: 20 },
    {
      what: '10 FR at home in both + 10 FR + 10 DE',
      rows: [keys(10, 'FR', BOTH), keys(10, 'FR', FR), keys(10, 'DE', ['DE'])],
      DE: 20,
      EUR: 30,
    },
    {
      what: '4 DE + 10 FR for both',
      rows: [keys(4, 'DE', ['DE']), keys(10, 'FR', BOTH)],
      DE: 14,
      EUR: 14,
    },
    { what: '4 DE + 10 FR', rows: [keys(4, 'DE', ['DE']), keys(10, 'FR', FR)], DE: 0, EUR: 10 },
    {
      what: '1 DE + 1 FR for both',
      rows: [keys(1, 'DE', ['DE']), keys(1, 'FR', BOTH)],
      DE: 0,
      EUR: 0,
    },
  ])('$what: $DE at home, $EUR in the union', ({ rows, DE, EUR }) => {
    const packages = packagesOf(rows.flat(), settings, now)
    expect([...packages.keys()]).toEqual(['DE', 'EUR'])
    expect(countOf(packages.get('DE'))).toBe(DE)
    expect(countOf(packages.get('EUR'))).toBe(EUR)
  })

  test('a key without countries counts as one from home', () => {
    const packages = packagesOf([...keys(5, 'IT', [])], settings, now)
    expect(countOf(packages.get('DE'))).toBe(5)
  })

  test('a key for countries that are not supported is in no package', () => {
    const packages = packagesOf([...keys(5, 'IT', ['IT', 'PL'])], settings, now)
    expect(countOf(packages.get('EUR'))).toBe(0)
  })

  test('with the policies for all countries, few foreign keys wait too, each country by itself', () => {
    const all = { ...settings, applyPoliciesForAllCountries: true }
    const rows = [...keys(4, 'FR', FR), ...keys(4, 'NL', ['NL'])]
    expect(countOf(packagesOf(rows, all, now).get('EUR'))).toBe(0)
    expect(countOf(packagesOf([...rows, ...keys(1, 'FR', FR)], all, now).get('EUR'))).toBe(5)
  })

  test('in the time of the seed there is one directory, without empty packages', () => {
    const seed = { ...settings, ...defaultSettings('seed'), shiftingThreshold: 5 }
    const rows = [...keys(10, 'DE', ['DE']), ...keys(4, 'FR', BOTH)]
    const packages = packagesOf(rows, seed, now)
    expect([...packages.keys()]).toEqual(['DE'])
    expect([...(packages.get('DE')?.values() ?? [])].map(({ length }) => length)).toEqual([14])
  })
})
