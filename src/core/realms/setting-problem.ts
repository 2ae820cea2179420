/** What is wrong with a realm's settings: which, by what rule, and a sentence that helps. Values of secrets never appear. Pure. */

import type { RealmSecretName, RealmSettings } from './settings.ts'

export const SETTING_PROBLEM_REASONS = [
  'out_of_range',
  'not_valid',
  'required',
  'reserved',
  'not_permitted',
  'irreversible',
  'needs_another_setting',
] as const
export type SettingProblemReason = (typeof SETTING_PROBLEM_REASONS)[number]

export interface SettingProblem {
  /** The setting, e.g. "smsTemplateAlternates.Reminder" or "allowedCidrs.adminapi[0]". */
  readonly path: string
  readonly reason: SettingProblemReason
  readonly message: string
}

/** What is known of a realm beside its settings when they are checked. */
export interface SettingContext {
  /** As they are; undefined for a new realm. */
  readonly present: RealmSettings | undefined
  /** A realm's own administrator may not change all that the system's may. */
  readonly who: 'realm' | 'system'
  /** '' for none. */
  readonly regionCode: string
  /** Secrets that the realm will have. */
  readonly secrets: ReadonlySet<RealmSecretName>
  /** Whether there will be a key that signs. */
  readonly hasCertificateKey: boolean
  readonly hasSmsKey: boolean
  /** For development: then also http to this machine. */
  readonly allowsLoopback: boolean
}

export const settingProblem = (
  path: string,
  reason: SettingProblemReason,
  message: string,
): SettingProblem => ({ path, reason, message })

/** @param rule whether it holds */
export const unless = (
  rule: boolean,
  path: string,
  reason: SettingProblemReason,
  message: string,
): readonly SettingProblem[] => (rule ? [] : [settingProblem(path, reason, message)])

export const whole = (
  path: string,
  value: number,
  min: number,
  max: number,
): readonly SettingProblem[] =>
  unless(
    Number.isInteger(value) && value >= min && value <= max,
    path,
    'out_of_range',
    `a whole number from ${min} to ${max}`,
  )

export const oneOf = (
  path: string,
  value: number,
  allowed: readonly number[],
): readonly SettingProblem[] =>
  unless(allowed.includes(value), path, 'out_of_range', `one of ${allowed.join(', ')}`)

export const atMost = (path: string, text: string, max: number): readonly SettingProblem[] =>
  unless(text.length <= max, path, 'out_of_range', `at most ${max} characters`)
