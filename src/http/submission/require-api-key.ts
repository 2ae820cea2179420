/** Lets only holders of an API key of a class pass. */

import type { MiddlewareHandler } from 'hono'
import { isKnownApiKey } from '../../core/layouts/nhs/api-keys.ts'
import { type ApiKeyClass, answerSigned, type SubmissionSurface } from './signed-answer.ts'

export const requireApiKey =
  (kind: ApiKeyClass): MiddlewareHandler<SubmissionSurface> =>
  async (c, next) => {
    const { apiKeys } = c.get('deps')
    if (await isKnownApiKey(c.req.header('authorization'), apiKeys[kind])) {
      await next()
      return undefined
    }
    return answerSigned(c, 403)
  }
