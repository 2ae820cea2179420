import { describe, expect, test } from 'vitest'
import { checkRealmSecrets, checkRealmSettings } from './check-settings.ts'
import { disableEnExpress, enableEnExpress } from './en-express.ts'
import { normalizeSettings } from './normalize-settings.ts'
import { checkIdentity, normalizeIdentity } from './realm-name.ts'
import type { SettingContext } from './setting-problem.ts'
import { DEFAULT_REALM_SETTINGS, type RealmSettings, USER_REPORT_SMS_LABEL } from './settings.ts'

const CONTEXT: SettingContext = {
  present: undefined,
  who: 'system',
  regionCode: 'US-WA',
  secrets: new Set(['smsAuthToken', 'userReportWebhookSecret', 'emailWebhookSecret']),
  hasCertificateKey: true,
  hasSmsKey: true,
  allowsLoopback: false,
}

const check = (changed: Partial<RealmSettings>, context: Partial<SettingContext> = {}) =>
  checkRealmSettings({ ...DEFAULT_REALM_SETTINGS, ...changed }, { ...CONTEXT, ...context })
const paths = (changed: Partial<RealmSettings>, context: Partial<SettingContext> = {}) =>
  check(changed, context).map(({ path }) => path)

test('a new realm is right as it is, with the values of the original', () => {
  expect(check({})).toEqual([])
  expect(DEFAULT_REALM_SETTINGS).toMatchObject({
    codeLength: 8,
    codeDurationSeconds: 900,
    shortCodeMaxMinutes: 60,
    longCodeLength: 16,
    longCodeDurationSeconds: 86_400,
    allowedTestTypes: ['confirmed', 'likely', 'negative'],
    requireDate: true,
    allowBulkUpload: false,
    allowAdminUserReport: false,
    allowUserReportWebView: false,
    allowGeneratedSms: false,
    useAuthenticatedSms: false,
    maintenanceMode: false,
    smsCountry: 'us',
    useSystemSms: false,
    mfaMode: 'prompt',
    emailVerifiedMode: 'prompt',
    mfaGraceDays: 0,
    passwordRotationDays: 0,
    passwordWarningDays: 0,
    abusePreventionEnabled: false,
    abusePreventionLimit: 10,
    abusePreventionFactor: 1,
    certificateDurationSeconds: 900,
    autoRotateCertificateKey: false,
    enExpressEnabled: false,
    defaultLocale: 'en',
  })
})

const text = (length: number) => 'x'.repeat(length)
const HTTPS = 'https://health.example.org/hook'
const twilio = (from: string, userReportFrom?: string) => ({
  smsProvider: { kind: 'twilio', accountSid: 'AC1', from, userReportFrom } as const,
})
const USER_REPORT: Partial<RealmSettings> = { allowedTestTypes: ['user-report'] }
const OWN_KEY = { useRealmCertificateKey: true, certificateIssuer: 'i', certificateAudience: 'a' }

