/** Where other key servers fetch keys: one path, protobuf or JSON by content type, and who is calling by a bearer token. */

import { createFactory } from 'hono/factory'
import {
  GOOGLE_FEDERATION_DOCUMENT_PATH,
  googleFederationContract,
} from '../../../api/openapi/federation-fetch.ts'
import { FETCH_PATH } from '../../../core/federation/google/messages.ts'
import type { UnixSeconds } from '../../../core/time.ts'
import { answerOpenApi } from '../../openapi.ts'
import { type FetchSurface, type FetchSurfaceDeps, refuse } from './answer.ts'
import { handleFetch } from './handle-fetch.ts'

/** Paths of this surface, where it shares a host with others. */
export const isGoogleFederationPath = (pathname: string): boolean =>
  /^\/v1\/federation(\/|$)/.test(pathname)

/** @param context what a request needs, made from the environment by whoever owns one */
export function googleFederationSurface(
  context: () => { deps: FetchSurfaceDeps; now: UnixSeconds },
) {
  const app = createFactory<FetchSurface>().createApp()
  app.use(async (c, next) => {
    const { deps, now } = context()
    c.set('deps', deps)
    c.set('now', now)
    await next()
  })
  app.post(FETCH_PATH, handleFetch)
  app.all(FETCH_PATH, (c) => refuse(c, 'method_not_allowed'))
  app.get(GOOGLE_FEDERATION_DOCUMENT_PATH, () => answerOpenApi(googleFederationContract))
  app.notFound(() => new Response(null, { status: 404 }))
  app.onError((cause, c) => {
    c.get('deps').events.requestFailed('federation', cause)
    return refuse(c, 'internal_error')
  })
  return app
}
