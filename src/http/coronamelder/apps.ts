/**
 * The calls of apps. Nothing that goes wrong is told: an app sends as often for show as in earnest, and both are to look alike.
 */

import { MAX_WORKFLOW_BYTES, parsePostKeys } from '../../api/coronamelder.ts'
import { fromTolerantBase64, toBase64 } from '../../core/bytes.ts'
import { formatLabConfirmationId } from '../../core/layouts/coronamelder/ggd-key.ts'
import { type Registration, registerWorkflow } from '../../flows/coronamelder/register-workflow.ts'
import { takeKeys } from '../../flows/coronamelder/take-keys.ts'
import { readBody } from '../read-body.ts'
import type { CoronaMelderContext } from './deps.ts'
import { paddedAnswer } from './padded-answer.ts'

const SIGNATURE_BYTES = 32

export const handleRegister =
  (version: 'v1' | 'v2') =>
  async (c: CoronaMelderContext): Promise<Response> => {
    const deps = c.get('deps')
    await readBody(c.req.raw, MAX_WORKFLOW_BYTES)
    const startedAt = deps.clock.now()
    let registration: Registration | undefined
    try {
      registration = await registerWorkflow(deps, version, c.get('now'))
      deps.events.workflowCalled('register', registration === undefined ? 'no_free_key' : 'ok')
    } catch (cause) {
      deps.events.requestFailed('coronamelder', cause)
    }
    await deps.clock.holdReal(startedAt, false)
    return paddedAnswer(registered(registration, version), deps.randomBytes)
  }

/** Without a registration the names are there all the same. */
function registered(registration: Registration | undefined, version: 'v1' | 'v2') {
  const key = registration?.ggdKey ?? null
  const shown = key === null || version === 'v2' ? key : formatLabConfirmationId(key)
  return {
    [version === 'v1' ? 'labConfirmationId' : 'ggdKey']: shown,
    bucketId: registration ? toBase64(registration.bucketId) : null,
    confirmationKey: registration ? toBase64(registration.confirmationKey) : null,
    validity: registration?.validity ?? -1,
  }
}

export async function handlePostKeys(c: CoronaMelderContext): Promise<Response> {
  const deps = c.get('deps')
  const body = await readBody(c.req.raw, MAX_WORKFLOW_BYTES)
  const startedAt = deps.clock.now()
  let isTaken = false
  try {
    const outcome = await postKeys(c, body)
    isTaken = outcome === 'taken'
    deps.events.workflowCalled('postkeys', isTaken ? 'ok' : outcome)
  } catch (cause) {
    deps.events.requestFailed('coronamelder', cause)
  }
  await deps.clock.holdReal(startedAt, isTaken)
  return paddedAnswer({}, deps.randomBytes)
}

async function postKeys(
  c: CoronaMelderContext,
  body: Uint8Array<ArrayBuffer> | undefined,
): Promise<string> {
  // In a query a "+" that was not escaped is read as a space.
  const text = (c.req.query('sig') ?? '').slice(0, 100).replaceAll(' ', '+')
  const signature = fromTolerantBase64(text)
  if (body === undefined) return 'body_too_large'
  if (signature?.length !== SIGNATURE_BYTES) return 'malformed_signature'
  const posted = parsePostKeys(body)
  if (posted === undefined) return 'malformed'
  return takeKeys(c.get('deps'), { ...posted, body, signature }, c.get('now'))
}

/** A decoy: read as an upload is, and answered at the time at which a recent one was. */
export async function handleStopKeys(c: CoronaMelderContext): Promise<Response> {
  const deps = c.get('deps')
  const body = await readBody(c.req.raw, MAX_WORKFLOW_BYTES)
  const startedAt = deps.clock.now()
  if (body !== undefined) parsePostKeys(body)
  deps.events.chaffAnswered('coronamelder')
  await deps.clock.holdChaff(startedAt)
  return paddedAnswer({}, deps.randomBytes)
}
