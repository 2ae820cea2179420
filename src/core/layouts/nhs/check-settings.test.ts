import { describe, expect, test } from 'vitest'
import { checkNhsSettings } from './check-settings.ts'
import { DEFAULT_NHS_SETTINGS, NHS_PROPERTIES } from './settings.ts'

const problemsOf = (draft: Record<string, unknown>) => {
  const checked = checkNhsSettings(draft, 'layouts[0].settings')
  return checked.ok ? [] : checked.failure.map(({ path, reason }) => `${path}: ${reason}`)
}

test('what is not set has its default', () => {
  expect(checkNhsSettings({})).toEqual({ ok: true, value: DEFAULT_NHS_SETTINGS })
  expect(checkNhsSettings({ offsetMinutes: -30 })).toEqual({
    ok: true,
    value: { ...DEFAULT_NHS_SETTINGS, offsetMinutes: -30 },
  })
})

describe('taken', () => {
  test.each<Record<string, unknown>>([
    { offsetMinutes: -3 },
    { offsetMinutes: -119 },
    { homeRegion: 'GB-EAW' },
    { homeRegion: 'GB-EAW', regions: ['GB-SCT', 'JE'], interestFilter: true },
    { homeRegion: 'GB-EAW', regions: ['JE'], interestOrigins: { 'GB-EAW': ['GB-SCT'], JE: [] } },
    { appBundleId: 'uk.nhs.covid19.production' },
    { missingRiskLevel: 1 },
    { emptyDailyDays: 731 },
    { allowedPrefixes: ['nearform', 'hub/DE', 'nearform/GB-SCT'] },
    { disabledPrefixes: ['nearform/GI', 'mobile', 'mobile/RAPID_SELF_REPORTED'] },
    { headerSigner: 'nhs-v1', headerKeyId: 'b4c27bf3-8a76-4d2b-b91c-2152e7710a57' },
  ])('%j', (draft) => {
    expect(problemsOf(draft)).toEqual([])
  })
})

describe('refused', () => {
  test.each<[string, unknown]>([
    ['offsetMinutes', 0],
    ['offsetMinutes', -2],
    ['offsetMinutes', -120],
    ['offsetMinutes', -1.5],
    ['offsetMinutes', '-15'],
    ['homeRegion', 'England'],
    ['homeRegion', null],
    ['regions', 'JE'],
    ['regions', ['je']],
    ['regions', ['JE', 'JE']],
    ['regions', Array.from({ length: 41 }, (_, i) => `AA-${i}`)],
    ['interestFilter', 'true'],
    ['interestOrigins', []],
    ['interestOrigins', null],
    ['interestOrigins', { 'GB-EAW': 'GB-SCT' }],
    ['interestOrigins', { x: [] }],
    ['allowedPrefixes', ['/nearform']],
    ['allowedPrefixes', ['nearform/']],
    ['allowedPrefixes', ['mobile/LAB_RESULT']],
    ['allowedPrefixes', ['nearform/GI/20200915']],
    ['allowedPrefixes', ['nearform/scotland']],
    ['allowedPrefixes', ['nearform/GI', 'nearform/GI']],
    ['disabledPrefixes', ['mobile/RAPID_RESULT']],
    ['disabledPrefixes', ['']],
    ['disabledPrefixes', [1]],
    ['appBundleId', 'a b'],
    ['missingRiskLevel', 0],
    ['missingRiskLevel', 8],
    ['emptyDailyDays', 0],
    ['emptyDailyDays', 732],
    ['headerSigner', 'nhs'],
    ['headerKeyId', 'a"b'],
    ['headerKeyId', 'a\nb'],
  ])('%s: %j', (name, value) => {
    expect(problemsOf({ [name]: value })).toEqual([`layouts[0].settings.${name}: not_valid`])
  })

  test('a setting that there is not, also one that every object has', () => {
    expect(problemsOf({ offset: 1 })).toEqual(['layouts[0].settings: malformed'])
    expect(problemsOf({ toString: 1 })).toEqual(['layouts[0].settings: malformed'])
  })

  test('regions without a home, and interests of regions that have no files', () => {
    const home = 'layouts[0].settings.homeRegion: needs_another_setting'
    expect(problemsOf({ regions: ['JE'] })).toEqual([home])
    expect(problemsOf({ interestFilter: true })).toEqual([home])
    expect(problemsOf({ interestOrigins: { JE: ['GI'] } })).toEqual([home])
    expect(problemsOf({ homeRegion: 'GB-EAW', interestOrigins: { JE: ['GI'] } })).toEqual([
      'layouts[0].settings.interestOrigins.JE: needs_another_setting',
    ])
  })

  test('each problem has its sentence, and all are told at once', () => {
    const checked = checkNhsSettings({ offsetMinutes: 5, missingRiskLevel: 9 })
    expect(checked.ok ? [] : checked.failure.map(({ message }) => message)).toEqual([
      'offsetMinutes is a whole number from -119 to -3',
      'missingRiskLevel is a whole number from 1 to 7',
    ])
  })
})

test('properties of the original are settings that there are, or say where they went', () => {
  const settings = Object.values(NHS_PROPERTIES).flatMap((counterpart) =>
    'setting' in counterpart ? [counterpart.setting] : [],
  )
  for (const setting of settings) expect(DEFAULT_NHS_SETTINGS).toHaveProperty(setting)
  expect(Object.keys(NHS_PROPERTIES)).toHaveLength(22)
})
