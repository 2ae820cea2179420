/** The calls of the health service's portal, behind its token. Every key that is refused is answered alike. */

import { MAX_WORKFLOW_BYTES, parseLabConfirm, parsePubTek } from '../../api/coronamelder.ts'
import { utf8 } from '../../core/bytes.ts'
import type { SentConfirmation } from '../../core/layouts/coronamelder/confirmation.ts'
import { isPortalToken, signPollToken } from '../../core/layouts/coronamelder/portal-token.ts'
import { confirm } from '../../flows/coronamelder/confirm-workflow.ts'
import { readBody } from '../read-body.ts'
import type { CoronaMelderContext } from './deps.ts'

const BEARER = 'Bearer '
/** Above the longest answer, so that a key that is good can't be told by the length. */
const BODY_BYTES = 512
/** The name by which the portal's own web application calls. */
const PORTAL_REFERER = 'Icc.WebApp'

/** Lets only requests pass that carry a token of the portal. */
export async function requirePortal(
  c: CoronaMelderContext,
  next: () => Promise<void>,
): Promise<Response | undefined> {
  const { portalKey, events } = c.get('deps')
  const authorization = c.req.header('authorization') ?? ''
  const key = await portalKey()
  const token = authorization.startsWith(BEARER) ? authorization.slice(BEARER.length) : ''
  if (key === undefined || !(await isPortalToken(token, key, c.get('now')))) {
    events.workflowCalled('portal', 'unauthorized')
    return new Response(null, { status: 401 })
  }
  await next()
  return undefined
}

/** Of the first portal: what is malformed is told from what is refused. */
export async function handleLabConfirm(c: CoronaMelderContext): Promise<Response> {
  const deps = c.get('deps')
  const body = await readBody(c.req.raw, MAX_WORKFLOW_BYTES)
  const sent = body && parseLabConfirm(body)
  if (sent === undefined) return refuseForm(c, 'malformed')
  const outcome = await confirm(deps, sent, c.get('now'))
  if (!outcome.ok && outcome.failure !== 'unknown_key') return refuseForm(c, outcome.failure)
  deps.events.workflowCalled('labconfirm', outcome.ok ? 'ok' : outcome.failure)
  const key = await deps.portalKey()
  const subject = await deps.ggdKeyHash(sent.ggdKey)
  const pollToken = key && (await signPollToken(subject, key, c.get('now')))
  return answer({ valid: outcome.ok, pollToken })
}

function refuseForm(c: CoronaMelderContext, reason: string): Response {
  c.get('deps').events.workflowCalled('labconfirm', reason)
  return new Response(null, { status: 400 })
}

/** Whatever is wrong: not valid. */
export async function handlePubTek(c: CoronaMelderContext): Promise<Response> {
  const deps = c.get('deps')
  const body = await readBody(c.req.raw, MAX_WORKFLOW_BYTES)
  const isOriginPortal = c.req.header('referername') === PORTAL_REFERER
  const sent: SentConfirmation | undefined = body && parsePubTek(body, isOriginPortal)
  const outcome = sent && (await confirm(deps, sent, c.get('now')))
  const reason = outcome === undefined ? 'malformed' : outcome.ok ? 'ok' : outcome.failure
  deps.events.workflowCalled('pubtek', reason)
  return answer({ valid: outcome?.ok === true })
}

const answer = (members: object): Response =>
  new Response(utf8(JSON.stringify(members).padEnd(BODY_BYTES)), {
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store, no-transform',
    },
  })
