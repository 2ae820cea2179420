/** Routes of the shell itself: where to work, language and look, staying signed in. */

import { setCookie } from 'hono/cookie'
import { consoleLanguageOf } from '../../core/console/negotiate-language.ts'
import { ChoosePlace } from '../../ui/pages/shell/choose-place.tsx'
import { type ConsoleContext, signedIn } from './context.ts'
import { COOKIE_OPTIONS, LANGUAGE_COOKIE, THEME_COOKIE } from './cookies.ts'
import { readForm, safeNext } from './form.ts'
import { placesOf } from './navigation.ts'
import { page, redirect } from './page.tsx'
import { readTheme } from './prepare.ts'
import type { Route } from './route.ts'

/** As long as browsers keep a cookie at most. */
const PREFERENCE_SECONDS = 400 * 86_400

/** The first place that this person may use; where there are more, they choose. */
function choosePlace(c: ConsoleContext) {
  const { viewer } = signedIn(c)
  const places = placesOf(viewer, undefined, c.req.path, c.get('copy'))
  const [only] = places
  if (only !== undefined && places.length === 1) return redirect(c, only.href)
  return page(c, {
    title: c.get('copy').common.choosePlace.title,
    body: <ChoosePlace places={places} />,
  })
}

/** Kept with the person where there is one, else in the browser. */
async function savePreferences(c: ConsoleContext) {
  const form = readForm(c)
  const { viewer, deps, now } = c.var
  const language = consoleLanguageOf(form.get('language')) ?? c.get('language')
  const theme = readTheme(form.get('theme'))
  if (viewer !== undefined) await deps.savePreferences(viewer, { language, theme }, now)
  const options = { ...COOKIE_OPTIONS, maxAge: PREFERENCE_SECONDS }
  setCookie(c, LANGUAGE_COOKIE, language, options)
  setCookie(c, THEME_COOKIE, theme ?? '', options)
  return redirect(c, safeNext(c, form.get('next')))
}

/** Asked by the script when somebody wants to stay: to have read the session is to have kept it. */
const stay = (c: ConsoleContext) => c.body(null, 204)

export const SHELL_ROUTES: readonly Route[] = [
  { method: 'GET', path: '/console', may: 'signed-in', handler: choosePlace },
  { method: 'POST', path: '/console/preferences', may: 'anyone', handler: savePreferences },
  { method: 'GET', path: '/console/session', may: 'signed-in', handler: stay, isData: true },
]
