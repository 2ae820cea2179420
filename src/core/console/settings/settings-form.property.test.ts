import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { normalizeSettings } from '../../realms/normalize-settings.ts'
import { DEFAULT_REALM_SETTINGS, type RealmSettings } from '../../realms/settings.ts'
import { CODES_FORM } from './codes-form.ts'
import { GENERAL_FORM } from './general-form.ts'
import { LIMITS_FORM } from './limits-form.ts'
import { locksOut, SECURITY_FORM } from './security-form.ts'
import type { RealmState } from './settings-form.ts'
import { TEXTS_FORM } from './texts-form.ts'

const FORMS = {
  general: GENERAL_FORM,
  codes: CODES_FORM,
  texts: TEXTS_FORM,
  security: SECURITY_FORM,
  limits: LIMITS_FORM,
}

const words = fc.stringMatching(/^[a-zA-Zé€ .,*[\]]{0,30}$/).map((text) => text.trim())
const label = fc.stringMatching(/^[a-zA-Z0-9_.-]{1,12}$/)
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })

const settings: fc.Arbitrary<RealmSettings> = fc
  .record({
    welcomeMessage: words,
    contactEmailAddresses: fc.array(fc.constantFrom('a@example.org', 'b@example.org')),
    codeLength: fc.integer({ min: 6, max: 8 }),
    codeDurationSeconds: fc.integer({ min: 5, max: 60 }).map((minutes) => minutes * 60),
    longCodeDurationSeconds: fc.integer({ min: 1, max: 24 }).map((hours) => hours * 3600),
    allowedTestTypes: fc.subarray(['confirmed', 'likely', 'negative', 'user-report'] as const),
    requireDate: fc.boolean(),
    allowUserReportWebView: fc.boolean(),
    enExpressEnabled: fc.boolean(),
    enxCodeExpirationConfigurable: fc.boolean(),
    userReportWebhookUrl: optional(fc.constant('https://a.example.org')),
    useSystemSms: fc.boolean(),
    systemSmsFrom: optional(label),
    smsProvider: fc.constantFrom(
      undefined,
      { kind: 'noop' } as const,
      { kind: 'noop-fail' } as const,
      { kind: 'webhook', url: 'https://b.example.org' } as const,
      { kind: 'twilio', accountSid: 'AC1', from: '+12065550100' } as const,
      { kind: 'twilio', accountSid: 'AC1', from: '123', userReportFrom: '124' } as const,
    ),
    smsTemplate: words,
    smsTemplateAlternates: fc.dictionary(label, words, { maxKeys: 5 }),
    mfaMode: fc.constantFrom('prompt', 'required', 'optional'),
    mfaGraceDays: fc.constantFrom(0, 1, 7, 30),
    allowedCidrs: fc.record({
      adminapi: fc.subarray(['192.0.2.0/24', '2001:db8::/32']),
      apiserver: fc.subarray(['192.0.2.0/24', '2001:db8::/32']),
      server: fc.subarray(['192.0.2.0/24', '2001:db8::/32']),
    }),
    abusePreventionEnabled: fc.boolean(),
    abusePreventionFactor: fc.integer({ min: 10, max: 9999 }).map((value) => value / 1000),
    keyServerStats: fc.constantFrom(
      undefined,
      {},
      { url: 'https://c.example.org' },
      { url: 'https://c.example.org', audience: 'x' },
    ),
  })
  .map((some) => normalizeSettings({ ...DEFAULT_REALM_SETTINGS, ...some }))

const identity = { name: 'Main', regionCode: 'US-MAI', isE2e: false }

/** Without what is undefined: to take away what is not there is nothing. */
const plain = (value: object) => JSON.parse(JSON.stringify(value)) as unknown

describe.each(Object.entries(FORMS))('the form of %s', (_name, form) => {
  test('sent as it was shown leaves every setting as it is, and gives no secret', () => {
    fc.assert(
      fc.property(settings, (present) => {
        const state: RealmState = { identity, settings: present }
        const update = form.updateOf(form.formOf(state), state)
        expect(plain({ ...present, ...update.settings })).toEqual(plain(present))
        expect({ ...identity, ...update.identity }).toEqual(identity)
        expect(update.secrets).toBeUndefined()
      }),
    )
  })

  test('shows only fields that it takes', () => {
    fc.assert(
      fc.property(settings, (present) => {
        const shown = Object.keys(form.formOf({ identity, settings: present }))
        expect(shown.filter((field) => !form.fields.includes(field))).toEqual([])
      }),
    )
  })
})

describe('whoever saves is locked out', () => {
  test.each([
    ['', '203.0.113.7', false],
    ['', '', false],
    ['203.0.113.0/24', '203.0.113.7', false],
    ['198.51.100.0/24\n203.0.113.7', '203.0.113.7', false],
    ['198.51.100.0/24', '203.0.113.7', true],
    ['2001:db8::/32', '203.0.113.7', true],
    ['203.0.113.0/24', '', true],
    // The checks name the line; until it is put right nothing is saved.
    ['nonsense', '203.0.113.7', false],
  ])('by %j at %j: %j', (cidrs, address, expected) => {
    expect(locksOut({ cidrsOfConsole: cidrs }, address)).toBe(expected)
  })
})
