/**
 * The statistics endpoint: read, parse, who asks, answer. Every answer has one length, refusals and chaff too. Chaff is read
 * and parsed as a request is, and answered as an authority without days; it reads no storage.
 */

import type { Context } from 'hono'
import { MAX_PUBLISH_BYTES, type ParseProblem } from '../../api/publish.ts'
import { parseStatsRequest, type StatsAnswer, type StatsCode, statsDay } from '../../api/stats.ts'
import type { StatisticsTokenProblem } from '../../core/verification/statistics-token.ts'
import { type ReadStatisticsDeps, readStatistics } from '../../flows/read-statistics.ts'
import { readBody } from '../read-body.ts'
import type { AnswerClock } from './answer-clock.ts'
import { describeProblem, describeTokenProblem } from './failures.ts'
import type { PublishSurface, PublishSurfaceDeps } from './handle-publish.ts'
import { padJson } from './padded-answer.ts'

export interface StatsDeps extends ReadStatisticsDeps {
  /** Not that of uploads, whose times are others. */
  readonly clock: AnswerClock
  readonly answerBytes: number
}

export type StatsRefusal =
  | { readonly reason: 'unsupported_media_type' }
  | { readonly reason: 'body_too_large' }
  | { readonly reason: 'unreadable'; readonly problem: ParseProblem }
  | { readonly reason: 'maintenance' }
  | { readonly reason: 'no_bearer' }
  | { readonly reason: 'token_refused'; readonly problem: StatisticsTokenProblem }
  | { readonly reason: 'internal' }

interface WireError {
  readonly status: 400 | 401 | 429 | 500
  readonly code: StatsCode | undefined
  readonly error: string
}

type Table = {
  readonly [Reason in StatsRefusal['reason']]: (
    refusal: Extract<StatsRefusal, { reason: Reason }>,
  ) => WireError
}

const BEARER = 'Bearer '

const badRequest = (error: string): WireError => ({ status: 400, code: 'bad_request', error })
const unauthorized = (error: string): WireError => ({ status: 401, code: 'unauthorized', error })

/** Other than publishing, the original answers 400 to every body that it does not take. */
const TABLE: Table = {
  unsupported_media_type: () => badRequest('content type must be application/json'),
  body_too_large: () => badRequest(`the body exceeds ${MAX_PUBLISH_BYTES} bytes`),
  unreadable: ({ problem }) => badRequest(describeProblem(problem)),
  maintenance: () => ({ status: 429, code: undefined, error: 'please try again later' }),
  no_bearer: () => unauthorized('Authorization header is not in `Bearer <token>` format'),
  token_refused: ({ problem }) =>
    unauthorized(
      problem.reason === 'wrong_audience'
        ? 'unauthorized, audience mismatch'
        : `unauthorized: ${problem.reason === 'access_forbidden' ? 'API access forbidden' : describeTokenProblem(problem)}`,
    ),
  internal: () => ({ status: 500, code: 'internal_error', error: 'internal error' }),
}

export function statsWireError(refusal: StatsRefusal): WireError {
  const entry = TABLE[refusal.reason] as (refusal: StatsRefusal) => WireError
  return entry(refusal)
}

export async function handleStats(c: Context<PublishSurface>): Promise<Response> {
  const deps = c.get('deps')
  const { clock } = deps.stats
  const body = await readBody(c.req.raw, MAX_PUBLISH_BYTES)
  const startedAt = clock.now()
  const refusal = readRequest(c.req.header('content-type') ?? '', body)
  if ((c.req.header('x-chaff') ?? '') !== '') {
    deps.events.chaffAnswered('stats')
    await clock.holdChaff(startedAt)
    return respond(deps, 200, {})
  }
  const answered = await answer(c, refusal)
  await clock.holdReal(startedAt, !('reason' in answered))
  return 'reason' in answered ? refuse(deps, answered) : respond(deps, 200, answered)
}

/** A fault of ours, met by nobody on the way: opaque, and as long as every other answer. */
export function answerStatsFault(cause: Error, c: Context<PublishSurface>): Response {
  const deps = c.get('deps')
  deps.events.requestFailed('stats', cause)
  return refuse(deps, { reason: 'internal' })
}

function readRequest(contentType: string, body: Uint8Array | undefined): StatsRefusal | undefined {
  if (!contentType.startsWith('application/json')) return { reason: 'unsupported_media_type' }
  if (body === undefined) return { reason: 'body_too_large' }
  const parsed = parseStatsRequest(body)
  return parsed.ok ? undefined : { reason: 'unreadable', problem: parsed.failure }
}

async function answer(
  c: Context<PublishSurface>,
  refusal: StatsRefusal | undefined,
): Promise<StatsAnswer | StatsRefusal> {
  const deps = c.get('deps')
  if (deps.isInMaintenance) return { reason: 'maintenance' }
  if (refusal !== undefined) return refusal
  const authorization = c.req.header('authorization') ?? ''
  if (!authorization.startsWith(BEARER)) return { reason: 'no_bearer' }
  try {
    const token = authorization.slice(BEARER.length)
    const read = await readStatistics(deps.stats, token, c.get('now'))
    if (!read.ok) return { reason: 'token_refused', problem: read.failure }
    deps.events.statisticsRead({ outcome: 'ok', because: undefined, blame: 'none' })
    return read.value.length === 0 ? {} : { days: read.value.map(statsDay) }
  } catch (cause) {
    deps.events.requestFailed('stats', cause)
    return { reason: 'internal' }
  }
}

function refuse(deps: PublishSurfaceDeps, refusal: StatsRefusal): Response {
  const { status, code, error } = statsWireError(refusal)
  deps.events.statisticsRead({
    outcome: refusal.reason,
    because: 'problem' in refusal ? refusal.problem.reason : undefined,
    blame: status === 500 ? 'server' : 'client',
  })
  return respond(deps, status, { error, ...(code !== undefined && { code }) })
}

const respond = (deps: PublishSurfaceDeps, status: number, members: StatsAnswer): Response =>
  new Response(
    padJson({ ...members, padding: '' }, deps.stats.answerBytes, deps.publish.randomBytes),
    { status, headers: { 'content-type': 'application/json', 'cache-control': 'no-store' } },
  )
