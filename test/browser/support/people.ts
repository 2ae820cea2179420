/** People who are there before a test begins, and the phones in their pockets. */

import { TOTP } from 'otpauth'
import type { Page } from 'playwright-core'
import { type Permission, permissionBits } from '../../../src/core/realms/permissions.ts'
import type { UnixSeconds } from '../../../src/core/time.ts'
import { confirmTotp, offerTotp } from '../../../src/flows/console/enrol-totp.ts'
import { acceptInvitation, invitePeople } from '../../../src/flows/console/invitations.ts'
import { readSession, startSession } from '../../../src/flows/console/sessions.ts'
import { makeStartLink, takeStart } from '../../../src/flows/console/start.ts'
import { SESSION_COOKIE } from '../../../src/http/console/cookies.ts'
import type { ConsoleSystem } from './console-system.ts'

export const PASSWORD = 'zebra walnut 93 quay'

/** An authenticator app, by another's hand than the server's. @param secret base32, blanks do not count */
export function phoneOf(secret: string): Phone {
  const totp = new TOTP({ secret: secret.replaceAll(' ', '') })
  return { codeAt: (at) => totp.generate({ timestamp: at * 1000 }) }
}

export interface Phone {
  codeAt(at: UnixSeconds): string
}

export interface Person {
  readonly email: string
  readonly phone: Phone | undefined
}

const BY_SYSTEM = { actor: 'operator', granter: { kind: 'system' } } as const

/** Path of a new start link; whoever looked after the system before no longer does. */
export async function startLink(system: ConsoleSystem): Promise<string> {
  const { people } = system
  await people.db.d1.prepare('UPDATE users SET is_system_admin = 0').run()
  const token = await makeStartLink(people, await system.now())
  if (token === undefined) throw new Error('somebody became an administrator meanwhile')
  return `/console/start/${token}`
}

/** The first administrator, who has come by the start link and has a second factor. */
export async function administrator(
  system: ConsoleSystem,
  email = 'ada@example.org',
): Promise<Person> {
  const token = tokenOf(await startLink(system))
  const typed = { name: 'Ada Quill', email, password: PASSWORD, place: 'Firefox, Linux' }
  const { cookie } = succeeded(await takeStart(system.people, token, typed, await system.now()))
  return { email, phone: await enrol(system, cookie) }
}

/** Somebody who works in the seeded realm and has come. @param hasPhone with a second factor */
export async function member(
  system: ConsoleSystem,
  email: string,
  rights: readonly Permission[],
  hasPhone = true,
): Promise<Person> {
  const { people } = system
  const now = await system.now()
  const token = tokenOf(await invitationLink(system, email, rights))
  const typed = { name: 'Jo Lind', password: PASSWORD, place: 'Firefox, Linux' }
  const { cookie } = succeeded(await acceptInvitation(people, token, typed, now))
  return { email, phone: hasPhone ? await enrol(system, cookie) : undefined }
}

/** An invitation to the seeded realm, as it would stand in a letter. */
export async function invitationLink(
  system: ConsoleSystem,
  email: string,
  rights: readonly Permission[],
): Promise<string> {
  const invited = await invitePeople(
    system.people,
    BY_SYSTEM,
    realmIdOf(system),
    [{ email, name: '' }],
    permissionBits(rights),
    await system.now(),
  )
  const [first] = succeeded(invited)
  if (first?.how !== 'link') throw new Error(`no link for ${email}: ${first?.how}`)
  return first.link
}

/** Path of a page of the seeded realm. */
export const realmPath = (system: ConsoleSystem, page: string): string =>
  `/console/r/${system.runtime.seed.verification.realms[0]?.regionCode}/${page}`

const tokenOf = (link: string): string => link.slice(link.lastIndexOf('/') + 1)

function realmIdOf({ runtime }: ConsoleSystem): number {
  const [realm] = runtime.realms
  if (realm === undefined) throw new Error('no realm was seeded')
  return realm.id
}

/** Signs somebody in without the pages: for tests of what comes after. @returns the cookie */
export async function signInAs(
  page: Page,
  system: ConsoleSystem,
  { email, phone }: Person,
): Promise<string> {
  const level = phone === undefined ? 1 : 2
  const { cookie } = await startSession(
    system.people,
    { email, level, place: 'Chrome, Linux' },
    await system.now(),
  )
  await page.context().addCookies([
    {
      name: SESSION_COOKIE,
      value: cookie,
      // Only https may set one that is Secure; the browser then sends it to http://localhost, too.
      url: system.origin.replace('http:', 'https:'),
      secure: true,
      httpOnly: true,
      sameSite: 'Lax',
    },
  ])
  return cookie
}

async function enrol(system: ConsoleSystem, cookie: string): Promise<Phone> {
  const { people } = system
  const now = await system.now()
  const session = await readSession(people, cookie, now)
  if (session === undefined) throw new Error('the cookie is nobody’s')
  const phone = phoneOf(succeeded(await offerTotp(people, session, now)).secret)
  succeeded(await confirmTotp(people, session, phone.codeAt(now), now))
  return phone
}

function succeeded<T>(result: { ok: true; value: T } | { ok: false; failure: unknown }): T {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.failure)}`)
  return result.value
}
