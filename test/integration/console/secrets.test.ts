/** Whoever reads the whole database, its record and its log included, signs in as nobody. */

import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { offerTotp } from '../../../src/flows/console/enrol-totp.ts'
import { askForReset } from '../../../src/flows/console/recover-password.ts'
import { renewRecoveryCodes } from '../../../src/flows/console/recovery-codes.ts'
import { makeStartLink } from '../../../src/flows/console/start.ts'
import {
  comeAsMember,
  enrol,
  invitationOf,
  PASSWORD,
  startAsAdmin,
  startSignIn,
  succeeded,
  tokenOf,
} from '../../support/console.ts'
import { NOON } from '../../support/keyserver.ts'

test('no password, cookie, token, code or secret is in any row', async () => {
  const server = await startSignIn()
  const { deps } = server
  const secrets = [PASSWORD, (await makeStartLink(deps, NOON)) ?? '']
  const { cookie } = await startAsAdmin(server)
  const session = await server.session(cookie)
  const codes = succeeded(await renewRecoveryCodes(deps, session, NOON))
  const member = await comeAsMember(server)
  const memberSession = await server.session(member.cookie)
  const offer = succeeded(await offerTotp(deps, memberSession, NOON))
  const enrolled = await enrol(server, member.cookie)
  askForReset(deps, member.email, NOON)
  await server.settle()
  const reset = tokenOf(server.mails.at(-1), 'recover')
  const invitation = await invitationOf(server, 'ben@example.org')
  secrets.push(cookie, member.cookie, enrolled.cookie, offer.secret, reset, invitation)
  secrets.push(session.sessionKey, ...codes, ...codes.map((code) => code.replace('-', '')))
  const { results: tables } = await env.VERIFICATION_DB.prepare(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB 'sqlite_*' AND name NOT GLOB '_cf_*'",
  ).all<{ name: string }>()
  const rows: string[] = []
  for (const { name } of tables) {
    rows.push(JSON.stringify(await env.VERIFICATION_DB.prepare(`SELECT * FROM "${name}"`).raw()))
  }
  const all = rows.join('\n')
  for (const secret of secrets) {
    expect(secret.length).toBeGreaterThan(5)
    expect(all.includes(secret), secret).toBe(false)
  }
})
