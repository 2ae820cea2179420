/** Keys on their way in and out, in the words that all protocols share. Pure. */

/** A key as a partner sent it, before anything of it was judged. Only its form is known to be right: numbers are integers. */
export interface ReceivedKey {
  /** As many bytes as were sent. */
  readonly keyData: Uint8Array
  /** Ten-minute intervals since the epoch. */
  readonly rollingStartIntervalNumber: number
  /** Intervals. */
  readonly rollingPeriod: number
  /** As sent, on whatever scale; undefined: not sent, or sent as "not known". */
  readonly transmissionRiskLevel: number | undefined
  /** The export format's number, which EFGS and the UK protocol share. */
  readonly reportType: number
  /** Code of `core/layouts/onset-code.ts`; undefined: not sent. */
  readonly daysSinceOnsetOfSymptoms: number | undefined
  /** Country or region that collected it first, as sent. */
  readonly origin: string
  /** Countries or regions of interest, as sent. */
  readonly visitedCountries: readonly string[]
  readonly traveler: boolean
  /** UK protocol: 1 laboratory, 2 rapid, 3 rapid and self-reported; undefined elsewhere. */
  readonly testType: number | undefined
  /** Only revises a key that the same partner brought, and is never stored as a new one. Protocols without such lists leave it out. */
  readonly isRevision?: boolean
}

/** A stored key that may leave for a partner. */
export interface OutgoingKey {
  /** 16 bytes. */
  readonly keyData: Uint8Array
  readonly rollingStartIntervalNumber: number
  readonly rollingPeriod: number
  /** 0 to 8; undefined: nobody sent it. */
  readonly transmissionRiskLevel: number | undefined
  /** The export format's number; 0 for none. */
  readonly reportType: number
  /** Code of `core/layouts/onset-code.ts`; undefined: nobody sent it. */
  readonly daysSinceOnsetOfSymptoms: number | undefined
  /** undefined: uploaded here. */
  readonly origin: string | undefined
  /** Countries or regions of interest; undefined: none were asked for. */
  readonly visitedCountries: readonly string[] | undefined
  readonly traveler: boolean
  /** Synthetic ones leave as real ones do, where a padding policy lets them. */
  readonly isSynthetic: boolean
  /** Unix seconds: stands for its submission. */
  readonly createdAt: number
}
