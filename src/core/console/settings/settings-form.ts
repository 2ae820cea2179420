/** Forms of a realm's settings: what fields show of them, and what they change. Pure. */

import type { RealmIdentity } from '../../realms/realm-name.ts'
import type { RealmSecretName, RealmSettings } from '../../realms/settings.ts'

/** By name of field. A box that is not ticked is ''; of several boxes, and of lists, each value is a line. */
export type SettingsForm = Readonly<Record<string, string>>

/** A realm as far as forms show it. */
export interface RealmState {
  readonly identity: RealmIdentity
  readonly settings: RealmSettings
}

export interface SettingsUpdate {
  readonly identity?: Partial<RealmIdentity>
  /** A member that is there and undefined is no longer set. */
  readonly settings?: Partial<RealmSettings>
  readonly secrets?: Readonly<Partial<Record<RealmSecretName, string>>>
}

/** One form at an address of its own. */
export interface SettingsTab {
  /** All that is taken of what is sent. Those of secrets are never shown. */
  readonly fields: readonly string[]
  /** What stands in the fields of a realm; also what a form is held against when it is saved. */
  readonly formOf: (realm: RealmState) => SettingsForm
  /** @param realm as it is; what the form does not speak of stays */
  readonly updateOf: (form: SettingsForm, realm: RealmState) => SettingsUpdate
  /** The field to blame. @param path as the checks name a setting @returns undefined: it stands in another form */
  readonly fieldOf: (path: string, form: SettingsForm) => string | undefined
}

export const YES = 'yes'
export const box = (isTicked: boolean): string => (isTicked ? YES : '')
export const isTicked = (form: SettingsForm, field: string): boolean => form[field] === YES

export const textIn = (form: SettingsForm, field: string): string => (form[field] ?? '').trim()

/** undefined where nothing is written. */
export const optionalIn = (form: SettingsForm, field: string): string | undefined =>
  textIn(form, field) || undefined

/** @returns NaN for what is no whole number: the checks refuse it */
export const wholeIn = (form: SettingsForm, field: string): number => {
  const text = textIn(form, field)
  return /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
}

export const linesIn = (form: SettingsForm, field: string): readonly string[] =>
  (form[field] ?? '')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')

/** The first name of a path: "allowedCidrs" of "allowedCidrs.server[0]". */
export const rootOf = (path: string): string => /^[^.[]*/.exec(path)?.[0] ?? path
