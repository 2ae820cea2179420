/** Trades a token for a certificate. */

import type { Context } from 'hono'
import { readRequest } from '../../api/verification/read-request.ts'
import { CertificateRequest } from '../../api/verification/verify.ts'
import { certifyToken, pretendToCertify } from '../../flows/verification/certify-token.ts'
import { answerPhone, ifAdmitted, type PhoneAnswer, refused } from './answer-phone.ts'
import type { VerificationApi } from './deps.ts'

/** There is no maintenance here: whoever has a token may finish. */
export const handleCertificate = (c: Context<VerificationApi>): Promise<Response> => {
  const deps = c.get('deps')
  const client = c.get('client')
  const now = c.get('now')
  return answerPhone(c, 'certificate', {
    pretend: () => pretendToCertify(deps.certificate, client, now),
    real: (body, admit) =>
      ifAdmitted(admit, async (): Promise<PhoneAnswer> => {
        const contentType = c.req.header('content-type') ?? ''
        const names = Object.keys(CertificateRequest.shape)
        const request = readRequest(contentType, body, CertificateRequest, names)
        if (!request.ok) {
          return refused({ at: 'certificate', reason: 'unreadable', problem: request.failure })
        }
        const certified = await certifyToken(deps.certificate, client, request.value, now)
        deps.events.tokenCertified(certified.ok ? 'ok' : certified.failure.reason)
        if (!certified.ok) return refused({ at: 'certificate', ...certified.failure })
        return { status: 200, members: { padding: '', certificate: certified.value } }
      }),
  })
}
