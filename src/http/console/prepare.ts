/** First of all: fills the context so far that any page can be made, also the one that says that something failed. */

import type { MiddlewareHandler } from 'hono'
import { getCookie } from 'hono/cookie'
import { toBase64Url } from '../../core/bytes.ts'
import { negotiateLanguage } from '../../core/console/negotiate-language.ts'
import { THEMES, type Theme } from '../../core/console/viewer.ts'
import type { UnixSeconds } from '../../core/time.ts'
import { copyOf } from '../../ui/copy/copy.ts'
import type { ConsoleDeps, ConsoleSurface, ConsoleVariables } from './context.ts'
import { LANGUAGE_COOKIE, THEME_COOKIE } from './cookies.ts'

const RANDOM_ID_BYTES = 18

export const prepare =
  (
    context: () => { deps: ConsoleDeps; now: UnixSeconds },
    isPage: ConsoleVariables['isPage'],
  ): MiddlewareHandler<ConsoleSurface> =>
  async (c, next) => {
    const { deps, now } = context()
    const language = negotiateLanguage(
      undefined,
      getCookie(c, LANGUAGE_COOKIE),
      c.req.header('accept-language'),
      deps.defaultLanguage,
    )
    c.set('deps', deps)
    c.set('now', now)
    c.set('isPage', isPage)
    c.set('nonce', toBase64Url(deps.randomBytes(RANDOM_ID_BYTES)))
    c.set('once', toBase64Url(deps.randomBytes(RANDOM_ID_BYTES)))
    c.set('language', language)
    c.set('copy', copyOf(language))
    c.set('theme', readTheme(getCookie(c, THEME_COOKIE)))
    c.set('csrfToken', '')
    c.set('csrfSecret', '')
    c.set('form', new URLSearchParams())
    await next()
  }

export const readTheme = (text: string | undefined): Theme | undefined =>
  THEMES.find((theme) => theme === text)
