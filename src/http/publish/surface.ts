/** The publish surface: phones upload here. Order: body read and bounded, chaff, maintenance, parse. */

import { createFactory } from 'hono/factory'
import { publishContract } from '../../api/openapi/publish.ts'
import type { UnixSeconds } from '../../core/time.ts'
import { answerHealth, isHealthy } from '../health.ts'
import { goNotFound } from '../not-found.ts'
import { answerOpenApi } from '../openapi.ts'
import {
  answerFault,
  handlePublish,
  type PublishSurface,
  type PublishSurfaceDeps,
} from './handle-publish.ts'
import { answerStatsFault, handleStats } from './handle-stats.ts'

export interface PublishRoutes {
  readonly servesV1Alpha1: boolean
}

/** @param context what a request needs, made from the environment by whoever owns one */
export function publishSurface(
  routes: PublishRoutes,
  context: () => { deps: PublishSurfaceDeps; now: UnixSeconds },
) {
  const app = createFactory<PublishSurface>().createApp()
  app.use(async (c, next) => {
    const { deps, now } = context()
    c.set('deps', deps)
    c.set('now', now)
    await next()
  })
  // As the original, which looks at no method.
  app.all('/v1/publish', handlePublish('v1'))
  app.all('/v1/stats', handleStats)
  if (routes.servesV1Alpha1) app.all('/', handlePublish('v1alpha1'))
  app.all('/health', async (c): Promise<Response> => {
    const { isInMaintenance, probe, events } = c.get('deps')
    if ((c.req.header('x-chaff') ?? '') !== '') {
      events.chaffAnswered('health')
      return isHealthy()
    }
    if (isInMaintenance) return c.json({ error: 'please try again later' }, 429)
    return answerHealth(probe)
  })
  app.get('/openapi.json', () => answerOpenApi(publishContract))
  app.get('/v1/openapi.json', () => answerOpenApi(publishContract))
  app.notFound(goNotFound)
  app.onError((cause, c) =>
    c.req.path === '/v1/stats' ? answerStatsFault(cause, c) : answerFault(cause, c),
  )
  return app
}
