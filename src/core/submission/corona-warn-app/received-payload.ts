/** What a phone sent: numbers as they stood there, judged nowhere yet. */

export interface SubmittedKey {
  /** A view; 16 bytes where the phone keeps to the rules. */
  readonly keyData: Uint8Array
  readonly rollingStartIntervalNumber: number
  readonly rollingPeriod: number
  /** undefined where none was sent. */
  readonly transmissionRiskLevel: number | undefined
  /** The code of an onset; undefined where none was sent. */
  readonly onsetCode: number | undefined
}

export interface ReceivedPayload {
  readonly keys: readonly SubmittedKey[]
  readonly visitedCountries: readonly string[]
  /** '' where none was sent. */
  readonly origin: string
  readonly consentsToFederation: boolean
  /** A number of `submission-kind.ts`, or any other. */
  readonly submissionType: number
  /** Check-ins of either form; none is kept. */
  readonly checkIns: number
}
