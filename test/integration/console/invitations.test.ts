/** Nobody comes but by an invitation, which is good once and for one person. */

import { expect, test } from 'vitest'
import { addSeconds } from '../../../src/core/time.ts'
import {
  acceptInvitation,
  findInvitation,
  inviteAgain,
  invitePeople,
} from '../../../src/flows/console/invitations.ts'
import { signIn } from '../../../src/flows/console/sign-in.ts'
import {
  auditOf,
  BY_SYSTEM,
  comeAsMember,
  invitationOf,
  PASSWORD,
  startSignIn,
  succeeded,
  tokenOf,
} from '../../support/console.ts'
import { NOON } from '../../support/keyserver.ts'
import { OPEN_REALM } from '../../support/verification.ts'

const WEEK = 7 * 86_400
const CLEO = { email: 'cleo@example.org', name: 'Cleo Marsh' }
const TYPED = { name: 'Cleo M. Marsh', password: PASSWORD, place: 'there' }
const invite = (server: Awaited<ReturnType<typeof startSignIn>>, people = [CLEO]) =>
  invitePeople(server.deps, BY_SYSTEM, 1, people, 16, NOON)

test('a letter leads somebody to a password, a name and their realm', async () => {
  const server = await startSignIn()
  expect(await invite(server)).toEqual({
    ok: true,
    value: [{ email: CLEO.email, how: 'mailed' }],
  })
  expect(server.mails).toHaveLength(1)
  expect(server.mails[0]).toMatchObject({ to: [CLEO.email], subject: 'Your access to Main' })
  const token = tokenOf(server.mails[0], 'invitation')
  expect(await findInvitation(server.deps, token, NOON)).toMatchObject({
    ok: true,
    value: { ...CLEO, hasCome: false },
  })
  const { cookie } = succeeded(await acceptInvitation(server.deps, token, TYPED, NOON))
  expect((await server.session(cookie)).viewer).toMatchObject({
    name: 'Cleo M. Marsh',
    level: 1,
    memberships: [{ realmKey: 'US-MAI', permissions: 16 }],
  })
  const signedIn = await signIn(server.deps, { ...CLEO, ...TYPED }, undefined, NOON)
  expect(signedIn.ok).toBe(true)
  expect(await auditOf(server)).toEqual([
    'operator member.add',
    'operator member.invite',
    'cleo@example.org person.come',
    'cleo@example.org person.sign_in',
  ])
})

test('a realm’s own letter is used, with the link and its name', async () => {
  const settings = { ...OPEN_REALM.settings, emailInviteTemplate: '[realmname] $& [invitelink]!' }
  const server = await startSignIn({ realms: [{ ...OPEN_REALM, settings }] })
  await invite(server)
  const token = tokenOf(server.mails[0], 'invitation')
  expect(server.mails[0]?.text).toBe(
    `Main $& https://console.example.org/console/invitation/${token}!`,
  )
})

test('without mail the link is handed over; a letter that was not taken is told', async () => {
  const unmailed = await startSignIn({ mailer: 'none' })
  const [invited] = succeeded(await invite(unmailed))
  expect(invited).toMatchObject({ how: 'link' })
  const link = invited?.how === 'link' ? invited.link : ''
  const token = link.replace('https://console.example.org/console/invitation/', '')
  expect((await findInvitation(unmailed.deps, token, NOON)).ok).toBe(true)
  const refused = await startSignIn({ mailer: 'refuses' })
  expect(await invite(refused)).toMatchObject({ value: [{ how: 'mail_failed' }] })
})

test('an invitation that was used, replaced, is over or made up says so, and does nothing', async () => {
  const server = await startSignIn()
  const first = await invitationOf(server, CLEO.email)
  const second = await invitationOf(server, CLEO.email)
  const failure = async (token: string, now = NOON) => {
    const found = await findInvitation(server.deps, token, now)
    const accepted = await acceptInvitation(server.deps, token, TYPED, now)
    if (found.ok || accepted.ok) throw new Error('it is good')
    expect(found.failure).toEqual(accepted.failure)
    return found.failure.reason
  }
  expect(await failure(first), 'replaced').toBe('not_found')
  expect(await failure('A'.repeat(43)), 'made up').toBe('not_found')
  expect(await failure(second, addSeconds(NOON, WEEK)), 'over').toBe('expired')
  const inTime = addSeconds(NOON, WEEK - 1)
  expect((await acceptInvitation(server.deps, second, TYPED, inTime)).ok).toBe(true)
  expect(await failure(second, inTime), 'used').toBe('used')
})

test('whoever has come already gets the realm and no letter', async () => {
  const server = await startSignIn()
  await comeAsMember(server)
  const mails = server.mails.length
  expect(await invite(server)).toMatchObject({ value: [{ how: 'has_access' }] })
  expect(server.mails).toHaveLength(mails)
})

test('nobody is invited who may not be: what is not held is not given, and no letter goes out', async () => {
  const server = await startSignIn()
  const granter = { kind: 'member', userId: 77, permissions: 16 } as const
  const by = { actor: 'x@example.org', granter }
  expect(await invitePeople(server.deps, by, 1, [CLEO], 512, NOON)).toMatchObject({ ok: false })
  const bad = [{ email: 'nobody', name: '' }]
  expect(await invitePeople(server.deps, BY_SYSTEM, 1, bad, 16, NOON)).toMatchObject({
    failure: { reason: 'not_an_email_address' },
  })
  expect(await inviteAgain(server.deps, by, 1, { email: CLEO.email }, NOON)).toMatchObject({
    failure: { reason: 'no_such_member' },
  })
  expect(server.mails).toEqual([])
})

test('an invitation to one realm is not repeated by another', async () => {
  const server = await startSignIn({ realms: [OPEN_REALM, { name: 'Other', regionCode: '' }] })
  await invite(server)
  expect(await inviteAgain(server.deps, BY_SYSTEM, 2, { email: CLEO.email }, NOON)).toMatchObject({
    failure: { reason: 'no_such_member' },
  })
})

test('a poor password or name leaves the invitation as it is', async () => {
  const server = await startSignIn()
  const token = await invitationOf(server, CLEO.email)
  for (const [typed, reason] of [
    [{ password: 'password12345' }, 'password_refused'],
    [{ name: '' }, 'name_missing'],
  ] as const) {
    expect(await acceptInvitation(server.deps, token, { ...TYPED, ...typed }, NOON)).toMatchObject({
      failure: { reason },
    })
  }
  expect((await acceptInvitation(server.deps, token, TYPED, NOON)).ok).toBe(true)
})

test('of eight who accept at once exactly one has their password there', async () => {
  const server = await startSignIn()
  const token = await invitationOf(server, CLEO.email)
  const passwords = Array.from({ length: 8 }, (_, index) => `zebra walnut 93 quay ${index}`)
  const all = await Promise.all(
    passwords.map((password) => acceptInvitation(server.deps, token, { ...TYPED, password }, NOON)),
  )
  const winners = passwords.filter((_, index) => all[index]?.ok === true)
  expect(winners).toHaveLength(1)
  const typed = { email: CLEO.email, password: winners[0] ?? '', place: '' }
  expect((await signIn(server.deps, typed, undefined, NOON)).ok).toBe(true)
})
