/** Reads recorded runs of the Corona-Warn-App server: what was stored, how the service was set, and what it published. */

import { createHash } from 'node:crypto'
import { checkCoronaWarnAppSettings } from '../../src/core/layouts/corona-warn-app/check-settings.ts'
import { isKeyFile, parseObjectName } from '../../src/core/layouts/corona-warn-app/paths.ts'
import {
  readOriginalProperties,
  settingsOfProfiles,
} from '../../src/core/layouts/corona-warn-app/read-original-properties.ts'
import type { CoronaWarnAppSettings } from '../../src/core/layouts/corona-warn-app/settings.ts'
import type { Result } from '../../src/core/result.ts'
import type { RecordedObject, RecordedRows, RecordedRun } from './corona-warn-app-recording.ts'

/** A row of the original's table. */
export interface GoldenRow {
  readonly label: string
  /** 16 bytes. */
  readonly keyData: Uint8Array
  readonly rollingStartIntervalNumber: number
  readonly rollingPeriod: number
  readonly transmissionRiskLevel: number
  /** A name, such as "CONFIRMED_TEST"; undefined: none was stored. */
  readonly reportType: string | undefined
  readonly onsetCode: number | undefined
  /** A full hour, Unix seconds. */
  readonly submittedAt: number
  readonly originCountry: string
  readonly visitedCountries: readonly string[]
  readonly submissionType: string
  readonly consentsToFederation: boolean
}

export interface GoldenKey {
  readonly keyDataHex: string
  readonly transmissionRiskLevel: number
  readonly rollingStartIntervalNumber: number
  readonly rollingPeriod: number
  readonly reportTypeNumber: number
  readonly daysSinceOnsetOfSymptoms: number
}

interface GoldenHeaders {
  readonly hash: string
  readonly contentType: string
  readonly cacheControl: string
}

export type GoldenObject =
  | (GoldenHeaders & { readonly kind: 'index'; readonly text: string })
  | (GoldenHeaders & {
      readonly kind: 'archive'
      readonly exportSha256: string
      readonly exportSize: number
      readonly region: string
      /** Unix seconds. */
      readonly startTimestamp: number
      readonly endTimestamp: number
      readonly keyCount: number
      /** Number of keys by the label of their rows. */
      readonly groups: Readonly<Record<string, number>>
      /** Ascending by key; undefined where the recording has only their number. */
      readonly keys: readonly GoldenKey[] | undefined
    })
  /** Was there before the first run, and still is. */
  | { readonly kind: 'preset' }

export interface GoldenStep {
  readonly step: number
  readonly note: string
  /** Of the run, Unix seconds. */
  readonly now: number
  readonly settings: CoronaWarnAppSettings
  /** Inserted before the run. */
  readonly rows: readonly GoldenRow[]
  /** Put into the store before the run, with other content and hash. */
  readonly presetPaths: readonly string[]
  readonly exitCode: number
  /** Names, of keys and indexes alone. */
  readonly uploads: readonly string[]
  readonly deletes: readonly string[]
  /** By name. In the first step all that is in the store, and later what this run stored. */
  readonly objects: ReadonlyMap<string, GoldenObject>
  /** All of keys and indexes that is in the store; undefined where that was not recorded. */
  readonly pathsAfter: readonly string[] | undefined
  readonly rowCountAfter: number
  /** Rows left by full hour of submission, Unix seconds; undefined where that was not recorded. */
  readonly rowsLeft: ReadonlyMap<number, number> | undefined
}

export interface GoldenScenario {
  readonly name: string
  readonly what: string
  readonly publicKeyPem: string
  readonly steps: readonly GoldenStep[]
}

const SECONDS_PER_HOUR = 3600

