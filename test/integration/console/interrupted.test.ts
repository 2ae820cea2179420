/** Whoever's server dies anywhere in a sign-in does it again, and nothing was done by half. */

import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { addSeconds } from '../../../src/core/time.ts'
import { confirmTotp, offerTotp } from '../../../src/flows/console/enrol-totp.ts'
import { acceptInvitation } from '../../../src/flows/console/invitations.ts'
import { askForReset, resetPassword } from '../../../src/flows/console/recover-password.ts'
import { checkSecondFactor } from '../../../src/flows/console/second-factor.ts'
import type { Session } from '../../../src/flows/console/sessions.ts'
import { signIn } from '../../../src/flows/console/sign-in.ts'
import { makeStartLink, takeStart } from '../../../src/flows/console/start.ts'
import {
  ADMIN,
  comeAsMember,
  invitationOf,
  openSignIn,
  PASSWORD,
  phoneOf,
  startAsAdmin,
  startSignIn,
  succeeded,
  type TestSignIn,
  tokenOf,
} from '../../support/console.ts'
import { NOON } from '../../support/keyserver.ts'
import { type EffectRecorder, interruptEverywhere } from '../../support/recorded-effects.ts'

const LATER = addSeconds(NOON, 60)
const NEXT = { password: 'harbour 71 lantern moss', name: 'Cleo Marsh', place: '' }

/** What there is, without what is random. */
const readState = async () => {
  const all = async (sql: string) => (await env.VERIFICATION_DB.prepare(sql).all()).results
  return {
    people: await all('SELECT email, name, is_system_admin FROM users ORDER BY id'),
    credentials: await all(
      'SELECT totp_secret IS NOT NULL AS has, totp_step, failures, locked_until FROM console_credentials ORDER BY user_id',
    ),
    sessions: await all('SELECT level, tries FROM console_sessions ORDER BY level'),
    tokens: await all(
      "SELECT kind, used_at FROM console_one_time WHERE kind <> 'last try' ORDER BY kind, used_at",
    ),
    record: await all('SELECT actor, action FROM audit_log ORDER BY id'),
  }
}

/** @param prepare gives what the run then does, with a server of its own */
const trial = (
  prepare: (server: TestSignIn) => Promise<(server: TestSignIn) => Promise<unknown>>,
) => {
  let run: (server: TestSignIn) => Promise<unknown> = async () => undefined
  let realmIds: readonly number[] = []
  return interruptEverywhere(
    {
      prepare: async () => {
        const server = await startSignIn()
        realmIds = server.realmIds
        run = await prepare(server)
      },
      run: (recorder: EffectRecorder) =>
        run(openSignIn({ wrapDatabase: (d1) => recorder.database(d1) }, realmIds)),
      readState,
    },
    ['dies before', 'dies after'],
  )
}

const CASES = {
  'the start link': async (server: TestSignIn) => {
    const token = (await makeStartLink(server.deps, NOON)) ?? ''
    return ({ deps }: TestSignIn) => takeStart(deps, token, { ...ADMIN, place: '' }, NOON)
  },
  'an invitation': async (server: TestSignIn) => {
    const token = await invitationOf(server, 'cleo@example.org')
    return ({ deps }: TestSignIn) => acceptInvitation(deps, token, NEXT, NOON)
  },
  'a new password by letter': async (server: TestSignIn) => {
    const { email } = await comeAsMember(server)
    askForReset(server.deps, email, NOON)
    await server.settle()
    const token = tokenOf(server.mails.at(-1), 'recover')
    return ({ deps }: TestSignIn) => resetPassword(deps, token, NEXT, NOON)
  },
  'a second factor': async (server: TestSignIn) => {
    const { phone } = await startAsAdmin(server)
    const session = await signedIn(server)
    return ({ deps }: TestSignIn) => checkSecondFactor(deps, session, phone.codeAt(LATER), LATER)
  },
  'an app that is set up': async (server: TestSignIn) => {
    const { cookie } = await comeAsMember(server)
    const session = await server.session(cookie)
    const { secret } = succeeded(await offerTotp(server.deps, session, NOON))
    return ({ deps }: TestSignIn) => confirmTotp(deps, session, phoneOf(secret).codeAt(NOON), NOON)
  },
}

const signedIn = async (server: TestSignIn): Promise<Session> => {
  const typed = { email: ADMIN.email, password: PASSWORD, place: '' }
  const { cookie } = succeeded(await signIn(server.deps, typed, undefined, LATER))
  return server.session(cookie, LATER)
}

test.each(Object.entries(CASES))('%s', async (_, prepare) => {
  const report = await trial(prepare)
  expect(report.effects.length).toBeGreaterThanOrEqual(2)
  for (const { name, end } of report.cases) expect(end, name).toEqual(report.undisturbed)
})
