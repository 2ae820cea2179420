/** Sessions end when they should, open for nobody else, and show their texts to themselves alone. */

import { describe, expect, test } from 'vitest'
import { addSeconds } from '../../../src/core/time.ts'
import {
  changeName,
  changePassword,
  changePreferences,
  proveAgain,
} from '../../../src/flows/console/account.ts'
import { erase, open, seal } from '../../../src/flows/console/sealed-texts.ts'
import {
  endAllSessions,
  endSession,
  endSessionOf,
  readSession,
  readSessions,
} from '../../../src/flows/console/sessions.ts'
import { signIn } from '../../../src/flows/console/sign-in.ts'
import { removeMember } from '../../../src/flows/verification/members.ts'
import {
  BY_SYSTEM,
  comeAsMember,
  enrol,
  PASSWORD,
  startAsAdmin,
  startSignIn,
  succeeded,
  type TestSignIn,
} from '../../support/console.ts'
import { NOON } from '../../support/keyserver.ts'
import { meterDatabase } from '../../support/metered-database.ts'
import { OPEN_REALM } from '../../support/verification.ts'

const LATER = addSeconds(NOON, 60)
const NEXT_PASSWORD = 'harbour 71 lantern moss'

const again = async ({ deps }: TestSignIn, email: string, password = PASSWORD, now = NOON) =>
  succeeded(await signIn(deps, { email, password, place: 'Chrome, Android' }, undefined, now))

describe('a session', () => {
  test('tells who it is of and what they may, realm by realm', async () => {
    const server = await startSignIn({
      realms: [OPEN_REALM, { name: 'Åland', regionCode: '', settings: OPEN_REALM.settings ?? {} }],
    })
    const { cookie } = await comeAsMember(server)
    const { viewer } = await server.session(cookie)
    expect(viewer).toEqual({
      userId: 1,
      email: 'cleo@example.org',
      name: 'Cleo Marsh',
      isSystemAdmin: false,
      level: 1,
      hasSecondFactor: false,
      provedAt: NOON,
      language: undefined,
      theme: undefined,
      timeZone: undefined,
      memberships: [
        { realmId: 1, realmKey: 'US-MAI', realmName: 'Main', permissions: 16, networks: [] },
      ],
    })
    await server.db.d1
      .prepare(
        "UPDATE realms SET settings = json_set(settings, '$.allowedCidrs', json(?1)) WHERE id = 1",
      )
      .bind('{"adminapi":[],"apiserver":[],"server":["192.0.2.0/24","2001:db8::/32"]}')
      .run()
    expect((await server.session(cookie)).viewer.memberships[0]?.networks).toEqual([
      '192.0.2.0/24',
      '2001:db8::/32',
    ])
    await server.db.d1.prepare('INSERT INTO memberships VALUES (1, 2, 64, NULL, 0, 0)').run()
    expect((await server.session(cookie)).viewer.memberships.map((one) => one.realmKey)).toEqual([
      'US-MAI',
      '2',
    ])
  })

  test('is over when it was idle for 20 minutes, and what the page does by itself is idle', async () => {
    const server = await startSignIn()
    const { cookie } = await comeAsMember(server)
    const nearly = addSeconds(NOON, 1199)
    expect(await readSession(server.deps, cookie, nearly, { isActivity: false })).toBeDefined()
    expect(await readSession(server.deps, cookie, addSeconds(NOON, 1200))).toBeUndefined()
    expect(await readSession(server.deps, cookie, nearly)).toBeDefined()
    expect(await readSession(server.deps, cookie, addSeconds(nearly, 1199))).toBeDefined()
    expect(await readSession(server.deps, cookie, addSeconds(nearly, 2399))).toBeUndefined()
  })

  test('is over after 20 hours, however busy, also under a new cookie', async () => {
    const server = await startSignIn()
    let { cookie } = await comeAsMember(server)
    let at = NOON
    while (at < addSeconds(NOON, 72_000 - 1200)) {
      at = addSeconds(at, 1199)
      expect(await readSession(server.deps, cookie, at), `${at - NOON}`).toBeDefined()
    }
    const typed = { password: PASSWORD, code: '' }
    succeeded(await proveAgain(server.deps, await server.session(cookie, at), typed, at))
    const session = await server.session(cookie, at)
    cookie = succeeded(await changePassword(server.deps, session, NEXT_PASSWORD, at)).cookie
    expect(await readSession(server.deps, cookie, addSeconds(NOON, 71_999))).toBeDefined()
    expect(await readSession(server.deps, cookie, addSeconds(NOON, 72_000))).toBeUndefined()
  })

  test.each([
    ['no cookie', ''],
    ['a made-up one', 'A'.repeat(43)],
    ['one with something behind it', 'cookie='],
    ['a longer one than any', 'A'.repeat(100_000)],
    ['a pattern', '%'.repeat(43)],
  ])('is not opened by %s', async (_, cookie) => {
    const { deps } = await startSignIn()
    expect(await readSession(deps, cookie, NOON)).toBeUndefined()
  })

  test('is not opened by what the database holds of it', async () => {
    const server = await startSignIn()
    const { cookie } = await comeAsMember(server)
    const { results } = await server.db.d1
      .prepare('SELECT * FROM console_sessions')
      .all<{ hash: string; csrf_secret: string }>()
    expect(JSON.stringify(results)).not.toContain(cookie)
    const [row] = results
    expect(await readSession(server.deps, row?.hash ?? '', NOON)).toBeUndefined()
    expect(await readSession(server.deps, row?.csrf_secret ?? '', NOON)).toBeUndefined()
  })

  test('is read in one statement', async () => {
    const server = await startSignIn()
    const { cookie } = await comeAsMember(server)
    const { meter, wrap } = meterDatabase()
    const statements: (readonly string[])[] = []
    meter.before = (sql) => void statements.push(sql)
    const db = { ...server.db, d1: wrap(server.db.d1) }
    expect(await readSession({ ...server.deps, db }, cookie, NOON)).toBeDefined()
    expect(statements).toHaveLength(1)
    expect(statements[0]).toHaveLength(1)
  })

  test('loses what is taken from its person at once', async () => {
    const server = await startSignIn()
    const { cookie } = await comeAsMember(server)
    succeeded(await removeMember(server.deps, BY_SYSTEM, 1, 1, NOON))
    expect((await server.session(cookie)).viewer.memberships).toEqual([])
    await server.db.d1.prepare('DELETE FROM users').run()
    expect(await readSession(server.deps, cookie, NOON)).toBeUndefined()
  })

  test('is ended by its owner: this one, another of theirs, all, and nobody else’s', async () => {
    const server = await startSignIn()
    const mine = await comeAsMember(server)
    const other = await comeAsMember(server, 'ben@example.org')
    const session = await server.session(mine.cookie)
    const phone = await again(server, mine.email, PASSWORD, LATER)
    const listed = await readSessions(server.deps, session, LATER)
    expect(listed.map(({ place, seenAt }) => [place, seenAt])).toEqual([
      ['Chrome, Android', LATER],
      ['there', NOON],
    ])
    const foreign = await server.session(other.cookie)
    await endSessionOf(server.deps, foreign, listed[0]?.hash ?? '')
    expect(await readSession(server.deps, phone.cookie, LATER)).toBeDefined()
    await endSessionOf(server.deps, session, listed[0]?.hash ?? '')
    expect(await readSession(server.deps, phone.cookie, LATER)).toBeUndefined()
    await endSession(server.deps, session)
    expect(await readSession(server.deps, mine.cookie, LATER)).toBeUndefined()
    const two = [await again(server, mine.email), await again(server, mine.email)]
    await endAllSessions(server.deps, await server.session(two[0]?.cookie ?? ''))
    for (const { cookie } of two) {
      expect(await readSession(server.deps, cookie, NOON)).toBeUndefined()
    }
    expect(await readSession(server.deps, other.cookie, LATER)).toBeDefined()
  })
})

