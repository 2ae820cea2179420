/** What the Corona-Warn-App reads of a key: a risk, and beside it the pair that encodes the risk for the phones' framework. Pure. */

import type { FieldTable, WrittenFields } from '../layout-key.ts'
import { derivedRiskOf } from './risk-of-onset.ts'
import type { CoronaWarnAppEra } from './settings.ts'

/** What an upload in this system's form is filled up with. */
export { onsetOfRisk, riskOfOnset } from './risk-of-onset.ts'

export const MIN_RISK = 1
export const MAX_RISK = 8

/** Numbers of the export format. */
const CONFIRMED_TEST = 1
const CONFIRMED_CLINICAL_DIAGNOSIS = 2
const SELF_REPORT = 3
const RECURSIVE = 4

/**
 * Report type and days since onset by risk, from 1 on. The apps' configuration reads the risk back out of the pair: it says
 * nothing of a report or of symptoms.
 * Source: corona-warn-app/cwa-server EnfParameterAdapter.
 */
const PAIRS: readonly (readonly [reportTypeNumber: number, days: number])[] = [
  [RECURSIVE, 1],
  [RECURSIVE, 2],
  [SELF_REPORT, 1],
  [SELF_REPORT, 2],
  [CONFIRMED_CLINICAL_DIAGNOSIS, 1],
  [CONFIRMED_CLINICAL_DIAGNOSIS, 2],
  [CONFIRMED_TEST, 1],
  [CONFIRMED_TEST, 2],
]

/**
 * A key whose phone gave a risk below the minimum is left out. A risk that had to be derived is never a reason to leave a
 * key out: it is raised to the minimum.
 * @param minimumRisk 1 to 8
 * @param era the seed's files have neither report type nor days
 */
export const coronaWarnAppFields =
  (minimumRisk: number, era: CoronaWarnAppEra = 'head'): FieldTable =>
  ({ transmissionRiskLevel: given, onsetCode }) => {
    if (!isRisk(given)) return writtenFields(Math.max(derivedRiskOf(onsetCode), minimumRisk), era)
    return given < minimumRisk ? undefined : writtenFields(given, era)
  }

const isRisk = (level: number): boolean =>
  Number.isInteger(level) && level >= MIN_RISK && level <= MAX_RISK

function writtenFields(risk: number, era: CoronaWarnAppEra): WrittenFields {
  const [reportTypeNumber, daysSinceOnsetOfSymptoms] =
    era === 'head' ? (PAIRS[risk - MIN_RISK] ?? []) : []
  return { transmissionRiskLevel: risk, reportTypeNumber, daysSinceOnsetOfSymptoms }
}
