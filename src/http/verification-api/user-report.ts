/** A phone asks for its own code: told as much where it reported before as where it did not. */

import type { Context } from 'hono'
import { readRequest } from '../../api/verification/read-request.ts'
import { UserReportRequest } from '../../api/verification/verify.ts'
import { rfc1123 } from '../../core/http-date.ts'
import { pretendToIssue } from '../../flows/verification/pretend-to-issue.ts'
import { reportUser } from '../../flows/verification/report-user.ts'
import { issueWireFailure } from '../realm-api/issue-failures.ts'
import {
  type AdmittedAnswer,
  answerPhone,
  ifAdmitted,
  refused,
  refusedWith,
} from './answer-phone.ts'
import type { VerificationApi } from './deps.ts'

export const handleUserReport = (c: Context<VerificationApi>): Promise<Response> => {
  const deps = c.get('deps')
  const client = c.get('client')
  const now = c.get('now')
  return answerPhone(c, 'user-report', {
    pretend: () => pretendToIssue(deps.issue, { ...client, userId: undefined }, now),
    async real(body, admit): Promise<AdmittedAnswer> {
      if (deps.isInMaintenance) {
        return ifAdmitted(admit, async () => refused({ at: 'system', reason: 'maintenance' }))
      }
      const contentType = c.req.header('content-type') ?? ''
      const names = Object.keys(UserReportRequest.shape)
      const request = readRequest(contentType, body, UserReportRequest, names)
      if (!request.ok) {
        const failure = { at: 'request', reason: 'unreadable', problem: request.failure } as const
        return ifAdmitted(admit, async () => refused(failure))
      }
      const hasQuota = client.realm.settings.abusePreventionEnabled
      const { rate, result } = await reportUser(
        deps.issue,
        client,
        request.value,
        false,
        (codes) => admit(hasQuota ? codes : 0),
        now,
      )
      if (result === undefined) return { rate, answer: undefined }
      deps.events.userReported(result.ok ? 'ok' : result.failure.reason)
      if (!result.ok) return { rate, answer: refusedWith(issueWireFailure(result.failure)) }
      const { expiresAt } = result.value
      const members = { padding: '', expiresAt: rfc1123(expiresAt), expiresAtTimestamp: expiresAt }
      return { rate, answer: { status: 200, members } }
    },
  })
}