/** Just in, just out: the setting that is complained of. */
const BOUNDS: readonly (readonly [
  string,
  readonly Partial<RealmSettings>[],
  readonly Partial<RealmSettings>[],
])[] = [
  ['welcomeMessage', [{ welcomeMessage: text(10_000) }], [{ welcomeMessage: text(10_001) }]],
  [
    'contactEmailAddresses',
    [{ contactEmailAddresses: Array.from({ length: 10 }, (_, i) => `a${i}@example.org`) }],
    [{ contactEmailAddresses: Array.from({ length: 11 }, (_, i) => `a${i}@example.org`) }],
  ],
  [
    'contactEmailAddresses[0]',
    [{ contactEmailAddresses: ['a@b.org'] }],
    [{ contactEmailAddresses: ['a'] }, { contactEmailAddresses: ['a@b'] }],
  ],
  [
    'codeLength',
    [{ codeLength: 6 }, { codeLength: 8 }],
    [{ codeLength: 5 }, { codeLength: 9 }, { codeLength: 6.5 }],
  ],
  [
    'codeDurationSeconds',
    [
      { codeDurationSeconds: 300 },
      { codeDurationSeconds: 3600 },
      { codeDurationSeconds: 7200, shortCodeMaxMinutes: 120 },
    ],
    [{ codeDurationSeconds: 240 }, { codeDurationSeconds: 3660 }, { codeDurationSeconds: 330 }],
  ],
  [
    'shortCodeMaxMinutes',
    [{ shortCodeMaxMinutes: 60 }, { shortCodeMaxMinutes: 120 }],
    [{ shortCodeMaxMinutes: 59 }, { shortCodeMaxMinutes: 121 }],
  ],
  [
    'longCodeLength',
    [{ longCodeLength: 12 }, { longCodeLength: 16 }],
    [{ longCodeLength: 11 }, { longCodeLength: 17 }],
  ],
  [
    'longCodeDurationSeconds',
    [{ longCodeDurationSeconds: 3600 }, { longCodeDurationSeconds: 86_400 }],
    [
      { longCodeDurationSeconds: 1800 },
      { longCodeDurationSeconds: 90_000 },
      { longCodeDurationSeconds: 5400 },
    ],
  ],
  ['allowedTestTypes', [{ allowedTestTypes: ['negative'] }], [{ allowedTestTypes: [] }]],
  [
    'allowAdminUserReport',
    [{ ...USER_REPORT, allowAdminUserReport: true }],
    [{ allowAdminUserReport: true }],
  ],
  [
    'allowUserReportWebView',
    [{ ...USER_REPORT, allowUserReportWebView: true }],
    [{ allowUserReportWebView: true }],
  ],
  [
    'userReportWebhookUrl',
    [{ userReportWebhookUrl: HTTPS }],
    [
      { userReportWebhookUrl: 'http://health.example.org/' },
      { userReportWebhookUrl: 'https://10.0.0.1/' },
      { userReportWebhookUrl: '' },
    ],
  ],
  [
    'userReportLearnMoreUrl',
    [{ userReportLearnMoreUrl: HTTPS }],
    [{ userReportLearnMoreUrl: 'health' }],
  ],
  [
    'countriesOfInterest.ownCountry',
    [{ countriesOfInterest: { ownCountry: 'NL' } }],
    [{ countriesOfInterest: { ownCountry: 'nl' } }, { countriesOfInterest: { ownCountry: 'NLD' } }],
  ],
  [
    'smsCountry',
    [{ smsCountry: 'de' }],
    [{ smsCountry: 'DE' }, { smsCountry: '' }, { smsCountry: 'deu' }],
  ],
  [
    'smsProvider.from',
    [twilio('+12065550100'), twilio('123456'), twilio(`MG${text(32)}`)],
    [twilio('12065550100'), twilio(`MG${text(31)}`), twilio('+0123'), twilio('')],
  ],
  ['smsProvider.userReportFrom', [twilio('1', '2')], [twilio('1', 'x')]],
  [
    'smsProvider.url',
    [{ smsProvider: { kind: 'webhook', url: HTTPS } }],
    [{ smsProvider: { kind: 'webhook', url: 'http://a.example/' } }],
  ],
  [
    'useSystemSms',
    [{ useSystemSms: true, canUseSystemSms: true, systemSmsFrom: 'a' }],
    [{ useSystemSms: true, systemSmsFrom: 'a' }],
  ],
  [
    'systemSmsFrom',
    [{ useSystemSms: true, canUseSystemSms: true, systemSmsFrom: 'a' }],
    [{ useSystemSms: true, canUseSystemSms: true }],
  ],
  [
    'smsTemplate',
    [{ smsTemplate: '[code]' }, { smsTemplate: '[longcode]' }],
    [{ smsTemplate: 'x' }, { smsTemplate: '[code] [longcode]' }, { smsTemplate: '[enslink]' }],
  ],
  [
    'smsTemplateAlternates.A',
    [{ smsTemplateAlternates: { A: '[code]' } }],
    [{ smsTemplateAlternates: { A: '' } }],
  ],
  [
    'smsTemplateAlternates.Default SMS template',
    [],
    [{ smsTemplateAlternates: { 'Default SMS template': '[code]' } }],
  ],
  [
    'emailInviteTemplate',
    [{ emailInviteTemplate: '[invitelink]' }],
    [{ emailInviteTemplate: 'x' }],
  ],
  [
    'emailPasswordResetTemplate',
    [{ emailPasswordResetTemplate: '[passwordresetlink]' }],
    [{ emailPasswordResetTemplate: 'x' }],
  ],
  [
    'emailVerifyTemplate',
    [{ emailVerifyTemplate: '[verifylink]' }],
    [{ emailVerifyTemplate: 'x' }],
  ],
  ['emailWebhookUrl', [{ emailWebhookUrl: HTTPS }], [{ emailWebhookUrl: 'x' }]],
  [
    'useSystemEmail',
    [{ useSystemEmail: true, canUseSystemEmail: true }],
    [{ useSystemEmail: true }],
  ],
  [
    'mfaGraceDays',
    [0, 1, 7, 30].map((mfaGraceDays) => ({ mfaGraceDays })),
    [2, 31].map((mfaGraceDays) => ({ mfaGraceDays })),
  ],
  [
    'passwordRotationDays',
    [0, 30, 60, 90, 365].map((passwordRotationDays) => ({ passwordRotationDays })),
    [1, 366].map((passwordRotationDays) => ({ passwordRotationDays })),
  ],
  [
    'passwordWarningDays',
    [0, 1, 3, 5, 7, 30].map((passwordWarningDays) => ({
      passwordWarningDays,
      passwordRotationDays: 30,
    })),
    [{ passwordWarningDays: 2, passwordRotationDays: 30 }, { passwordWarningDays: 1 }],
  ],
  [
    'allowedCidrs.apiserver[0]',
    [{ allowedCidrs: { adminapi: [], apiserver: ['192.0.2.0/24'], server: [] } }],
    [{ allowedCidrs: { adminapi: [], apiserver: ['192.0.2.0/33'], server: [] } }],
  ],
  [
    'abusePreventionLimit',
    [{ abusePreventionLimit: 1 }],
    [{ abusePreventionLimit: 0 }, { abusePreventionLimit: 1_000_001 }],
  ],
  [
    'abusePreventionFactor',
    [{ abusePreventionFactor: 0.01 }, { abusePreventionFactor: 1000 }],
    [{ abusePreventionFactor: 0 }, { abusePreventionFactor: 1001 }],
  ],
  [
    'certificateIssuer',
    [OWN_KEY],
    [{ ...OWN_KEY, certificateIssuer: '' }, { certificateIssuer: text(256) }],
  ],
  ['certificateAudience', [OWN_KEY], [{ ...OWN_KEY, certificateAudience: '' }]],
  [
    'certificateDurationSeconds',
    [60, 86_400].map((certificateDurationSeconds) => ({ certificateDurationSeconds })),
    [59, 86_401].map((certificateDurationSeconds) => ({ certificateDurationSeconds })),
  ],
  [
    'autoRotateCertificateKey',
    [{ ...OWN_KEY, autoRotateCertificateKey: true }],
    [{ autoRotateCertificateKey: true }],
  ],
  [
    'keyServerStats.url',
    [{ keyServerStats: {} }, { keyServerStats: { url: HTTPS } }],
    [{ keyServerStats: { url: 'x' } }],
  ],
  ['agencyColor', [{ agencyColor: '#0a5C9e' }], [{ agencyColor: '#fff' }, { agencyColor: 'red' }]],
  ['defaultLocale', [{ defaultLocale: 'pt-BR' }], [{ defaultLocale: '' }]],
]

