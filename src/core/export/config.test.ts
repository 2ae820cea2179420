import { describe, expect, test } from 'vitest'
import { asUnixSeconds } from '../time.ts'
import { checkExportConfig, type ExportConfigDraft } from './config.ts'

const DRAFT: ExportConfigDraft = {
  filenameRoot: 'exports/us',
  periodSeconds: 14_400,
  outputRegion: 'US',
  inputRegions: [],
  excludeRegions: [],
  includeTravelers: true,
  onlyNonTravelers: false,
  activeFrom: asUnixSeconds(0),
  activeThru: undefined,
  signatureInfoIds: [1],
  maxRecordsOverride: undefined,
}

const names = (count: number) => Array.from({ length: count }, (_, i) => `R${i}`)

const checked = (change: Partial<ExportConfigDraft>) => {
  const result = checkExportConfig({ ...DRAFT, ...change })
  if (!result.ok) throw new Error(JSON.stringify(result.failure))
  return result.value
}

describe('an export config', () => {
  test.each<[string, Partial<ExportConfigDraft>]>([
    ['of 4 hours', {}],
    ['of a second', { periodSeconds: 1 }],
    ['of a day', { periodSeconds: 86_400 }],
    ['with 10 signers', { signatureInfoIds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] }],
    ['without a signer yet', { signatureInfoIds: [] }],
    ['with 40 regions in each list', { inputRegions: names(40), excludeRegions: names(40) }],
    ['for non-travelers only', { includeTravelers: false, onlyNonTravelers: true }],
    ['for neither kind alone', { includeTravelers: false }],
    ['with an end', { activeFrom: asUnixSeconds(10), activeThru: asUnixSeconds(11) }],
    ['with files of one key', { maxRecordsOverride: 1 }],
    ['with files of 500,000 keys', { maxRecordsOverride: 500_000 }],
    ['with a root of one letter', { filenameRoot: 'v' }],
    ['with dots, tildes and hyphens in its root', { filenameRoot: 'exports/v1.2/a~b-c_d' }],
  ])('%s is taken', (_what, change) => {
    expect(checked(change)).toEqual({ ...DRAFT, ...change })
  })

  test('is kept with regions in upper case, each once', () => {
    const config = checked({
      outputRegion: 'us-ca',
      inputRegions: ['us', 'US', 'mx'],
      excludeRegions: ['ca', 'Ca'],
    })
    expect(config.outputRegion).toBe('US-CA')
    expect(config.inputRegions).toEqual(['US', 'MX'])
    expect(config.excludeRegions).toEqual(['CA'])
  })

  test('counts a signer and a region that is named twice once', () => {
    const twice = [...names(40), ...names(40)]
    expect(checked({ inputRegions: twice }).inputRegions).toHaveLength(40)
    expect(checked({ signatureInfoIds: [3, 3] }).signatureInfoIds).toEqual([3])
  })

  test.each<[string, Partial<ExportConfigDraft>, object]>([
    ['an empty root', { filenameRoot: '' }, { reason: 'malformed_filename_root' }],
    ['a root with a slash before', { filenameRoot: '/us' }, { reason: 'malformed_filename_root' }],
    ['a root with a slash after', { filenameRoot: 'us/' }, { reason: 'malformed_filename_root' }],
    ['a root that climbs', { filenameRoot: 'us/../de' }, { reason: 'malformed_filename_root' }],
    ['a root with a blank', { filenameRoot: 'u s' }, { reason: 'malformed_filename_root' }],
    ['a root with a newline', { filenameRoot: 'us\n' }, { reason: 'malformed_filename_root' }],
    [
      'a root with a percent sign',
      { filenameRoot: 'us%2f' },
      { reason: 'malformed_filename_root' },
    ],
    ['a long root', { filenameRoot: 'u'.repeat(201) }, { reason: 'malformed_filename_root' }],
    [
      'a period of 7 hours',
      { periodSeconds: 25_200 },
      { reason: 'period_does_not_divide_a_day', periodSeconds: 25_200 },
    ],
    [
      'a period of 0',
      { periodSeconds: 0 },
      { reason: 'period_does_not_divide_a_day', periodSeconds: 0 },
    ],
    [
      'a period of two days',
      { periodSeconds: 172_800 },
      { reason: 'period_does_not_divide_a_day', periodSeconds: 172_800 },
    ],
    [
      'no output region',
      { outputRegion: '' },
      { reason: 'malformed_region', member: 'outputRegion' },
    ],
    [
      'a comma in a region',
      { inputRegions: ['US,CA'] },
      { reason: 'malformed_region', member: 'inputRegions' },
    ],
    [
      'a letter beyond ASCII in a region',
      { excludeRegions: ['ÖS'] },
      { reason: 'malformed_region', member: 'excludeRegions' },
    ],
    [
      '41 input regions',
      { inputRegions: names(41) },
      { reason: 'too_many_regions', member: 'inputRegions', count: 41 },
    ],
    [
      '41 excluded regions',
      { excludeRegions: names(41) },
      { reason: 'too_many_regions', member: 'excludeRegions', count: 41 },
    ],
    [
      'travelers and non-travelers only',
      { includeTravelers: true, onlyNonTravelers: true },
      { reason: 'traveler_flags_contradict' },
    ],
    [
      'an end before its start',
      { activeFrom: asUnixSeconds(11), activeThru: asUnixSeconds(10) },
      { reason: 'ends_before_it_starts' },
    ],
    [
      'an end at its start',
      { activeFrom: asUnixSeconds(11), activeThru: asUnixSeconds(11) },
      { reason: 'ends_before_it_starts' },
    ],
    [
      '11 signers',
      { signatureInfoIds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] },
      { reason: 'too_many_signers', count: 11 },
    ],
    [
      'files of no keys',
      { maxRecordsOverride: 0 },
      { reason: 'max_records_out_of_range', maxRecords: 0 },
    ],
    [
      'files of more keys than memory has room for',
      { maxRecordsOverride: 500_001 },
      { reason: 'max_records_out_of_range', maxRecords: 500_001 },
    ],
    [
      'files of a fraction of a key',
      { maxRecordsOverride: 1.5 },
      { reason: 'max_records_out_of_range', maxRecords: 1.5 },
    ],
  ])('with %s is refused by name', (_what, change, failure) => {
    const result = checkExportConfig({ ...DRAFT, ...change })
    expect(result).toEqual({ ok: false, failure: [failure] })
  })

  test('is told everything that is wrong with it at once', () => {
    const result = checkExportConfig({
      ...DRAFT,
      filenameRoot: '',
      periodSeconds: 7,
      onlyNonTravelers: true,
      inputRegions: ['?'],
    })
    expect(result.ok ? [] : result.failure.map((failure) => failure.reason)).toEqual([
      'malformed_filename_root',
      'period_does_not_divide_a_day',
      'malformed_region',
      'traveler_flags_contradict',
    ])
  })
})
