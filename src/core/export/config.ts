/**
 * What an operator may ask of an export. Pure.
 * Source: google/exposure-notifications-server internal/admin and internal/export/model; the limit on regions is ours.
 */

import { fail, type Result, succeed } from '../result.ts'
import type { UnixSeconds } from '../time.ts'
import { isValidPeriod } from './window.ts'

/** Most signers of one file: phones may ignore more. */
export const MAX_SIGNERS = 10
/** Regions a list: the keys of a window are read by one statement, and that has at most 100 parameters. */
export const MAX_REGIONS = 40
/** Keys a file: as many as fit into memory beside the archive that is made of them. */
export const MAX_RECORDS = 500_000

/** Written into paths, addresses and shell commands: nothing that any of them reads as its own. */
const ROOT_SEGMENT = /^[A-Za-z0-9_~-][A-Za-z0-9._~-]*$/
const MAX_ROOT_LENGTH = 200
const REGION = /^[A-Z0-9_-]{1,32}$/

/** An export as an operator wants it. */
export interface ExportConfigDraft {
  /** First part of every object name, without a slash at either end. */
  readonly filenameRoot: string
  readonly periodSeconds: number
  /** Written into the files. */
  readonly outputRegion: string
  /** Keys for any of these; empty for the output region alone. */
  readonly inputRegions: readonly string[]
  /** Keys for any of these are left out. */
  readonly excludeRegions: readonly string[]
  /** Also travelers' keys of every region. */
  readonly includeTravelers: boolean
  readonly onlyNonTravelers: boolean
  /** Windows are closed after it. */
  readonly activeFrom: UnixSeconds
  /** And before it; undefined for no end. */
  readonly activeThru: UnixSeconds | undefined
  readonly signatureInfoIds: readonly number[]
  /** Keys a file; undefined for the default. */
  readonly maxRecordsOverride: number | undefined
}

export type RegionMember = 'outputRegion' | 'inputRegions' | 'excludeRegions'

export type ExportConfigFailure =
  | { readonly reason: 'malformed_filename_root' }
  /** A period is 1 second to 24 hours and divides 24 hours, so that windows meet at midnight. */
  | { readonly reason: 'period_does_not_divide_a_day'; readonly periodSeconds: number }
  | { readonly reason: 'malformed_region'; readonly member: RegionMember }
  | { readonly reason: 'too_many_regions'; readonly member: RegionMember; readonly count: number }
  /** With both, which keys would be meant? */
  | { readonly reason: 'traveler_flags_contradict' }
  | { readonly reason: 'ends_before_it_starts' }
  | { readonly reason: 'too_many_signers'; readonly count: number }
  | { readonly reason: 'max_records_out_of_range'; readonly maxRecords: number }

/** @returns the config with regions in upper case, each once; or everything that is wrong with it */
export function checkExportConfig(
  draft: ExportConfigDraft,
): Result<ExportConfigDraft, readonly ExportConfigFailure[]> {
  const config: ExportConfigDraft = {
    ...draft,
    outputRegion: draft.outputRegion.toUpperCase(),
    inputRegions: upperCaseSet(draft.inputRegions),
    excludeRegions: upperCaseSet(draft.excludeRegions),
    signatureInfoIds: [...new Set(draft.signatureInfoIds)],
  }
  const failures = [
    ...checkFiles(config),
    ...checkRegions('outputRegion', [config.outputRegion]),
    ...checkRegions('inputRegions', config.inputRegions),
    ...checkRegions('excludeRegions', config.excludeRegions),
    ...checkSelection(config),
  ]
  return failures.length === 0 ? succeed(config) : fail(failures)
}

const upperCaseSet = (regions: readonly string[]): readonly string[] => [
  ...new Set(regions.map((region) => region.toUpperCase())),
]

function checkFiles(config: ExportConfigDraft): ExportConfigFailure[] {
  const failures: ExportConfigFailure[] = []
  const { filenameRoot, periodSeconds, signatureInfoIds, maxRecordsOverride } = config
  if (!isFilenameRoot(filenameRoot)) failures.push({ reason: 'malformed_filename_root' })
  if (!isValidPeriod(periodSeconds)) {
    failures.push({ reason: 'period_does_not_divide_a_day', periodSeconds })
  }
  if (signatureInfoIds.length > MAX_SIGNERS) {
    failures.push({ reason: 'too_many_signers', count: signatureInfoIds.length })
  }
  if (maxRecordsOverride !== undefined && !isRecordCount(maxRecordsOverride)) {
    failures.push({ reason: 'max_records_out_of_range', maxRecords: maxRecordsOverride })
  }
  return failures
}

/** Whether names can begin with it: of an export's files, and of a mirror's. */
export const isFilenameRoot = (text: string): boolean =>
  text.length <= MAX_ROOT_LENGTH && text.split('/').every((segment) => ROOT_SEGMENT.test(segment))

const isRecordCount = (count: number): boolean =>
  Number.isInteger(count) && count >= 1 && count <= MAX_RECORDS

function checkRegions(member: RegionMember, regions: readonly string[]): ExportConfigFailure[] {
  const failures: ExportConfigFailure[] = []
  if (!regions.every((region) => REGION.test(region))) {
    failures.push({ reason: 'malformed_region', member })
  }
  if (regions.length > MAX_REGIONS) {
    failures.push({ reason: 'too_many_regions', member, count: regions.length })
  }
  return failures
}

function checkSelection(config: ExportConfigDraft): ExportConfigFailure[] {
  const failures: ExportConfigFailure[] = []
  if (config.includeTravelers && config.onlyNonTravelers) {
    failures.push({ reason: 'traveler_flags_contradict' })
  }
  if (config.activeThru !== undefined && config.activeThru <= config.activeFrom) {
    failures.push({ reason: 'ends_before_it_starts' })
  }
  return failures
}
