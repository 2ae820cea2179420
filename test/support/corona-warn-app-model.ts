/**
 * What the Corona-Warn-App's server makes of its rows, recomputed as a whole in each run, as the original does: the oracle
 * that recorded runs and the server are held to.
 */

import { createHash } from 'node:crypto'
import { compareBytes, concatBytes, fromHex, toHex, utf8 } from '../../src/core/bytes.ts'
import { coronaWarnAppFields } from '../../src/core/layouts/corona-warn-app/fields.ts'
import { cwaHash } from '../../src/core/layouts/corona-warn-app/hash.ts'
import {
  countryIndex,
  dateIndex,
  dateOf,
  hourIndex,
  hourOf,
  VERSION_INDEX,
  VERSION_V2_INDEX,
} from '../../src/core/layouts/corona-warn-app/index-texts.ts'
import { objectName } from '../../src/core/layouts/corona-warn-app/paths.ts'
import type { CoronaWarnAppSettings } from '../../src/core/layouts/corona-warn-app/settings.ts'
import { type KeysByHour, shiftKeys } from '../../src/core/layouts/corona-warn-app/shifting.ts'
import { type Audience, isForAudience, releaseOf } from '../../src/core/layouts/release.ts'
import { tocsin } from '../../src/core/proto/export.js'
import type { GoldenKey, GoldenRow } from './corona-warn-app.ts'

const HOUR = 3600
const DAY = 86_400

/** A key on its way, with the row that it came from. */
export interface ModelKey extends GoldenKey {
  readonly label: string
  readonly keyData: Uint8Array
}

export interface ModelArchive {
  readonly kind: 'archive'
  readonly region: string
  readonly startTimestamp: number
  readonly endTimestamp: number
  /** Ascending by key data. */
  readonly keys: readonly ModelKey[]
}

export type ModelObject = { readonly kind: 'index'; readonly text: string } | ModelArchive

const floorTo = (at: number, unit: number): number => at - (at % unit)

/** Packages of each directory by hour, Unix seconds. */
export function packagesOf(
  rows: readonly GoldenRow[],
  settings: CoronaWarnAppSettings,
  now: number,
): ReadonlyMap<string, KeysByHour<ModelKey>> {
  const { originCountry, supportedCountries } = settings
  const until = floorTo(now, HOUR)
  const published = rows.filter(
    ({ submittedAt }) => submittedAt >= floorTo(now - settings.daysToPublish * DAY, HOUR),
  )
  const fields = coronaWarnAppFields(settings.minimumRisk, settings.era)
  const released = (audience: Audience, expiryPolicyMinutes: number | undefined) =>
    byHour(
      published.flatMap((row) => {
        const written = fields({
          transmissionRiskLevel: row.transmissionRiskLevel,
          reportTypeNumber: 0,
          onsetCode: row.onsetCode,
        })
        const from = { origin: row.originCountry, visited: row.visitedCountries }
        if (written === undefined) return []
        if (!isForAudience(from, audience)) return []
        const rule = { expiryPolicyMinutes, granularitySeconds: HOUR }
        return [
          {
            hour: releaseOf({ ...row, createdAt: row.submittedAt }, rule),
            key: keyOf(row, written),
          },
        ]
      }),
    )
  const withPolicies = (audience: Audience): KeysByHour<ModelKey> => {
    if (settings.demo) return upTo(released(audience, undefined), until + HOUR)
    const all = released(audience, settings.expiryPolicyMinutes)
    const { packages } = shiftKeys(all, settings.shiftingThreshold, until)
    if (settings.era === 'head') return packages
    return new Map([...packages].filter(([, keys]) => keys.length > 0))
  }
  const home = withPolicies({ kind: 'at_home', country: originCountry })
  if (settings.era === 'seed') return new Map([[originCountry, home]])
  const abroad = supportedCountries
    .filter((country) => country !== originCountry)
    .map((country) => {
      const audience: Audience = {
        kind: 'abroad',
        country: originCountry,
        supportedCountries: [country],
      }
      return settings.applyPoliciesForAllCountries
        ? withPolicies(audience)
        : upTo(released(audience, undefined), settings.demo ? until + HOUR : until)
    })
  return new Map([
    [originCountry, home],
    [settings.euPackageName, union([home, ...abroad])],
  ])
}

function byHour(keys: readonly { hour: number; key: ModelKey }[]): KeysByHour<ModelKey> {
  const grouped = new Map<number, ModelKey[]>()
  for (const { hour, key } of keys) {
    const group = grouped.get(hour) ?? []
    group.push(key)
    grouped.set(hour, group)
  }
  return grouped
}

const upTo = (keys: KeysByHour<ModelKey>, until: number): KeysByHour<ModelKey> =>
  new Map([...keys].filter(([hour]) => hour < until))

function union(all: readonly KeysByHour<ModelKey>[]): KeysByHour<ModelKey> {
  const hours = new Set(all.flatMap((keys) => [...keys.keys()]))
  return new Map(
    Array.from(hours, (hour) => {
      const keys = all.flatMap((each) => each.get(hour) ?? [])
      return [hour, [...new Map(keys.map((key) => [key.keyDataHex, key])).values()]]
    }),
  )
}

