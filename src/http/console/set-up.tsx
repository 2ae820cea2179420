/** The second factor is set up, and recovery codes are made, shown once and put away. */

import { confirmTotp, type EnrolFailure, offerTotp } from '../../flows/console/enrol-totp.ts'
import {
  confirmRecoveryCodes,
  renewRecoveryCodes,
  showRecoveryCodes,
} from '../../flows/console/recovery-codes.ts'
import { readSession } from '../../flows/console/sessions.ts'
import type { FieldError } from '../../ui/components/error-summary.tsx'
import { NoRecoveryCodes, RecoveryCodes } from '../../ui/pages/sign-in/recovery-codes.tsx'
import { SetUp } from '../../ui/pages/sign-in/set-up.tsx'
import { type ConsoleContext, signedIn } from './context.ts'
import { setSessionCookie } from './cookies.ts'
import { readForm } from './form.ts'
import { page, redirect } from './page.tsx'
import type { Route } from './route.ts'
import { clockTime, toFreshProof } from './sign-in.tsx'

const SET_UP_PATH = '/console/sign-in/set-up'
const CODES_PATH = '/console/account/recovery-codes'

const showSetUp = (c: ConsoleContext) => setUpPage(c, [])

async function setUpPage(c: ConsoleContext, errors: readonly FieldError[]) {
  const offer = await offerTotp(c.get('deps').people, signedIn(c), c.get('now'))
  if (!offer.ok) return refuse(c, offer.failure)
  return page(c, {
    title: c.get('copy').signIn.setUp.title,
    status: errors.length === 0 ? 200 : 422,
    errors,
    body: <SetUp {...offer.value} errors={errors} />,
  })
}

const refuse = (c: ConsoleContext, { reason }: EnrolFailure) =>
  reason === 'second_factor_needed'
    ? redirect(c, '/console/sign-in/second')
    : toFreshProof(c, SET_UP_PATH)

async function setUp(c: ConsoleContext) {
  const { deps, now, copy } = c.var
  const { errors } = copy.signIn
  const typed = (readForm(c).get('code') ?? '').trim().slice(0, 64)
  if (typed === '') return setUpPage(c, [{ field: 'code', text: errors.codeMissing.second }])
  const outcome = await confirmTotp(deps.people, signedIn(c), typed, now)
  if (!outcome.ok) {
    const { reason } = outcome.failure
    if (reason === 'wrong')
      return setUpPage(c, [{ field: 'code', text: errors.codeWrong(clockTime(now)) }])
    // Nothing is offered any more: the page offers anew.
    return reason === 'not_offered' ? redirect(c, SET_UP_PATH) : refuse(c, { reason })
  }
  setSessionCookie(c, outcome.value.cookie)
  const session = await readSession(deps.people, outcome.value.cookie, now)
  if (session !== undefined) await renewRecoveryCodes(deps.people, session, now)
  return redirect(c, CODES_PATH)
}

const showCodes = (c: ConsoleContext) => codesPage(c, [])

async function codesPage(c: ConsoleContext, errors: readonly FieldError[]) {
  const { deps, now, copy } = c.var
  const codes = await showRecoveryCodes(deps.people, signedIn(c), now)
  return page(c, {
    title: copy.signIn.codes.title,
    status: errors.length === 0 ? 200 : 422,
    errors,
    focus: 'heading',
    body:
      codes === undefined ? <NoRecoveryCodes /> : <RecoveryCodes codes={codes} errors={errors} />,
  })
}

async function keepCodes(c: ConsoleContext) {
  const { deps, now, copy } = c.var
  const typed = (readForm(c).get('code') ?? '').slice(0, 64)
  if (await confirmRecoveryCodes(deps.people, signedIn(c), typed, now))
    return redirect(c, '/console', 'signIn.codesKept')
  return codesPage(c, [{ field: 'code', text: copy.signIn.errors.notOneOfThem }])
}

async function renewCodes(c: ConsoleContext) {
  const outcome = await renewRecoveryCodes(c.get('deps').people, signedIn(c), c.get('now'))
  if (outcome.ok) return redirect(c, CODES_PATH)
  return outcome.failure.reason === 'proof_needed'
    ? toFreshProof(c, CODES_PATH)
    : redirect(c, SET_UP_PATH)
}

export const SET_UP_ROUTES: readonly Route[] = [
  { method: 'GET', path: SET_UP_PATH, may: 'half-signed-in', handler: showSetUp },
  { method: 'POST', path: SET_UP_PATH, may: 'half-signed-in', handler: setUp, isProof: true },
  { method: 'GET', path: CODES_PATH, may: 'signed-in', handler: showCodes },
  { method: 'POST', path: CODES_PATH, may: 'signed-in', handler: keepCodes },
  { method: 'POST', path: `${CODES_PATH}/renew`, may: 'signed-in', handler: renewCodes },
]
