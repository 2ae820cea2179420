/** Sign-in: what is right is taken once, what is wrong is counted, and whoever is refused learns nothing. */

import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { addSeconds, type UnixSeconds } from '../../../src/core/time.ts'
import { confirmTotp, offerTotp } from '../../../src/flows/console/enrol-totp.ts'
import {
  confirmRecoveryCodes,
  countRecoveryCodes,
  renewRecoveryCodes,
  showRecoveryCodes,
} from '../../../src/flows/console/recovery-codes.ts'
import { checkSecondFactor } from '../../../src/flows/console/second-factor.ts'
import { readSession, type Session } from '../../../src/flows/console/sessions.ts'
import { signIn } from '../../../src/flows/console/sign-in.ts'
import { buildSignIn } from '../../../src/workers/console-sign-in.ts'
import {
  ADMIN,
  auditOf,
  comeAsMember,
  enrol,
  PASSWORD,
  phoneOf,
  startAsAdmin,
  startSignIn,
  succeeded,
  type TestSignIn,
} from '../../support/console.ts'
import { NOON } from '../../support/keyserver.ts'
import { meterDatabase } from '../../support/metered-database.ts'
import { OPEN_REALM } from '../../support/verification.ts'

const LATER = addSeconds(NOON, 60)
const RIGHT = { email: ADMIN.email, password: PASSWORD, place: 'Firefox, Linux' }
const WRONG = { ...RIGHT, password: 'not this one at all' }
const REFUSED = { ok: false, failure: { reason: 'refused' } }

const toSecondFactor = async (server: TestSignIn, now: UnixSeconds) => {
  const issued = succeeded(await signIn(server.deps, RIGHT, undefined, now))
  return server.session(issued.cookie, now)
}

const failTimes = async ({ deps }: TestSignIn, times: number, now: UnixSeconds) => {
  for (let i = 0; i < times; i++) expect(await signIn(deps, WRONG, undefined, now)).toEqual(REFUSED)
}