function keyOf(
  row: GoldenRow,
  written: {
    readonly transmissionRiskLevel: number
    readonly reportTypeNumber: number | undefined
    readonly daysSinceOnsetOfSymptoms: number | undefined
  },
): ModelKey {
  return {
    label: row.label,
    keyData: row.keyData,
    keyDataHex: toHex(row.keyData),
    rollingStartIntervalNumber: row.rollingStartIntervalNumber,
    rollingPeriod: row.rollingPeriod,
    transmissionRiskLevel: written.transmissionRiskLevel,
    reportTypeNumber: written.reportTypeNumber ?? 0,
    daysSinceOnsetOfSymptoms: written.daysSinceOnsetOfSymptoms ?? 0,
  }
}

/** Everything that a run has to publish, by name. */
export function treeOf(
  rows: readonly GoldenRow[],
  settings: CoronaWarnAppSettings,
  now: number,
): ReadonlyMap<string, ModelObject> {
  const packages = packagesOf(rows, settings, now)
  const tree = new Map<string, ModelObject>([
    [objectName('', { kind: 'versions' }), { kind: 'index', text: VERSION_INDEX }],
    [objectName('', { kind: 'versions_v2' }), { kind: 'index', text: VERSION_V2_INDEX }],
    [objectName('', { kind: 'countries' }), { kind: 'index', text: countryIndex(packages.keys()) }],
  ])
  for (const [country, hours] of packages) {
    for (const [name, object] of directoryOf(country, hours, settings, now)) tree.set(name, object)
  }
  return tree
}

function* directoryOf(
  country: string,
  hours: KeysByHour<ModelKey>,
  settings: CoronaWarnAppSettings,
  now: number,
): Generator<[string, ModelObject]> {
  const today = floorTo(now, DAY)
  const hoursOf = (day: number) => [...hours].filter(([hour]) => floorTo(hour, DAY) === day)
  const keysOf = (day: number) => hoursOf(day).flatMap(([, keys]) => keys)
  const days = [...new Set(Array.from(hours.keys(), (hour) => floorTo(hour, DAY)))].filter(
    (day) => keysOf(day).length <= settings.maxKeysPerBundle,
  )
  const listed = days.filter((day) => day !== today || settings.includeIncompleteDays)
  yield [objectName('', { kind: 'dates', country }), { kind: 'index', text: dateIndex(listed) }]
  for (const day of listed) {
    yield [
      objectName('', { kind: 'day', country, date: dateOf(day) }),
      archive(country, day, DAY, keysOf(day)),
    ]
  }
  for (const day of days) {
    if (day < today - (settings.hourFileRetentionDays - 1) * DAY) continue
    const ofDay = hoursOf(day).filter(
      ([hour, keys]) =>
        (hour !== floorTo(now, HOUR) || settings.includeIncompleteHours) &&
        keys.length <= settings.maxKeysPerBundle,
    )
    const date = dateOf(day)
    const text = hourIndex(ofDay.map(([hour]) => hour))
    yield [objectName('', { kind: 'hours', country, date }), { kind: 'index', text }]
    for (const [hour, keys] of ofDay) {
      yield [
        objectName('', { kind: 'hour', country, date, hour: hourOf(hour) }),
        archive(country, hour, HOUR, keys),
      ]
    }
  }
}

const archive = (
  region: string,
  startTimestamp: number,
  seconds: number,
  keys: readonly ModelKey[],
): ModelArchive => ({
  kind: 'archive',
  region,
  startTimestamp,
  endTimestamp: startTimestamp + seconds,
  keys: keys.toSorted((a, b) => compareBytes(a.keyData, b.keyData)),
})

const md5 = (content: Uint8Array): Uint8Array =>
  Uint8Array.from(createHash('md5').update(content).digest())

export const contentOf = (object: ModelObject, appBundleId: string): Uint8Array =>
  object.kind === 'index' ? utf8(object.text) : exportBinOf(object, appBundleId)

export const hashOf = (object: ModelObject, appBundleId: string): string =>
  cwaHash(contentOf(object, appBundleId), md5)

/** Sixteen bytes of header, and the message with every field of a key written. */
export function exportBinOf(
  file: Omit<ModelArchive, 'kind' | 'keys'> & { readonly keys: readonly GoldenKey[] },
  appBundleId: string,
): Uint8Array {
  const message = tocsin.exposure.TemporaryExposureKeyExport.encode({
    startTimestamp: file.startTimestamp,
    endTimestamp: file.endTimestamp,
    region: file.region,
    batchNum: 1,
    batchSize: 1,
    signatureInfos: [
      {
        appBundleId,
        verificationKeyVersion: 'v1',
        verificationKeyId: '262',
        signatureAlgorithm: '1.2.840.10045.4.3.2',
      },
    ],
    keys: file.keys.map((key) => ({
      keyData: fromHex(key.keyDataHex) ?? new Uint8Array(),
      transmissionRiskLevel: key.transmissionRiskLevel,
      rollingStartIntervalNumber: key.rollingStartIntervalNumber,
      rollingPeriod: key.rollingPeriod,
      reportType: key.reportTypeNumber,
      daysSinceOnsetOfSymptoms: key.daysSinceOnsetOfSymptoms,
    })),
  }).finish()
  return concatBytes(utf8('EK Export v1    '), message)
}
