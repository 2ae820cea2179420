import { describe, expect, test } from 'vitest'
import { criteriaOf, isAmong } from './criteria.ts'

const ask = (
  includeRegions: readonly string[],
  excludeRegions: readonly string[] = [],
  authorized: { include?: readonly string[]; exclude?: readonly string[] } = {},
) =>
  criteriaOf(
    { includeRegions, excludeRegions, onlyTravelers: false, onlyLocalProvenance: true },
    {
      includeRegions: authorized.include ?? ['US', 'CA', 'MX'],
      excludeRegions: authorized.exclude ?? [],
    },
  )

describe('what is asked for', () => {
  test.each([
    ['its own choice', ask(['US', 'CA']), ['CA', 'US']],
    ['its own choice in lower case', ask(['us']), ['US']],
    ['what is authorized of it', ask(['US', 'FR']), ['US']],
    ['all that is authorized, where it names none', ask([]), ['CA', 'MX', 'US']],
    ['all but what it excludes', ask([], ['MX']), ['CA', 'US']],
    ['all but what is never told', ask([], [], { exclude: ['CA'] }), ['MX', 'US']],
    ['each region once', ask(['US', 'us', 'US']), ['US']],
  ])('a caller gets %s', (_what, outcome, includeRegions) => {
    expect(outcome).toMatchObject({ ok: true, value: { includeRegions } })
  })

  test('what either side excludes is excluded', () => {
    expect(ask(['US'], ['MX'], { exclude: ['CA'] })).toMatchObject({
      ok: true,
      value: { excludeRegions: ['CA', 'MX'] },
    })
  })

  test.each([
    ['nothing of it is authorized', ask(['FR']), 'regions_not_authorized'],
    ['nothing at all is', ask([], [], { include: [] }), 'regions_not_authorized'],
    ['all of it is excluded', ask(['US'], [], { exclude: ['US'] }), 'regions_not_authorized'],
    ['it contradicts itself', ask(['US'], ['us']), 'regions_overlap'],
    ['a region has a comma', ask(['US,CA']), 'malformed_region'],
    ['a region has no letter', ask(['']), 'malformed_region'],
    ['an excluded one is malformed', ask(['US'], ['*']), 'malformed_region'],
  ])('it is refused where %s', (_why, outcome, failure) => {
    expect(outcome).toEqual({ ok: false, failure })
  })
})

describe('a key', () => {
  const criteria = {
    includeRegions: ['US'],
    excludeRegions: ['CA'],
    onlyTravelers: false,
    onlyLocalProvenance: true,
  }
  test.each([
    [['US'], false, true],
    [['US', 'CA'], false, true],
    [['MX'], false, false],
    [[], false, false],
    [['MX'], true, true],
    [[], true, true],
    [['MX', 'CA'], true, false],
    [['US', 'CA'], true, true],
  ])('for %j (traveler: %s) is among them: %s', (regions, traveler, expected) => {
    expect(isAmong({ regions, traveler }, criteria)).toBe(expected)
  })

  test('of somebody at home is not among travelers', () => {
    const travelers = { ...criteria, onlyTravelers: true }
    expect(isAmong({ regions: ['US'], traveler: false }, travelers)).toBe(false)
    expect(isAmong({ regions: ['US'], traveler: true }, travelers)).toBe(true)
  })
})
