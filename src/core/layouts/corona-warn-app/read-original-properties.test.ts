import { describe, expect, test } from 'vitest'
import { checkCoronaWarnAppSettings } from './check-settings.ts'
import { ORIGINAL_PROPERTIES } from './original-properties.ts'
import { PROFILES } from './profiles.ts'
import { readOriginalProperties, settingsOfProfiles } from './read-original-properties.ts'
import { defaultSettings } from './settings.ts'

const problemsOf = (given: Readonly<Record<string, string>>) => {
  const read = readOriginalProperties(given)
  return read.ok ? [] : read.failure.map(({ path, reason }) => `${path}: ${reason}`)
}

describe("the original's properties", () => {
  test('are taken by their names, with the prefix or without, and by their variables', () => {
    expect(
      readOriginalProperties({
        'services.distribution.retention-days': '14',
        'shifting-policy-threshold': '1',
        'include-incomplete-days': 'true',
        'objectstore.retry-backoff': '2000',
        MINIMUM_TRL_VALUE_ALLOWED: '1',
        FORCE_UPDATE_KEYFILES: 'false',
        SUPPORTED_COUNTRIES: 'DE, FR,NL',
        ORIGIN_COUNTRY: 'DE',
      }),
    ).toEqual({
      ok: true,
      value: {
        retentionDays: 14,
        shiftingThreshold: 1,
        includeIncompleteDays: true,
        retryBackoffMs: 2000,
        minimumRisk: 1,
        forceUpdateKeyFiles: false,
        supportedCountries: ['DE', 'FR', 'NL'],
        originCountry: 'DE',
      },
    })
  })

  // The original's own defaults, as texts of its configuration.
  test('have the same defaults here', () => {
    const read = readOriginalProperties({
      'retention-days': '14',
      'days-to-publish': '10',
      'expiry-policy-minutes': '120',
      'shifting-policy-threshold': '140',
      'maximum-number-of-keys-per-bundle': '600000',
      'include-incomplete-days': 'false',
      'include-incomplete-hours': 'false',
      'eu-package-name': 'EUR',
      'apply-policies-for-all-countries': 'false',
      'minimum-trl-value-allowed': '3',
      'api.origin-country': 'DE',
      'objectstore.retry-attempts': '3',
      'objectstore.retry-backoff': '2000',
      'objectstore.max-number-of-failed-operations': '5',
      'objectstore.max-number-of-s3-threads': '4',
      'objectstore.force-update-keyfiles': 'false',
      'objectstore.hour-file-retention-days': '2',
    })
    const { era: _era, demo: _demo, emptyTodayIndex: _ours, ...defaults } = defaultSettings('head')
    expect(read).toEqual({ ok: true, value: defaults })
  })

  test('that apps rely on may be said, but not changed', () => {
    expect(
      problemsOf({ 'api.version-path': 'version', 'tek-export.file-header-width': '16' }),
    ).toEqual([])
    expect(problemsOf({ 'api.version-path': 'v' })).toEqual(['api.version-path: not_permitted'])
  })

  test.each([
    'paths.output',
    'paths.privatekey',
    'VAULT_FILESIGNING_SECRET',
    'CWA_OBJECTSTORE_ACCESSKEY',
    'CWA_OBJECTSTORE_SECRETKEY',
    'objectstore.set-public-read-acl-on-put-object',
    'connection-pool-size',
    'signature.verification-key-id',
    'spring.datasource.url',
    'app-config.ios-key-download-parameters.revoked-day-packages',
    'KEY_DOWNLOAD_REVOKED_DAY_PACKAGES',
    'ANDROID_EXPOSURE_DETECTION_MAX_ED_PER_INTERVAL',
    'testdata.seed',
    'no-such-property',
    'constructor',
  ])('%s has no counterpart: setting it is an error that says why', (name) => {
    const read = readOriginalProperties({ [name]: 'secret-value' })
    expect(problemsOf({ [name]: 'secret-value' })).toEqual([`${name}: not_permitted`])
    expect(JSON.stringify(read)).not.toContain('secret-value')
  })

  test.each([
    ['retention-days', ''],
    ['retention-days', '-1'],
    ['retention-days', '1.5'],
    ['retention-days', '1e3'],
    ['retention-days', '1000000000'],
    ['include-incomplete-days', 'yes'],
    ['eu-package-name', ''],
    ['supported-countries', 'DE,,FR'],
  ])('%s is not %j', (name, text) => {
    expect(problemsOf({ [name]: text })).toEqual([`${name}: not_valid`])
  })

  test('one setting is not set twice', () => {
    expect(problemsOf({ 'days-to-publish': '10', DAYS_TO_PUBLISH: '12' })).toEqual([
      'DAYS_TO_PUBLISH: not_valid',
    ])
  })

  test('each stands once, and each setting has at most one', () => {
    const names = ORIGINAL_PROPERTIES.flatMap(({ property, environment }) => [
      property,
      ...(environment === undefined ? [] : [environment]),
    ])
    expect(new Set(names).size).toBe(names.length)
    const settings = ORIGINAL_PROPERTIES.flatMap(({ counterpart }) =>
      counterpart.kind === 'setting' ? [counterpart.setting] : [],
    )
    expect(new Set(settings).size).toBe(settings.length)
  })
})

describe("the original's profiles", () => {
  test('set what they set there', () => {
    expect(settingsOfProfiles(['demo', 'signature-dev'])).toEqual({
      ok: true,
      value: {
        demo: true,
        includeIncompleteDays: true,
        includeIncompleteHours: true,
        appBundleId: 'de.rki.coronawarnapp-dev',
      },
    })
    expect(settingsOfProfiles(['debug', 'cloud', 'disable-ssl-client-postgres'])).toEqual({
      ok: true,
      value: {},
    })
  })

  test('each with settings makes a whole with the name of an app', () => {
    for (const name of Object.keys(PROFILES)) {
      const overlay = settingsOfProfiles(['signature-prod', name])
      if (overlay.ok) expect(checkCoronaWarnAppSettings(overlay.value).ok).toBe(true)
    }
  })

  test.each(['testdata', 'revocation', 'no-such-profile', 'toString'])('%s is refused', (name) => {
    expect(settingsOfProfiles(['demo', name])).toMatchObject({
      ok: false,
      failure: [{ path: 'profiles[1]', reason: 'not_permitted' }],
    })
  })
})
