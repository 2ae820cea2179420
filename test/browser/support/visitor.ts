/** Somebody with a browser of their own: cookies that nobody else has, a language, a theme, script or none. */

import type { Browser, BrowserContext, Page } from 'playwright-core'
import type { Language, Theme } from '../../../src/core/console/viewer.ts'

export interface VisitorOptions {
  /** What the browser asks for. Default: English. */
  readonly language?: Language
  /** What the device is set to. Default: light. */
  readonly theme?: Theme
  /** Default: true. */
  readonly script?: boolean
  /** CSS pixels. Default: 1280 × 800. */
  readonly viewport?: { readonly width: number; readonly height: number }
}

export interface Visitor {
  readonly page: Page
  readonly context: BrowserContext
  /** What must not happen on any page: breaches of the content security policy, script errors, calls to elsewhere, missing assets. */
  readonly problems: readonly string[]
}

/** @param origin of the system: paths of `page.goto` are below it, and no page may ask another */
export async function openVisitor(
  browser: Browser,
  origin: string,
  options: VisitorOptions = {},
): Promise<Visitor> {
  const { language = 'en', theme = 'light', script = true } = options
  const context = await browser.newContext({
    baseURL: origin,
    locale: language,
    timezoneId: 'Europe/Berlin',
    colorScheme: theme,
    javaScriptEnabled: script,
    viewport: options.viewport ?? { width: 1280, height: 800 },
    reducedMotion: 'reduce',
  })
  context.setDefaultTimeout(20_000)
  const problems: string[] = []
  context.on('weberror', (error) => problems.push(`script: ${error.error().message}`))
  context.on('console', (message) => {
    // What a page answers with is for tests to judge: a form with mistakes is a 422.
    const isStatus = message.text().startsWith('Failed to load resource: the server responded with')
    if (message.type() === 'error' && !isStatus) problems.push(`console: ${message.text()}`)
  })
  context.on('request', (request) => {
    const url = new URL(request.url())
    if (url.origin !== origin && url.protocol !== 'data:') problems.push(`asked ${url.href}`)
  })
  context.on('response', (response) => {
    // What a page or a script asks for is answered as it is meant; what belongs to a page has to be there.
    const isAsked = ['document', 'fetch'].includes(response.request().resourceType())
    if (!isAsked && response.status() >= 400) {
      problems.push(`${response.status()} for ${new URL(response.url()).pathname}`)
    }
  })
  return { page: await context.newPage(), context, problems }
}
