/** Lets nobody by but members. Source of the texts and of the forms: eu-federation-gateway-service, as it answered when it was run. */

import type { Context, MiddlewareHandler } from 'hono'
import { authenticateEfgsMember, type EfgsMemberProblem } from '../../../flows/efgs-hub/members.ts'
import { callerOf } from '../caller.ts'
import { answerEmpty, answerProblem, PROBLEM_TYPE } from './answers.ts'
import type { EfgsHubSurface } from './deps.ts'

export const requireMember: MiddlewareHandler<EfgsHubSurface> = async (c, next) => {
  const { deps, now } = c.var
  const refuse = (reason: string, answer: Response) => {
    deps.events.hubCalled('efgs', 'caller', reason, 0)
    return answer
  }
  const caller = callerOf(c.req.raw, deps.callers)
  if (!caller.ok) return refuse(caller.failure, answerNobody(c))
  const { thumbprint, subject } = caller.value
  const member = await authenticateEfgsMember(await deps.certificates(now), thumbprint, subject)
  if (!member.ok) return refuse(member.failure, answerStranger(c, member.failure))
  c.set('member', member.value)
  await next()
  return undefined
}

function answerStranger(c: Context<EfgsHubSurface>, problem: EfgsMemberProblem): Response {
  switch (problem) {
    case 'no_subject':
      return answerNobody(c)
    case 'no_country':
      return answerProblem(400, c.req.path, {
        detail: 'Client Certificate must contain country property',
      })
    case 'unknown':
      return answerProblem(403, c.req.path, {
        detail: 'Client is not authorized to access the service',
      })
    case 'revoked':
      return answerProblem(403, c.req.path, { detail: 'Client certificate is revoked' })
  }
}

/** The original's form follows what each call answers with: none where that is a batch. */
function answerNobody(c: Context<EfgsHubSurface>): Response {
  const { method, path } = c.req
  if (path.startsWith('/diagnosiskeys/download')) return answerEmpty(403)
  const contentType = method === 'PUT' || method === 'DELETE' ? PROBLEM_TYPE : 'application/json'
  return answerProblem(403, path, { contentType })
}
