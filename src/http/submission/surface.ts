/**
 * Where NHS apps submit keys. Whatever was sent, the answer is the same: empty, signed, 200; and it leaves when a real one
 * would. Only who has no API key is told so.
 */

import { createFactory } from 'hono/factory'
import type { UnixSeconds } from '../../core/time.ts'
import { handleSubmission } from './handle-submission.ts'
import { requireApiKey } from './require-api-key.ts'
import {
  answerSigned,
  type SubmissionSurface,
  type SubmissionSurfaceDeps,
} from './signed-answer.ts'

/** Paths of this surface, where it shares a host with others. */
export const isSubmissionPath = (pathname: string): boolean => /^\/submission(\/|$)/.test(pathname)

const KEYS_PATH = '/submission/diagnosis-keys'
const HEALTH_PATH = '/submission/diagnosis-keys/health'

/** @param context what a request needs, made from the environment by whoever owns one */
export function submissionSurface(
  context: () => { deps: SubmissionSurfaceDeps; now: UnixSeconds },
) {
  const app = createFactory<SubmissionSurface>().createApp()
  app.use('/submission/*', async (c, next) => {
    const { deps, now } = context()
    c.set('deps', deps)
    c.set('now', now)
    // Before anything is stored: what can not be signed would not be believed, and be sent again.
    c.set('signer', await deps.signer(now))
    await next()
  })
  app.post(KEYS_PATH, requireApiKey('mobile'), handleSubmission)
  app.post(HEALTH_PATH, requireApiKey('health'), (c) => answerSigned(c, 200))
  app.all(KEYS_PATH, (c) => answerSigned(c, 405))
  app.all(HEALTH_PATH, (c) => answerSigned(c, 405))
  app.use('/submission/*', async (c, _next) => answerSigned(c, 404))
  app.onError((cause, c) => {
    c.get('deps').events.requestFailed('submission', cause)
    return answerSigned(c, 503)
  })
  return app
}
