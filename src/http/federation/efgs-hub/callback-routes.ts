/** Where members say at which addresses they want to be told of batches. Source: eu-federation-gateway-service, run. */

import type { Context, Hono } from 'hono'
import { acceptsJson } from '../../../core/federation/efgs/media-type.ts'
import {
  listCallbacks,
  type PutCallbackRefusal,
  putCallback,
  removeCallback,
} from '../../../flows/efgs-hub/administer-callbacks.ts'
import { answerEmpty, answerJson, answerProblem } from './answers.ts'
import type { EfgsHubSurface } from './deps.ts'
import { requireMember } from './require-member.ts'

const LIST = '/diagnosiskeys/callback'
const ENTRY = '/diagnosiskeys/callback/:id'

/** The first is the original's; it had no answer to the second but 500, and knew no third. */
const DETAILS: Record<PutCallbackRefusal, string> = {
  callback_url: 'Callback URL is invalid',
  callback_id: 'Callback ID is invalid',
  too_many_callbacks: 'There are too many callbacks',
}

export function addCallbackRoutes(app: Hono<EfgsHubSurface>): void {
  app.get(
    LIST,
    async (c, next) => {
      if (!acceptsJson(c.req.header('accept'))) return answerEmpty(406)
      await next()
      return undefined
    },
    requireMember,
    async (c) => answerJson(await listCallbacks(c.var.deps, c.var.member.country)),
  )
  app.put(ENTRY, requireMember, handlePut)
  app.delete(ENTRY, requireMember, handleDelete)
  app.all(LIST, (c) => answerProblem(405, c.req.path, { headers: { allow: 'GET' } }))
  app.all(ENTRY, (c) => answerProblem(405, c.req.path, { headers: { allow: 'PUT,DELETE' } }))
}

async function handlePut(c: Context<EfgsHubSurface, typeof ENTRY>): Promise<Response> {
  const { deps, now, member } = c.var
  const [url = '', ...others] = c.req.queries('url') ?? []
  // Of two addresses none is meant.
  const callback = { callbackId: c.req.param('id'), url: others.length === 0 ? url : '' }
  const put = await putCallback(deps, member.country, callback, now)
  deps.events.hubCalled('efgs', 'callback', put.ok ? 'ok' : put.failure, 0)
  return put.ok
    ? answerEmpty(200)
    : answerProblem(400, c.req.path, { detail: DETAILS[put.failure] })
}

async function handleDelete(c: Context<EfgsHubSurface, typeof ENTRY>): Promise<Response> {
  const { deps, member } = c.var
  const isThere = await removeCallback(deps, member.country, c.req.param('id'))
  return isThere ? answerEmpty(200) : answerProblem(404, c.req.path)
}
