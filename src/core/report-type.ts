/**
 * The kinds of report behind a key, and every name that they go by. Pure.
 * Sources: the certificate claim `reportType` and the enum of the export file format.
 */

export const REPORT_TYPES = [
  'confirmed-test',
  'clinical-diagnosis',
  'self-report',
  'revoked',
] as const

export type ReportType = (typeof REPORT_TYPES)[number]

/** Values of `ReportType` in export files; also how the database stores one. 0 stands for none. */
export const REPORT_TYPE_NUMBER: Record<ReportType, number> = {
  'confirmed-test': 1,
  'clinical-diagnosis': 2,
  'self-report': 3,
  revoked: 5,
}

/** The number that stands for a key stored without a report type. */
export const NO_REPORT_TYPE_NUMBER = 0

const FROM_CLAIM: Record<string, ReportType> = {
  confirmed: 'confirmed-test',
  likely: 'clinical-diagnosis',
  'user-report': 'self-report',
  negative: 'revoked',
}

/** Reads the claim of a certificate; undefined where it is none of the four. */
export const reportTypeFromClaim = (claim: string): ReportType | undefined =>
  Object.hasOwn(FROM_CLAIM, claim) ? FROM_CLAIM[claim] : undefined

/** The claim's word for a report type. */
export function claimFromReportType(reportType: ReportType): string {
  const found = Object.entries(FROM_CLAIM).find(([, type]) => type === reportType)
  if (found === undefined) throw new TypeError(`no claim for ${reportType}`)
  return found[0]
}

/** Reads a stored or exported number; undefined for none. */
export const reportTypeFromNumber = (number: number): ReportType | undefined =>
  REPORT_TYPES.find((type) => REPORT_TYPE_NUMBER[type] === number)

export const numberFromReportType = (reportType: ReportType | undefined): number =>
  reportType === undefined ? NO_REPORT_TYPE_NUMBER : REPORT_TYPE_NUMBER[reportType]
