/** A forgotten password: a letter to whoever owns the address, and no word to anybody else. */

import { expect, test } from 'vitest'
import { addSeconds } from '../../../src/core/time.ts'
import {
  askForReset,
  findReset,
  resetPassword,
} from '../../../src/flows/console/recover-password.ts'
import { checkSecondFactor } from '../../../src/flows/console/second-factor.ts'
import { readSession } from '../../../src/flows/console/sessions.ts'
import { signIn } from '../../../src/flows/console/sign-in.ts'
import {
  ADMIN,
  comeAsMember,
  invitationOf,
  PASSWORD,
  startAsAdmin,
  startSignIn,
  succeeded,
  type TestSignIn,
  tokenOf,
} from '../../support/console.ts'
import { NOON } from '../../support/keyserver.ts'

const LATER = addSeconds(NOON, 60)
const TYPED = { password: 'harbour 71 lantern moss', place: 'here' }

const ask = async (server: TestSignIn, email: string, now = NOON): Promise<string> => {
  const before = server.mails.length
  askForReset(server.deps, email, now)
  await server.settle()
  return server.mails.length > before ? tokenOf(server.mails.at(-1), 'recover') : ''
}

test('a letter leads to a new password, and all sessions end', async () => {
  const server = await startSignIn()
  const { email, cookie } = await comeAsMember(server)
  const token = await ask(server, ` ${email.toUpperCase()} `)
  expect(server.mails.at(-1)?.to).toEqual([email])
  expect((await findReset(server.deps, token, NOON)).ok).toBe(true)
  const next = succeeded(await resetPassword(server.deps, token, TYPED, NOON))
  expect((await server.session(next.cookie)).viewer).toMatchObject({ email, level: 1 })
  expect(await readSession(server.deps, cookie, NOON)).toBeUndefined()
  const old = { email, password: PASSWORD, place: '' }
  expect((await signIn(server.deps, old, undefined, NOON)).ok).toBe(false)
  expect((await signIn(server.deps, { ...TYPED, email }, undefined, NOON)).ok).toBe(true)
  await server.settle()
  expect(server.mails.at(-1)).toMatchObject({
    to: [email],
    subject: 'Your password for the console was changed',
  })
})

test('a second factor is asked for as ever', async () => {
  const server = await startSignIn()
  const { phone } = await startAsAdmin(server)
  const token = await ask(server, ADMIN.email)
  const { cookie, level } = succeeded(await resetPassword(server.deps, token, TYPED, LATER))
  expect(level).toBe(0)
  const session = await server.session(cookie, LATER)
  expect((await checkSecondFactor(server.deps, session, '000000', LATER)).ok).toBe(false)
  expect((await checkSecondFactor(server.deps, session, phone.codeAt(LATER), LATER)).ok).toBe(true)
})

test('whoever is not known, or has not come yet, gets no letter', async () => {
  const server = await startSignIn()
  await invitationOf(server, 'cleo@example.org')
  expect(await ask(server, 'cleo@example.org')).toBe('')
  expect(await ask(server, 'nobody@example.org')).toBe('')
  expect(await ask(server, '')).toBe('')
  expect(server.mails).toHaveLength(1)
})

test('asking touches nothing before the answer is out', async () => {
  const server = await startSignIn()
  const { email } = await comeAsMember(server)
  const works: (() => Promise<void>)[] = []
  const deps = { ...server.deps, later: (work: () => Promise<void>) => void works.push(work) }
  askForReset(deps, email, NOON)
  askForReset(deps, 'nobody@example.org', NOON)
  expect(works).toHaveLength(2)
})

test('no more than three letters are good at once', async () => {
  const server = await startSignIn()
  const { email } = await comeAsMember(server)
  for (let i = 0; i < 3; i++) expect(await ask(server, email)).not.toBe('')
  expect(await ask(server, email)).toBe('')
  expect(await ask(server, email, addSeconds(NOON, 1800))).not.toBe('')
})

test('a link is good for 30 minutes and once, and the others of the same person end with it', async () => {
  const server = await startSignIn()
  const { email } = await comeAsMember(server)
  const first = await ask(server, email)
  const second = await ask(server, email)
  const over = { ok: false, failure: { reason: 'over' } }
  const missing = { ok: false, failure: { reason: 'not_found' } }
  expect(await resetPassword(server.deps, first, TYPED, addSeconds(NOON, 1800))).toEqual(over)
  const inTime = addSeconds(NOON, 1799)
  const poor = { ...TYPED, password: 'x' }
  expect((await resetPassword(server.deps, first, poor, inTime)).ok).toBe(false)
  expect((await resetPassword(server.deps, first, TYPED, inTime)).ok).toBe(true)
  expect(await resetPassword(server.deps, first, TYPED, inTime)).toEqual(over)
  expect(await resetPassword(server.deps, second, TYPED, inTime)).toEqual(missing)
  expect(await findReset(server.deps, 'A'.repeat(43), NOON)).toEqual(missing)
})

test('a token of another kind is none', async () => {
  const server = await startSignIn()
  const token = await invitationOf(server, 'cleo@example.org')
  expect((await findReset(server.deps, token, NOON)).ok).toBe(false)
})

test('of eight who use a link at once exactly one sets the password', async () => {
  const server = await startSignIn()
  const { email } = await comeAsMember(server)
  const token = await ask(server, email)
  const all = await Promise.all(
    Array.from({ length: 8 }, () => resetPassword(server.deps, token, TYPED, NOON)),
  )
  expect(all.filter(({ ok }) => ok)).toHaveLength(1)
})

test('a lock ends with the new password, and the next wrong one locks again', async () => {
  const server = await startSignIn()
  await startAsAdmin(server)
  const wrong = { email: ADMIN.email, password: 'not this one at all', place: '' }
  for (let i = 0; i < 10; i++) await signIn(server.deps, wrong, undefined, NOON)
  const token = await ask(server, ADMIN.email)
  succeeded(await resetPassword(server.deps, token, TYPED, NOON))
  const right = { ...TYPED, email: ADMIN.email }
  expect((await signIn(server.deps, right, undefined, NOON)).ok).toBe(true)
  await signIn(server.deps, wrong, undefined, NOON)
  expect((await signIn(server.deps, right, undefined, NOON)).ok).toBe(false)
})

test('whoever was signing in with the old password meanwhile is not in', async () => {
  const server = await startSignIn()
  const { email } = await comeAsMember(server)
  const token = await ask(server, email)
  const passwords = {
    ...server.deps.passwords,
    async isRight(password: string, stored: string | undefined) {
      const isRight = await server.deps.passwords.isRight(password, stored)
      succeeded(await resetPassword(server.deps, token, TYPED, NOON))
      return isRight
    },
  }
  const old = { email, password: PASSWORD, place: '' }
  expect(await signIn({ ...server.deps, passwords }, old, undefined, NOON)).toEqual({
    ok: false,
    failure: { reason: 'refused' },
  })
  const { results } = await server.db.d1.prepare('SELECT level FROM console_sessions').all()
  expect(results).toHaveLength(1)
})