describe('password', () => {
  test('of whoever has a second factor opens the second factor, and nothing more', async () => {
    const server = await startSignIn()
    await startAsAdmin(server)
    const signedIn = succeeded(await signIn(server.deps, RIGHT, undefined, LATER))
    expect(signedIn).toMatchObject({ level: 0, hasSecondFactor: true })
    expect((await server.session(signedIn.cookie, LATER)).viewer.level).toBe(0)
  })

  test.each([
    ['of somebody unknown', { email: 'nobody@example.org' }],
    ['that is wrong', { password: `${PASSWORD} ` }],
    ['in another case', { password: PASSWORD.toUpperCase() }],
    ['that is empty', { password: '' }],
    ['that is longer than any', { password: 'x'.repeat(2000) }],
    ['of an address with something behind it', { email: `${ADMIN.email}.` }],
    ['of a pattern', { email: '%' }],
  ])('%s is refused', async (_, typed) => {
    const server = await startSignIn()
    await startAsAdmin(server)
    expect(await signIn(server.deps, { ...RIGHT, ...typed }, undefined, NOON)).toEqual(REFUSED)
  })

  test('composed otherwise is the same password', async () => {
    const server = await startSignIn()
    await startAsAdmin(server)
    const fullWidth = [...PASSWORD].map((character) =>
      /[a-z0-9]/.test(character)
        ? String.fromCodePoint((character.codePointAt(0) ?? 0) + 0xfee0)
        : character,
    )
    const typed = { ...RIGHT, password: fullWidth.join('') }
    expect((await signIn(server.deps, typed, undefined, NOON)).ok).toBe(true)
  })

  test('of a person who was added and has not come is refused', async () => {
    const server = await startSignIn()
    await server.db.d1
      .prepare(
        "INSERT INTO users (email, name, created_at, updated_at) VALUES ('new@example.org', 'n', 0, 0)",
      )
      .run()
    const typed = { ...RIGHT, email: 'new@example.org', password: '' }
    expect(await signIn(server.deps, typed, undefined, NOON)).toEqual(REFUSED)
  })

  test('is hashed as often for somebody unknown, locked or not come as for somebody known', async () => {
    const server = await startSignIn()
    await startAsAdmin(server)
    await failTimes(server, 10, NOON)
    const compared: (string | undefined)[] = []
    const passwords = {
      ...server.deps.passwords,
      isRight: (password: string, stored: string | undefined) => {
        compared.push(stored === undefined ? undefined : 'stored')
        return server.deps.passwords.isRight(password, stored)
      },
    }
    const deps = { ...server.deps, passwords }
    for (const typed of [RIGHT, { ...RIGHT, email: 'nobody@example.org' }]) {
      await signIn(deps, typed, undefined, NOON)
    }
    await signIn(deps, WRONG, undefined, addSeconds(NOON, 901))
    expect(compared).toEqual([undefined, undefined, 'stored'])
  })

  test('asks the database the same, and writes, whether somebody is known, locked or unknown', async () => {
    const server = await startSignIn()
    await startAsAdmin(server)
    const { meter, wrap } = meterDatabase()
    const asked: (readonly string[])[] = []
    meter.before = (sql) => void asked.push(sql)
    const deps = { ...server.deps, db: { ...server.db, d1: wrap(server.db.d1) } }
    const works: unknown[] = []
    const quiet = { ...deps, later: (work: unknown) => void works.push(work) }
    const statementsOf = async (typed: typeof RIGHT) => {
      asked.length = 0
      expect(await signIn(quiet, typed, undefined, NOON)).toEqual(REFUSED)
      return JSON.stringify(asked)
    }
    const known = await statementsOf(WRONG)
    expect(await statementsOf({ ...WRONG, email: 'nobody@example.org' })).toBe(known)
    await failTimes(server, 9, NOON)
    expect(await statementsOf(RIGHT)).toBe(known)
    const { results } = await server.db.d1
      .prepare("SELECT expires_at FROM console_one_time WHERE kind = 'last try'")
      .all()
    expect(results).toEqual([{ expires_at: NOON }])
  })

  test('gets a dearer hash when hashes have become dearer, and is the same', async () => {
    const server = await startSignIn()
    await startAsAdmin(server)
    const outside = {
      db: server.db,
      mailer: undefined,
      origin: '',
      later: server.deps.later,
    }
    const dearer = buildSignIn(env, outside, { N: 32, r: 1, p: 1 })
    const stored = () =>
      server.db.d1.prepare('SELECT password FROM console_credentials').first<string>('password')
    expect(await stored()).toMatch(/^scrypt\$16\$/)
    for (let i = 0; i < 2; i++) {
      succeeded(await signIn(dearer, RIGHT, undefined, NOON))
      await server.settle()
      expect(await stored()).toMatch(/^scrypt\$32\$/)
    }
  })

  test('with which too many come at once is to be tried again, and counts as no failure', async () => {
    const server = await startSignIn()
    await startAsAdmin(server)
    const deps = {
      ...server.deps,
      passwords: { ...server.deps.passwords, isRight: async () => undefined },
    }
    for (let i = 0; i < 30; i++) {
      expect(await signIn(deps, RIGHT, undefined, NOON)).toEqual({
        ok: false,
        failure: { reason: 'busy' },
      })
      await server.settle()
    }
    expect((await signIn(server.deps, RIGHT, undefined, NOON)).ok).toBe(true)
  })

  test('ends the session that this browser had', async () => {
    const server = await startSignIn()
    const { cookie } = await comeAsMember(server)
    const session = await server.session(cookie)
    const typed = { ...RIGHT, email: 'cleo@example.org' }
    const next = succeeded(await signIn(server.deps, typed, session, NOON))
    expect(next.level).toBe(1)
    expect(await readSession(server.deps, cookie, NOON)).toBeUndefined()
    expect((await server.session(next.cookie)).viewer.email).toBe('cleo@example.org')
  })
})