describe.each(BOUNDS)('%s', (path, inside, outside) => {
  test('just in, just out', () => {
    for (const changed of inside) expect(paths(changed)).toEqual([])
    for (const changed of outside) expect(paths(changed)).toContain(path)
  })
})

describe('what has to be there', () => {
  test('secrets of providers and webhooks', () => {
    const none = { secrets: new Set<never>() }
    expect(paths(twilio('1'), none)).toEqual(['smsAuthToken'])
    expect(paths({ smsProvider: { kind: 'noop' } }, none)).toEqual([])
    expect(paths({ userReportWebhookUrl: HTTPS }, none)).toEqual(['userReportWebhookSecret'])
    expect(paths({ emailWebhookUrl: HTTPS }, none)).toEqual(['emailWebhookSecret'])
  })

  test('secrets of 12 characters, tokens as they come', () => {
    const problems = (secrets: object) => checkRealmSecrets(secrets).map(({ path }) => path)
    expect(
      problems({
        userReportWebhookSecret: text(12),
        emailWebhookSecret: text(12),
        smsAuthToken: 'x',
      }),
    ).toEqual([])
    expect(
      problems({
        userReportWebhookSecret: text(11),
        emailWebhookSecret: text(11),
        smsAuthToken: '',
      }),
    ).toEqual(['userReportWebhookSecret', 'emailWebhookSecret', 'smsAuthToken'])
  })

  test('keys that sign', () => {
    expect(paths({ useAuthenticatedSms: true }, { hasSmsKey: false })).toEqual([
      'useAuthenticatedSms',
    ])
    expect(paths(OWN_KEY, { hasCertificateKey: false })).toEqual(['useRealmCertificateKey'])
  })

  test("a realm's certificate key, for ever", () => {
    const present = { ...DEFAULT_REALM_SETTINGS, ...OWN_KEY }
    expect(check({}, { present })).toMatchObject([
      { path: 'useRealmCertificateKey', reason: 'irreversible' },
    ])
  })
})

