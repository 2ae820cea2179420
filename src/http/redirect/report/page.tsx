/** The frame of every report page, and its answer: nothing on it comes from elsewhere but the authority's image. */

import { raw } from 'hono/html'
import type { Child } from 'hono/jsx'
import { toBase64Url } from '../../../core/bytes.ts'
import type { RandomBytes } from '../../../core/random.ts'
import { agencyColor } from '../../../core/report/agency-color.ts'
import { directionOf } from '../../../core/report/choose-language.ts'
import type { Locale } from '../../../core/report/locales/index.ts'
import { SECURITY_HEADERS } from '../../realm-api/answer.ts'
import { styleSheet } from './style.ts'

/** Whose page it is. */
export interface Agency {
  /** '' where nobody's is known yet. */
  readonly name: string
  readonly color: string | undefined
  readonly image: string | undefined
}

export interface PageContent {
  readonly locale: Locale
  readonly title: string
  readonly agency: Agency
  readonly children: Child
  /** Runs once the page is shown. */
  readonly script?: string
}

interface PageOptions {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
}

export function pageAnswer(
  content: PageContent,
  { status, headers }: PageOptions,
  randomBytes: RandomBytes,
): Response {
  // Of one length, as is all else that two pages of a kind differ in.
  const nonce = toBase64Url(randomBytes(18))
  const html = `<!doctype html>${String(<Page {...content} nonce={nonce} />)}`
  return new Response(html, {
    status,
    headers: {
      ...SECURITY_HEADERS,
      'content-type': 'text/html; charset=utf-8',
      'content-language': content.locale,
      // The address carries nothing, but the page may hold a phone number.
      'cache-control': 'no-store, no-transform',
      'content-security-policy': contentSecurityPolicy(nonce),
      'x-frame-options': 'DENY',
      ...headers,
    },
  })
}

const contentSecurityPolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}'`,
    'img-src https:',
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')

const Page = ({
  locale,
  title,
  agency,
  children,
  script,
  nonce,
}: PageContent & { nonce: string }) => (
  <html lang={locale} dir={directionOf(locale)}>
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="robots" content="noindex" />
      <title>{title}</title>
      <style nonce={nonce}>{raw(styleSheet(agencyColor(agency.color)))}</style>
    </head>
    <body>
      <header>
        {agency.image?.startsWith('https://') && <img src={agency.image} alt="" />}
        <span>{agency.name}</span>
      </header>
      <main>
        <h1>{title}</h1>
        {children}
      </main>
      {script !== undefined && <script nonce={nonce}>{raw(script)}</script>}
    </body>
  </html>
)
