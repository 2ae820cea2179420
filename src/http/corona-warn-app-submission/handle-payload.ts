/**
 * A submission: read, parsed, judged, answered. A fake is read and parsed like a real one and stops before its TAN is asked
 * about; it leaves when a recent real one that was taken did. The original draws that time from a Poisson distribution around
 * the mean, whose spread is not that of real answers; here it is drawn from the real ones themselves (privacy reference 4.3).
 */

import type { Context } from 'hono'
import { fail, type Result, succeed } from '../../core/result.ts'
import type { ReceivedPayload } from '../../core/submission/corona-warn-app/received-payload.ts'
import type { UnixSeconds } from '../../core/time.ts'
import { submitForOthers } from '../../flows/corona-warn-app-submission/submit-for-others.ts'
import {
  type SubmitPayloadDeps,
  type SubmitPayloadFailure,
  type SubmitPayloadOutcome,
  submitPayload,
} from '../../flows/corona-warn-app-submission/submit-payload.ts'
import type { Authorization } from '../../flows/corona-warn-app-submission/use-authorization.ts'
import { readTenants } from '../../flows/publish-keys.ts'
import { readBody } from '../read-body.ts'
import { answer, type PayloadRefusal, type PayloadSurface, statusOf } from './answer.ts'
import { readAuthorization, readSubmittedPayload, sincerityOf } from './read-request.ts'

export const SURFACE = 'corona_warn_app_submission'

type Submit = (
  deps: SubmitPayloadDeps,
  received: ReceivedPayload,
  authorization: Authorization,
  now: UnixSeconds,
) => Promise<Result<SubmitPayloadOutcome, SubmitPayloadFailure>>

const handle =
  (submit: Submit) =>
  async (c: Context<PayloadSurface>): Promise<Response> => {
    const { clock, events, rules, maxRequestBytes } = c.get('deps')
    const body = await readBody(c.req.raw, maxRequestBytes)
    const startedAt = clock.now()
    const sincerity = sincerityOf(c.req.header('cwa-fake'))
    const payload = readSubmittedPayload(body, rules.maxKeys)
    const checkIns = payload.ok ? payload.value.checkIns : 0
    if (sincerity === 'fake') {
      // A cold isolate reads them for a real one too, and answers alike where the database is away.
      await readTenants(c.get('deps').submit, c.get('now'))
      events.chaffAnswered(SURFACE)
      await clock.holdChaff(startedAt)
      return answer(200, { checkIns })
    }
    const submitted =
      sincerity === undefined
        ? fail({ reason: 'no_fake_header' } as const)
        : await submitReal(c, payload, submit)
    events.published({
      outcome: submitted.ok ? 'ok' : submitted.failure.reason,
      because: submitted.ok ? SURFACE : becauseOf(submitted.failure),
      insertedKeys: submitted.ok ? submitted.value.insertedKeys : 0,
      blame: submitted.ok ? 'none' : statusOf(submitted.failure) === 500 ? 'server' : 'client',
    })
    await clock.holdReal(startedAt, submitted.ok)
    if (submitted.ok) {
      return answer(200, { checkIns, cutToDays: submitted.value.cutToDays })
    }
    const { failure } = submitted
    const errorCode = failure.reason === 'keys_already_exist' ? 'KEYS_ALREADY_EXIST' : undefined
    return answer(statusOf(failure), { checkIns, errorCode })
  }

/** Keys of the phone's own person. */
export const handlePayload = handle(submitPayload)

/** Warnings that a health authority sends for a host: check-ins, and no keys. */
export const handleForOthers = handle(async (deps, received, authorization) => {
  const permitted = await submitForOthers(deps, received, authorization)
  return permitted.ok ? succeed({ insertedKeys: 0, cutToDays: undefined }) : permitted
})

async function submitReal(
  c: Context<PayloadSurface>,
  payload: Result<ReceivedPayload, PayloadRefusal>,
  submit: Submit,
): Promise<Result<SubmitPayloadOutcome, PayloadRefusal>> {
  const { submit: deps, isInMaintenance } = c.get('deps')
  if (isInMaintenance) return fail({ reason: 'maintenance' })
  const authorization = readAuthorization(
    c.req.header('cwa-authorization'),
    c.req.header('cwa-otp'),
  )
  if (!authorization.ok) return authorization
  if (!payload.ok) return payload
  return submit(deps, payload.value, authorization.value, c.get('now'))
}

const becauseOf = (refusal: PayloadRefusal): string =>
  'because' in refusal ? refusal.because : SURFACE
