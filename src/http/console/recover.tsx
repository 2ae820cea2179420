/** A forgotten password: a letter is asked for, and its link leads to a new one. */

import { askForReset, findReset, resetPassword } from '../../flows/console/recover-password.ts'
import type { FieldError } from '../../ui/components/error-summary.tsx'
import {
  Forgotten,
  LetterSent,
  LinkGone,
  ResetPassword,
} from '../../ui/pages/sign-in/forgotten.tsx'
import type { ConsoleContext } from './context.ts'
import { setSessionCookie } from './cookies.ts'
import { readForm } from './form.ts'
import { forgetLink, keepLink, linkOf, tokenOfPath } from './link-cookie.ts'
import { page, redirect } from './page.tsx'
import { beginErrors } from './person-errors.ts'
import type { Route } from './route.ts'
import { busyStatus, placeOf } from './sign-in.tsx'

const showForgotten = (c: ConsoleContext) => forgottenPage(c, [])

const forgottenPage = (c: ConsoleContext, errors: readonly FieldError[]) =>
  page(c, {
    title: c.get('copy').signIn.forgotten.title,
    status: errors.length === 0 ? 200 : 422,
    errors,
    body: <Forgotten isMailed={c.get('deps').people.mailer !== undefined} errors={errors} />,
  })

/** The same answer whether or not somebody has this address. */
async function askForLetter(c: ConsoleContext) {
  const { deps, now, copy } = c.var
  const email = (readForm(c).get('email') ?? '').trim()
  if (email === '')
    return forgottenPage(c, [{ field: 'email', text: copy.signIn.errors.emailMissing }])
  askForReset(deps.people, email, now)
  return redirect(c, '/console/recover/sent')
}

const showSent = (c: ConsoleContext) =>
  page(c, {
    title: c.get('copy').signIn.forgotten.sentTitle,
    focus: 'heading',
    body: <LetterSent />,
  })

async function openReset(c: ConsoleContext) {
  const token = tokenOfPath(c)
  if (token === undefined) return gonePage(c)
  keepLink(c, 'reset', token)
  return redirect(c, '/console/recover/new')
}

const gonePage = (c: ConsoleContext) =>
  page(c, {
    title: c.get('copy').signIn.gone.title,
    status: 404,
    focus: 'heading',
    body: <LinkGone kind="reset" />,
  })

async function showReset(c: ConsoleContext) {
  const { deps, now } = c.var
  const token = linkOf(c, 'reset')
  if (token === undefined) return gonePage(c)
  const found = await findReset(deps.people, token, now)
  return found.ok ? resetPage(c, found.value.email, []) : gonePage(c)
}

const resetPage = (
  c: ConsoleContext,
  email: string,
  errors: readonly FieldError[],
  status: 200 | 422 | 503 = errors.length === 0 ? 200 : 422,
) =>
  page(c, {
    title: c.get('copy').signIn.reset.title,
    status,
    errors,
    body: <ResetPassword email={email} errors={errors} />,
  })

/** The new session is the only one; a second factor is asked for on the way. */
async function reset(c: ConsoleContext) {
  const { deps, now, copy } = c.var
  const token = linkOf(c, 'reset')
  if (token === undefined) return gonePage(c)
  const typed = { password: readForm(c).get('new-password') ?? '', place: placeOf(c) }
  const outcome = await resetPassword(deps.people, token, typed, now)
  if (outcome.ok) {
    setSessionCookie(c, outcome.value.cookie)
    forgetLink(c)
    return redirect(c, '/console', 'signIn.passwordReset')
  }
  const failure = outcome.failure
  if (failure.reason === 'not_found' || failure.reason === 'over') return gonePage(c)
  const found = await findReset(deps.people, token, now)
  if (!found.ok) return gonePage(c)
  const status = failure.reason === 'busy' ? busyStatus(c) : 422
  return resetPage(c, found.value.email, beginErrors(copy, failure), status)
}

const PATH = '/console/recover'

export const RECOVER_ROUTES: readonly Route[] = [
  { method: 'GET', path: PATH, may: 'anyone', handler: showForgotten },
  { method: 'POST', path: PATH, may: 'anyone', handler: askForLetter, isProof: true },
  { method: 'GET', path: `${PATH}/sent`, may: 'anyone', handler: showSent },
  { method: 'GET', path: `${PATH}/new`, may: 'anyone', handler: showReset },
  { method: 'POST', path: `${PATH}/new`, may: 'anyone', handler: reset, isProof: true },
  // Of two that match the first is taken: tokens are longer than these names.
  { method: 'GET', path: `${PATH}/:token`, may: 'anyone', handler: openReset, isData: true },
]
