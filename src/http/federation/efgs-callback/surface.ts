/**
 * Where gateways announce their batches. No answer has a body: 200 once the batch is noted, however often it is announced, 400 for what
 * names none, 403 for whom no partner's row knows, and 503, upon which a gateway repeats itself, where the database fails.
 */

import { createFactory } from 'hono/factory'
import type { UnixSeconds } from '../../../core/time.ts'
import type { Events } from '../../../flows/events.ts'
import {
  type CallbackDeps,
  receiveCallback,
} from '../../../flows/federation/efgs/receive-callback.ts'

export interface EfgsCallbackSurfaceDeps extends CallbackDeps {
  readonly events: Pick<Events, 'requestFailed'>
  /** SHA-256 of the certificate that the caller proved to have, lower-case hexadecimal; undefined for none. */
  readonly thumbprintOf: (request: Request) => Promise<string | undefined> | string | undefined
}

const SURFACE = 'efgs-callback'
/** As the Dutch design has it, and as the Corona-Warn-App's backend has it. */
const PATHS: readonly string[] = ['/v1/efg-callback', '/version/v1/callback']

/** @param further paths that this deployment registers at its partners */
export const isEfgsCallbackPath = (pathname: string, further: readonly string[] = []): boolean =>
  PATHS.includes(pathname) || further.includes(pathname)

/**
 * @param context what a request needs, made from the environment by whoever owns one
 * @param further as in `isEfgsCallbackPath`
 */
export function efgsCallbackSurface(
  context: () => { deps: EfgsCallbackSurfaceDeps; now: UnixSeconds },
  further: readonly string[] = [],
) {
  const app = createFactory<{
    Variables: { deps: EfgsCallbackSurfaceDeps; now: UnixSeconds }
  }>().createApp()
  app.use(async (c, next) => {
    const { deps, now } = context()
    c.set('deps', deps)
    c.set('now', now)
    await next()
  })
  for (const path of [...PATHS, ...further]) {
    app.get(path, async (c) => {
      const { deps, now } = c.var
      const callback = {
        thumbprint: await deps.thumbprintOf(c.req.raw),
        batchTag: c.req.queries('batchTag') ?? [],
        date: c.req.queries('date') ?? [],
      }
      const received = await receiveCallback(deps, callback, now)
      if (received.ok) return empty(200)
      return empty(received.failure === 'unknown_caller' ? 403 : 400)
    })
    app.all(path, () => empty(405, { allow: 'GET' }))
  }
  app.notFound(() => empty(404))
  app.onError((cause, c) => {
    c.get('deps').events.requestFailed(SURFACE, cause)
    return empty(503)
  })
  return app
}

const empty = (status: number, headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(null, { status, headers: { 'cache-control': 'no-store', ...headers } })