describe('lock', () => {
  test('comes with the tenth failure in a row, lasts 15 minutes, then twice as long each time', async () => {
    const server = await startSignIn()
    await startAsAdmin(server)
    await failTimes(server, 9, NOON)
    expect((await signIn(server.deps, RIGHT, undefined, NOON)).ok, 'after nine').toBe(true)
    await failTimes(server, 1, NOON)
    expect(await signIn(server.deps, RIGHT, undefined, NOON), 'after ten').toEqual(REFUSED)
    let at = NOON
    // 15 minutes, 30, 1 hour, 2, 4, 8, 16, and then a day.
    for (const seconds of [900, 1800, 3600, 7200, 14_400, 28_800, 57_600, 86_400, 86_400]) {
      const lastSecond = addSeconds(at, seconds - 1)
      expect(await signIn(server.deps, RIGHT, undefined, lastSecond), `${seconds}`).toEqual(REFUSED)
      at = addSeconds(at, seconds)
      // Right, but not the whole sign-in: what was wrong before counts on.
      expect((await signIn(server.deps, RIGHT, undefined, at)).ok, `${seconds}`).toBe(true)
      await failTimes(server, 1, at)
    }
  })

  test('is told by mail once, and is on record without what was typed', async () => {
    const server = await startSignIn()
    await startAsAdmin(server)
    await failTimes(server, 15, NOON)
    await server.settle()
    expect(server.mails.map(({ to }) => to)).toEqual([[ADMIN.email]])
    expect(server.mails[0]?.text).toContain('10 times')
    expect(server.mails[0]?.text).toContain('15 minutes')
    expect(await auditOf(server)).toContain('sign-in person.lock')
    const { results } = await server.db.d1.prepare('SELECT detail FROM audit_log').all()
    expect(JSON.stringify(results)).not.toContain(WRONG.password)
  })

  test('holds against many at once: no more than ten are compared', async () => {
    const server = await startSignIn()
    await startAsAdmin(server)
    let compared = 0
    const passwords = {
      ...server.deps.passwords,
      isRight: async (_: string, stored: string | undefined) => {
        if (stored !== undefined) compared++
        return false
      },
    }
    const deps = { ...server.deps, passwords }
    await Promise.all(Array.from({ length: 50 }, () => signIn(deps, WRONG, undefined, NOON)))
    expect(compared).toBe(10)
  })

  test('is over after a whole sign-in, and what went wrong before is forgotten', async () => {
    const server = await startSignIn()
    const { phone } = await startAsAdmin(server)
    await failTimes(server, 9, LATER)
    const session = await toSecondFactor(server, LATER)
    expect((await checkSecondFactor(server.deps, session, phone.codeAt(LATER), LATER)).ok).toBe(
      true,
    )
    await failTimes(server, 9, LATER)
    expect((await signIn(server.deps, RIGHT, undefined, LATER)).ok).toBe(true)
  })

  test('of one person is nobody else’s', async () => {
    const server = await startSignIn()
    await startAsAdmin(server)
    const { email } = await comeAsMember(server)
    await failTimes(server, 12, NOON)
    expect((await signIn(server.deps, { ...RIGHT, email }, undefined, NOON)).ok).toBe(true)
  })
})

