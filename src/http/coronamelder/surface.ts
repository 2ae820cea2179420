/** What CoronaMelder's apps upload through, and what the health service's portal confirms with. */

import { createFactory } from 'hono/factory'
import type { UnixSeconds } from '../../core/time.ts'
import { handlePostKeys, handleRegister, handleStopKeys } from './apps.ts'
import type { CoronaMelderDeps, CoronaMelderSurface } from './deps.ts'
import { handleLabConfirm, handlePubTek, requirePortal } from './portal.ts'

const PATHS = [
  '/v1/register',
  '/v2/register',
  '/v1/postkeys',
  '/v1/stopkeys',
  '/v1/labconfirm',
  '/pubtek',
] as const

/** @param context what a request needs, made from the environment by whoever owns one */
export function coronaMelderSurface(context: () => { deps: CoronaMelderDeps; now: UnixSeconds }) {
  const app = createFactory<CoronaMelderSurface>().createApp()
  for (const path of PATHS) {
    app.use(path, async (c, next) => {
      const { deps, now } = context()
      c.set('deps', deps)
      c.set('now', now)
      // All alike: what an app does not get rid of it sends again, and a decoy must not be the one that is answered.
      if (deps.isInMaintenance) return new Response(null, { status: 503 })
      await next()
      return undefined
    })
  }
  app.post('/v1/register', handleRegister('v1'))
  app.post('/v2/register', handleRegister('v2'))
  app.post('/v1/postkeys', handlePostKeys)
  app.post('/v1/stopkeys', handleStopKeys)
  app.post('/v1/labconfirm', requirePortal, handleLabConfirm)
  app.put('/pubtek', requirePortal, handlePubTek)
  app.onError((cause, c) => {
    c.get('deps').events.requestFailed('coronamelder', cause)
    return new Response(null, { status: 500 })
  })
  return app
}
