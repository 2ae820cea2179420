/** The verification API: phones trade a code for a token, and a token for a certificate. */

import { verificationContract } from '../../api/openapi/verification.ts'
import type { UnixSeconds } from '../../core/time.ts'
import { answerOpenApi } from '../openapi.ts'
import { methodNotAllowed, realmApi, requireApiKey } from '../realm-api/surface.ts'
import { handleCertificate } from './certificate.ts'
import type { VerificationApiDeps } from './deps.ts'
import { handleJwks } from './jwks.ts'
import { handleTwilioWebhook } from './twilio-webhook.ts'
import { handleUserReport } from './user-report.ts'
import { handleVerify } from './verify.ts'

export function verificationApiSurface(
  context: () => { deps: VerificationApiDeps; now: UnixSeconds },
) {
  const app = realmApi('verification-api', context)
  const phones = requireApiKey('apiserver', 'device')
  app.post('/api/verify', phones, handleVerify)
  app.post('/api/certificate', phones, handleCertificate)
  app.post('/api/user-report', phones, handleUserReport)
  app.get('/jwks/:realm', handleJwks)
  app.post('/webhooks/:realm/twilio', handleTwilioWebhook)
  for (const path of [
    '/api/verify',
    '/api/certificate',
    '/api/user-report',
    '/jwks/:realm',
    '/webhooks/:realm/twilio',
  ]) {
    app.all(path, methodNotAllowed)
  }
  for (const path of ['/openapi.json', '/verification/openapi.json']) {
    app.get(path, () => answerOpenApi(verificationContract))
  }
  return app
}
