/**
 * Risk from the code of an onset, and a code from a risk: what the Corona-Warn-App's server fills in where a phone or a
 * partner sent one of the two. Pure.
 * Source: corona-warn-app/cwa-server `common/persistence/src/main/resources/derivation-maps.yaml`.
 */

import { onsetMeaning } from '../onset-code.ts'

/** Of a key of which nothing is known that counts. */
export const DEFAULT_RISK = 1

/** The first code of a block and the risks from there on, a digit each: one block for each form that a code has. */
const BLOCKS: readonly (readonly [from: number, risks: string])[] = [
  // Since a known day.
  [-5, '246788865322'],
  // Since a range of 2 to 18 days.
  [194, '235788875432'],
  [294, '3458887765322'],
  [393, '245788765432'],
  [492, '2356887754322'],
  [591, '2346787764432'],
  [690, '23456777654322'],
  [790, '24567776543322'],
  [889, '23456776554322'],
  [988, '234566666543322'],
  [1087, '2345566655443222'],
  [1186, '2344566655443322'],
  [1286, '2345555555433222'],
  [1386, '345555555443322'],
  [1486, '445555544433222'],
  [1586, '44555544433322'],
  [1686, '44554444433222'],
  [1786, '44444444333222'],
  // Symptoms since an unknown day; none; nobody said. Counted to the day of the upload.
  [1992, '235788865'],
  [2997, '2344'],
  [3992, '234677765'],
]

const RISKS: ReadonlyMap<number, number> = new Map(
  BLOCKS.flatMap(([from, risks]) =>
    Array.from(risks, (risk, index) => [from + index, Number(risk)] as const),
  ),
)

/** @returns 1 for all that is not listed */
export function riskOfOnset(code: number): number {
  const meaning = onsetMeaning(code)
  // Days after the test of a person without symptoms are a form of our own: they count as days since a known onset.
  const isAfterTest = meaning?.kind === 'asymptomatic' && meaning.days > 0
  return RISKS.get(isAfterTest ? meaning.days : code) ?? DEFAULT_RISK
}

/** @param code undefined where nothing is known */
export const derivedRiskOf = (code: number | undefined): number =>
  code === undefined ? DEFAULT_RISK : riskOfOnset(code)

/** By risk, from 1 on. */
const ONSETS = [3986, 3992, 3993, 3994, 4000, 3995, 3996, 3997]

/**
 * The code to store for an upload that gave a risk alone.
 * @param risk 1 to 8
 * @throws RangeError for another
 */
export function onsetOfRisk(risk: number): number {
  const code = ONSETS[risk - 1]
  if (code === undefined) throw new RangeError('a risk is 1 to 8')
  return code
}
