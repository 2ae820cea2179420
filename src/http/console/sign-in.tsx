/** Sign-in: the password, then the second factor; proving again who one is; sign-out. */

import { browserNameOf } from '../../core/console/browser-name.ts'
import type { UnixSeconds } from '../../core/time.ts'
import { proveAgain } from '../../flows/console/account.ts'
import { checkSecondFactor, type SecondFactorFailure } from '../../flows/console/second-factor.ts'
import { endSession } from '../../flows/console/sessions.ts'
import { signIn } from '../../flows/console/sign-in.ts'
import type { FieldError } from '../../ui/components/error-summary.tsx'
import type { Copy } from '../../ui/copy/copy.ts'
import { Enter } from '../../ui/pages/sign-in/enter.tsx'
import { Again, RecoveryCode, SecondFactor } from '../../ui/pages/sign-in/second-factor.tsx'
import { type ConsoleContext, signedIn } from './context.ts'
import { endSessionCookie, setSessionCookie } from './cookies.ts'
import { readForm, safeNext } from './form.ts'
import { page, redirect } from './page.tsx'
import type { Route } from './route.ts'

/** Seconds after which it is somebody else's turn. */
const BUSY_SECONDS = 5
const TOTP_STEP_SECONDS = 30

/** Where this browser is, in words for whoever looks at their sessions. */
export const placeOf = (c: ConsoleContext): string => browserNameOf(c.req.header('user-agent'))

/** Where somebody was going when they were asked to sign in. */
const nextOf = (c: ConsoleContext): string => safeNext(c, c.req.query('next'))

const queryOf = (c: ConsoleContext): string => new URL(c.req.url).search

/** A form that could not be acted on for want of time: as it was, and when to try again. */
export function busyStatus(c: ConsoleContext): 503 {
  c.header('retry-after', String(BUSY_SECONDS))
  return 503
}

export function showEnter(c: ConsoleContext) {
  const viewer = c.get('viewer')
  return viewer !== undefined && viewer.level > 0 ? redirect(c, nextOf(c)) : enterPage(c, '', [])
}

const enterPage = (
  c: ConsoleContext,
  email: string,
  errors: readonly FieldError[],
  status: 200 | 422 | 503 = errors.length === 0 ? 200 : 422,
) =>
  page(c, {
    title: c.get('copy').signIn.enter.title,
    status,
    errors,
    body: <Enter email={email} errors={errors} />,
  })

async function enter(c: ConsoleContext) {
  const { errors } = c.get('copy').signIn
  const form = readForm(c)
  const email = (form.get('email') ?? '').trim()
  const password = form.get('password') ?? ''
  const missing: FieldError[] = []
  if (email === '') missing.push({ field: 'email', text: errors.emailMissing })
  if (password === '') missing.push({ field: 'password', text: errors.passwordMissing })
  if (missing.length > 0) return enterPage(c, email, missing)
  const typed = { email, password, place: placeOf(c) }
  const outcome = await signIn(c.get('deps').people, typed, c.get('session'), c.get('now'))
  if (outcome.ok) {
    setSessionCookie(c, outcome.value.cookie)
    // The second factor is asked for on the way.
    return redirect(c, nextOf(c))
  }
  const { reason } = outcome.failure
  return reason === 'busy'
    ? enterPage(c, email, [{ field: undefined, text: errors.busy }], busyStatus(c))
    : enterPage(c, email, [{ field: undefined, text: errors.wrong }])
}

type SecondPage = 'second' | 'recovery'

const showSecond = (kind: SecondPage) => (c: ConsoleContext) => {
  const { viewer } = signedIn(c)
  if (viewer.level > 0) return redirect(c, nextOf(c))
  if (!viewer.hasSecondFactor) return redirect(c, `/console/sign-in/set-up${queryOf(c)}`)
  return secondPage(c, kind, [])
}

function secondPage(c: ConsoleContext, kind: SecondPage, errors: readonly FieldError[]) {
  const Body = kind === 'second' ? SecondFactor : RecoveryCode
  return page(c, {
    title: c.get('copy').signIn[kind].title,
    status: errors.length === 0 ? 200 : 422,
    errors,
    body: <Body errors={errors} query={queryOf(c)} />,
  })
}

