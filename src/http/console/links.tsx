/** How people come: the first administrator by the start link, everybody else by an invitation. */

import { acceptInvitation, findInvitation } from '../../flows/console/invitations.ts'
import { isStartLink, takeStart } from '../../flows/console/start.ts'
import type { FieldError } from '../../ui/components/error-summary.tsx'
import { Invitation, OtherPerson, Start } from '../../ui/pages/sign-in/begin.tsx'
import { LinkGone } from '../../ui/pages/sign-in/forgotten.tsx'
import type { ConsoleContext } from './context.ts'
import { setSessionCookie } from './cookies.ts'
import { errorPage } from './errors.tsx'
import { readForm } from './form.ts'
import { forgetLink, keepLink, linkOf, tokenOfPath } from './link-cookie.ts'
import { page, redirect } from './page.tsx'
import { beginErrors } from './person-errors.ts'
import type { Route } from './route.ts'
import { busyStatus, placeOf } from './sign-in.tsx'

interface Typed {
  readonly name: string
  readonly email: string
}

const NOTHING: Typed = { name: '', email: '' }

/** 404 for ever once there is an administrator: nobody learns that there was such a page. */
async function openStart(c: ConsoleContext) {
  const token = tokenOfPath(c)
  if (token === undefined || !(await isStartLink(c.get('deps').people, token, c.get('now'))))
    return errorPage(c, 'notFound')
  keepLink(c, 'start', token)
  return redirect(c, '/console/start')
}

async function showStart(c: ConsoleContext) {
  const token = linkOf(c, 'start')
  if (token === undefined || !(await isStartLink(c.get('deps').people, token, c.get('now'))))
    return errorPage(c, 'notFound')
  return startPage(c, NOTHING, [])
}

function startPage(
  c: ConsoleContext,
  typed: Typed,
  errors: readonly FieldError[],
  status: 200 | 422 | 503 = errors.length === 0 ? 200 : 422,
) {
  return page(c, {
    title: c.get('copy').signIn.start.title,
    status,
    errors,
    body: <Start {...typed} errors={errors} />,
  })
}

async function start(c: ConsoleContext) {
  const { deps, now, copy } = c.var
  const token = linkOf(c, 'start')
  if (token === undefined) return errorPage(c, 'notFound')
  const form = readForm(c)
  const typed = { name: form.get('name') ?? '', email: form.get('email') ?? '' }
  const password = form.get('new-password') ?? ''
  const place = placeOf(c)
  const outcome = await takeStart(deps.people, token, { ...typed, password, place }, now)
  if (outcome.ok) {
    setSessionCookie(c, outcome.value.cookie)
    forgetLink(c)
    return redirect(c, '/console/sign-in/set-up')
  }
  const failure = outcome.failure
  if (failure.reason === 'not_found') return errorPage(c, 'notFound')
  const status = failure.reason === 'busy' ? busyStatus(c) : 422
  return startPage(c, typed, beginErrors(copy, failure), status)
}

async function openInvitation(c: ConsoleContext) {
  const token = tokenOfPath(c)
  if (token === undefined) return gonePage(c)
  keepLink(c, 'invitation', token)
  return redirect(c, '/console/invitation')
}

const gonePage = (c: ConsoleContext) =>
  page(c, {
    title: c.get('copy').signIn.gone.title,
    status: 404,
    focus: 'heading',
    body: <LinkGone kind="invitation" />,
  })

async function showInvitation(c: ConsoleContext) {
  const { deps, now } = c.var
  const token = linkOf(c, 'invitation')
  if (token === undefined) return gonePage(c)
  const found = await findInvitation(deps.people, token, now)
  if (!found.ok) return gonePage(c)
  const { email, name } = found.value
  const signedInAs = c.get('viewer')?.email
  if (signedInAs !== undefined && signedInAs !== email)
    return page(c, {
      title: c.get('copy').signIn.invitation.title,
      status: 409,
      focus: 'heading',
      body: <OtherPerson signedInAs={signedInAs} invited={email} />,
    })
  // Whoever was added by address alone is called by it until they come.
  return invitationPage(c, { email, name: name === email ? '' : name }, [])
}

function invitationPage(
  c: ConsoleContext,
  typed: Typed,
  errors: readonly FieldError[],
  status: 200 | 422 | 503 = errors.length === 0 ? 200 : 422,
) {
  return page(c, {
    title: c.get('copy').signIn.invitation.title,
    status,
    errors,
    body: <Invitation {...typed} errors={errors} />,
  })
}

async function comeByInvitation(c: ConsoleContext) {
  const { deps, now, copy } = c.var
  const token = linkOf(c, 'invitation')
  if (token === undefined) return gonePage(c)
  const form = readForm(c)
  const name = form.get('name') ?? ''
  const typed = { name, password: form.get('new-password') ?? '', place: placeOf(c) }
  const outcome = await acceptInvitation(deps.people, token, typed, now)
  if (outcome.ok) {
    setSessionCookie(c, outcome.value.cookie)
    forgetLink(c)
    return redirect(c, '/console')
  }
  const failure = outcome.failure
  if (isGone(failure)) return gonePage(c)
  // Who it is for stands in the row, not in the form.
  const found = await findInvitation(deps.people, token, now)
  if (!found.ok) return gonePage(c)
  const status = failure.reason === 'busy' ? busyStatus(c) : 422
  return invitationPage(c, { name, email: found.value.email }, beginErrors(copy, failure), status)
}

type Failure = Extract<Awaited<ReturnType<typeof acceptInvitation>>, { ok: false }>['failure']
type Gone = Extract<Failure, { reason: 'not_found' | 'used' | 'expired' }>

const isGone = (failure: Failure): failure is Gone =>
  failure.reason === 'not_found' || failure.reason === 'used' || failure.reason === 'expired'

export const LINK_ROUTES: readonly Route[] = [
  { method: 'GET', path: '/console/start', may: 'anyone', handler: showStart },
  { method: 'POST', path: '/console/start', may: 'anyone', handler: start, isProof: true },
  { method: 'GET', path: '/console/start/:token', may: 'anyone', handler: openStart, isData: true },
  { method: 'GET', path: '/console/invitation', may: 'anyone', handler: showInvitation },
  {
    method: 'POST',
    path: '/console/invitation',
    may: 'anyone',
    handler: comeByInvitation,
    isProof: true,
  },
  {
    method: 'GET',
    path: '/console/invitation/:token',
    may: 'anyone',
    handler: openInvitation,
    isData: true,
  },
]
