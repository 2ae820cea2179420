/** Links and association documents. Registered last: whatever no other route knows is a link. */

import type { Context, Hono } from 'hono'
import { androidAssociation, appleAssociation } from '../../core/links/association.ts'
import { asBytes, escapeByte } from '../../core/links/form-query.ts'
import { regionOfHost } from '../../core/links/link-hosts.ts'
import { type KnownHost, redirectTarget } from '../../core/links/redirect.ts'
import { goJson } from '../realm-api/answer.ts'
import { methodNotAllowed } from '../realm-api/surface.ts'
import type { RedirectSurface } from './deps.ts'

type LinkContext = Context<RedirectSurface>

const DOCUMENTS = [
  { prefix: '/.well-known/apple-app-site-association', build: appleAssociation },
  { prefix: '/.well-known/assetlinks.json', build: androidAssociation },
] as const

export function linkRoutes(app: Hono<RedirectSurface>): void {
  app.all('*', async (c) => {
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD') return methodNotAllowed()
    const address = c.req.header('cf-connecting-ip')
    if (address !== undefined && (await c.get('deps').isFlooding(address))) return tooMany()
    const url = new URL(c.req.url)
    const document = DOCUMENTS.find(({ prefix }) => url.pathname.startsWith(prefix))
    const answer =
      document === undefined ? await answerLink(c, url) : await answerDocument(c, url, document)
    return c.req.method === 'HEAD' ? new Response(null, answer) : answer
  })
}

async function answerDocument(
  c: LinkContext,
  url: URL,
  { build }: (typeof DOCUMENTS)[number],
): Promise<Response> {
  const { hosts, linkRegions } = c.get('deps')
  const region = regionOfHost(hosts, url.hostname)
  if (region === undefined) return documentAnswer({ error: 'request is missing region' }, 404)
  const known = await linkRegions(region, c.get('now'))
  if (known === undefined) {
    return documentAnswer({ error: `no realm exists for region "${region}"` }, 404)
  }
  const built = build(known.apps)
  return built === undefined
    ? documentAnswer({ error: 'no apps are registered' }, 404)
    : documentAnswer(built, 200)
}

const documentAnswer = (value: unknown, status: number): Response =>
  new Response(goJson(value).trimEnd(), {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'public, max-age=300' },
  })

async function answerLink(c: LinkContext, url: URL): Promise<Response> {
  const { hosts, linkRegions } = c.get('deps')
  const region = regionOfHost(hosts, url.hostname)
  const host: KnownHost =
    region === undefined ? undefined : ((await linkRegions(region, c.get('now'))) ?? 'no_realm')
  const target = redirectTarget(host, {
    userAgent: c.req.header('user-agent') ?? '',
    path: url.pathname,
    query: url.search.slice(1),
  })
  return target === undefined ? notFound(c) : seeOther(target)
}

/** A query holds a code: nobody on the way may keep the answer. */
const PAGE_HEADERS = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }

function seeOther(target: string): Response {
  // A header takes printable ASCII; an address as somebody typed it may hold more.
  const location = asBytes(target).replaceAll(/[^!-~]/g, escapeByte)
  return new Response(`<a href="${escapeHtml(location)}">See Other</a>.\n`, {
    status: 303,
    headers: { ...PAGE_HEADERS, location },
  })
}

const escapeHtml = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (unit) => `&#${unit.charCodeAt(0)};`)

function notFound(c: LinkContext): Response {
  const accepted = (c.req.header('accept') ?? '').split(',')
  if (accepted.some((part) => part.startsWith('application/json'))) {
    const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' }
    return new Response(goJson('Not Found'), { status: 404, headers })
  }
  const page =
    '<!doctype html>\n<html lang="en"><title>Not Found</title><h1>Not Found</h1></html>\n'
  return new Response(page, { status: 404, headers: PAGE_HEADERS })
}

const tooMany = (): Response =>
  new Response('Too Many Requests', {
    status: 429,
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
      'retry-after': '60',
    },
  })
