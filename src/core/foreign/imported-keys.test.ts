import { describe, expect, test } from 'vitest'
import type { ExportedKey } from '../export/read-export.ts'
import type { ReportType } from '../report-type.ts'
import { asIntervalNumber, asUnixSeconds } from '../time.ts'
import {
  type ImportedList,
  type ImportRules,
  judgeImportedRevision,
  readImportedKey,
} from './imported-keys.ts'

/** 19 July 2026, 10:20 UTC. */
const NOW = asUnixSeconds(1_784_456_400)
const TODAY = Math.floor(NOW / 86_400) * 144
const HOUR = 3600
const RULES: ImportRules = {
  backfillReportType: 'confirmed-test',
  backfillDaysSinceOnset: 10,
  truncateWindowSeconds: HOUR,
}
const aKey = (members: Partial<ExportedKey> = {}): ExportedKey => ({
  keyData: new Uint8Array(16).fill(1),
  transmissionRiskLevel: 3,
  rollingStartIntervalNumber: TODAY - 288,
  rollingPeriod: 144,
  reportTypeNumber: 1,
  daysSinceOnsetOfSymptoms: 2,
  ...members,
})
const read = (
  members: Partial<ExportedKey>,
  list: ImportedList = 'primary',
  rules: Partial<ImportRules> = {},
) => readImportedKey(aKey(members), list, { ...RULES, ...rules }, NOW)

test('a key is taken as it stands, to leave from this hour on', () => {
  expect(read({})).toEqual({
    ok: true,
    value: {
      keyData: new Uint8Array(16).fill(1),
      rollingStartIntervalNumber: TODAY - 288,
      rollingPeriod: 144,
      transmissionRiskLevel: 3,
      reportType: 'confirmed-test',
      daysSinceOnsetOfSymptoms: 2,
      createdAt: Date.UTC(2026, 6, 19, 10) / 1000,
      filledIn: 0,
    },
  })
})

test('a key that is still in use leaves one window after its expiry', () => {
  expect(read({ rollingStartIntervalNumber: TODAY })).toMatchObject({
    value: { createdAt: Date.UTC(2026, 6, 20, 1) / 1000 },
  })
})

test('there is no check of age', () => {
  expect(read({ rollingStartIntervalNumber: 2_656_000 })).toMatchObject({
    value: { createdAt: Date.UTC(2026, 6, 19, 10) / 1000 },
  })
})

test.each<[string, Partial<ExportedKey>, string]>([
  ['15 bytes', { keyData: new Uint8Array(15) }, 'key_length'],
  ['17 bytes', { keyData: new Uint8Array(17) }, 'key_length'],
  ['no start', { rollingStartIntervalNumber: 0 }, 'start_missing'],
  ['a negative start', { rollingStartIntervalNumber: -1 }, 'start_missing'],
  ['a start in the week after', { rollingStartIntervalNumber: TODAY + 1008 }, 'start_in_future'],
  ['a period of 0', { rollingPeriod: 0 }, 'period_out_of_range'],
  ['a period of 145', { rollingPeriod: 145 }, 'period_out_of_range'],
  ['a risk of -1', { transmissionRiskLevel: -1 }, 'risk_out_of_range'],
  ['a risk of 9', { transmissionRiskLevel: 9 }, 'risk_out_of_range'],
  ['15 days since onset', { daysSinceOnsetOfSymptoms: 15 }, 'onset_out_of_range'],
  ['15 days before onset', { daysSinceOnsetOfSymptoms: -15 }, 'onset_out_of_range'],
  ['a contact of a contact', { reportTypeNumber: 4 }, 'report_type_recursive'],
  ['a withdrawn key that is new', { reportTypeNumber: 5 }, 'report_type_not_of_this_list'],
])('a key with %s is passed over', (_name, members, failure) => {
  expect(read(members)).toEqual({ ok: false, failure })
})

test.each([1, 144])('a period of %i is taken', (rollingPeriod) => {
  expect(read({ rollingPeriod })).toMatchObject({ ok: true, value: { rollingPeriod } })
})

test.each([-14, 0, 14])('%i days since onset are taken', (daysSinceOnsetOfSymptoms) => {
  expect(read({ daysSinceOnsetOfSymptoms })).toMatchObject({ value: { daysSinceOnsetOfSymptoms } })
})

