/** A page as an answer: its frame is filled in from the context. */

import type { Child } from 'hono/jsx'
import { SESSION_LIMITS } from '../../core/console/session-limits.ts'
import type { ErrorSummary } from '../../ui/components/error-summary.tsx'
import type { FlashKey } from '../../ui/copy/copy.ts'
import { formatOf } from '../../ui/format.ts'
import { type Crumb, Layout } from '../../ui/layout.tsx'
import { ViewProvider } from '../../ui/view.ts'
import type { ConsoleContext } from './context.ts'
import { setFlash, takeFlash } from './flash.ts'
import { isSystemPath, placesOf, realmGroups, systemGroups } from './navigation.ts'

export interface PageContent {
  /** Of the tab, and of the page where `heading` says nothing else. Never holds a code. */
  readonly title: string
  readonly heading?: Child
  readonly body: Child
  readonly status?: Status
  /** What is above this page, without the page itself. */
  readonly breadcrumb?: readonly Crumb[]
  /** What is wrong with the form; the summary then takes the focus. */
  readonly errors?: Parameters<typeof ErrorSummary>[0]['errors']
  /** 'heading': focus starts there. Otherwise on the field that asks for it. */
  readonly focus?: 'heading'
  /** Seconds after which a browser without script asks again. */
  readonly refreshSeconds?: number
}

type Status = 200 | 400 | 403 | 404 | 405 | 409 | 413 | 415 | 422 | 429 | 500 | 503

export async function page(c: ConsoleContext, content: PageContent): Promise<Response> {
  const { viewer, membership, language, copy, theme, csrfToken, once, nonce, deps } = c.var
  const { pathname, search } = new URL(c.req.url)
  const isSignedIn = viewer !== undefined && viewer.level > 0
  const isOfSystem = isSignedIn && viewer.isSystemAdmin && isSystemPath(pathname)
  const flash = await takeFlash(c)
  const view = {
    language,
    copy,
    format: formatOf(language, viewer?.timeZone ?? 'UTC'),
    csrfToken,
    once,
    nonce,
  }
  const frame = {
    title: content.title,
    heading: content.heading,
    breadcrumb: content.breadcrumb ?? [],
    errors: content.errors ?? [],
    flash,
    focusesHeading: content.focus === 'heading',
    placeName: membership?.realmName ?? (isOfSystem ? copy.system.place : undefined),
    places: isSignedIn ? placesOf(viewer, membership, pathname, copy) : [],
    groups: isOfSystem
      ? systemGroups(pathname, copy)
      : membership === undefined
        ? []
        : realmGroups(membership, pathname, copy),
    person: viewer === undefined ? undefined : { name: viewer.name, email: viewer.email },
    theme,
    path: c.req.method === 'GET' ? pathname + search : '',
    isDemo: deps.isDemo,
    idleSeconds: isSignedIn ? SESSION_LIMITS.idleSeconds : undefined,
    refreshSeconds: content.refreshSeconds,
  }
  const html = (
    <ViewProvider value={view}>
      <Layout frame={frame}>{content.body}</Layout>
    </ViewProvider>
  )
  return c.html(`<!doctype html>${String(html)}`, content.status ?? 200)
}

/** After a form has acted: 303, with a message on the next page if there is something to say. */
export async function redirect(
  c: ConsoleContext,
  path: string,
  flash?: FlashKey,
): Promise<Response> {
  if (!path.startsWith('/') || path.startsWith('//')) throw new Error('a redirect stays here')
  if (flash !== undefined) await setFlash(c, flash)
  return c.redirect(path, 303)
}