describe('second factor', () => {
  test('makes the sign-in whole under a new cookie, and the old one is dead', async () => {
    const server = await startSignIn()
    const { phone } = await startAsAdmin(server)
    const session = await toSecondFactor(server, LATER)
    const code = phone.codeAt(LATER)
    const { cookie, level } = succeeded(
      await checkSecondFactor(server.deps, session, `${code.slice(0, 3)} ${code.slice(3)}`, LATER),
    )
    expect(level).toBe(2)
    const { viewer, csrfSecret } = await server.session(cookie, LATER)
    expect(viewer).toMatchObject({ level: 2, provedAt: LATER })
    expect(csrfSecret).not.toBe(session.csrfSecret)
    expect(
      await checkSecondFactor(
        server.deps,
        session,
        phone.codeAt(addSeconds(LATER, 30)),
        addSeconds(LATER, 30),
      ),
    ).toEqual({ ok: false, failure: { reason: 'start_over' } })
  })

  test('is taken 30 seconds early or late, and not 60', async () => {
    const server = await startSignIn()
    const { phone } = await startAsAdmin(server)
    const at = addSeconds(NOON, 3600)
    for (const [offset, isTaken] of [
      [-60, false],
      [60, false],
      [-30, true],
      // Two later than the last that was taken.
      [30, true],
    ] as const) {
      const session = await toSecondFactor(server, at)
      const code = phone.codeAt(addSeconds(at, offset))
      expect((await checkSecondFactor(server.deps, session, code, at)).ok, `${offset}`).toBe(
        isTaken,
      )
    }
  })

  test('is not taken again, nor is an older one after a newer', async () => {
    const server = await startSignIn()
    const { phone } = await startAsAdmin(server)
    const first = await toSecondFactor(server, LATER)
    succeeded(await checkSecondFactor(server.deps, first, phone.codeAt(LATER), LATER))
    for (const age of [0, 30]) {
      const session = await toSecondFactor(server, LATER)
      const code = phone.codeAt(addSeconds(LATER, -age))
      expect(await checkSecondFactor(server.deps, session, code, LATER)).toEqual({
        ok: false,
        failure: { reason: 'code_used', triesLeft: 4 },
      })
    }
  })

  test('the code with which the app was set up signs nobody in', async () => {
    const server = await startSignIn()
    const { phone } = await startAsAdmin(server)
    const session = await toSecondFactor(server, NOON)
    expect(await checkSecondFactor(server.deps, session, phone.codeAt(NOON), NOON)).toMatchObject({
      failure: { reason: 'code_used' },
    })
  })

  test('of fifty at once exactly one is taken', async () => {
    const server = await startSignIn()
    const { phone } = await startAsAdmin(server)
    // Ten browsers, five tries each.
    const sessions: Session[] = []
    for (let i = 0; i < 10; i++) sessions.push(await toSecondFactor(server, LATER))
    const code = phone.codeAt(LATER)
    const all = await Promise.all(
      Array.from({ length: 50 }, (_, index) => {
        const session = sessions[index % 10]
        if (session === undefined) throw new Error('ten sessions')
        return checkSecondFactor(server.deps, session, code, LATER)
      }),
    )
    expect(all.filter(({ ok }) => ok)).toHaveLength(1)
  })

  test('five wrong ones end the session, and count for the lock', async () => {
    const server = await startSignIn()
    const { phone } = await startAsAdmin(server)
    const session = await toSecondFactor(server, LATER)
    for (const triesLeft of [4, 3, 2, 1]) {
      expect(await checkSecondFactor(server.deps, session, '000000', LATER)).toEqual({
        ok: false,
        failure: { reason: 'wrong', triesLeft },
      })
    }
    const over = { ok: false, failure: { reason: 'start_over' } }
    expect(await checkSecondFactor(server.deps, session, 'x', LATER)).toEqual(over)
    expect(await checkSecondFactor(server.deps, session, phone.codeAt(LATER), LATER)).toEqual(over)
    const again = await toSecondFactor(server, LATER)
    for (let i = 0; i < 4; i++) await checkSecondFactor(server.deps, again, '000000', LATER)
    // The tenth in a row, of two sessions.
    await checkSecondFactor(server.deps, again, '000000', LATER)
    expect(await signIn(server.deps, RIGHT, undefined, LATER)).toEqual(REFUSED)
  })

  test('is asked of nobody who has none', async () => {
    const server = await startSignIn()
    const { cookie } = await comeAsMember(server)
    const session = await server.session(cookie)
    expect(await checkSecondFactor(server.deps, session, '000000', NOON)).toEqual({
      ok: false,
      failure: { reason: 'none_set_up' },
    })
  })

  test('a secret is sealed to its person: it opens in no other’s row', async () => {
    const server = await startSignIn()
    await startAsAdmin(server)
    const { email, cookie } = await comeAsMember(server)
    const { phone } = await enrol(server, cookie)
    const signedIn = succeeded(await signIn(server.deps, { ...RIGHT, email }, undefined, LATER))
    const session = await server.session(signedIn.cookie, LATER)
    await server.db.d1.batch([
      server.db.d1.prepare(
        `UPDATE console_credentials SET totp_secret = (SELECT totp_secret FROM console_credentials ORDER BY user_id LIMIT 1)`,
      ),
    ])
    await expect(
      checkSecondFactor(server.deps, session, phone.codeAt(LATER), LATER),
    ).rejects.toThrow('does not open')
  })
})

