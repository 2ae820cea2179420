/**
 * The distribution surface: archives and indexes to anybody. An operator may put the bucket behind a domain instead, since
 * nothing here is more than what the bucket does by itself (docs/distribution.md).
 * What never changes is read from the bucket once and then from the cache, whole; conditions and ranges are answered here
 * from either, so that both give the same answer.
 */

import type { Context } from 'hono'
import { createFactory } from 'hono/factory'
import { distributionContract } from '../../api/openapi/distribution.ts'
import type { UnixSeconds } from '../../core/time.ts'
import { goNotFound } from '../not-found.ts'
import { answerOpenApi } from '../openapi.ts'
import { etagsIn, selectRepresentation } from './conditional.ts'
import { serveCoronaMelder } from './coronamelder.ts'
import type { DistributionDeps, DistributionSurface } from './deps.ts'
import { type FoundObject, findObject, headersOf, letGo, wholeAnswer } from './find-object.ts'
import { sliceOf } from './slice.ts'

const MAX_NAME_LENGTH = 512

export function distributionSurface(context: () => { deps: DistributionDeps; now: UnixSeconds }) {
  const app = createFactory<DistributionSurface>().createApp()
  app.use(async (c, next) => {
    const { deps, now } = context()
    c.set('deps', deps)
    c.set('now', now)
    await next()
  })
  app.get('/openapi.json', () => answerOpenApi(distributionContract))
  app.on(['GET', 'HEAD'], '*', serveCoronaMelder, serveObject)
  app.all('*', (c) => c.text('method not allowed\n', 405, { allow: 'GET, HEAD' }))
  return app
}

async function serveObject(c: Context<DistributionSurface>): Promise<Response> {
  const { events } = c.get('deps')
  const name = objectName(c.req.path)
  if (name === undefined) return goNotFound()
  try {
    const object = await findObject(c, name, etagsIn(c.req.header('if-none-match') ?? ''))
    if (object === undefined) return goNotFound()
    return c.req.raw.method === 'HEAD'
      ? answerHead(c.req.raw, object)
      : answerGet(c.req.raw, object)
  } catch (cause) {
    events.requestFailed('distribution', cause)
    return c.text('please try again later\n', 503, { 'retry-after': '60' })
  }
}

/** The path as an object's name; undefined where it can be none. */
function objectName(path: string): string | undefined {
  const name = path.slice(1)
  const isPlain = /^[A-Za-z0-9._~/-]+$/.test(name) && name.length <= MAX_NAME_LENGTH
  return isPlain ? name : undefined
}

function answerHead(request: Request, object: FoundObject): Response {
  letGo(object)
  // A range is for GET alone.
  const conditions = new Headers(request.headers)
  conditions.delete('range')
  const { status } = selectRepresentation(conditions, object.etag, object.byteLength)
  if (status !== 200) return new Response(null, { status, headers: headersOf(object) })
  return wholeAnswer({ ...object, body: null })
}

function answerGet(request: Request, object: FoundObject): Response {
  const selection = selectRepresentation(request.headers, object.etag, object.byteLength)
  const headers = headersOf(object)
  switch (selection.status) {
    case 304:
      letGo(object)
      return new Response(null, { status: 304, headers })
    case 416:
      letGo(object)
      headers.set('content-range', `bytes */${object.byteLength}`)
      return new Response(null, { status: 416, headers })
    case 206: {
      const { offset, length } = selection.range
      headers.set('content-range', `bytes ${offset}-${offset + length - 1}/${object.byteLength}`)
      headers.set('content-length', String(length))
      return new Response(object.body && sliceOf(object.body, selection.range), {
        status: 206,
        headers,
      })
    }
    case 200:
      return wholeAnswer(object)
  }
}
