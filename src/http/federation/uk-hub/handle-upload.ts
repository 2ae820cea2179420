/** An upload: bounded, read, judged, stored. Its answer tells how many of its keys were new. */

import type { Context } from 'hono'
import { parseUkUpload } from '../../../api/uk-federation.ts'
import { takeUkUpload } from '../../../flows/uk-hub/take-upload.ts'
import { readBody } from '../../read-body.ts'
import { answerError, answerJson, describeProblem } from './answers.ts'
import type { UkHubSurface } from './deps.ts'

export async function handleUpload(c: Context<UkHubSurface>): Promise<Response> {
  const { deps, now, nation } = c.var
  const { events, settings } = deps
  const refuse = (reason: string, answer: Response) => {
    events.hubCalled('uk', 'upload', reason, 0)
    return answer
  }
  const tooLarge = () => refuse('body_too_large', answerError(413, 'the body is too large'))
  // What is announced is not waited for.
  if (Number(c.req.header('content-length') ?? 0) > settings.maxBodyBytes) return tooLarge()
  const body = await readBody(c.req.raw, settings.maxBodyBytes)
  if (body === undefined) return tooLarge()

  const parsed = parseUkUpload(c.req.header('content-type') ?? '', body)
  if (!parsed.ok) {
    const answer =
      parsed.failure === 'unsupported_type'
        ? answerError(415, 'the body is neither JSON nor a form')
        : answerError(400, 'the body must have a batchTag and a payload')
    return refuse(parsed.failure, answer)
  }
  const { batchTag, payload } = parsed.value
  const buildFailed = (cause: unknown) => events.requestFailed('uk-hub', cause)
  const taken = await takeUkUpload(
    { ...deps, buildFailed },
    settings,
    nation,
    { tag: batchTag, jws: payload },
    now,
  )
  if (!taken.ok) return refuse(taken.failure.reason, answerError(...describeProblem(taken.failure)))
  const { insertedKeys } = taken.value
  events.hubCalled('uk', 'upload', 'ok', insertedKeys)
  return answerJson({ batchTag, insertedExposures: insertedKeys })
}
