import { expect, test } from 'vitest'
import { ORIGINAL_SETTINGS } from './original-settings.ts'
import {
  checkCoronaMelderSettings,
  coronaMelderSettings,
  DEFAULT_CORONAMELDER_SETTINGS,
} from './settings.ts'

const problemsOf = (draft: Record<string, unknown>) =>
  checkCoronaMelderSettings(draft).map(({ path, reason }) => [path, reason])

test('nothing is to be set, and the defaults are right', () => {
  expect(problemsOf({})).toEqual([])
  expect(problemsOf({ ...DEFAULT_CORONAMELDER_SETTINGS })).toEqual([])
  expect(coronaMelderSettings({ maxKeysPerSet: 10 })).toEqual({
    ...DEFAULT_CORONAMELDER_SETTINGS,
    maxKeysPerSet: 10,
  })
})

test.each([
  ['country', ['DE', 'NL'], ['XX', 'QQ', 'nl', '', 1]],
  ['countryMode', ['none', 'one_eu', 'members'], ['oneEu', null]],
  ['maxKeysPerSet', [1, 500_000], [0, 500_001, 1.5, '10']],
  ['splitMode', ['fill', 'balanced'], ['']],
  ['lifetimeDays', [1, 14], [0, 15]],
  ['manifestMaxAgeSeconds', [1, 3600], [0, 3601]],
  ['documentMaxAgeSeconds', [60, 31_536_000], [59]],
  ['appBundleId', ['nl.rijksoverheid.en.test'], ['', 'a b', 'x'.repeat(101)]],
])('%s has its bounds', (name, taken, refused) => {
  for (const value of taken) expect(problemsOf({ [name]: value }), String(value)).toEqual([])
  for (const value of refused) {
    const [problem] = problemsOf({ [name]: value })
    expect(problem?.[0], String(value)).toBe(`settings.${name}`)
  }
})

test('a period is a whole part of a day', () => {
  for (const minutes of [5, 60, 240, 1440])
    expect(problemsOf({ periodMinutes: minutes })).toEqual([])
  expect(problemsOf({ periodMinutes: 7 })).toEqual([
    ['settings.periodMinutes', 'period_does_not_divide_a_day'],
  ])
  expect(problemsOf({ periodMinutes: 1 })).toEqual([['settings.periodMinutes', 'out_of_range']])
})

test('all problems are told at once', () => {
  expect(problemsOf({ country: 'Q', lifetimeDays: 99, colour: 'red' })).toHaveLength(3)
})

test.each(Object.entries(ORIGINAL_SETTINGS))(
  "the original's %s is met with where it is now",
  (name, original) => {
    const [problem] = checkCoronaMelderSettings({ [name]: 1 }, 'exports[0].settings')
    expect(problem?.path).toBe(`exports[0].settings.${name}`)
    expect(problem?.message).toContain(Object.values(original)[0])
    if ('setting' in original) {
      expect(Object.keys(DEFAULT_CORONAMELDER_SETTINGS)).toContain(original.setting)
    }
  },
)
