import { describe, expect, test } from 'vitest'
import { parsePhoneNumber } from '../codes/phone-number.ts'
import { DEFAULT_REALM_SETTINGS, type Realm, type RealmSettings } from '../realms/settings.ts'
import { asUnixSeconds } from '../time.ts'
import { type DraftForm, draftOf, offeredTypes, problemsOf } from './draft-form.ts'

/** 19 November 2026, 12:00 UTC. */
const NOW = asUnixSeconds(Date.UTC(2026, 10, 19, 12) / 1000)
const NONE = { choice: '', date: '' }
const RULES = {
  pastSeconds: 28 * 86_400,
  parsePhone: parsePhoneNumber,
  hasSmsProvider: ({ settings }: Realm) => settings.smsProvider !== undefined,
}

const realmOf = (settings: Partial<RealmSettings> = {}): Realm => ({
  id: 1,
  name: 'Main',
  regionCode: 'DE',
  isE2e: false,
  settings: {
    ...DEFAULT_REALM_SETTINGS,
    smsCountry: 'de',
    smsProvider: { kind: 'noop' },
    ...settings,
  },
  activeCertificateKeyId: undefined,
  activeSmsKeyId: undefined,
  sealedSecrets: {},
})
const formOf = (changes: Partial<DraftForm> = {}): DraftForm => ({
  testType: 'confirmed',
  test: { choice: '0', date: '' },
  symptoms: NONE,
  phone: '',
  template: '',
  countries: [],
  ...changes,
})
const problems = (form: Partial<DraftForm>, settings: Partial<RealmSettings> = {}) =>
  problemsOf(realmOf(settings), formOf(form), RULES, NOW)
const other = (date: string) => ({ choice: 'other', date })

describe('days', () => {
  test.each([
    ['0', '2026-11-19'],
    ['1', '2026-11-18'],
    ['3', '2026-11-16'],
    ['4', ''],
    ['none', ''],
    ['-1', ''],
  ])('%s days ago', (choice, date) => {
    const draft = draftOf(realmOf(), formOf({ test: { choice, date: '2026-01-01' } }), NOW)
    expect(draft.testDate).toBe(date)
  })

  test('a date that is written counts where it is chosen, or nothing is', () => {
    const draft = draftOf(
      realmOf(),
      formOf({ test: other(' 2026-11-01 '), symptoms: { choice: '', date: '2026-11-02' } }),
      NOW,
    )
    expect([draft.testDate, draft.symptomDate]).toEqual(['2026-11-01', '2026-11-02'])
  })

  test.each([
    ['2026-10-22', []],
    ['2026-11-19', []],
    ['2026-10-21', [{ field: 'test', reason: 'old_date', date: '2026-10-21' }]],
    ['2026-11-20', [{ field: 'test', reason: 'future_date', date: '2026-11-20' }]],
    ['2026-02-30', [{ field: 'test', reason: 'malformed_date' }]],
    ['3/5/2026', [{ field: 'test', reason: 'malformed_date' }]],
    ['', [{ field: 'test', reason: 'malformed_date' }]],
  ])('another day: %s', (date, expected) => {
    expect(problems({ test: other(date) })).toEqual(expected)
  })

  test('one of the two is enough, and none where the realm asks for none', () => {
    expect(problems({ test: NONE, symptoms: { choice: '2', date: '' } })).toEqual([])
    expect(problems({ test: NONE })).toEqual([{ field: 'test', reason: 'missing_date' }])
    expect(problems({ test: { choice: 'none', date: '' } })).toHaveLength(1)
    expect(problems({ test: NONE }, { requireDate: false })).toEqual([])
  })
})

describe('types', () => {
  test('by hand are those of the realm, and self-reports where it allows them', () => {
    const all: Partial<RealmSettings> = { allowedTestTypes: ['confirmed', 'user-report'] }
    expect(offeredTypes(realmOf(all))).toEqual(['confirmed'])
    expect(offeredTypes(realmOf({ ...all, allowAdminUserReport: true }))).toHaveLength(2)
  })

  test('nobody is asked for the only one', () => {
    const only: Partial<RealmSettings> = { allowedTestTypes: ['likely'] }
    expect(problems({ testType: '' }, only)).toEqual([])
    expect(draftOf(realmOf(only), formOf({ testType: '' }), NOW).testType).toBe('likely')
    expect(problems({ testType: '' })).toEqual([{ field: 'type', reason: 'missing' }])
  })

  test.each(['user-report', 'positive', 'x'.repeat(1000)])('%s is not offered', (testType) => {
    expect(problems({ testType })).toEqual([{ field: 'type', reason: 'not_offered' }])
  })
})

describe('phones', () => {
  test.each([
    ['0176 55555555', []],
    ['+43 664 1234567', []],
    ['tel:0176-5555-5555', []],
    ['017', [{ field: 'phone', reason: 'too_short' }]],
    ['0176 123456789012345', [{ field: 'phone', reason: 'too_long' }]],
    ['call me', [{ field: 'phone', reason: 'not_a_number' }]],
    ['1'.repeat(101), [{ field: 'phone', reason: 'not_a_number' }]],
  ])('%s', (phone, expected) => {
    expect(problems({ phone })).toEqual(expected)
  })

  test('are no use where nobody sends texts, and needed for a self-report', () => {
    expect(problems({ phone: '0176 55555555' }, { smsProvider: undefined })).toEqual([
      { field: 'phone', reason: 'no_provider' },
    ])
    const reports: Partial<RealmSettings> = {
      allowedTestTypes: ['user-report'],
      allowAdminUserReport: true,
    }
    expect(problems({ testType: 'user-report' }, reports)).toEqual([
      { field: 'phone', reason: 'missing' },
    ])
  })
})

test('all that is wrong is told at once, in the order of the fields', () => {
  const wrong = { testType: '', test: NONE, symptoms: other('x'), phone: 'x', template: 'x' }
  expect(problems(wrong).map(({ field }) => field)).toEqual([
    'type',
    'symptoms',
    'phone',
    'template',
  ])
})

test('countries come with the realm’s own, once each, and are left out where nobody asks', () => {
  const asking: Partial<RealmSettings> = { countriesOfInterest: { ownCountry: 'DE' } }
  const form = formOf({ countries: ['FR', 'DE', 'FR'] })
  expect(draftOf(realmOf(asking), form, NOW).countriesOfInterest).toBe('DE,FR')
  expect(draftOf(realmOf(), form, NOW).countriesOfInterest).toBeUndefined()
  expect(problems({ countries: ['QQ'] }, asking)).toEqual([
    { field: 'countries', reason: 'refused' },
  ])
})