describe('a sealed text', () => {
  const UNTIL = addSeconds(NOON, 900)

  test('is shown to its session until it is over or erased', async () => {
    const server = await startSignIn()
    const session = await server.session((await comeAsMember(server)).cookie)
    await seal(server.deps, session, 'codes/1', 'code 4827 1936', UNTIL)
    expect(await open(server.deps, session, 'codes/1', NOON)).toBe('code 4827 1936')
    expect(await open(server.deps, session, 'codes/2', NOON)).toBeUndefined()
    expect(await open(server.deps, session, 'codes/1', UNTIL)).toBeUndefined()
    await seal(server.deps, session, 'codes/1', 'another', UNTIL)
    expect(await open(server.deps, session, 'codes/1', NOON)).toBe('another')
    await erase(server.deps, session, 'codes/1')
    expect(await open(server.deps, session, 'codes/1', NOON)).toBeUndefined()
  })

  test('is nothing for another session, nor in the database', async () => {
    const server = await startSignIn()
    const { email, cookie } = await comeAsMember(server)
    const session = await server.session(cookie)
    const other = await server.session((await again(server, email)).cookie)
    await seal(server.deps, session, 'codes/1', 'code 4827 1936', UNTIL)
    expect(await open(server.deps, other, 'codes/1', NOON)).toBeUndefined()
    // Not even where its row is found, as somebody could arrange who writes to the database.
    const forged = { sessionKey: other.sessionKey, hash: session.hash }
    expect(await open(server.deps, forged, 'codes/1', NOON)).toBeUndefined()
    const { results } = await server.db.d1.prepare('SELECT * FROM console_one_time').all()
    expect(JSON.stringify(results)).not.toContain('4827')
  })

  test('is gone with its session', async () => {
    const server = await startSignIn()
    const { cookie } = await comeAsMember(server)
    const session = await server.session(cookie)
    await seal(server.deps, session, 'codes/1', 'code 4827 1936', UNTIL)
    await endSession(server.deps, session)
    const { results } = await server.db.d1
      .prepare("SELECT 1 FROM console_one_time WHERE kind = 'sealed'")
      .all()
    expect(results).toEqual([])
  })
})

