/** The shape of an upload: what remains of it without key data, ids and times. Pure. */

import type { SymptomOnset } from '../publish/symptom-onset.ts'
import { numberFromReportType } from '../report-type.ts'
import type { DiagnosisKey } from '../temporary-exposure-key.ts'
import { INTERVALS_PER_DAY, type UnixSeconds, utcDayOf, utcDayOfInterval } from '../time.ts'

export interface ShapedUpload {
  readonly keys: readonly DiagnosisKey[]
  readonly onset: SymptomOnset
  readonly traveler: boolean
}

/** @returns report type, traveler, onset and each key's age, period and risk, as a short text */
export function shapeOf(upload: ShapedUpload, now: UnixSeconds): string {
  const today = utcDayOf(now)
  const keys = upload.keys
    .map((key) => {
      const age = today - utcDayOfInterval(key.rollingStartIntervalNumber)
      const offset = key.rollingStartIntervalNumber % INTERVALS_PER_DAY
      return `${age}.${offset}.${key.rollingPeriod}.${key.transmissionRiskLevel}`
    })
    .sort()
  const [first] = upload.keys
  const onset = upload.onset.isDefault ? '-' : today - upload.onset.day
  return [numberFromReportType(first?.reportType), upload.traveler ? 1 : 0, onset, ...keys].join(
    ' ',
  )
}
