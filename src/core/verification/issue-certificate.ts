/**
 * The verification certificate as it is issued: what a key server takes an upload by. Pure.
 * Source: verification server pkg/controller/certapi; key server pkg/api/v1 for the claims.
 */

import { parseIsoTime } from '../iso-time.ts'
import { addSeconds, intervalOf, type UnixSeconds } from '../time.ts'
import { signJwt, type TokenSubject } from './token.ts'

export interface CertificateDraft {
  readonly issuer: string
  readonly audience: string
  readonly subject: TokenSubject
  /** As received from the app, base64 of 32 bytes. */
  readonly tekmac: string
  readonly lifeSeconds: number
  /** How far it is dated back, for clocks that are behind. */
  readonly clockSkewSeconds: number
}

/** The test date is in the token and not here. */
export const signCertificate = (
  signer: { readonly keyId: string; readonly privateKey: CryptoKey },
  draft: CertificateDraft,
  now: UnixSeconds,
): Promise<string> => {
  const { subject } = draft
  const { countriesOfInterest } = subject
  const onset = symptomOnsetInterval(subject.symptomDate)
  const datedBack = addSeconds(now, -draft.clockSkewSeconds)
  return signJwt(signer, {
    reportType: subject.testType,
    ...(onset !== undefined && { symptomOnsetInterval: onset }),
    tekmac: draft.tekmac,
    ...(countriesOfInterest !== undefined && { visitedCountries: countriesOfInterest }),
    aud: draft.audience,
    exp: addSeconds(now, draft.lifeSeconds),
    iat: datedBack,
    iss: draft.issuer,
    nbf: datedBack,
  })
}

/** The ten-minute interval of a date's midnight, UTC. @example '2021-03-14' → 2692800 */
export function symptomOnsetInterval(date: string): number | undefined {
  const midnight = parseIsoTime(`${date}T00:00:00Z`)
  return midnight === undefined ? undefined : intervalOf(midnight)
}