const second = (kind: SecondPage) => async (c: ConsoleContext) => {
  const { deps, now, copy } = c.var
  const typed = (readForm(c).get('code') ?? '').trim().slice(0, 64)
  if (typed === '')
    return secondPage(c, kind, [{ field: 'code', text: copy.signIn.errors.codeMissing[kind] }])
  const outcome = await checkSecondFactor(deps.people, signedIn(c), typed, now)
  if (outcome.ok) {
    setSessionCookie(c, outcome.value.cookie)
    return redirect(c, nextOf(c))
  }
  const { reason } = outcome.failure
  if (reason === 'none_set_up') return redirect(c, `/console/sign-in/set-up${queryOf(c)}`)
  if (reason === 'start_over') {
    endSessionCookie(c)
    return redirect(c, `/console/sign-in${queryOf(c)}`, 'signIn.startOver')
  }
  return secondPage(c, kind, [{ field: 'code', text: secondFactorText(copy, kind, reason, now) }])
}

function secondFactorText(
  { signIn }: Copy,
  kind: SecondPage,
  reason: Extract<SecondFactorFailure['reason'], 'wrong' | 'code_used'>,
  now: UnixSeconds,
): string {
  if (kind === 'recovery') return signIn.errors.recoveryWrong
  return reason === 'wrong'
    ? signIn.errors.codeWrong(clockTime(now))
    : signIn.errors.codeUsed(TOTP_STEP_SECONDS - (now % TOTP_STEP_SECONDS))
}

/** To the second, so that somebody can hold a phone beside it. @example '14:32:05 UTC' */
export const clockTime = (at: UnixSeconds): string =>
  `${new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', timeStyle: 'medium' }).format(at * 1000)} UTC`

const showAgain = (c: ConsoleContext) => againPage(c, [])

function againPage(
  c: ConsoleContext,
  errors: readonly FieldError[],
  status: 200 | 422 | 503 = errors.length === 0 ? 200 : 422,
) {
  const { viewer } = signedIn(c)
  return page(c, {
    title: c.get('copy').signIn.again.title,
    status,
    errors,
    body: <Again email={viewer.email} asksForCode={viewer.hasSecondFactor} errors={errors} />,
  })
}

async function again(c: ConsoleContext) {
  const { deps, now, copy } = c.var
  const { errors } = copy.signIn
  const form = readForm(c)
  const typed = { password: form.get('password') ?? '', code: (form.get('code') ?? '').trim() }
  const outcome = await proveAgain(deps.people, signedIn(c), typed, now)
  if (outcome.ok) return redirect(c, nextOf(c))
  const { reason } = outcome.failure
  if (reason === 'second_factor_needed') return redirect(c, `/console/sign-in/second${queryOf(c)}`)
  return reason === 'busy'
    ? againPage(c, [{ field: undefined, text: errors.busy }], busyStatus(c))
    : againPage(c, [{ field: undefined, text: errors.againRefused }])
}

/** Leads to where a fresh proof is given, and from there back to a page. */
export const toFreshProof = (c: ConsoleContext, next: string): Promise<Response> =>
  redirect(c, `/console/sign-in/again?next=${encodeURIComponent(next)}`)

async function signOut(c: ConsoleContext) {
  await endSession(c.get('deps').people, signedIn(c))
  endSessionCookie(c)
  c.header('clear-site-data', '"cache", "storage"')
  return redirect(c, '/console/sign-in', 'common.signedOut')
}

const PATH = '/console/sign-in'

export const SIGN_IN_ROUTES: readonly Route[] = [
  { method: 'GET', path: PATH, may: 'anyone', handler: showEnter },
  { method: 'POST', path: PATH, may: 'anyone', handler: enter, isProof: true },
  { method: 'GET', path: `${PATH}/second`, may: 'half-signed-in', handler: showSecond('second') },
  {
    method: 'POST',
    path: `${PATH}/second`,
    may: 'half-signed-in',
    handler: second('second'),
    isProof: true,
  },
  {
    method: 'GET',
    path: `${PATH}/recovery-code`,
    may: 'half-signed-in',
    handler: showSecond('recovery'),
  },
  {
    method: 'POST',
    path: `${PATH}/recovery-code`,
    may: 'half-signed-in',
    handler: second('recovery'),
    isProof: true,
  },
  { method: 'GET', path: `${PATH}/again`, may: 'signed-in', handler: showAgain },
  { method: 'POST', path: `${PATH}/again`, may: 'signed-in', handler: again, isProof: true },
  { method: 'POST', path: '/console/sign-out', may: 'half-signed-in', handler: signOut },
]
