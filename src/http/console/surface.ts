/** The console: pages for people, made on the server. Built from the route table and from nothing else. */

import { createFactory } from 'hono/factory'
import type { UnixSeconds } from '../../core/time.ts'
import { serveAsset } from './assets.ts'
import type { ConsoleDeps, ConsoleSurface } from './context.ts'
import { errorPage } from './errors.tsx'
import { answerFailure } from './failure.ts'
import { guarded } from './guard.ts'
import { consoleHeaders } from './headers.ts'
import { pathMatcher } from './match-path.ts'
import { prepare } from './prepare.ts'
import { readSession } from './read-session.ts'
import type { Route } from './route.ts'
import { ROUTES } from './routes.ts'

export type { ConsoleDeps } from './context.ts'

/** @param routes others in tests only */
export function consoleSurface(
  context: () => { deps: ConsoleDeps; now: UnixSeconds },
  routes: readonly Route[] = ROUTES,
) {
  const app = createFactory<ConsoleSurface>().createApp()
  const pages = routes.filter(({ method, isData }) => method === 'GET' && !isData)
  app.use(prepare(context, pathMatcher(pages.map(({ path }) => path))))
  app.use(consoleHeaders)
  app.use('/console/assets/*', serveAsset)
  app.use(readSession)
  app.get('/', (c) => c.redirect('/console', 303))
  for (const route of routes) app.on(route.method, route.path, guarded(route))
  for (const path of new Set(routes.map((route) => route.path))) {
    const methods = routes.filter((route) => route.path === path).map(({ method }) => method)
    app.all(path, (c) => {
      c.header('allow', methods.join(', '))
      return errorPage(c, 'methodNotAllowed')
    })
  }
  app.notFound((c) => errorPage(c, 'notFound'))
  app.onError(answerFailure)
  return app
}
