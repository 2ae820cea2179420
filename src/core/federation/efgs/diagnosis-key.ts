/** A key as national backends and the European gateway exchange it. Pure. Source: eu-federation-gateway-service, Efgs.proto. */

export interface EfgsKey {
  /** As many bytes as were sent; 16 in a valid key. */
  readonly keyData: Uint8Array
  /** Ten-minute intervals since the epoch; 32 bits without a sign, as the next. */
  readonly rollingStartIntervalNumber: number
  /** Intervals. */
  readonly rollingPeriod: number
  /** 32 bits, signed: 0 to 8, or `UNKNOWN_RISK`. */
  readonly transmissionRiskLevel: number
  /** In the order in which they were sent, which is signed. */
  readonly visitedCountries: readonly string[]
  readonly origin: string
  /** Place in `EFGS_REPORT_TYPES`; other numbers can be sent and mean nothing. */
  readonly reportType: number
  /** Code of `core/layouts/onset-code.ts`, 32 bits, signed. */
  readonly daysSinceOnsetOfSymptoms: number
}

/** A transmission risk that nobody knows. */
export const UNKNOWN_RISK = 0x7fffffff

/** Names of the report types, by their numbers. */
export const EFGS_REPORT_TYPES = [
  'UNKNOWN',
  'CONFIRMED_TEST',
  'CONFIRMED_CLINICAL_DIAGNOSIS',
  'SELF_REPORT',
  'RECURSIVE',
  'REVOKED',
] as const

export type EfgsReportType = (typeof EFGS_REPORT_TYPES)[number]

/** Keys that a gateway takes in one batch. */
export const MAX_BATCH_KEYS = 5000
