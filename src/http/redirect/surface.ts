/** The redirect: links from texts lead to the region's app, and phones ask which app may open them. */

import { createFactory } from 'hono/factory'
import type { UnixSeconds } from '../../core/time.ts'
import { goNotFound } from '../not-found.ts'
import { negotiatedFailure, SECURITY_HEADERS } from '../realm-api/answer.ts'
import { answerRealmHealth } from '../realm-api/health.ts'
import type { RedirectDeps, RedirectSurface } from './deps.ts'
import { linkRoutes } from './links.ts'
import { reportRoutes } from './report/routes.tsx'

export type { RedirectDeps, RedirectSurface } from './deps.ts'

export function redirectSurface(context: () => { deps: RedirectDeps; now: UnixSeconds }) {
  const app = createFactory<RedirectSurface>().createApp()
  app.use(async (c, next) => {
    const { deps, now } = context()
    c.set('deps', deps)
    c.set('now', now)
    await next()
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) c.header(name, value)
    c.header('x-frame-options', 'DENY')
  })
  app.get('/health', (c) => answerRealmHealth(c.req, c.get('deps')))
  reportRoutes(app)
  linkRoutes(app)
  app.notFound(goNotFound)
  app.onError((cause, c) => {
    c.get('deps').events.requestFailed('redirect', cause)
    return negotiatedFailure(c.req.raw.headers, 500, { error: 'Internal Server Error' })
  })
  return app
}
