/** What the health service confirms of a workflow, and what makes it refuse. Pure. */

import { fail, type Result, succeed } from '../../result.ts'
import { addSeconds, SECONDS_PER_DAY, type UnixSeconds } from '../../time.ts'
import { readCountriesOfInterest } from './countries-of-interest.ts'
import { isGgdKey, isLabConfirmationId } from './ggd-key.ts'
import { localDateOf } from './local-time.ts'

/** As it came, of the right types. Dates are midnights, UTC. */
export interface SentConfirmation {
  /** Of either form: with or without a check digit. */
  readonly ggdKey: string
  readonly isSymptomatic: boolean
  readonly onsetDay: UnixSeconds | undefined
  readonly testDay: UnixSeconds | undefined
  /** undefined: a portal that does not ask. */
  readonly countriesOfInterest: string | undefined
  /** Whether a person used the portal, rather than a system its interface. */
  readonly isOriginPortal: boolean
}

export interface Confirmation {
  readonly ggdKey: string
  readonly isSymptomatic: boolean
  /** From which days count: of the onset, or of the test where there are no symptoms. */
  readonly inclusionDay: UnixSeconds
  /** The own country first. */
  readonly countriesOfInterest: readonly string[]
  readonly isOriginPortal: boolean
}

export type ConfirmationProblem = 'ggd_key' | 'date_missing' | 'date_out_of_range' | 'countries'

/** How far back an onset or a test is believed. */
const MAX_DAYS_AGO = 30

/** @param country the deployment's own; dates are those of its time zone */
export function judgeConfirmation(
  sent: SentConfirmation,
  { country, timeZone }: { readonly country: string; readonly timeZone: string },
  now: UnixSeconds,
): Result<Confirmation, ConfirmationProblem> {
  const { ggdKey, isSymptomatic, isOriginPortal } = sent
  if (!isGgdKey(ggdKey) && !isLabConfirmationId(ggdKey)) return fail('ggd_key')
  // Without a date of the test the original confirmed an upload that was then never published.
  const inclusionDay = isSymptomatic ? sent.onsetDay : sent.testDay
  if (inclusionDay === undefined) return fail('date_missing')
  const today = localDateOf(now, timeZone)
  const earliest = addSeconds(today, -MAX_DAYS_AGO * SECONDS_PER_DAY)
  if (inclusionDay < earliest || inclusionDay > today) return fail('date_out_of_range')
  const countriesOfInterest = readCountriesOfInterest(sent.countriesOfInterest, country)
  if (countriesOfInterest === undefined) return fail('countries')
  return succeed({ ggdKey, isSymptomatic, inclusionDay, countriesOfInterest, isOriginPortal })
}