describe('setting up an app', () => {
  test('offers one secret until it is confirmed, in the form that apps read', async () => {
    const server = await startSignIn()
    const { cookie } = await comeAsMember(server)
    const session = await server.session(cookie)
    const first = succeeded(await offerTotp(server.deps, session, NOON))
    expect(succeeded(await offerTotp(server.deps, session, LATER))).toEqual(first)
    expect(first.secret).toMatch(/^[A-Z2-7]{32}$/)
    const address = new URL(first.address)
    expect(address.href).toMatch(/^otpauth:\/\/totp\/Tocsin:cleo%40example\.org\?/)
    expect(Object.fromEntries(address.searchParams)).toEqual({
      secret: first.secret,
      issuer: 'Tocsin',
      algorithm: 'SHA1',
      digits: '6',
      period: '30',
    })
    expect(await confirmTotp(server.deps, session, '000000', NOON)).toMatchObject({
      failure: { reason: 'wrong' },
    })
    expect((await server.session(cookie)).viewer.hasSecondFactor).toBe(false)
  })

  test('is nothing for whoever has one and did not give it', async () => {
    const server = await startSignIn()
    await startAsAdmin(server)
    const session = await toSecondFactor(server, LATER)
    const refused = { ok: false, failure: { reason: 'second_factor_needed' } }
    expect(await offerTotp(server.deps, session, LATER)).toEqual(refused)
    expect(await confirmTotp(server.deps, session, '000000', LATER)).toEqual(refused)
  })

  test('of two who have only the password the first wins', async () => {
    const server = await startSignIn()
    const { email, cookie } = await comeAsMember(server)
    const other = succeeded(await signIn(server.deps, { ...RIGHT, email }, undefined, NOON))
    const session = await server.session(other.cookie)
    const offer = succeeded(await offerTotp(server.deps, session, NOON))
    await enrol(server, cookie)
    // Read before: the other's session is over by now.
    const late = await confirmTotp(server.deps, session, phoneOf(offer.secret).codeAt(NOON), NOON)
    expect(late).toEqual({ ok: false, failure: { reason: 'not_offered' } })
    expect(await readSession(server.deps, other.cookie, NOON)).toBeUndefined()
  })

  test('anew needs a proof of the last ten minutes, and ends all other sessions', async () => {
    const server = await startSignIn()
    const { cookie, phone } = await startAsAdmin(server)
    const late = addSeconds(NOON, 601)
    expect(await offerTotp(server.deps, await server.session(cookie, late), late)).toEqual({
      ok: false,
      failure: { reason: 'proof_needed' },
    })
    const other = await toSecondFactor(server, LATER)
    const next = await enrol(server, cookie, LATER)
    expect((await server.session(next.cookie, LATER)).viewer.level).toBe(2)
    expect(await checkSecondFactor(server.deps, other, phone.codeAt(late), late)).toMatchObject({
      failure: { reason: 'start_over' },
    })
  })
})

describe('level', () => {
  const required = {
    ...OPEN_REALM,
    settings: { ...OPEN_REALM.settings, mfaMode: 'required' },
  } as const

  test('of a realm that demands a second factor is none without it', async () => {
    const server = await startSignIn({ realms: [required] })
    const { cookie } = await comeAsMember(server)
    expect((await server.session(cookie)).viewer.level).toBe(0)
    expect((await server.session((await enrol(server, cookie)).cookie)).viewer.level).toBe(2)
  })

  test('falls for those who are signed in when their realm comes to demand one', async () => {
    const server = await startSignIn()
    const { cookie } = await comeAsMember(server)
    expect((await server.session(cookie)).viewer.level).toBe(1)
    await server.db.d1
      .prepare("UPDATE realms SET settings = json_set(settings, '$.mfaMode', 'required')")
      .run()
    expect((await server.session(cookie)).viewer.level).toBe(0)
  })

  test('is let be for the days of grace after somebody joined', async () => {
    const settings = { ...required.settings, mfaGraceDays: 7 }
    const server = await startSignIn({ realms: [{ ...required, settings }] })
    const { email } = await comeAsMember(server)
    for (const [seconds, level] of [
      [7 * 86_400 - 1, 1],
      [7 * 86_400, 0],
    ] as const) {
      const at = addSeconds(NOON, seconds)
      const { cookie } = succeeded(await signIn(server.deps, { ...RIGHT, email }, undefined, at))
      expect((await server.session(cookie, at)).viewer.level, `${seconds}`).toBe(level)
    }
  })
})