describe("a realm's own administrator", () => {
  test.each([
    { shortCodeMaxMinutes: 90 },
    { enxCodeExpirationConfigurable: true },
    { allowGeneratedSms: true },
    { maintenanceMode: true },
    { canUseSystemSms: true },
    { canUseSystemEmail: true },
    { abusePreventionLimit: 11 },
    { agencyColor: '#ffffff' },
    { agencyImage: 'https://a.example/i.png' },
    { defaultLocale: 'de' },
    { userReportLearnMoreUrl: HTTPS },
  ] as Partial<RealmSettings>[])('may not change %o, the system may', (changed) => {
    const [path] = Object.keys(changed)
    for (const present of [undefined, DEFAULT_REALM_SETTINGS]) {
      expect(check(changed, { who: 'realm', present })).toMatchObject([
        { path, reason: 'not_permitted' },
      ])
      expect(check(changed, { who: 'system', present })).toEqual([])
    }
  })

  test('may save what the system set', () => {
    const present = { ...DEFAULT_REALM_SETTINGS, maintenanceMode: true }
    expect(check({ maintenanceMode: true, requireDate: false }, { who: 'realm', present })).toEqual(
      [],
    )
  })
})

describe('EN Express', () => {
  const express = enableEnExpress({
    ...DEFAULT_REALM_SETTINGS,
    codeLength: 6,
    codeDurationSeconds: 1800,
    longCodeLength: 12,
    longCodeDurationSeconds: 3600,
    smsTemplateAlternates: { Plain: 'take [code]', Link: 'go to [enslink]' },
  })

  test('switched on: codes are fixed, only confirmed tests, every text has a link', () => {
    expect(express).toMatchObject({
      enExpressEnabled: true,
      codeLength: 8,
      codeDurationSeconds: 900,
      longCodeLength: 16,
      longCodeDurationSeconds: 86_400,
      allowedTestTypes: ['confirmed'],
    })
    expect(express.smsTemplate).toContain('[enslink]')
    expect(express.smsTemplateAlternates['Plain']).toContain('[enslink]')
    expect(express.smsTemplateAlternates['Link']).toBe('go to [enslink]')
    expect(paths(express)).toEqual([])
    expect(paths(express, { regionCode: '' })).toEqual(['enExpressEnabled'])
    expect(enableEnExpress(express)).toBe(express)
  })

  test('switched off: every text is valid again', () => {
    const plain = disableEnExpress(express)
    expect(plain.enExpressEnabled).toBe(false)
    expect(JSON.stringify(plain)).not.toContain('[enslink]')
    expect(paths(plain)).toEqual([])
    expect(disableEnExpress(plain)).toBe(plain)
  })

  test('keeps its codes, unless the system lets their life be set', () => {
    expect(paths({ ...express, codeLength: 7 })).toEqual(['codeLength'])
    expect(paths({ ...express, longCodeLength: 15 })).toEqual(['longCodeLength'])
    expect(paths({ ...express, longCodeDurationSeconds: 7200 })).toEqual([
      'longCodeDurationSeconds',
    ])
    expect(paths({ ...express, codeDurationSeconds: 1800 })).toEqual(['codeDurationSeconds'])
    expect(
      paths({ ...express, codeDurationSeconds: 1800, enxCodeExpirationConfigurable: true }),
    ).toEqual([])
  })

  test('has a text of its kind for user reports', () => {
    const types = { allowedTestTypes: ['confirmed', 'user-report'] } as const
    const label = (settings: RealmSettings) =>
      normalizeSettings({ ...settings, ...types }).smsTemplateAlternates[USER_REPORT_SMS_LABEL]
    expect(label(express)).toContain('[enslink]')
    expect(label(DEFAULT_REALM_SETTINGS)).toContain('[code]')
    expect(normalizeSettings(express).smsTemplateAlternates[USER_REPORT_SMS_LABEL]).toBeUndefined()
    const withReport = normalizeSettings({ ...express, ...types })
    expect(paths(withReport)).toEqual([])
    expect(paths(normalizeSettings(disableEnExpress(withReport)))).toEqual([])
  })
})

