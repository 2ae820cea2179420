/** An upload as it came in, parsed and not yet judged. Values only. */

import type { ReceivedKey } from '../verification/exposure-key-hmac.ts'

export interface ReceivedPublish {
  readonly keys: readonly ReceivedKey[]
  /** The tenant, in the case the client wrote it. */
  readonly healthAuthorityId: string
  /** The certificate; '' where none was sent. */
  readonly verificationPayload: string
  /** Base64, as received. */
  readonly hmacKey: string
  /** Interval number; 0 where none was sent. */
  readonly symptomOnsetInterval: number
  readonly traveler: boolean
  /** Base64, as received; '' where none was sent. */
  readonly revisionToken: string
  /** Regions that the client asks for: v1alpha1 only, else empty. */
  readonly regions: readonly string[]
}
