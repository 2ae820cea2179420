/**
 * A submission: read, parsed, judged, answered. What is not stored is answered like what is, at a time that a recent one that
 * was stored took; so nobody learns from an answer whether a token was good.
 */

import type { Context } from 'hono'
import {
  MAX_SUBMISSION_BYTES,
  parseSubmission,
  type SubmissionProblem,
} from '../../api/submission.ts'
import { fail, type Result } from '../../core/result.ts'
import { type SubmitFailure, type SubmitOutcome, submitKeys } from '../../flows/submit-keys.ts'
import { readBody } from '../read-body.ts'
import { answerSigned, type SubmissionSurface } from './signed-answer.ts'

type Ignored = SubmitFailure | SubmissionProblem | { readonly reason: 'body_too_large' }

export async function handleSubmission(c: Context<SubmissionSurface>): Promise<Response> {
  const { clock, events, isInMaintenance } = c.get('deps')
  const body = await readBody(c.req.raw, MAX_SUBMISSION_BYTES)
  const startedAt = clock.now()
  if ((c.req.header('x-chaff') ?? '') !== '') {
    events.chaffAnswered('submission')
    await clock.holdChaff(startedAt)
    return answerSigned(c, 200)
  }
  if (isInMaintenance) {
    await clock.holdReal(startedAt, false)
    return answerSigned(c, 429)
  }
  let submitted: Awaited<ReturnType<typeof submit>>
  try {
    submitted = await submit(c, body)
  } catch (cause) {
    // It is stored together with its token, or neither is: it may be sent again.
    events.requestFailed('submission', cause)
    await clock.holdReal(startedAt, false)
    return answerSigned(c, 503)
  }
  events.published({
    outcome: submitted.ok ? 'ok' : submitted.failure.reason,
    because: 'submission',
    insertedKeys: submitted.ok ? submitted.value.insertedKeys : 0,
    blame: submitted.ok ? 'none' : 'client',
  })
  const isStored = submitted.ok && submitted.value.insertedKeys > 0
  await (isStored ? clock.holdReal(startedAt, true) : clock.holdChaff(startedAt))
  return answerSigned(c, 200)
}

async function submit(
  c: Context<SubmissionSurface>,
  body: Uint8Array | undefined,
): Promise<Result<SubmitOutcome, Ignored>> {
  if (body === undefined) return fail({ reason: 'body_too_large' })
  const received = parseSubmission(body)
  if (!received.ok) return received
  return submitKeys(c.get('deps').submit, received.value, c.get('now'))
}
