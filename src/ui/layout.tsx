/** The frame of every page: head, header, side list, main, footer. */

import type { Child } from 'hono/jsx'
import { textDirectionOf } from '../core/console/language.ts'
import type { Theme } from '../core/console/viewer.ts'
import { SCRIPT_PATH, STYLE_PATH } from './assets.ts'
import { ErrorSummary, type FieldError } from './components/error-summary.tsx'
import { Flash } from './components/flash.tsx'
import type { FlashText } from './copy/flash-text.ts'
import { Header } from './header.tsx'
import { type LinkGroup, SideList } from './side-list.tsx'
import { useView } from './view.ts'

export interface Crumb {
  readonly href: string
  readonly label: string
}

export interface Place {
  readonly href: string
  readonly label: string
  readonly isCurrent: boolean
}

/** All of a page but what it is about. */
export interface Frame {
  /** Of the tab; carries what state the page is in, never a code. */
  readonly title: string
  /** The page's h1; the title where it is undefined. */
  readonly heading: Child | undefined
  readonly breadcrumb: readonly Crumb[]
  readonly errors: readonly FieldError[]
  readonly flash: FlashText | undefined
  /** Where focus starts unless a field or the error summary takes it. */
  readonly focusesHeading: boolean
  /** Where the person works; undefined outside of places. */
  readonly placeName: string | undefined
  readonly places: readonly Place[]
  readonly groups: readonly LinkGroup[]
  readonly person: { readonly name: string; readonly email: string } | undefined
  readonly theme: Theme | undefined
  /** Path and query of the page itself, for what leads back to it; '' where it can't be led back to. */
  readonly path: string
  readonly isDemo: boolean
  /** Seconds until an idle session ends; undefined: nobody is signed in. */
  readonly idleSeconds: number | undefined
  /** Reloads the page after that many seconds where there is no script; undefined: never. */
  readonly refreshSeconds: number | undefined
}

export const Layout = ({
  frame,
  children,
}: {
  readonly frame: Frame
  readonly children?: Child
}) => {
  const { language, copy, nonce } = useView()
  const { common } = copy
  const { errors, flash, groups } = frame
  const title = common.pageTitle(frame.title, frame.placeName ?? common.product)
  const hasList = groups.length > 0
  return (
    <html lang={language} dir={textDirectionOf(language)} data-theme={frame.theme}>
      <head>
        <meta charset="utf-8" />
        <title>{errors.length > 0 ? common.errorTitle(title) : title}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href={STYLE_PATH} />
        {frame.refreshSeconds !== undefined && (
          <noscript>
            <meta http-equiv="refresh" content={String(frame.refreshSeconds)} />
          </noscript>
        )}
        <script src={SCRIPT_PATH} nonce={nonce} defer />
      </head>
      <body
        data-idle={frame.idleSeconds}
        data-idle-text={frame.idleSeconds === undefined ? undefined : common.idleWarning}
        data-idle-stay={frame.idleSeconds === undefined ? undefined : common.staySignedIn}
        data-idle-over={frame.idleSeconds === undefined ? undefined : common.signedOutByTime}
        data-shortcuts={JSON.stringify(common.shortcuts)}
      >
        <a class="skip" href="#main">
          {common.skip}
        </a>
        <Header frame={frame} />
        <div class={hasList ? 'columns with-list' : 'columns'}>
          {hasList && <SideList groups={groups} />}
          <main id="main" tabindex={-1}>
            <Breadcrumb crumbs={frame.breadcrumb} />
            {flash !== undefined && <Flash tone={flash.tone}>{flash.text}</Flash>}
            <ErrorSummary errors={errors} />
            <h1
              tabindex={frame.focusesHeading ? -1 : undefined}
              autofocus={frame.focusesHeading && errors.length === 0}
            >
              {frame.heading ?? frame.title}
            </h1>
            {children}
          </main>
        </div>
        <footer>
          <span>{common.product}</span>
        </footer>
      </body>
    </html>
  )
}

const Breadcrumb = ({ crumbs }: { readonly crumbs: readonly Crumb[] }) => {
  const { common } = useView().copy
  if (crumbs.length === 0) return null
  return (
    <nav class="breadcrumb" aria-label={common.breadcrumb}>
      <ol>
        {crumbs.map(({ href, label }) => (
          <li>
            <a href={href}>{label}</a>
          </li>
        ))}
      </ol>
    </nav>
  )
}