test('settings have one form', () => {
  const normal = normalizeSettings({
    ...DEFAULT_REALM_SETTINGS,
    contactEmailAddresses: [' B@example.org', 'a@example.org', 'b@EXAMPLE.org', ''],
    allowedTestTypes: ['negative', 'confirmed', 'negative'],
    smsCountry: ' DE ',
    smsTemplate: ' take\n\n [code]  now ',
    allowedCidrs: {
      adminapi: ['2001:db8::1', ' 192.0.2.1 ', '192.0.2.1/32', ''],
      apiserver: ['x'],
      server: [],
    },
    abusePreventionFactor: 1.23456,
  })
  expect(normal).toMatchObject({
    contactEmailAddresses: ['a@example.org', 'b@example.org'],
    allowedTestTypes: ['confirmed', 'negative'],
    smsCountry: 'de',
    smsTemplate: 'take [code] now',
    allowedCidrs: { adminapi: ['192.0.2.1/32', '2001:db8::1/128'], apiserver: ['x'], server: [] },
    abusePreventionFactor: 1.235,
  })
  expect(normalizeSettings(normal)).toEqual(normal)
})

describe('name and region', () => {
  const problems = (name: string, regionCode: string, isE2e = false) =>
    checkIdentity(normalizeIdentity({ name, regionCode, isE2e })).map(({ path }) => path)

  test.each([
    ['Main', ''],
    ['Main', 'us-wa'],
    ['Main', '1234567890'],
    [' Main ', 'X'],
  ])('%j and %j are taken', (name, region) => expect(problems(name, region)).toEqual([]))

  test.each([
    ['', 'US', 'name'],
    ['  ', 'US', 'name'],
    [text(101), 'US', 'name'],
    ['E2E-test', 'US', 'name'],
    ['Main', '12345678901', 'regionCode'],
    ['Main', 'US WA', 'regionCode'],
    ['Main', '-US', 'regionCode'],
    ['Main', 'e2e-a', 'regionCode'],
  ])('%j and %j are not', (name, region, path) => expect(problems(name, region)).toEqual([path]))

  test('what is reserved is for the realm of tests', () =>
    expect(problems('e2e-test', 'E2E-A', true)).toEqual([]))
})