describe('recovery codes', () => {
  const make = async (server: TestSignIn) => {
    const { cookie } = await startAsAdmin(server)
    const session = await server.session(cookie)
    return { session, codes: succeeded(await renewRecoveryCodes(server.deps, session, NOON)) }
  }

  test('are ten, are shown to their session until one was typed back, and are stored as HMACs', async () => {
    const server = await startSignIn()
    const { session, codes } = await make(server)
    expect(codes).toHaveLength(10)
    expect(await showRecoveryCodes(server.deps, session, LATER)).toEqual(codes)
    const { results } = await server.db.d1.prepare('SELECT * FROM console_one_time').all()
    for (const code of codes) {
      expect(JSON.stringify(results)).not.toContain(code)
      expect(JSON.stringify(results)).not.toContain(code.replace('-', ''))
    }
    expect(await confirmRecoveryCodes(server.deps, session, 'AAAAA-AAAAA', LATER)).toBe(false)
    expect(
      await confirmRecoveryCodes(server.deps, session, codes[3]?.toLowerCase() ?? '', LATER),
    ).toBe(true)
    expect(await showRecoveryCodes(server.deps, session, LATER)).toBeUndefined()
    expect(await countRecoveryCodes(server.deps, session, LATER)).toBe(10)
  })

  test('stand for the phone, each once, hyphen or not', async () => {
    const server = await startSignIn()
    const { codes } = await make(server)
    const code = codes[0]?.replace('-', ' ').toLowerCase() ?? ''
    const first = await toSecondFactor(server, LATER)
    const { cookie } = succeeded(await checkSecondFactor(server.deps, first, code, LATER))
    expect(await countRecoveryCodes(server.deps, await server.session(cookie, LATER), LATER)).toBe(
      9,
    )
    const second = await toSecondFactor(server, LATER)
    expect(await checkSecondFactor(server.deps, second, codes[0] ?? '', LATER)).toEqual({
      ok: false,
      failure: { reason: 'code_used', triesLeft: 4 },
    })
  })

  test('of fifty who use one at once exactly one comes in', async () => {
    const server = await startSignIn()
    const { codes } = await make(server)
    const sessions: Session[] = []
    for (let i = 0; i < 10; i++) sessions.push(await toSecondFactor(server, LATER))
    const all = await Promise.all(
      Array.from({ length: 50 }, (_, index) => {
        const session = sessions[index % 10]
        if (session === undefined) throw new Error('ten sessions')
        return checkSecondFactor(server.deps, session, codes[5] ?? '', LATER)
      }),
    )
    expect(all.filter(({ ok }) => ok)).toHaveLength(1)
  })

  test('that are new make the old ones void, and are of nobody else', async () => {
    const server = await startSignIn()
    const { session, codes } = await make(server)
    const { email, cookie } = await comeAsMember(server)
    await enrol(server, cookie)
    const other = succeeded(await signIn(server.deps, { ...RIGHT, email }, undefined, LATER))
    const wrong = { ok: false, failure: { reason: 'wrong', triesLeft: 4 } }
    const otherSession = await server.session(other.cookie, LATER)
    expect(await checkSecondFactor(server.deps, otherSession, codes[0] ?? '', LATER)).toEqual(wrong)
    succeeded(await renewRecoveryCodes(server.deps, session, LATER))
    const own = await toSecondFactor(server, LATER)
    expect(await checkSecondFactor(server.deps, own, codes[0] ?? '', LATER)).toEqual(wrong)
  })

  test('are made by nobody who is not wholly signed in, nor after ten minutes', async () => {
    const server = await startSignIn()
    const { session } = await make(server)
    expect(await renewRecoveryCodes(server.deps, session, addSeconds(NOON, 601))).toEqual({
      ok: false,
      failure: { reason: 'proof_needed' },
    })
    const half = await toSecondFactor(server, LATER)
    expect(await renewRecoveryCodes(server.deps, half, LATER)).toEqual({
      ok: false,
      failure: { reason: 'second_factor_needed' },
    })
  })
})