export const readGoldenScenario = (run: RecordedRun): GoldenScenario => ({
  name: run.scenario,
  what: run.what,
  publicKeyPem: run.public_key_pem,
  steps: run.steps.map((step) => ({
    step: step.step,
    note: step.note ?? '',
    now: Date.parse(`${step.now.replace(' ', 'T')}Z`) / 1000,
    settings: settingsOf(run, step),
    rows: step.insert.flatMap(expandRows),
    presetPaths: (step.preset_paths ?? []).filter(isOfLayout),
    exitCode: step.exit,
    uploads: step.uploads.filter(isOfLayout),
    deletes: step.deletes.filter(isOfLayout),
    objects: new Map(
      Object.entries(step.objects)
        .filter(([path]) => isOfLayout(path))
        .map(([path, object]) => [path, readObject(run, object)]),
    ),
    pathsAfter: step.all_paths_after?.filter(isOfLayout),
    rowCountAfter: step.db_rows_after,
    rowsLeft:
      step.left_rows &&
      new Map(
        step.left_rows.map((text) => {
          const [hour, count] = text.split(':').map(Number)
          return [(hour ?? 0) * SECONDS_PER_HOUR, count ?? 0]
        }),
      ),
  })),
})

/** Beside keys the original publishes configuration, key figures and more. */
const isOfLayout = (path: string): boolean => parseObjectName('', path) !== undefined

/** As the original has it: `index-v2` counts as a file of keys, since its name ends in a digit. */
export const isKeyFileForOriginal = (path: string): boolean => {
  const object = parseObjectName('', path)
  return object !== undefined && (isKeyFile(object) || object.kind === 'versions_v2')
}

function settingsOf(run: RecordedRun, step: RecordedRun['steps'][number]): CoronaWarnAppSettings {
  const profiles = [...run.base.profiles, ...step.profiles.split(',')].filter((name) => name !== '')
  const given = Object.entries({ ...step.properties, ...step.env })
  return orThrow(
    checkCoronaWarnAppSettings({
      supportedCountries: run.base.supported_countries,
      originCountry: run.base.origin_country,
      ...orThrow(settingsOfProfiles(profiles)),
      ...orThrow(
        readOriginalProperties(
          Object.fromEntries(given.map(([name, value]) => [name, String(value)])),
        ),
      ),
    }),
  )
}

function orThrow<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.failure))
  return result.value
}

const expandRows = (rows: RecordedRows): readonly GoldenRow[] =>
  Array.from({ length: rows.n }, (_, offset) => {
    const index = (rows.first_index ?? 0) + offset
    const risks = [rows.transmission_risk_level].flat()
    return {
      label: rows.label,
      keyData: keyDataOf(rows.key_label ?? rows.label, index),
      rollingStartIntervalNumber: rows.rolling_start_interval_number,
      rollingPeriod: rows.rolling_period,
      transmissionRiskLevel: risks[index % risks.length] ?? 0,
      reportType: rows.report_type ?? undefined,
      onsetCode: rows.days_since_onset_of_symptoms ?? undefined,
      submittedAt: rows.submission_hour * SECONDS_PER_HOUR,
      originCountry: rows.origin_country,
      visitedCountries: rows.visited_countries ?? [],
      submissionType: rows.submission_type,
      consentsToFederation: rows.consent_to_federation,
    }
  })

const keyDataOf = (label: string, index: number): Uint8Array =>
  Uint8Array.from(
    createHash('sha256').update(`cwa-golden-${label}-${index}`).digest().subarray(0, 16),
  )

function readObject(run: RecordedRun, object: RecordedObject): GoldenObject {
  if (object.kind !== 'index' && object.kind !== 'archive') return { kind: 'preset' }
  const defaults = run.object_defaults[object.kind]
  const headers = {
    hash: object.cwa_hash,
    contentType: object.content_type ?? defaults.content_type,
    cacheControl: object.cache_control ?? defaults.cache_control,
  }
  if (object.kind === 'index') return { ...headers, kind: 'index', text: object.json }
  return {
    ...headers,
    kind: 'archive',
    exportSha256: object.export_sha256,
    exportSize: object.export_size,
    region: object.region,
    startTimestamp: object.start,
    endTimestamp: object.end,
    keyCount: object.n_keys,
    groups: object.groups ?? {},
    keys: object.keys?.map((key) => ({
      keyDataHex: key.key_data,
      transmissionRiskLevel: key.trl,
      rollingStartIntervalNumber: key.start,
      rollingPeriod: key.period,
      reportTypeNumber: key.report_type,
      daysSinceOnsetOfSymptoms: key.dsos,
    })),
  }
}
