/** Where Corona-Warn-App phones submit keys. */

import { createFactory } from 'hono/factory'
import type { UnixSeconds } from '../../core/time.ts'
import { answer, type PayloadSurface, type PayloadSurfaceDeps } from './answer.ts'
import { handleForOthers, handlePayload, SURFACE } from './handle-payload.ts'

const KEYS_PATH = '/version/v1/diagnosis-keys'
const FOR_OTHERS_PATH = '/version/v1/submission-on-behalf'

/** @param context what a request needs, made from the environment by whoever owns one */
export function payloadSurface(context: () => { deps: PayloadSurfaceDeps; now: UnixSeconds }) {
  const app = createFactory<PayloadSurface>().createApp()
  app.use('/version/v1/*', async (c, next) => {
    const { deps, now } = context()
    c.set('deps', deps)
    c.set('now', now)
    await next()
  })
  app.post(KEYS_PATH, handlePayload)
  app.post(FOR_OTHERS_PATH, handleForOthers)
  app.all(KEYS_PATH, () => answer(405, { checkIns: 0 }))
  app.all(FOR_OTHERS_PATH, () => answer(405, { checkIns: 0 }))
  app.onError((cause, c) => {
    c.get('deps').events.requestFailed(SURFACE, cause)
    return answer(500, { checkIns: 0 })
  })
  return app
}
