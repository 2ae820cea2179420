/**
 * The publish endpoint: read, parse, call the flow, answer. Chaff takes the same way as far as the flow, which it stops
 * short of: it touches no quota and nothing that was uploaded. What it does read, where an isolate does not hold it yet, is
 * the tenants and the keys of revision tokens, as a real upload would: else a cold start would tell the two apart.
 */

import type { Context } from 'hono'
import {
  MAX_PUBLISH_BYTES,
  type PublishAnswer,
  type PublishVersion,
  parsePublish,
} from '../../api/publish.ts'
import { utf8 } from '../../core/bytes.ts'
import type { ReceivedPublish } from '../../core/publish/received-publish.ts'
import { encryptToken } from '../../core/publish/revision-token.ts'
import { platformOf } from '../../core/publish/statistics.ts'
import type { UnixSeconds } from '../../core/time.ts'
import { exposureKeyHmac } from '../../core/verification/exposure-key-hmac.ts'
import type { Events } from '../../flows/events.ts'
import {
  type PublishDeps,
  publishKeys,
  readTenants,
  TenantsUnavailable,
} from '../../flows/publish-keys.ts'
import { readBody } from '../read-body.ts'
import type { AnswerClock } from './answer-clock.ts'
import { errorList, type Refusal, wireError } from './failures.ts'
import type { StatsDeps } from './handle-stats.ts'
import { paddedAnswer } from './padded-answer.ts'

const JSON_TYPE = 'application/json'

export interface PublishSurfaceDeps {
  readonly publish: PublishDeps
  readonly events: Events
  readonly clock: AnswerClock
  readonly isInMaintenance: boolean
  readonly answerBytes: number
  readonly stats: StatsDeps
  /** Fails where the database is away. */
  readonly probe: () => Promise<unknown>
}

export type PublishSurface = { Variables: { deps: PublishSurfaceDeps; now: UnixSeconds } }

/** What an upload came to, before it is written out. */
type Answered =
  | { readonly kind: 'answer'; readonly answer: PublishAnswer }
  | { readonly kind: 'refusal'; readonly refusal: Refusal }

function refuse(deps: PublishSurfaceDeps, refusal: Refusal): Answered {
  deps.events.published({
    outcome: refusal.reason,
    because:
      'problem' in refusal && typeof refusal.problem === 'object'
        ? refusal.problem.reason
        : undefined,
    insertedKeys: 0,
    blame: wireError(refusal).status >= 500 ? 'server' : 'client',
  })
  return { kind: 'refusal', refusal }
}

export const handlePublish =
  (version: PublishVersion) =>
  async (c: Context<PublishSurface>): Promise<Response> => {
    const deps = c.get('deps')
    const body = await readBody(c.req.raw, MAX_PUBLISH_BYTES)
    const startedAt = deps.clock.now()
    const isChaff = (c.req.header('x-chaff') ?? '') !== ''
    const read = readRequest(c.req.header('content-type') ?? '', body, version)
    if (isChaff) {
      const answered = await answerChaff(deps, 'keys' in read ? read : undefined, c.get('now'))
      deps.events.chaffAnswered('publish')
      await deps.clock.holdChaff(startedAt)
      return respond(deps, version, answered)
    }
    const answered = deps.isInMaintenance
      ? refuse(deps, { reason: 'maintenance' })
      : 'keys' in read
        ? await answerPublish(deps, read, c.req.header('user-agent') ?? '', c.get('now'))
        : refuse(deps, read)
    await deps.clock.holdReal(startedAt, answered.kind === 'answer')
    return respond(deps, version, answered)
  }

function readRequest(
  contentType: string,
  body: Uint8Array | undefined,
  version: PublishVersion,
): ReceivedPublish | Refusal {
  // By the original's rule the type only has to begin so, in this case of letters.
  if (!contentType.startsWith(JSON_TYPE)) return { reason: 'unsupported_media_type' }
  if (body === undefined) return { reason: 'body_too_large' }
  const parsed = parsePublish(body, version)
  return parsed.ok ? parsed.value : { reason: 'unreadable', problem: parsed.failure }
}

async function answerPublish(
  deps: PublishSurfaceDeps,
  received: ReceivedPublish,
  userAgent: string,
  now: UnixSeconds,
): Promise<Answered> {
  try {
    const published = await publishKeys(deps.publish, received, platformOf(userAgent), now)
    if (!published.ok) return refuse(deps, published.failure)
    const { revisionToken, insertedKeys, errors, warnings, bypasses } = published.value
    if (bypasses.length > 0) deps.events.bypassUsed(bypasses)
    const isPartial = errors.length > 0
    deps.events.published({
      outcome: isPartial ? 'partial_failure' : 'ok',
      because: undefined,
      insertedKeys,
      blame: isPartial ? 'client' : 'none',
    })
    return {
      kind: 'answer',
      answer: {
        ...(revisionToken !== undefined && { revisionToken }),
        insertedExposures: insertedKeys,
        ...(isPartial && { error: errorList(errors), code: 'partial_failure' as const }),
        warnings,
      },
    }
  } catch (cause) {
    return refuseUnavailable(deps, cause)
  }
}

/** The database or an object is away: nothing was stored, or it was and a retry will meet its own keys. */
function refuseUnavailable(deps: PublishSurfaceDeps, cause: unknown): Answered {
  deps.events.requestFailed('publish', cause)
  const isTenants = cause instanceof TenantsUnavailable
  return {
    kind: 'refusal',
    refusal: { reason: isTenants ? 'tenants_unavailable' : 'storage_unavailable' },
  }
}

/**
 * The answer that the same upload would have had, made with the same work but for storage. Its token is a real one that
 * names no key.
 */
async function answerChaff(
  deps: PublishSurfaceDeps,
  received: ReceivedPublish | undefined,
  now: UnixSeconds,
): Promise<Answered> {
  const { settings, randomBytes, revisionKeyring } = deps.publish
  const keys = received?.keys ?? []
  try {
    await readTenants(deps.publish, now)
    await exposureKeyHmac(keys, utf8('chaff'))
    const keyring = await revisionKeyring(now)
    const minEntries = settings.revisionTokenMinEntries
    return {
      kind: 'answer',
      answer: {
        revisionToken: await encryptToken([], keyring, minEntries, randomBytes),
        insertedExposures: Math.min(Math.max(1, keys.length), settings.maxKeys),
      },
    }
  } catch (cause) {
    return refuseUnavailable(deps, cause)
  }
}

/** A fault of ours, met by nobody on the way: opaque, and as long as every other answer. */
export function answerFault(cause: Error, c: Context<PublishSurface>): Response {
  const deps = c.get('deps')
  deps.events.requestFailed('publish', cause)
  return respond(deps, 'v1', { kind: 'refusal', refusal: { reason: 'internal' } })
}

function respond(deps: PublishSurfaceDeps, version: PublishVersion, answered: Answered): Response {
  const base = { version, stepBytes: deps.answerBytes }
  const { randomBytes } = deps.publish
  if (answered.kind === 'answer') {
    return paddedAnswer(
      answered.answer,
      { ...base, status: 200, retryAfter: undefined },
      randomBytes,
    )
  }
  const { status, code, error, retryAfter } = wireError(answered.refusal)
  return paddedAnswer(
    { error, ...(code !== undefined && { code }) },
    { ...base, status, retryAfter },
    randomBytes,
  )
}
