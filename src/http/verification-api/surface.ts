/** The verification API: phones trade a code for a token, and a token for a certificate. */

import type { UnixSeconds } from '../../core/time.ts'
import { realmApi } from '../realm-api/surface.ts'
import type { VerificationApiDeps } from './deps.ts'

export function verificationApiSurface(
  context: () => { deps: VerificationApiDeps; now: UnixSeconds },
) {
  return realmApi('verification-api', context)
}
