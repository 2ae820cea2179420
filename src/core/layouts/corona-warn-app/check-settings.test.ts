import { describe, expect, test } from 'vitest'
import { checkCoronaWarnAppSettings } from './check-settings.ts'
import type { CoronaWarnAppDraft } from './settings.ts'

const APP = 'de.rki.coronawarnapp'

const problemsOf = (draft: CoronaWarnAppDraft) => {
  const checked = checkCoronaWarnAppSettings({ appBundleId: APP, ...draft })
  return checked.ok ? [] : checked.failure.map(({ path, reason }) => `${path}: ${reason}`)
}

describe('the settings of a Corona-Warn-App export', () => {
  test('are those of the original where nothing is said', () => {
    expect(checkCoronaWarnAppSettings({ appBundleId: APP })).toEqual({
      ok: true,
      value: {
        era: 'head',
        originCountry: 'DE',
        supportedCountries: ['DE'],
        euPackageName: 'EUR',
        appBundleId: APP,
        demo: false,
        minimumRisk: 3,
        retentionDays: 14,
        daysToPublish: 10,
        hourFileRetentionDays: 2,
        expiryPolicyMinutes: 120,
        shiftingThreshold: 140,
        maxKeysPerBundle: 600_000,
        includeIncompleteDays: false,
        includeIncompleteHours: false,
        applyPoliciesForAllCountries: false,
        emptyTodayIndex: false,
        forceUpdateKeyFiles: false,
        uploadThreads: 4,
        retryAttempts: 3,
        retryBackoffMs: 2000,
        maxFailedOperations: 5,
      },
    })
  })

  test('of the seed publish all keys of two weeks, by hours too', () => {
    const checked = checkCoronaWarnAppSettings({ era: 'seed', appBundleId: APP })
    expect(checked).toMatchObject({
      ok: true,
      value: { minimumRisk: 1, daysToPublish: 14, hourFileRetentionDays: 14, retentionDays: 14 },
    })
  })

  test('what is undefined is not said', () => {
    const checked = checkCoronaWarnAppSettings({ appBundleId: APP, daysToPublish: undefined })
    expect(checked).toMatchObject({ ok: true, value: { daysToPublish: 10 } })
  })

  test.each([
    ['retentionDays', 0, 28],
    ['expiryPolicyMinutes', 120, 720],
    ['shiftingThreshold', 0, 200],
    ['maxKeysPerBundle', 600_000, 750_000],
    ['minimumRisk', 1, 8],
  ] as const)('%s is %i to %i', (name, min, max) => {
    expect(problemsOf({ [name]: min })).toEqual([])
    expect(problemsOf({ [name]: max })).toEqual([])
    expect(problemsOf({ [name]: max + 1 })).toEqual([`${name}: out_of_range`])
    expect(problemsOf({ [name]: min + 0.5 })).toContain(`${name}: out_of_range`)
  })

  test.each([
    ['expiryPolicyMinutes', 119],
    ['shiftingThreshold', -1],
    ['maxKeysPerBundle', 599_999],
    ['minimumRisk', 0],
    ['retentionDays', -1],
    ['hourFileRetentionDays', 0],
    ['uploadThreads', 0],
    ['retryAttempts', 0],
    ['retryBackoffMs', -1],
    ['maxFailedOperations', Number.NaN],
  ] as const)('%s is not %d', (name, value) => {
    expect(problemsOf({ [name]: value })).toContain(`${name}: out_of_range`)
  })

  test('the app must be named', () => {
    const checked = checkCoronaWarnAppSettings({})
    expect(checked).toMatchObject({
      ok: false,
      failure: [{ path: 'appBundleId', reason: 'required' }],
    })
  })

  test.each([
    [{ originCountry: 'de', supportedCountries: ['de'] }, 'originCountry: not_valid'],
    [{ supportedCountries: ['DE', 'FRA'] }, 'supportedCountries[1]: not_valid'],
    [{ supportedCountries: ['DE', ''] }, 'supportedCountries[1]: not_valid'],
    [{ supportedCountries: ['FR'] }, 'supportedCountries: needs_another_setting'],
    [{ supportedCountries: [] }, 'supportedCountries: needs_another_setting'],
    [{ euPackageName: 'E/U' }, 'euPackageName: not_valid'],
    [{ euPackageName: '' }, 'euPackageName: not_valid'],
    [{ euPackageName: 'DE' }, 'euPackageName: reserved'],
    [{ appBundleId: 'de/rki' }, 'appBundleId: not_valid'],
    [{ appBundleId: '' }, 'appBundleId: not_valid'],
  ])('%j is refused', (draft, problem) => {
    expect(problemsOf(draft)).toContain(problem)
  })

  test('too long a list or a name is refused', () => {
    expect(problemsOf({ supportedCountries: Array(251).fill('DE') })).toEqual([
      'supportedCountries: out_of_range',
    ])
    expect(problemsOf({ appBundleId: 'x'.repeat(257) })).toEqual(['appBundleId: not_valid'])
  })

  test('every problem is told at once', () => {
    expect(
      problemsOf({ shiftingThreshold: 201, expiryPolicyMinutes: 60, euPackageName: 'x' }),
    ).toEqual([
      'expiryPolicyMinutes: out_of_range',
      'shiftingThreshold: out_of_range',
      'euPackageName: not_valid',
    ])
  })
})
