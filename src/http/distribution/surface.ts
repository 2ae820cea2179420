/**
 * The distribution surface: archives and indexes to anybody. An operator may put the bucket behind a domain instead, since
 * nothing here is more than what the bucket does by itself (docs/distribution.md).
 * What never changes is read from the bucket once and then from the cache, whole; conditions and ranges are answered here
 * from either, so that both give the same answer.
 */

import type { Context } from 'hono'
import { createFactory } from 'hono/factory'
import { distributionContract } from '../../api/openapi/distribution.ts'
import type { ArchiveStore, StoredObject } from '../../flows/archive-store.ts'
import type { Events } from '../../flows/events.ts'
import { goNotFound } from '../not-found.ts'
import { answerOpenApi } from '../openapi.ts'
import { etagsIn, selectRepresentation } from './conditional.ts'
import { sliceOf } from './slice.ts'

/** Where whole answers are kept near the phones. */
export interface AnswerCache {
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
  app.get('/openapi.json', () => answerOpenApi(distributionContract))
  app.on(['GET', 'HEAD'], '*', serveObject)
  app.all('*', (c) => c.text('method not allowed\n', 405, { allow: 'GET, HEAD' }))
  return app
}

async function serveObject(c: Context<DistributionSurface>): Promise<Response> {
  const { archives, events } = c.get('deps')
  const name = objectName(c.req.path)
  if (name === undefined) return goNotFound()
  try {
    const isHead = c.req.raw.method === 'HEAD'
    const object =
      (await findCached(c, name)) ?? (await (isHead ? archives.head(name) : read(c, name)))
    if (object === undefined) return goNotFound()
    return isHead ? answerHead(c.req.raw, object) : answerGet(c.req.raw, object)
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

interface FoundObject extends StoredObject {
  /** Unread; absent after a look at the bucket's records alone. */
  readonly body?: ReadableStream<Uint8Array> | null | undefined
}

/** The query is left out: it changes nothing, and would let anybody walk past the cache. */
const cacheKey = (c: Context<DistributionSurface>, name: string): Request =>
  new Request(new URL(`/${name}`, c.req.raw.url))

async function findCached(
  c: Context<DistributionSurface>,
  name: string,
): Promise<FoundObject | undefined> {
  const response = await c.get('deps').cache?.match(cacheKey(c, name))
  if (response === undefined) return undefined
  const header = (key: string) => response.headers.get(key) ?? ''
  return {
    etag: header('etag').slice(1, -1),
    byteLength: Number(header('content-length')),
    lastModified: header('last-modified'),
    contentType: header('content-type'),
    cacheControl: header('cache-control'),
    custom: customOf(response.headers),
    body: response.body,
  }
}

const customOf = (headers: Headers): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...headers]
      .filter(([name]) => name.startsWith(CUSTOM_PREFIX))
      .map(([name, value]) => [name.slice(CUSTOM_PREFIX.length), value]),
  )

/** Reads from the bucket, and into the cache on the way where it never changes. */
async function read(
  c: Context<DistributionSurface>,
  name: string,
): Promise<FoundObject | undefined> {
  const { archives, cache, events } = c.get('deps')
  const object = await archives.get(name, etagsIn(c.req.header('if-none-match') ?? ''))
  if (object?.body === undefined || cache === undefined) return object
  if (!object.cacheControl.includes(IMMUTABLE)) return object
  const [body, copy] = object.body.tee()
  const kept = cache.put(cacheKey(c, name), wholeAnswer({ ...object, body: copy }))
  // A cache that fails costs a read of the bucket and nothing else.
  c.executionCtx.waitUntil(kept.catch((cause) => events.requestFailed('distribution', cause)))
  return { ...object, body }
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

function wholeAnswer(object: FoundObject): Response {
  const headers = headersOf(object)
  headers.set('content-length', String(object.byteLength))
  return new Response(object.body ?? null, { headers })
}

/** Frees what would be read. The answer is complete without it, so there is nobody to tell of a failure. */
function letGo(object: FoundObject): void {
  object.body?.cancel().catch(() => undefined)
}

const CUSTOM_PREFIX = 'x-amz-meta-'

const headersOf = (object: StoredObject): Headers =>
  new Headers({
    ...Object.fromEntries(
      Object.entries(object.custom ?? {}).map(([name, value]) => [
        `${CUSTOM_PREFIX}${name}`,
        value,
      ]),
    ),
    'content-type': object.contentType,
    'cache-control': object.cacheControl,
    etag: `"${object.etag}"`,
    'last-modified': object.lastModified,
    'accept-ranges': 'bytes',
    'x-content-type-options': 'nosniff',
    'access-control-allow-origin': '*',
  })
