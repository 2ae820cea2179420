/**
 * The settings of a UK partner as an operator writes them: by our names, or under `originalProperties` by those of the backend that
 * is replaced. Nothing is passed over in silence. Pure.
 */

import { fail, type Result, succeed } from '../../result.ts'
import { type SettingProblem, withoutCommonSettings } from '../common-settings.ts'
import { type PropertyCounterpart, UK_PROPERTIES } from './original-properties.ts'
import { DEFAULT_UK_SETTINGS, ORIGIN_MODES, type UkSettings } from './settings.ts'

interface Rule {
  readonly holds: (value: unknown) => boolean
  /** What a value has to be, in words. */
  readonly says: string
}

/** The scale of NHS apps. */
const MAX_RISK = 7
/** What the server may be sent in one text: 5 MB. */
const MAX_UPLOAD_KEYS = 20_000
const MAX_BATCHES = 10_000
const MAX_REGIONS = 32
const PATH = /^(\/[A-Za-z0-9_-]{1,64}){0,4}$/
export const UK_REGION = /^[A-Z]{2}(-[A-Z0-9]{1,3})?$/

const flag: Rule = { holds: (value) => typeof value === 'boolean', says: 'true or false' }
const whole = (min: number, max: number): Rule => ({
  holds: (value) => Number.isInteger(value) && Number(value) >= min && Number(value) <= max,
  says: `a whole number from ${min} to ${max}`,
})
const oneOf = (texts: readonly string[]): Rule => ({
  holds: (value) => typeof value === 'string' && texts.includes(value),
  says: `one of ${texts.map((text) => `"${text}"`).join(', ')}`,
})

const RULES: { readonly [Name in keyof UkSettings]: Rule } = {
  pathPrefix: {
    holds: (value) => typeof value === 'string' && PATH.test(value),
    says: 'a path such as "/diagnosiskeys", without a slash at the end, or empty',
  },
  originFrom: oneOf(['origin', 'regions']),
  subscribedRegions: {
    holds: (value) =>
      Array.isArray(value) &&
      value.length <= MAX_REGIONS &&
      value.every((region) => typeof region === 'string' && UK_REGION.test(region)) &&
      new Set(value).size === value.length,
    says: `at most ${MAX_REGIONS} regions such as GB-SCT or JE, each once`,
  },
  overrideImportedRisk: flag,
  importedRisk: whole(0, MAX_RISK),
  overrideExportedRisk: flag,
  exportedRisk: whole(0, MAX_RISK),
  originMode: oneOf(ORIGIN_MODES),
  legacyReportTypes: flag,
  paddedJws: flag,
  minUploadKeys: whole(1, MAX_UPLOAD_KEYS),
  maxUploadKeys: whole(1, MAX_UPLOAD_KEYS),
  maxBatchesPerRun: whole(1, MAX_BATCHES),
}

const isName = (name: string): name is keyof UkSettings => Object.hasOwn(RULES, name)

/** @param settings what differs from the defaults. Our names count more than the original's */
export function readUkSettings(
  settings: Readonly<Record<string, unknown>>,
): Result<UkSettings, readonly SettingProblem[]> {
  const { originalProperties = {}, ...own } = withoutCommonSettings(settings)
  const original = readOriginalProperties(originalProperties)
  const problems = [
    ...(original.ok ? [] : original.failure),
    ...Object.entries(own).flatMap(([name, value]) => problemsOf(name, value, name)),
  ]
  if (problems.length > 0 || !original.ok) return fail(problems)
  // Each member was held to its rule.
  const read = { ...DEFAULT_UK_SETTINGS, ...original.value, ...own } as UkSettings
  return read.minUploadKeys > read.maxUploadKeys
    ? fail([{ path: 'minUploadKeys', problem: 'is at most maxUploadKeys' }])
    : succeed(read)
}

function problemsOf(name: string, value: unknown, path: string): readonly SettingProblem[] {
  if (!isName(name)) {
    const problem = `"${name.slice(0, 64)}" is no setting of this protocol; names of the original go under originalProperties`
    return [{ path: '', problem }]
  }
  return RULES[name].holds(value) ? [] : [{ path, problem: `is ${RULES[name].says}` }]
}

function readOriginalProperties(
  given: unknown,
): Result<Partial<Record<keyof UkSettings, unknown>>, readonly SettingProblem[]> {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return fail([
      { path: 'originalProperties', problem: 'is the original’s variables, each a text' },
    ])
  }
  const values: Partial<Record<keyof UkSettings, unknown>> = {}
  const problems: SettingProblem[] = []
  for (const [name, text] of Object.entries(given)) {
    const path = `originalProperties.${name.slice(0, 64)}`
    const counterpart = Object.hasOwn(UK_PROPERTIES, name) ? UK_PROPERTIES[name] : undefined
    if (counterpart?.kind === 'setting') {
      const value = typeof text === 'string' ? counterpart.read(text) : undefined
      values[counterpart.setting] = value
      problems.push(...problemsOf(counterpart.setting, value, path))
    } else {
      problems.push({ path, problem: reasonAgainst(counterpart) })
    }
  }
  return problems.length > 0 ? fail(problems) : succeed(values)
}

function reasonAgainst(counterpart: Exclude<PropertyCounterpart, { kind: 'setting' }> | undefined) {
  if (counterpart === undefined) return 'is no variable of the original'
  return counterpart.kind === 'elsewhere'
    ? `has no effect here: set ${counterpart.where}`
    : `has no effect: ${counterpart.reason}`
}
