/**
 * The settings of a partner as an operator writes them: by our names, or under `originalProperties` by those of the backend that is
 * replaced. Nothing is passed over in silence. Pure.
 */

import { isKnownCountry } from '../../codes/countries-of-interest.ts'
import { readCertificates } from '../../crypto/certificates.ts'
import { onsetMeaning } from '../../layouts/onset-code.ts'
import { isCallableAddress } from '../../private-address.ts'
import { fail, type Result, succeed } from '../../result.ts'
import type { SettingProblem } from '../common-settings.ts'
import { EFGS_REPORT_TYPES, MAX_BATCH_KEYS } from './diagnosis-key.ts'
import { ORIGINAL_EFGS_PROPERTIES, type OriginalForm } from './original-properties.ts'
import {
  defaultEfgsSettings,
  EFGS_PROFILES,
  type EfgsSettings,
  VISITED_COUNTRIES_MODES,
} from './settings.ts'

type Draft = Readonly<Record<string, unknown>>
type Check = readonly [problem: string, isFine: (value: unknown) => boolean]

const whole = (min: number, max: number): Check => [
  `is a whole number from ${min} to ${max}`,
  (value) => Number.isInteger(value) && Number(value) >= min && Number(value) <= max,
]
const oneOf = (names: readonly string[]): Check => [
  `is one of ${names.map((name) => `"${name}"`).join(', ')}`,
  (value) => typeof value === 'string' && names.includes(value),
]
const TRUTH: Check = ['is true or false', (value) => typeof value === 'boolean']

const MAX_COUNTRIES = 100
const MAX_THUMBPRINTS = 4
const THUMBPRINT = /^[0-9a-f]{64}$/
const CALLBACK_ID = /^[A-Za-z0-9._-]{0,32}$/
const MAX_CALLBACK_URL = 256
const AREA = /^[A-Z]{2}(-[A-Z0-9]{1,3})?$/

const isCountry = (value: unknown): boolean =>
  typeof value === 'string' && value !== 'XX' && isKnownCountry(value)
const isCountries = (value: unknown): boolean =>
  Array.isArray(value) && value.length <= MAX_COUNTRIES && value.every(isCountry)
const isArea = (name: string): boolean => AREA.test(name) && isCountry(name.slice(0, 2))
const isTable = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.keys(value).length <= MAX_COUNTRIES

const CHECKS: Readonly<Record<keyof EfgsSettings, Check>> = {
  profile: oneOf(EFGS_PROFILES),
  pollsBatches: TRUTH,
  daysToDownload: whole(0, 14),
  auditsBatches: TRUTH,
  trustAnchorPem: [
    'is the PEM of one certificate, or empty',
    (value) => value === '' || (typeof value === 'string' && readCertificates(value)?.length === 1),
  ],
  gatewayOrigins: [
    'has lists of countries by the country that uploads their keys',
    (value) =>
      isTable(value) &&
      Object.keys(value).every(isCountry) &&
      Object.values(value).every(isCountries),
  ],
  requiresMidnightStart: TRUTH,
  downloadTimeoutMs: whole(1000, 60_000),
  uploadTimeoutMs: whole(1000, 300_000),
  callbackUrl: [
    `is an https address of at most ${MAX_CALLBACK_URL} characters without a query, or empty`,
    (value) => value === '' || (typeof value === 'string' && isCallbackUrl(value)),
  ],
  callbackId: [
    'has at most 32 letters, digits, ".", "_" or "-"',
    (value) => typeof value === 'string' && CALLBACK_ID.test(value),
  ],
  callbackCertificates: [
    `is a list of at most ${MAX_THUMBPRINTS} thumbprints of 64 lower-case hexadecimal digits`,
    (value) =>
      Array.isArray(value) &&
      value.length <= MAX_THUMBPRINTS &&
      value.every((one) => typeof one === 'string' && THUMBPRINT.test(one)),
  ],
  minUploadKeys: whole(1, MAX_BATCH_KEYS),
  maxUploadKeys: whole(1, MAX_BATCH_KEYS),
  sendsReportType: TRUTH,
  defaultReportType: oneOf(EFGS_REPORT_TYPES),
  sendsOnset: TRUTH,
  defaultOnset: [
    'is the code of an onset, such as 1 or 4000',
    (value) => typeof value === 'number' && onsetMeaning(value) !== undefined,
  ],
  visitedCountriesMode: oneOf(VISITED_COUNTRIES_MODES),
  visitedCountries: ['is a list of countries', isCountries],
  originMap: [
    'has countries by the origins that are sent as them, such as "GB-SCT"',
    (value) =>
      isTable(value) && Object.keys(value).every(isArea) && Object.values(value).every(isCountry),
  ],
  sendsClientHeaders: TRUTH,
}

