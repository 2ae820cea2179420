import { describe, expect, test } from 'vitest'
import { readCoronaWarnAppSettings } from './read-settings.ts'

const APP = { appBundleId: 'de.rki.coronawarnapp' }

const problemsOf = (settings: Readonly<Record<string, unknown>>) => {
  const read = readCoronaWarnAppSettings({ ...APP, ...settings })
  return read.ok ? [] : read.failure.map(({ path, reason }) => `${path}: ${reason}`)
}

describe('settings as an operator writes them', () => {
  test('are ours, over the properties of the original, over its profiles', () => {
    const read = readCoronaWarnAppSettings({
      profiles: ['demo', 'signature-dev'],
      originalProperties: { 'include-incomplete-days': 'false', DAYS_TO_PUBLISH: '12' },
      daysToPublish: 13,
      supportedCountries: ['DE', 'FR'],
    })
    expect(read).toMatchObject({
      ok: true,
      value: {
        appBundleId: 'de.rki.coronawarnapp-dev',
        demo: true,
        includeIncompleteDays: false,
        includeIncompleteHours: true,
        daysToPublish: 13,
        supportedCountries: ['DE', 'FR'],
      },
    })
  })

  test('of the seed have its defaults', () => {
    expect(readCoronaWarnAppSettings({ ...APP, era: 'seed' })).toMatchObject({
      ok: true,
      value: { era: 'seed', minimumRisk: 1, daysToPublish: 14 },
    })
  })

  test.each([
    [{ noSuchSetting: 1 }, 'noSuchSetting: not_valid'],
    [{ demo: 'true' }, 'demo: not_valid'],
    [{ daysToPublish: '10' }, 'daysToPublish: not_valid'],
    [{ era: 'later' }, 'era: not_valid'],
    [{ appBundleId: 1 }, 'appBundleId: not_valid'],
    [{ supportedCountries: 'DE' }, 'supportedCountries: not_valid'],
    [{ supportedCountries: ['DE', 1] }, 'supportedCountries: not_valid'],
    [{ originalProperties: [] }, 'originalProperties: not_valid'],
    [{ originalProperties: { 'retention-days': 14 } }, 'originalProperties: not_valid'],
    [{ originalProperties: { 'paths.output': 'out' } }, 'paths.output: not_permitted'],
    [{ profiles: 'demo' }, 'profiles: not_valid'],
    [{ profiles: ['testdata'] }, 'profiles[0]: not_permitted'],
    [{ retentionDays: 29 }, 'retentionDays: out_of_range'],
  ])('%j is refused', (settings, problem) => {
    expect(problemsOf(settings)).toEqual([problem])
  })
})
