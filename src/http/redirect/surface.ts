/** The redirect: links from texts lead to the region's app, and phones ask which app may open them. */

import { createFactory } from 'hono/factory'
import type { UnixSeconds } from '../../core/time.ts'
import type { VerificationDatabase } from '../../db/verification/database.ts'
import type { Events } from '../../flows/events.ts'
import { goNotFound } from '../not-found.ts'

export interface RedirectDeps {
  readonly db: VerificationDatabase
  readonly events: Events
}

export type RedirectSurface = { Variables: { deps: RedirectDeps; now: UnixSeconds } }

export function redirectSurface(context: () => { deps: RedirectDeps; now: UnixSeconds }) {
  const app = createFactory<RedirectSurface>().createApp()
  app.use(async (c, next) => {
    const { deps, now } = context()
    c.set('deps', deps)
    c.set('now', now)
    await next()
  })
  app.notFound(goNotFound)
  return app
}
