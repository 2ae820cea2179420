/** Objects from the cache or the bucket, and what is said of them beside their bytes. */

import type { Context } from 'hono'
import type { StoredObject } from '../../flows/archive-store.ts'
import type { DistributionSurface } from './deps.ts'

const IMMUTABLE = 'immutable'

export interface FoundObject extends StoredObject {
  /** Unread; absent after a look at the bucket's records alone. */
  readonly body?: ReadableStream<Uint8Array> | null | undefined
}

/**
 * What never changes is read from the bucket once and then from the cache, whole.
 * @param etags of what the caller has: an object with one of them may come without its body
 * @returns undefined where there is none
 */
export async function findObject(
  c: Context<DistributionSurface>,
  name: string,
  etags: readonly string[] = [],
): Promise<FoundObject | undefined> {
  const isHead = c.req.raw.method === 'HEAD'
  const { archives } = c.get('deps')
  return (await findCached(c, name)) ?? (isHead ? archives.head(name) : read(c, name, etags))
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
  etags: readonly string[],
): Promise<FoundObject | undefined> {
  const { archives, cache, events } = c.get('deps')
  const object = await archives.get(name, etags)
  if (object?.body === undefined || cache === undefined) return object
  if (!object.cacheControl.includes(IMMUTABLE)) return object
  const [body, copy] = object.body.tee()
  const kept = cache.put(cacheKey(c, name), wholeAnswer({ ...object, body: copy }))
  // A cache that fails costs a read of the bucket and nothing else.
  c.executionCtx.waitUntil(kept.catch((cause) => events.requestFailed('distribution', cause)))
  return { ...object, body }
}

export function wholeAnswer(object: FoundObject): Response {
  const headers = headersOf(object)
  headers.set('content-length', String(object.byteLength))
  return new Response(object.body ?? null, { headers })
}

/** Frees what would be read. The answer is complete without it, so there is nobody to tell of a failure. */
export function letGo(object: FoundObject): void {
  object.body?.cancel().catch(() => undefined)
}

const CUSTOM_PREFIX = 'x-amz-meta-'

export const headersOf = (object: StoredObject): Headers =>
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
