/** The first administrator comes by one link, once, and never again. */

import { expect, test } from 'vitest'
import { addSeconds } from '../../../src/core/time.ts'
import { signIn } from '../../../src/flows/console/sign-in.ts'
import { isStartLink, makeStartLink, takeStart } from '../../../src/flows/console/start.ts'
import { ADMIN, auditOf, enrol, PASSWORD, startSignIn } from '../../support/console.ts'
import { NOON } from '../../support/keyserver.ts'

const TYPED = { ...ADMIN, place: 'Firefox, Linux' }

test('a link makes a system administrator who still lacks a second factor', async () => {
  const server = await startSignIn()
  const { deps } = server
  const token = await makeStartLink(deps, NOON)
  expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/)
  expect(await isStartLink(deps, token ?? '', NOON)).toBe(true)
  const started = await takeStart(deps, token ?? '', TYPED, NOON)
  expect(started).toMatchObject({ ok: true, value: { level: 0 } })
  const { viewer } = await server.session(started.ok ? started.value.cookie : '')
  expect(viewer).toMatchObject({
    email: 'ada@example.org',
    name: 'Ada Quill',
    isSystemAdmin: true,
    level: 0,
    hasSecondFactor: false,
    memberships: [],
  })
  const { cookie } = await enrol(server, started.ok ? started.value.cookie : '')
  expect((await server.session(cookie)).viewer).toMatchObject({ level: 2, hasSecondFactor: true })
  expect(await auditOf(server)).toEqual([
    'start start_link.create',
    'ada@example.org system_admin.start',
    'ada@example.org second_factor.create',
  ])
})

test('a link that was used, is over, was replaced or is made up is none', async () => {
  const { deps } = await startSignIn()
  const first = (await makeStartLink(deps, NOON)) ?? ''
  const second = (await makeStartLink(deps, NOON)) ?? ''
  const missing = { ok: false, failure: { reason: 'not_found' } }
  expect(await takeStart(deps, first, TYPED, NOON)).toEqual(missing)
  expect(await takeStart(deps, '', TYPED, NOON)).toEqual(missing)
  expect(await takeStart(deps, second, TYPED, addSeconds(NOON, 3600))).toEqual(missing)
  expect((await takeStart(deps, second, TYPED, addSeconds(NOON, 3599))).ok).toBe(true)
  expect(await takeStart(deps, second, TYPED, NOON)).toEqual(missing)
  expect(await isStartLink(deps, second, NOON)).toBe(false)
})

test('no link is made once there is an administrator, and an older one is dead', async () => {
  const { deps, db } = await startSignIn()
  const token = (await makeStartLink(deps, NOON)) ?? ''
  await db.d1
    .prepare(
      "INSERT INTO users (email, name, is_system_admin, created_at, updated_at) VALUES ('x@example.org', 'x', 1, 0, 0)",
    )
    .run()
  expect(await makeStartLink(deps, NOON)).toBeUndefined()
  expect(await isStartLink(deps, token, NOON)).toBe(false)
  expect((await takeStart(deps, token, TYPED, NOON)).ok).toBe(false)
})

test.each([
  [{ email: 'nobody' }, { reason: 'email_invalid' }],
  [{ name: '  ' }, { reason: 'name_missing' }],
  [{ name: 'x'.repeat(101) }, { reason: 'name_too_long' }],
  [{ password: 'short' }, { reason: 'password_refused', problem: 'too_short' }],
  [{ password: 'ada quill likes it' }, { reason: 'password_refused', problem: 'has_name' }],
])('%j is refused, and the link is good still', async (typed, failure) => {
  const { deps } = await startSignIn()
  const token = (await makeStartLink(deps, NOON)) ?? ''
  expect(await takeStart(deps, token, { ...TYPED, ...typed }, NOON)).toEqual({ ok: false, failure })
  expect((await takeStart(deps, token, TYPED, NOON)).ok).toBe(true)
})

test('of fifty who use a link at once exactly one comes', async () => {
  const { deps, db } = await startSignIn()
  const token = (await makeStartLink(deps, NOON)) ?? ''
  const all = await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      takeStart(deps, token, { ...TYPED, email: `p${index}@example.org` }, NOON),
    ),
  )
  // Who was not told that the link is gone was told that too many wait for their password to be hashed.
  expect(all.filter(({ ok }) => ok)).toHaveLength(1)
  const { results } = await db.d1
    .prepare('SELECT count(*) AS people FROM users UNION ALL SELECT count(*) FROM console_sessions')
    .all<{ people: number }>()
  expect(results.map(({ people }) => people)).toEqual([1, 1])
})

test('whoever left before the second factor goes on by signing in', async () => {
  const server = await startSignIn()
  const token = (await makeStartLink(server.deps, NOON)) ?? ''
  await takeStart(server.deps, token, TYPED, NOON)
  const typed = { email: ' ADA@example.org', password: PASSWORD, place: '' }
  const signedIn = await signIn(server.deps, typed, undefined, NOON)
  expect(signedIn).toMatchObject({ ok: true, value: { level: 0, hasSecondFactor: false } })
})
