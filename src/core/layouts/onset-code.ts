/**
 * How days since the onset of symptoms are stored: one number, in the code of the European gateway, so that nothing that a
 * phone said is lost between layouts. Pure.
 * Source: eu-federation-gateway-service; minvws/nl-covid19-notification-app-backend `Domain/DsosEncoding`.
 */

/** What a stored code says of a key. Days are those from the reference to the key's day. */
export type OnsetMeaning =
  | { readonly kind: 'exact'; readonly days: number }
  /** The onset lies in a range of `length` days: between `latest - (length - 1)` and `latest` days. */
  | { readonly kind: 'range'; readonly latest: number; readonly length: number }
  /** Symptoms, but not since when: days since the upload, 0 or less. */
  | { readonly kind: 'onset_unknown'; readonly sinceSubmission: number }
  /** No symptoms: days since the test where positive, or since the upload. */
  | { readonly kind: 'asymptomatic'; readonly days: number }
  /** Nobody said: days since the upload, 0 or less. */
  | { readonly kind: 'no_information'; readonly sinceSubmission: number }

export const MIN_EXACT_DAYS = -14
export const MAX_EXACT_DAYS = 21
const LONGEST_RANGE_DAYS = 19
export const ONSET_UNKNOWN = 2000
export const ASYMPTOMATIC = 3000
export const NO_INFORMATION = 4000
/** Days back that the three last forms tell. */
const DAYS_BACK = 14

/** @returns undefined where the code means nothing */
export function onsetMeaning(code: number): OnsetMeaning | undefined {
  if (!Number.isInteger(code)) return undefined
  if (isWithin(code, MIN_EXACT_DAYS, MAX_EXACT_DAYS)) return { kind: 'exact', days: code }
  if (isWithin(code, ONSET_UNKNOWN - DAYS_BACK, ONSET_UNKNOWN)) {
    return { kind: 'onset_unknown', sinceSubmission: code - ONSET_UNKNOWN }
  }
  // Beyond 3000 is ours alone: days after the test of a person without symptoms. It never leaves the country so.
  if (isWithin(code, ASYMPTOMATIC - DAYS_BACK, ASYMPTOMATIC + MAX_EXACT_DAYS)) {
    return { kind: 'asymptomatic', days: code - ASYMPTOMATIC }
  }
  if (isWithin(code, NO_INFORMATION - DAYS_BACK, NO_INFORMATION)) {
    return { kind: 'no_information', sinceSubmission: code - NO_INFORMATION }
  }
  const length = Math.floor(code / 100 + 0.5)
  const latest = code - 100 * length
  return isWithin(length, 1, LONGEST_RANGE_DAYS) && isWithin(latest, MIN_EXACT_DAYS, MAX_EXACT_DAYS)
    ? { kind: 'range', latest, length }
    : undefined
}

/** Of an upload that named no onset: `days` from the day of the upload to the key's day, 0 or less. */
export const noInformationCode = (sinceSubmission: number): number => {
  const days = Math.min(0, Math.max(-DAYS_BACK, sinceSubmission))
  return NO_INFORMATION + days
}

const isWithin = (value: number, min: number, max: number): boolean => value >= min && value <= max
