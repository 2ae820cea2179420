import { describe, expect, test } from 'vitest'
import { UK_PROPERTIES } from './original-properties.ts'
import { readUkSettings } from './read-settings.ts'
import { DEFAULT_UK_SETTINGS } from './settings.ts'

const problemsOf = (settings: Record<string, unknown>) => {
  const read = readUkSettings(settings)
  return read.ok ? [] : read.failure.map(({ path, problem }) => `${path}: ${problem}`)
}

test('what is not set is as in the last published configuration of the original', () => {
  expect(readUkSettings({})).toEqual({ ok: true, value: DEFAULT_UK_SETTINGS })
  expect(DEFAULT_UK_SETTINGS).toMatchObject({
    overrideImportedRisk: true,
    importedRisk: 7,
    overrideExportedRisk: true,
    exportedRisk: 0,
    maxUploadKeys: 994,
    maxBatchesPerRun: 900,
  })
})

test('settings that all protocols share are left to the pipeline', () => {
  const common = { acceptedOrigins: ['JE'], initialHistoryDays: 3, requireCoi: true }
  expect(readUkSettings(common)).toEqual({ ok: true, value: DEFAULT_UK_SETTINGS })
})

describe('taken', () => {
  test.each<Record<string, unknown>>([
    { pathPrefix: '' },
    { pathPrefix: '/federation/uk' },
    { originFrom: 'regions', originMode: 'payload' },
    { originMode: 'delegated' },
    { subscribedRegions: ['GB-EAW', 'JE'] },
    { importedRisk: 0, exportedRisk: 7 },
    { minUploadKeys: 20, maxUploadKeys: 20 },
    { maxBatchesPerRun: 1, legacyReportTypes: true, paddedJws: true },
  ])('%j', (settings) => {
    expect(readUkSettings(settings)).toEqual({
      ok: true,
      value: { ...DEFAULT_UK_SETTINGS, ...settings },
    })
  })
})

describe('refused', () => {
  test.each<[string, unknown]>([
    ['pathPrefix', '/a/'],
    ['pathPrefix', 'a'],
    ['pathPrefix', '/../b'],
    ['pathPrefix', '/a?b'],
    ['originFrom', 'country'],
    ['subscribedRegions', ['je']],
    ['subscribedRegions', ['JE', 'JE']],
    ['overrideImportedRisk', 'true'],
    ['importedRisk', 8],
    ['importedRisk', -1],
    ['exportedRisk', 1.5],
    ['originMode', 'own'],
    ['paddedJws', 1],
    ['minUploadKeys', 0],
    ['maxUploadKeys', 0],
    ['maxUploadKeys', 20_001],
    ['maxBatchesPerRun', 0],
  ])('%s: %j', (name, value) => {
    const [problem, ...others] = problemsOf({ [name]: value })
    expect(problem).toMatch(new RegExp(`^${name}: is `))
    expect(others).toEqual([])
  })

  test('a setting that there is not, also one that every object has', () => {
    expect(problemsOf({ toString: 1 })).toEqual([
      ': "toString" is no setting of this protocol; names of the original go under originalProperties',
    ])
  })

  test('a least number of keys above the largest', () => {
    expect(problemsOf({ minUploadKeys: 995 })).toEqual(['minUploadKeys: is at most maxUploadKeys'])
  })
})

describe('variables of the original', () => {
  const read = (originalProperties: unknown, own: Record<string, unknown> = {}) =>
    readUkSettings({ ...own, originalProperties })

  test('are settings, with submissions counted as their keys', () => {
    const original = {
      DOWNLOAD_RISK_LEVEL_DEFAULT_ENABLED: 'false',
      UPLOAD_RISK_LEVEL_DEFAULT: '2',
      MAX_UPLOAD_BATCH_SIZE: '5',
      MAX_SUBSEQUENT_BATCH_DOWNLOAD_COUNT: '50',
    }
    expect(read(original)).toEqual({
      ok: true,
      value: {
        ...DEFAULT_UK_SETTINGS,
        overrideImportedRisk: false,
        exportedRisk: 2,
        maxUploadKeys: 70,
        maxBatchesPerRun: 50,
      },
    })
    expect(read({ MAX_UPLOAD_BATCH_SIZE: '0' })).toMatchObject({ value: { maxUploadKeys: 20_000 } })
    expect(read(original, { exportedRisk: 3 })).toMatchObject({ value: { exportedRisk: 3 } })
  })

  test.each<[unknown, string]>([
    [
      { REGION: 'GB-EAW' },
      "originalProperties.REGION: has no effect here: set the partner's ownOrigin",
    ],
    [
      { MAX_SUBSEQUENT_BATCH_UPLOAD_COUNT: '50' },
      'originalProperties.MAX_SUBSEQUENT_BATCH_UPLOAD_COUNT: has no effect: a run sends for as long as its time lasts',
    ],
    [{ REGIONS: 'x' }, 'originalProperties.REGIONS: is no variable of the original'],
    [
      { DOWNLOAD_RISK_LEVEL_DEFAULT: 'seven' },
      'originalProperties.DOWNLOAD_RISK_LEVEL_DEFAULT: is a whole number from 0 to 7',
    ],
    [
      { DOWNLOAD_RISK_LEVEL_DEFAULT: 7 },
      'originalProperties.DOWNLOAD_RISK_LEVEL_DEFAULT: is a whole number from 0 to 7',
    ],
    [['REGION'], 'originalProperties: is the original’s variables, each a text'],
  ])('%j: %s', (given, problem) => {
    expect(problemsOf({ originalProperties: given })).toEqual([problem])
  })

  test('that have a setting have one that there is', () => {
    for (const counterpart of Object.values(UK_PROPERTIES)) {
      if (counterpart.kind === 'setting') {
        expect(DEFAULT_UK_SETTINGS).toHaveProperty(counterpart.setting)
      }
    }
  })
})
