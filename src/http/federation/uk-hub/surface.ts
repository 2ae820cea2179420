/**
 * Our server of the protocol of the UK and Ireland: what nations upload to and download from. It shares its paths with the European
 * gateway, so that it has a host of its own, or else a prefix. On either it answers with and without the folder that the original's
 * gateway put before it: one kind of client is configured with that folder, the other adds it.
 * Source: covidgreen/covid-green-interoperability-service, run. Not copied: that a request was judged before its token.
 */

import type { MiddlewareHandler } from 'hono'
import { createFactory } from 'hono/factory'
import { bearerToken } from '../../../core/federation/uk/nation-token.ts'
import { formatIsoTime } from '../../../core/iso-time.ts'
import type { UnixSeconds } from '../../../core/time.ts'
import { authenticateNation } from '../../../flows/uk-hub/nations.ts'
import { answerError, answerJson, answerNothing } from './answers.ts'
import type { UkHubDeps, UkHubSurface } from './deps.ts'
import { handleDownload, handleMetrics } from './handle-download.ts'
import { handleUpload } from './handle-upload.ts'

const PREFIX = /^\/federation\/uk(?=\/|$)/
const FOLDER = /^\/diagnosiskeys(?=\/)/

/** Paths of this surface, where it shares a host with others. */
export const isUkHubPath = (pathname: string): boolean => PREFIX.test(pathname)

/** @param context what a request needs, made from the environment by whoever owns one */
export function ukHubSurface(context: () => { deps: UkHubDeps; now: UnixSeconds }) {
  const app = createFactory<UkHubSurface>().createApp({
    // As it was sent: a path that is spelled otherwise is another.
    getPath: (request) => new URL(request.url).pathname.replace(PREFIX, '').replace(FOLDER, ''),
  })
  app.use('*', async (c, next) => {
    const { deps, now } = context()
    c.set('deps', deps)
    c.set('now', now)
    if (c.req.raw.method === 'OPTIONS') return answerNothing(200)
    if (c.req.raw.method === 'HEAD') return notFound()
    await next()
    return undefined
  })
  app.get('/healthcheck', async (c) => {
    await c.get('deps').db.d1.prepare('SELECT 1').first()
    return answerJson({ status: 'ok', db: 'ok', serverTimestamp: formatIsoTime(c.get('now')) })
  })
  app.post('/upload', requireNation, handleUpload)
  app.get('/download/', () => answerError(400, 'there is no date'))
  app.get('/download/:date', requireNation, handleDownload)
  app.get('/metrics', requireNation, handleMetrics)
  app.notFound(notFound)
  app.onError((cause, c) => {
    c.get('deps').events.requestFailed('uk-hub', cause)
    return answerError(500, 'the request failed')
  })
  return app
}

/** Every token that is not good is refused alike. */
const requireNation: MiddlewareHandler<UkHubSurface> = async (c, next) => {
  const { deps, now } = c.var
  const token = bearerToken(c.req.header('authorization') ?? '')
  const nation = await authenticateNation(deps, token, now)
  if (nation === undefined) {
    deps.events.hubCalled('uk', 'token', 'unauthorized', 0)
    return answerError(401, 'Unauthorized')
  }
  c.set('nation', nation)
  await next()
  return undefined
}

const notFound = (): Response => answerError(404, 'there is nothing here')
