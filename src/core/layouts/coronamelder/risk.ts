/**
 * The Dutch scale of risk, which follows from the days between a key and the onset of symptoms. Pure.
 * Source: minvws/nl-covid19-notification-app-backend `Eks/Domain`: TransmissionRiskLevelCalculationMk2, NlTrlFromDecodedDos.
 */

import type { OnsetMeaning } from '../onset-code.ts'

/** As in the files. What the original calls None is undefined here: it is not the highest, as its number 6 would have it. */
export const DUTCH_RISK = { low: 1, medium: 2, high: 3 } as const
export type DutchRisk = (typeof DUTCH_RISK)[keyof typeof DUTCH_RISK]

/** @param days from the onset to the key's day; @returns undefined where its holder was not infectious */
export function riskOfDays(days: number): DutchRisk | undefined {
  if (days < -2 || days > 11) return undefined
  if (days === -2) return DUTCH_RISK.medium
  if (days <= 2) return DUTCH_RISK.high
  return days <= 4 ? DUTCH_RISK.medium : DUTCH_RISK.low
}

/** @returns undefined where no day that the code may mean is one of risk */
export function riskOfOnset(meaning: OnsetMeaning): DutchRisk | undefined {
  switch (meaning.kind) {
    case 'exact':
    case 'asymptomatic':
      return riskOfDays(meaning.days)
    case 'onset_unknown':
    case 'no_information':
      return riskOfDays(meaning.sinceSubmission)
    case 'range':
      return highestOf(
        Array.from({ length: meaning.length }, (_, i) => riskOfDays(meaning.latest - i)),
      )
  }
}

/** Days without risk count only where there are no others: the original let one of them drop the whole range. */
function highestOf(risks: readonly (DutchRisk | undefined)[]): DutchRisk | undefined {
  const known = risks.filter((risk) => risk !== undefined)
  return known.length === 0 ? undefined : (Math.max(...known) as DutchRisk)
}

/**
 * Whether a key of a confirmed upload is published: days with symptoms from two before, days without from that of the test.
 * @param days from the onset, or from the test of a person without symptoms, to the key's day
 */
export const isInfectiousDay = (days: number, isSymptomatic: boolean): boolean =>
  riskOfDays(days) !== undefined && (isSymptomatic || days >= 0)
