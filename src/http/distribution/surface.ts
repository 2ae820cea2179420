/**
 * The distribution surface: archives and indexes to anybody. An operator may put the bucket behind a domain instead, since
 * nothing here is more than what the bucket does by itself (docs/distribution.md).
 */

import type { Context } from 'hono'
import { createFactory } from 'hono/factory'
import type { ArchiveStore, StoredObject } from '../../flows/archive-store.ts'
import type { Events } from '../../flows/events.ts'
import { goNotFound } from '../not-found.ts'
import { selectRepresentation } from './conditional.ts'

/** Where whole answers are kept near the phones. */
export interface AnswerCache {
  /** Answers ranges and conditions by itself. */
  match(request: Request): Promise<Response | undefined>
  put(request: Request, response: Response): Promise<void>
}

export interface DistributionDeps {
  readonly archives: ArchiveStore
  /** undefined: none. */
  readonly cache: AnswerCache | undefined
  readonly events: Events
}

export type DistributionSurface = { Variables: { deps: DistributionDeps } }

const MAX_NAME_LENGTH = 512
const IMMUTABLE = 'immutable'

export function distributionSurface(context: () => { deps: DistributionDeps }) {
  const app = createFactory<DistributionSurface>().createApp()
  app.use(async (c, next) => {
    c.set('deps', context().deps)
    await next()
  })
  app.on(['GET', 'HEAD'], '*', serveObject)
  app.all('*', (c) => c.text('method not allowed\n', 405, { allow: 'GET, HEAD' }))
  return app
}

async function serveObject(c: Context<DistributionSurface>): Promise<Response> {
  const { cache, events } = c.get('deps')
  const request = c.req.raw
  const name = objectName(c.req.path)
  if (name === undefined) return goNotFound()
  try {
    if (request.method === 'HEAD') return await answerHead(c, name)
    const cached = await cache?.match(request)
    if (cached !== undefined) return cached
    return await answerGet(c, name)
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

async function answerHead(c: Context<DistributionSurface>, name: string): Promise<Response> {
  const object = await c.get('deps').archives.head(name)
  if (object === undefined) return goNotFound()
  const selection = selectRepresentation(c.req.raw.headers, object.etag, object.byteLength)
  const headers = headersOf(object)
  if (selection.status === 304) return new Response(null, { status: 304, headers })
  headers.set('content-length', String(object.byteLength))
  return new Response(null, { headers })
}

async function answerGet(c: Context<DistributionSurface>, name: string): Promise<Response> {
  const { archives, cache } = c.get('deps')
  const request = c.req.raw
  const isPlain = !['range', 'if-none-match'].some((header) => request.headers.has(header))
  if (isPlain) {
    const object = await archives.get(name)
    if (object === undefined) return goNotFound()
    const response = new Response(object.body, { headers: headersOf(object) })
    if (cache !== undefined && object.cacheControl.includes(IMMUTABLE)) {
      c.executionCtx.waitUntil(cache.put(new Request(request.url), response.clone()))
    }
    return response
  }
  const object = await archives.head(name)
  if (object === undefined) return goNotFound()
  const selection = selectRepresentation(request.headers, object.etag, object.byteLength)
  const headers = headersOf(object)
  switch (selection.status) {
    case 304:
      return new Response(null, { status: 304, headers })
    case 416:
      headers.set('content-range', `bytes */${object.byteLength}`)
      return new Response(null, { status: 416, headers })
    case 206: {
      const { offset, length } = selection.range
      const part = await archives.get(name, selection.range)
      if (part === undefined) return goNotFound()
      headers.set('content-range', `bytes ${offset}-${offset + length - 1}/${object.byteLength}`)
      return new Response(part.body, { status: 206, headers })
    }
    case 200: {
      const whole = await archives.get(name)
      return whole === undefined ? goNotFound() : new Response(whole.body, { headers })
    }
  }
}

const headersOf = (object: StoredObject): Headers =>
  new Headers({
    'content-type': object.contentType,
    'cache-control': object.cacheControl,
    etag: `"${object.etag}"`,
    'last-modified': object.lastModified,
    'accept-ranges': 'bytes',
    'x-content-type-options': 'nosniff',
    'access-control-allow-origin': '*',
  })
