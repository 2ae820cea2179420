/**
 * Asks whoever gave out a TAN or an OTP whether it is good; that uses it up.
 * Source: corona-warn-app/cwa-server TanVerifier, SrsOtpVerifier; cwa-verification-server `/version/v1/tan/verify`.
 */

import { fail, type Result, succeed } from '../../core/result.ts'
import type { Outbound, OutboundAnswer, OutboundFailure } from '../outbound.ts'

export interface VerificationDeps {
  readonly outbound: Pick<Outbound, 'send'>
  /** Milliseconds since any fixed instant. */
  readonly stopwatch: () => number
  readonly sleep: (milliseconds: number) => Promise<void>
}

/** Where the one kind is asked about, and how. */
export interface VerificationServer {
  /** Without a path; '' for none. */
  readonly baseUrl: string
  readonly path: string
  /** Member of the request that holds what is asked about. */
  readonly member: 'tan' | 'otp'
}

export interface VerificationUnavailable {
  readonly reason: 'verification_unavailable'
  readonly because: OutboundFailure['reason']
}

/** What was said of a TAN or an OTP. */
export type Verdict =
  | 'unknown'
  | 'good'
  /** Good, but for warnings by health authorities, who upload for somebody else: never for keys. */
  | 'good_for_events'

/** As the original: ten attempts; half a second between, each wait half as long again, at most ten seconds. */
const MAX_ATTEMPTS = 10
const FIRST_WAIT_MS = 500
const WAIT_GROWTH = 1.5
const LONGEST_WAIT_MS = 10_000
/** The original would go on for 35 seconds and more. A phone gives up after a minute, and a Worker's request should end. */
const BUDGET_MS = 20_000
const LIMITS = { timeoutMs: 5000, maxBytes: 16_384 }
const TAN_TYPE_HEADER = 'x-cwa-teletan-type'
const EVENT = 'EVENT'

/** @param token a UUID, dashed, lower case */
export async function verifyAuthorization(
  deps: VerificationDeps,
  server: VerificationServer,
  token: string,
): Promise<Result<Verdict, VerificationUnavailable>> {
  const asked = await askUntilAnswered(deps, server, token)
  if (!asked.ok) return asked
  const { status, headers, body } = asked.value
  if (status === 404) return succeed('unknown')
  if (headers.get(TAN_TYPE_HEADER) === EVENT) return succeed('good_for_events')
  return succeed(server.member === 'otp' && !isValidOtp(body) ? 'unknown' : 'good')
}

/** Answers of 404 and of 2xx end it; so does what would fail again. */
async function askUntilAnswered(
  { outbound, stopwatch, sleep }: VerificationDeps,
  { baseUrl, path, member }: VerificationServer,
  token: string,
): Promise<Result<OutboundAnswer, VerificationUnavailable>> {
  const startedAt = stopwatch()
  let wait = FIRST_WAIT_MS
  for (let attempt = 1; ; attempt++) {
    const left = BUDGET_MS - (stopwatch() - startedAt)
    const sent = await outbound.send(`${baseUrl}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ [member]: token }),
      maxBytes: LIMITS.maxBytes,
      timeoutMs: Math.max(1, Math.min(LIMITS.timeoutMs, left)),
    })
    const judged = judge(sent)
    if (judged.ok || !judged.failure.isPassing) return judged.ok ? judged : unavailable(judged)
    const isOver = stopwatch() - startedAt + wait >= BUDGET_MS
    if (attempt === MAX_ATTEMPTS || isOver) return unavailable(judged)
    await sleep(wait)
    wait = Math.min(wait * WAIT_GROWTH, LONGEST_WAIT_MS)
  }
}

interface Refused {
  readonly because: OutboundFailure['reason']
  /** Whether it may go by itself. */
  readonly isPassing: boolean
}

function judge(sent: Awaited<ReturnType<Outbound['send']>>): Result<OutboundAnswer, Refused> {
  if (!sent.ok) {
    const because = sent.failure.reason
    return fail({ because, isPassing: because === 'unreachable' || because === 'timeout' })
  }
  const { status } = sent.value
  if (status === 404 || (status >= 200 && status < 300)) return sent
  return fail({ because: 'status', isPassing: status >= 500 || status === 429 })
}

const unavailable = ({ failure }: { readonly failure: Refused }) =>
  fail({ reason: 'verification_unavailable', because: failure.because } as const)

/** An answer without a body is as good as one that says so. */
function isValidOtp(body: Uint8Array): boolean {
  if (body.length === 0) return true
  try {
    const answer: unknown = JSON.parse(new TextDecoder().decode(body))
    const state = typeof answer === 'object' && answer !== null && 'state' in answer && answer.state
    return typeof state === 'string' && state.toUpperCase() === 'VALID'
  } catch {
    return false
  }
}
