/**
 * How every request of a phone is answered, real or chaff: body read and bounded, window of requests, work, answer held to the
 * clock. Chaff takes the same way with values that match nothing; its window is looked at and not counted.
 */

import type { Context } from 'hono'
import { MAX_REQUEST_BYTES } from '../../api/verification/read-request.ts'
import { readBody } from '../read-body.ts'
import { failureMembers, paddedJson } from '../realm-api/answer.ts'
import { rateHeaders, tooManyRequests } from '../realm-api/rate-headers.ts'
import { admit, clientAddress } from '../realm-api/surface.ts'
import type { VerificationApi, VerificationApiDeps } from './deps.ts'
import { type PhoneFailure, wireFailure } from './failures.ts'

export interface PhoneAnswer {
  readonly status: number
  readonly members: { readonly padding: string } & Readonly<Record<string, unknown>>
}

export interface PhoneWork {
  /** What comes of a real request. @param body undefined: longer than it may be */
  readonly real: (body: Uint8Array | undefined) => Promise<PhoneAnswer>
  /** The same storage calls for nothing. */
  readonly pretend: () => Promise<void>
}

export const refused = (failure: PhoneFailure): PhoneAnswer => {
  const wire = wireFailure(failure)
  return { status: wire.status, members: failureMembers(wire) }
}

export async function answerPhone(
  c: Context<VerificationApi>,
  endpoint: keyof VerificationApiDeps['clocks'],
  { real, pretend }: PhoneWork,
): Promise<Response> {
  const deps = c.get('deps')
  const { clocks, events, randomBytes, answerBytes: stepBytes } = deps
  const clock = clocks[endpoint]
  const isChaff = (c.req.header('x-chaff') ?? '') !== ''
  const body = await readBody(c.req.raw, MAX_REQUEST_BYTES)
  const startedAt = clock.now()
  const requester = { deps, client: c.get('client'), address: clientAddress(c), now: c.get('now') }
  const window = { requests: isChaff ? 0 : 1, codes: 0, codeLimit: 0 } as const
  const { rate } = await admit(requester, 'apiserver', window)
  const headers = rateHeaders(rate)
  if (isChaff) {
    await pretend()
    events.chaffAnswered(endpoint)
    await clock.holdChaff(startedAt)
    return paddedJson({ padding: '' }, { status: 200, stepBytes, headers }, randomBytes)
  }
  if (!rate.isAllowed) return tooManyRequests(rate)
  const { status, members } = await real(body)
  await clock.holdReal(startedAt, status === 200)
  return paddedJson(members, { status, stepBytes, headers }, randomBytes)
}
