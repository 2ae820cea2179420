/** Who signs for realms, for the surface that issues certificates and for the job that asks key servers. */

import {
  type CertificateSigners,
  type CertificateSignersDeps,
  certificateSigners,
} from '../flows/verification/certificate-signers.ts'
import { signerCache } from '../flows/verification/realm-signing-keys.ts'
import { type Config, secondsOf } from '../platform/config.ts'

export const buildCertificateSigners = (
  config: Config,
  deps: Pick<CertificateSignersDeps, 'db' | 'secretBox' | 'randomBytes'>,
): CertificateSigners =>
  certificateSigners({
    ...deps,
    signerOf: signerCache(deps.db, deps.secretBox),
    system: {
      keyId: config.CERTIFICATE_SIGNING_KEY_ID,
      issuer: config.CERTIFICATE_ISSUER,
      audience: config.CERTIFICATE_AUDIENCE,
      lifeSeconds: secondsOf(config.CERTIFICATE_DURATION),
    },
  })
