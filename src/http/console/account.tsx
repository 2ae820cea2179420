/** A person's own account: name and time zone, password, sessions. */

import { hasFreshProof } from '../../core/console/viewer.ts'
import { changeName, changePassword, changePreferences } from '../../flows/console/account.ts'
import { countRecoveryCodes } from '../../flows/console/recovery-codes.ts'
import { endAllSessions, endSessionOf, readSessions } from '../../flows/console/sessions.ts'
import type { FieldError } from '../../ui/components/error-summary.tsx'
import { Account } from '../../ui/pages/account/account.tsx'
import { ChangePassword } from '../../ui/pages/account/change-password.tsx'
import { type ConsoleContext, signedIn } from './context.ts'
import { endSessionCookie, setSessionCookie } from './cookies.ts'
import { readForm } from './form.ts'
import { page, redirect } from './page.tsx'
import { beginErrors } from './person-errors.ts'
import type { Route } from './route.ts'
import { busyStatus, toFreshProof } from './sign-in.tsx'

const PATH = '/console/account'
const PASSWORD_PATH = `${PATH}/password`

const showAccount = (c: ConsoleContext) => {
  const { name, timeZone } = signedIn(c).viewer
  return accountPage(c, { name, timeZone: timeZone ?? '' }, [])
}

async function accountPage(
  c: ConsoleContext,
  typed: { readonly name: string; readonly timeZone: string },
  errors: readonly FieldError[],
) {
  const { deps, now, copy } = c.var
  const session = signedIn(c)
  const { viewer, hash } = session
  const [sessions, recoveryCodesLeft] = await Promise.all([
    readSessions(deps.people, session, now),
    countRecoveryCodes(deps.people, session, now),
  ])
  return page(c, {
    title: copy.signIn.account.title,
    status: errors.length === 0 ? 200 : 422,
    errors,
    body: (
      <Account
        {...typed}
        hasSecondFactor={viewer.hasSecondFactor}
        recoveryCodesLeft={recoveryCodesLeft}
        sessions={sessions.map(({ hash: id, ...rest }) => ({
          id,
          ...rest,
          isThisOne: id === hash,
        }))}
        errors={errors}
      />
    ),
  })
}

async function saveAccount(c: ConsoleContext) {
  const { deps, now, copy } = c.var
  const session = signedIn(c)
  const { viewer } = session
  const form = readForm(c)
  const typed = { name: form.get('name') ?? '', timeZone: (form.get('time-zone') ?? '').trim() }
  const { language, theme } = viewer
  const timeZone = typed.timeZone === '' ? undefined : typed.timeZone
  const renamed =
    typed.name.trim() === viewer.name
      ? undefined
      : await changeName(deps.people, session, typed.name, now)
  if (renamed?.ok === false) return accountPage(c, typed, beginErrors(copy, renamed.failure))
  const saved = await changePreferences(deps.people, session, { language, theme, timeZone })
  if (!saved.ok)
    return accountPage(c, typed, [{ field: 'time-zone', text: copy.signIn.errors.timeZone }])
  return redirect(c, PATH, 'signIn.accountSaved')
}

const showChangePassword = (c: ConsoleContext) =>
  hasFreshProof(signedIn(c).viewer, c.get('now'))
    ? passwordPage(c, [])
    : toFreshProof(c, PASSWORD_PATH)

const passwordPage = (
  c: ConsoleContext,
  errors: readonly FieldError[],
  status: 200 | 422 | 503 = errors.length === 0 ? 200 : 422,
) =>
  page(c, {
    title: c.get('copy').signIn.account.changePassword,
    status,
    errors,
    breadcrumb: [{ href: PATH, label: c.get('copy').signIn.account.title }],
    body: <ChangePassword email={signedIn(c).viewer.email} errors={errors} />,
  })

async function savePassword(c: ConsoleContext) {
  const { deps, now, copy } = c.var
  const typed = readForm(c).get('new-password') ?? ''
  const outcome = await changePassword(deps.people, signedIn(c), typed, now)
  if (outcome.ok) {
    setSessionCookie(c, outcome.value.cookie)
    return redirect(c, PATH, 'signIn.passwordChanged')
  }
  const failure = outcome.failure
  if (failure.reason === 'proof_needed') return toFreshProof(c, PASSWORD_PATH)
  if (failure.reason === 'second_factor_needed') return redirect(c, '/console/sign-in/second')
  const status = failure.reason === 'busy' ? busyStatus(c) : 422
  return passwordPage(c, beginErrors(copy, failure), status)
}

/** One of the person's own; what is none of theirs is left alone, and nobody learns that it is there. */
async function endOneSession(c: ConsoleContext) {
  const id = readForm(c).get('session') ?? ''
  await endSessionOf(c.get('deps').people, signedIn(c), id)
  return redirect(c, PATH, 'signIn.sessionEnded')
}

async function endEverySession(c: ConsoleContext) {
  await endAllSessions(c.get('deps').people, signedIn(c))
  endSessionCookie(c)
  return redirect(c, '/console/sign-in', 'signIn.allEnded')
}

export const ACCOUNT_ROUTES: readonly Route[] = [
  { method: 'GET', path: PATH, may: 'signed-in', handler: showAccount },
  { method: 'POST', path: PATH, may: 'signed-in', handler: saveAccount },
  { method: 'GET', path: PASSWORD_PATH, may: 'signed-in', handler: showChangePassword },
  { method: 'POST', path: PASSWORD_PATH, may: 'signed-in', handler: savePassword, isProof: true },
  { method: 'POST', path: `${PATH}/sessions/end`, may: 'signed-in', handler: endOneSession },
  { method: 'POST', path: `${PATH}/sessions/end-all`, may: 'signed-in', handler: endEverySession },
]