function isCallbackUrl(text: string): boolean {
  if (text.length > MAX_CALLBACK_URL || text.includes('?') || text.includes('#')) return false
  return text.startsWith('https://') && isCallableAddress(text, false)
}

const isSetting = (name: string): name is keyof EfgsSettings => Object.hasOwn(CHECKS, name)

/** @param settings without those that all protocols share; @returns every problem, not the first alone */
export function readEfgsSettings(settings: Draft): Result<EfgsSettings, readonly SettingProblem[]> {
  const { originalProperties = {}, ...own } = settings
  const original = readOriginals(originalProperties)
  const stated = { ...original.values, ...own }
  const problems = [
    ...original.problems,
    ...Object.entries(stated).flatMap(([path, value]): readonly SettingProblem[] => {
      if (!isSetting(path)) return [{ path: path.slice(0, 100), problem: describeUnknown(path) }]
      const [problem, isFine] = CHECKS[path]
      return isFine(value) ? [] : [{ path, problem }]
    }),
  ]
  if (problems.length > 0) return fail(problems)
  const draft = stated as Partial<EfgsSettings>
  const read = { ...defaultEfgsSettings(draft.profile ?? 'corona-warn-app'), ...draft }
  return read.minUploadKeys <= read.maxUploadKeys
    ? succeed(read)
    : fail([{ path: 'minUploadKeys', problem: 'is at most maxUploadKeys' }])
}

/** What counts of a partner's settings, those that all protocols share among them. They were checked when they were written. */
export function pickEfgsSettings(settings: Draft): EfgsSettings {
  const { originalProperties = {} } = settings
  const own = Object.entries({ ...readOriginals(originalProperties).values, ...settings }).filter(
    ([name, value]) => isSetting(name) && CHECKS[name][1](value),
  )
  const draft: Partial<EfgsSettings> = Object.fromEntries(own)
  return { ...defaultEfgsSettings(draft.profile ?? 'corona-warn-app'), ...draft }
}

/** The originals' names are met with where the setting is now. */
function describeUnknown(name: string): string {
  return Object.hasOwn(ORIGINAL_EFGS_PROPERTIES, name)
    ? 'is a name of the original: it goes under originalProperties'
    : `is no setting; there are ${Object.keys(CHECKS).join(', ')}`
}

function readOriginals(given: unknown): {
  readonly values: Draft
  readonly problems: readonly SettingProblem[]
} {
  const path = 'originalProperties'
  if (!isTable(given)) {
    return {
      values: {},
      problems: [{ path, problem: "has the original's properties, each a text" }],
    }
  }
  const values: Record<string, unknown> = {}
  const problems: SettingProblem[] = []
  for (const [name, text] of Object.entries(given)) {
    const refuse = (problem: string) =>
      problems.push({ path: `${path}.${name.slice(0, 100)}`, problem })
    const counterpart = Object.hasOwn(ORIGINAL_EFGS_PROPERTIES, name)
      ? ORIGINAL_EFGS_PROPERTIES[name]
      : undefined
    if (counterpart === undefined) refuse('is no property of the originals')
    else if (counterpart.kind === 'absent') refuse(`has no effect: it ${counterpart.reason}`)
    else {
      const value = typeof text === 'string' ? readText(text, counterpart.form) : undefined
      if (value === undefined) refuse(`is a text with a ${counterpart.form}`)
      else if (Object.hasOwn(values, counterpart.setting)) refuse('is set twice, by two names')
      else values[counterpart.setting] = value
    }
  }
  return { values, problems }
}

const WHOLE = /^-?\d{1,9}$/

function readText(text: string, form: OriginalForm): unknown {
  switch (form) {
    case 'whole number':
      return WHOLE.test(text) ? Number(text) : undefined
    case 'true or false':
      return text === 'true' || text === 'false' ? text === 'true' : undefined
    case 'text':
      return text === '' ? undefined : text
  }
}