describe('an account', () => {
  test('changes its password with a fresh proof, and is signed out everywhere else', async () => {
    const server = await startSignIn()
    const { email, cookie } = await comeAsMember(server)
    const other = await again(server, email)
    const session = await server.session(cookie, LATER)
    const refused = await changePassword(server.deps, session, 'cleo marsh again', LATER)
    expect(refused).toMatchObject({ failure: { reason: 'password_refused', problem: 'has_email' } })
    const changed = succeeded(await changePassword(server.deps, session, NEXT_PASSWORD, LATER))
    expect(changed.level).toBe(1)
    for (const dead of [cookie, other.cookie]) {
      expect(await readSession(server.deps, dead, LATER)).toBeUndefined()
    }
    expect(await readSession(server.deps, changed.cookie, LATER)).toBeDefined()
    await server.settle()
    expect(server.mails.at(-1)).toMatchObject({ to: [email] })
    await again(server, email, NEXT_PASSWORD, LATER)
    const typed = { email, password: PASSWORD, place: '' }
    expect((await signIn(server.deps, typed, undefined, LATER)).ok).toBe(false)
  })

  test('changes nothing sensitive when the proof is older than ten minutes, until it is given again', async () => {
    const server = await startSignIn()
    const { cookie, phone } = await startAsAdmin(server)
    const at = addSeconds(NOON, 601)
    const session = await server.session(cookie, at)
    const stale = { ok: false, failure: { reason: 'proof_needed' } }
    expect(await changePassword(server.deps, session, NEXT_PASSWORD, at)).toEqual(stale)
    await seal(server.deps, session, 'codes/1', 'text', addSeconds(at, 900))
    const refused = { ok: false, failure: { reason: 'refused' } }
    for (const typed of [
      { password: PASSWORD, code: '' },
      { password: PASSWORD, code: '000000' },
      { password: 'not this one at all', code: phone.codeAt(at) },
    ]) {
      expect(await proveAgain(server.deps, session, typed, at)).toEqual(refused)
    }
    const typed = { password: PASSWORD, code: phone.codeAt(at) }
    succeeded(await proveAgain(server.deps, session, typed, at))
    expect(await proveAgain(server.deps, session, typed, at), 'the same code').toEqual(refused)
    const proved = await server.session(cookie, at)
    expect(proved.viewer.provedAt).toBe(at)
    expect(await open(server.deps, proved, 'codes/1', at)).toBe('text')
    expect((await changePassword(server.deps, proved, NEXT_PASSWORD, at)).ok).toBe(true)
  })

  test('changes nothing before the second factor was given', async () => {
    const server = await startSignIn()
    await startAsAdmin(server)
    const half = await server.session((await again(server, 'ada@example.org')).cookie)
    const needed = { ok: false, failure: { reason: 'second_factor_needed' } }
    expect(await changePassword(server.deps, half, NEXT_PASSWORD, NOON)).toEqual(needed)
    expect(await proveAgain(server.deps, half, { password: PASSWORD, code: '' }, NOON)).toEqual(
      needed,
    )
  })

  test('locks after ten wrong proofs, as at sign-in', async () => {
    const server = await startSignIn()
    const { email, cookie } = await comeAsMember(server)
    const session = await server.session(cookie)
    for (let i = 0; i < 10; i++) {
      await proveAgain(server.deps, session, { password: 'wrong wrong wrong', code: '' }, NOON)
    }
    const typed = { email, password: PASSWORD, place: '' }
    expect((await signIn(server.deps, typed, undefined, NOON)).ok).toBe(false)
    expect((await proveAgain(server.deps, session, { ...typed, code: '' }, NOON)).ok).toBe(false)
  })

  test('has a language, a theme, a time zone and a name', async () => {
    const server = await startSignIn()
    const { cookie } = await comeAsMember(server)
    const session = await server.session(cookie)
    const wishes = { language: 'ar', theme: 'dark', timeZone: 'Europe/Lisbon' } as const
    succeeded(await changePreferences(server.deps, session, wishes))
    expect(
      await changePreferences(server.deps, session, { ...wishes, timeZone: 'Europe/Nowhere' }),
    ).toEqual({ ok: false, failure: { reason: 'no_such_time_zone' } })
    succeeded(await changeName(server.deps, session, ' Cléo Marsh ', NOON))
    expect((await server.session(cookie)).viewer).toMatchObject({ ...wishes, name: 'Cléo Marsh' })
    const none = { language: undefined, theme: undefined, timeZone: undefined }
    succeeded(await changePreferences(server.deps, session, none))
    expect((await server.session(cookie)).viewer).toMatchObject(none)
  })

  test('that sets up an app is asked for it from then on', async () => {
    const server = await startSignIn()
    const { email, cookie } = await comeAsMember(server)
    await enrol(server, cookie)
    expect((await again(server, email)).level).toBe(0)
  })
})