// ENS #1595, #1596: a type that the importer did not know was taken for none, and its keys were lost.
describe('every report type of the format', () => {
  test.each<[number, ReportType | 'report_type_recursive' | 'report_type_not_of_this_list']>([
    [0, 'confirmed-test'],
    [1, 'confirmed-test'],
    [2, 'clinical-diagnosis'],
    [3, 'self-report'],
    [4, 'report_type_recursive'],
    [5, 'report_type_not_of_this_list'],
    [6, 'confirmed-test'],
    [-1, 'confirmed-test'],
  ])('as number %i is, among the keys, %s', (reportTypeNumber, outcome) => {
    const key = read({ reportTypeNumber })
    expect(key.ok ? key.value.reportType : key.failure).toBe(outcome)
  })

  test.each<[number, ReportType | 'report_type_recursive' | 'report_type_not_of_this_list']>([
    [0, 'confirmed-test'],
    [1, 'confirmed-test'],
    [2, 'report_type_not_of_this_list'],
    [3, 'report_type_not_of_this_list'],
    [4, 'report_type_recursive'],
    [5, 'revoked'],
    [6, 'confirmed-test'],
  ])('as number %i is, among the revised keys, %s', (reportTypeNumber, outcome) => {
    const key = read({ reportTypeNumber }, 'revised')
    expect(key.ok ? key.value.reportType : key.failure).toBe(outcome)
  })
})

describe('what a file leaves out', () => {
  test('is filled in as the operator chose', () => {
    const absent = { reportTypeNumber: 0, daysSinceOnsetOfSymptoms: undefined }
    expect(read(absent)).toMatchObject({
      value: { reportType: 'confirmed-test', daysSinceOnsetOfSymptoms: 10 },
    })
    const likely = { backfillReportType: 'clinical-diagnosis', backfillDaysSinceOnset: 3 } as const
    expect(read(absent, 'primary', likely)).toMatchObject({
      value: { reportType: 'clinical-diagnosis', daysSinceOnsetOfSymptoms: 3 },
    })
  })

  test('or stays out', () => {
    const none = { backfillReportType: undefined, backfillDaysSinceOnset: undefined }
    const absent = { reportTypeNumber: 0, daysSinceOnsetOfSymptoms: undefined }
    const key = read({ ...absent, transmissionRiskLevel: 0 }, 'primary', none)
    expect(key).toMatchObject({
      value: {
        reportType: undefined,
        daysSinceOnsetOfSymptoms: undefined,
        transmissionRiskLevel: 0,
      },
    })
    expect(read(absent, 'revised', none)).toMatchObject({ ok: false })
  })

  test.each([
    [1, 'primary', 2],
    [2, 'primary', 4],
    [3, 'primary', 0],
    [5, 'revised', 6],
  ] as const)('a level of risk comes from the type %i of a %s key: %i', (type, list, level) => {
    const key = read({ reportTypeNumber: type, transmissionRiskLevel: 0 }, list)
    expect(key).toMatchObject({ value: { transmissionRiskLevel: level } })
  })
})

describe('a revision', () => {
  const judge = (to: ReportType, stored: Partial<Parameters<typeof judgeImportedRevision>[1]>) => {
    const key = read({ reportTypeNumber: to === 'revoked' ? 5 : 1 }, 'revised')
    if (!key.ok) throw new Error(key.failure)
    return judgeImportedRevision(key.value, {
      rollingStartIntervalNumber: asIntervalNumber(TODAY - 288),
      rollingPeriod: 144,
      reportType: 'clinical-diagnosis',
      isRevised: false,
      revisedReportType: undefined,
      ...stored,
    })
  }

  test('makes of a likely or self-reported key a confirmed or a withdrawn one', () => {
    expect(judge('confirmed-test', {})).toBe('revise')
    expect(judge('revoked', {})).toBe('revise')
    expect(judge('confirmed-test', { reportType: 'self-report' })).toBe('revise')
    expect(judge('revoked', { reportType: undefined })).toBe('revise')
  })

  test('comes once, and again without harm', () => {
    const revised = { isRevised: true, revisedReportType: 'confirmed-test' } as const
    expect(judge('confirmed-test', revised)).toBe('no_change')
    expect(judge('revoked', revised)).toBe('refused')
    expect(judge('confirmed-test', { reportType: 'confirmed-test' })).toBe('no_change')
    expect(judge('revoked', { reportType: 'confirmed-test' })).toBe('refused')
  })

  test('of another span is refused', () => {
    expect(judge('confirmed-test', { rollingPeriod: 143 })).toBe('refused')
    const start = { rollingStartIntervalNumber: asIntervalNumber(TODAY - 289) }
    expect(judge('confirmed-test', start)).toBe('refused')
  })
})
