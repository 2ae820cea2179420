/** The types of a submission: by whose word these are the keys of somebody who is ill. Pure. */

import type { ReportType } from '../../report-type.ts'

export const HOST_WARNING = 2

/** With a TAN: a laboratory or a health authority knows the result. With an OTP: the person says it (self report). */
export type SubmissionKind = 'tan' | 'otp'

/** The last number that goes with a TAN, and that there is. */
const LAST_OF_TAN = HOST_WARNING
const LAST_OF_OTP = 9

/** @returns undefined for a number that means nothing */
export function kindOfType(submissionType: number): SubmissionKind | undefined {
  if (!Number.isInteger(submissionType) || submissionType < 0) return undefined
  if (submissionType <= LAST_OF_TAN) return 'tan'
  return submissionType <= LAST_OF_OTP ? 'otp' : undefined
}

export const REPORT_TYPE_OF: Readonly<Record<SubmissionKind, ReportType>> = {
  tan: 'confirmed-test',
  otp: 'self-report',
}
