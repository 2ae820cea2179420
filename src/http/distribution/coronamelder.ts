/**
 * The content API of CoronaMelder: manifests, sets of keys, configurations and texts, with the headers that its apps and the
 * caches before it go by. All of it are objects of the bucket; what is not out yet is not there.
 * Source: minvws/nl-covid19-notification-app-backend ContentApi.
 */

import type { Context, Next } from 'hono'
import { httpDate } from '../../core/http-date.ts'
import {
  type ContentName,
  objectNameOf,
  readContentPath,
  setMaxAgeSeconds,
} from '../../core/layouts/coronamelder/paths.ts'
import { DEFAULT_CORONAMELDER_SETTINGS } from '../../core/layouts/coronamelder/settings.ts'
import { asUnixSeconds, type UnixSeconds } from '../../core/time.ts'
import { goNotFound } from '../not-found.ts'
import type { DistributionSurface } from './deps.ts'
import { type FoundObject, findObject, letGo } from './find-object.ts'

const ZIP = 'application/zip'

/** Answers what its paths ask for, and leaves all others to the next. */
export async function serveCoronaMelder(
  c: Context<DistributionSurface>,
  next: Next,
): Promise<Response | undefined> {
  const { coronaMelderPrefix: prefix, events } = c.get('deps')
  const asked = readContentPath(c.req.path.slice(1), prefix)
  if (asked === 'unknown') {
    await next()
    return undefined
  }
  if (asked === 'malformed') return c.text('malformed id or country\n', 400)
  try {
    if (!(await isCountryServed(c, asked))) return goNotFound()
    const object = await findObject(c, objectNameOf(prefix, storedAs(asked)))
    return object === undefined ? goNotFound() : answer(c, asked, object)
  } catch (cause) {
    events.requestFailed('distribution', cause)
    return c.text('please try again later\n', 503, { 'retry-after': '60' })
  }
}

/** A set has one name, whichever country's path it is asked for by; ids are written without dashes in lower case. */
function storedAs(asked: ContentName): ContentName {
  if (!('id' in asked)) return asked
  const id = asked.id.replaceAll('-', '').toLowerCase()
  return asked.kind === 'set' ? { kind: 'set', id, country: undefined } : { ...asked, id }
}

/** A country that has sets has a list of them. */
async function isCountryServed(
  c: Context<DistributionSurface>,
  asked: ContentName,
): Promise<boolean> {
  if (asked.kind !== 'set' || asked.country === undefined) return true
  const { archives, coronaMelderPrefix: prefix } = c.get('deps')
  const list = objectNameOf(prefix, { kind: 'set_list', country: asked.country })
  return (await archives.head(list)) !== undefined
}

function answer(
  c: Context<DistributionSurface>,
  asked: ContentName,
  object: FoundObject,
): Response {
  const now = c.get('now')
  const released = releaseOf(object)
  if (released !== undefined && released > now) {
    letGo(object)
    return goNotFound()
  }
  const id = object.custom?.['content-id'] ?? object.etag
  const headers = new Headers({
    'content-type': object.contentType,
    'cache-control':
      asked.kind === 'set' && released !== undefined
        ? setCacheControl(released, now)
        : object.cacheControl,
    etag: `"${id}"`,
    'last-modified': released === undefined ? object.lastModified : httpDate(released),
    'x-content-type-options': 'nosniff',
    ...(object.contentType === ZIP && { 'x-vws-signed': 'True' }),
  })
  const isUnchanged = isKnown(c.req.header('if-none-match') ?? '', id)
  if (!isUnchanged) headers.set('content-length', String(object.byteLength))
  if (!isUnchanged && c.req.raw.method !== 'HEAD') {
    return new Response(object.body ?? null, { headers })
  }
  letGo(object)
  return new Response(null, { status: isUnchanged ? 304 : 200, headers })
}

/** When it came out, as its writer says; undefined where that says nothing. */
function releaseOf({ custom }: FoundObject): UnixSeconds | undefined {
  const told = custom?.['released'] ?? ''
  return /^\d{1,12}$/.test(told) ? asUnixSeconds(Number(told)) : undefined
}

/** A set is gone one day: nobody keeps it for longer than it is there. */
function setCacheControl(released: UnixSeconds, now: UnixSeconds): string {
  const age = setMaxAgeSeconds(released, now, DEFAULT_CORONAMELDER_SETTINGS.lifetimeDays)
  return `public, immutable, max-age=${age}, s-maxage=${age}`
}

/** Apps send the bare id, as they once got it; caches send it in quotation marks, and weakened. */
const isKnown = (list: string, id: string): boolean =>
  list
    .split(',')
    .map((entry) =>
      entry
        .trim()
        .replace(/^W\//, '')
        .replace(/^"(.*)"$/, '$1'),
    )
    .some((tag) => tag === id || tag === '*')
