/**
 * How every request of a phone is answered, real or chaff: body read and bounded, window of requests, work, answer held to the
 * clock. Chaff takes the same way with values that match nothing; its window is looked at and not counted.
 */

import type { Context } from 'hono'
import type { WireFailure } from '../../api/verification/error-codes.ts'
import { MAX_REQUEST_BYTES } from '../../api/verification/read-request.ts'
import type { RateVerdict } from '../../core/realms/rate-limit.ts'
import { effectiveQuota } from '../../core/realms/settings.ts'
import type { Admit } from '../../flows/verification/issue-codes.ts'
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
  readonly real: (body: Uint8Array | undefined, admit: Admit) => Promise<AdmittedAnswer>
  /** The same storage calls for nothing. */
  readonly pretend: () => Promise<void>
}

export interface AdmittedAnswer {
  readonly rate: RateVerdict
  /** undefined: the request is one too many. */
  readonly answer: PhoneAnswer | undefined
}

export const refused = (failure: PhoneFailure): PhoneAnswer => refusedWith(wireFailure(failure))

export const refusedWith = (wire: WireFailure): PhoneAnswer => ({
  status: wire.status,
  members: failureMembers(wire),
})

/** Counts the request before any work. */
export async function ifAdmitted(
  admit: Admit,
  work: () => Promise<PhoneAnswer>,
): Promise<AdmittedAnswer> {
  const { rate } = await admit(0)
  return { rate, answer: rate.isAllowed ? await work() : undefined }
}

export async function answerPhone(
  c: Context<VerificationApi>,
  endpoint: keyof VerificationApiDeps['clocks'],
  { real, pretend }: PhoneWork,
): Promise<Response> {
  const deps = c.get('deps')
  const client = c.get('client')
  const { clocks, events, randomBytes, answerBytes: stepBytes } = deps
  const clock = clocks[endpoint]
  const body = await readBody(c.req.raw, MAX_REQUEST_BYTES)
  const startedAt = clock.now()
  const requester = { deps, client, address: clientAddress(c), now: c.get('now') }
  const codeLimit = effectiveQuota(client.realm.settings)
  const ask = (requests: 0 | 1, codes: number) =>
    admit(requester, 'apiserver', { requests, codes, codeLimit })
  if ((c.req.header('x-chaff') ?? '') !== '') {
    const { rate } = await ask(0, 0)
    await pretend()
    events.chaffAnswered(endpoint)
    await clock.holdChaff(startedAt)
    const headers = rateHeaders(rate)
    return paddedJson({ padding: '' }, { status: 200, stepBytes, headers }, randomBytes)
  }
  const { rate, answer } = await real(body, (codes) => ask(1, codes))
  if (answer === undefined) return tooManyRequests(rate)
  await clock.holdReal(startedAt, answer.status === 200)
  const options = { status: answer.status, stepBytes, headers: rateHeaders(rate) }
  return paddedJson(answer.members, options, randomBytes)
}
