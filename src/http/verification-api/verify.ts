/** Trades a code for a token. */

import type { Context } from 'hono'
import { readRequest } from '../../api/verification/read-request.ts'
import { VerifyRequest } from '../../api/verification/verify.ts'
import { osOf } from '../../core/codes/os.ts'
import { pretendToVerify, verifyCode } from '../../flows/verification/verify-code.ts'
import { answerPhone, ifAdmitted, type PhoneAnswer, refused } from './answer-phone.ts'
import type { VerificationApi } from './deps.ts'

export const handleVerify = (c: Context<VerificationApi>): Promise<Response> => {
  const deps = c.get('deps')
  const client = c.get('client')
  const now = c.get('now')
  return answerPhone(c, 'verify', {
    pretend: () => pretendToVerify(deps.verify, client, now),
    real: (body, admit) =>
      ifAdmitted(admit, async (): Promise<PhoneAnswer> => {
        // Before the body is looked at, as in the original.
        if (deps.isInMaintenance) return refused({ at: 'system', reason: 'maintenance' })
        const contentType = c.req.header('content-type') ?? ''
        const names = Object.keys(VerifyRequest.shape)
        const request = readRequest(contentType, body, VerifyRequest, names)
        if (!request.ok) {
          return refused({ at: 'request', reason: 'unreadable', problem: request.failure })
        }
        const { code, accept, nonce } = request.value
        const os = osOf(c.req.header('user-agent') ?? '')
        const verified = await verifyCode(deps.verify, client, { code, accept, nonce, os }, now)
        deps.events.codeVerified(verified.ok ? 'ok' : verified.failure.reason)
        if (!verified.ok) return refused({ at: 'verify', ...verified.failure })
        const { testType, symptomDate, testDate, token } = verified.value
        return {
          status: 200,
          members: {
            padding: '',
            testtype: testType,
            ...(symptomDate !== '' && { symptomDate }),
            ...(testDate !== '' && { testDate }),
            token,
          },
        }
      }),
  })
}
