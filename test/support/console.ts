/** Sign-in to the console inside workerd: real storage, a mailbox, and what is done behind answers done at once. */

import { env } from 'cloudflare:workers'
import { createHmac } from 'node:crypto'
import type { UnixSeconds } from '../../src/core/time.ts'
import type { VerificationDatabase } from '../../src/db/verification/database.ts'
import { openVerification } from '../../src/db/verification/database.ts'
import type { SignInDeps } from '../../src/flows/console/deps.ts'
import { confirmTotp, offerTotp } from '../../src/flows/console/enrol-totp.ts'
import { acceptInvitation, invitePeople } from '../../src/flows/console/invitations.ts'
import { readSession, type Session } from '../../src/flows/console/sessions.ts'
import { makeStartLink, takeStart } from '../../src/flows/console/start.ts'
import type { Mail } from '../../src/flows/verification/mail.ts'
import { addMembers } from '../../src/flows/verification/members.ts'
import type { RealmSeed } from '../../src/flows/verification/seed.ts'
import { buildSignIn } from '../../src/workers/console-sign-in.ts'
import { NOON } from './keyserver.ts'
import { OPEN_REALM, startVerification } from './verification.ts'

/** The least that scrypt does: these tests are not about its cost. */
const CHEAP = { N: 16, r: 1, p: 1 }

export const PASSWORD = 'zebra walnut 93 quay'
export const ADMIN = { name: 'Ada Quill', email: 'ada@example.org', password: PASSWORD }

export interface TestSignIn {
  readonly db: VerificationDatabase
  readonly deps: SignInDeps
  readonly realmIds: readonly number[]
  readonly mails: Mail[]
  /** Waits for what is done behind answers. */
  settle(): Promise<void>
  session(cookie: string, now?: UnixSeconds): Promise<Session>
}

export interface SignInOptions {
  readonly realms?: readonly RealmSeed[]
  readonly mailer?: 'mails' | 'refuses' | 'none'
  readonly wrapDatabase?: (database: D1Database) => D1Database
}

export async function startSignIn(options: SignInOptions = {}): Promise<TestSignIn> {
  const { realms } = await startVerification({ realms: options.realms ?? [OPEN_REALM] })
  return openSignIn(
    options,
    realms.map(({ id }) => id),
  )
}

/** The same without seeding anew. */
export function openSignIn(options: SignInOptions, realmIds: readonly number[]): TestSignIn {
  const wrap = options.wrapDatabase ?? ((database: D1Database) => database)
  const db = openVerification(wrap(env.VERIFICATION_DB))
  const mails: Mail[] = []
  const underway: Promise<void>[] = []
  const mailer = {
    async send(mail: Mail) {
      mails.push(mail)
      return options.mailer !== 'refuses'
    },
  }
  const deps = buildSignIn(
    env,
    {
      db,
      mailer: options.mailer === 'none' ? undefined : mailer,
      origin: 'https://console.example.org',
      later: (work) => underway.push(work()),
    },
    CHEAP,
  )
  return {
    db,
    deps,
    realmIds,
    mails,
    settle: async () => void (await Promise.all(underway.splice(0))),
    async session(cookie, now = NOON) {
      const session = await readSession(deps, cookie, now)
      if (session === undefined) throw new Error('the cookie is nobody’s')
      return session
    },
  }
}

/** An authenticator app by another hand than the server's: RFC 4226 §5.3 in a few lines. @param secret base32 */
export const phoneOf = (secret: string) => ({
  codeAt(at: UnixSeconds): string {
    const counter = Buffer.alloc(8)
    counter.writeBigUInt64BE(BigInt(Math.floor(at / 30)))
    const mac = createHmac('sha1', fromBase32(secret)).update(counter).digest()
    const word = mac.readUInt32BE((mac[19] ?? 0) & 15) & 0x7fffffff
    return String(word % 1_000_000).padStart(6, '0')
  },
})

function fromBase32(text: string): Buffer {
  const bits = [...text]
    .map((digit) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(digit).toString(2).padStart(5, '0'))
    .join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
}

export type Phone = ReturnType<typeof phoneOf>

export function succeeded<T>(result: { ok: true; value: T } | { ok: false; failure: unknown }): T {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.failure)}`)
  return result.value
}

/** A person sets up an app. @returns the new cookie */
export async function enrol(
  { deps, session }: TestSignIn,
  cookie: string,
  now: UnixSeconds = NOON,
): Promise<{ readonly cookie: string; readonly phone: Phone }> {
  const before = await session(cookie, now)
  const phone = phoneOf(succeeded(await offerTotp(deps, before, now)).secret)
  const issued = succeeded(await confirmTotp(deps, before, phone.codeAt(now), now))
  return { cookie: issued.cookie, phone }
}

/** The first administrator, wholly signed in. */
export async function startAsAdmin(server: TestSignIn, now: UnixSeconds = NOON) {
  const token = (await makeStartLink(server.deps, now)) ?? ''
  const issued = succeeded(await takeStart(server.deps, token, { ...ADMIN, place: 'here' }, now))
  return enrol(server, issued.cookie, now)
}

export const BY_SYSTEM = { actor: 'operator', granter: { kind: 'system' } } as const

/** A member of the first realm who has come, signed in with a password. */
export async function comeAsMember(
  server: TestSignIn,
  email = 'cleo@example.org',
  permissions = 16,
  now: UnixSeconds = NOON,
): Promise<{ readonly email: string; readonly cookie: string }> {
  const realmId = server.realmIds[0] ?? 0
  const people = [{ email, name: 'Cleo Marsh' }]
  succeeded(await addMembers(server.deps, BY_SYSTEM, realmId, people, permissions, now))
  const token = await invitationOf(server, email, permissions, now)
  const typed = { name: 'Cleo Marsh', password: PASSWORD, place: 'there' }
  return { email, cookie: succeeded(await acceptInvitation(server.deps, token, typed, now)).cookie }
}

/** The token of a letter of invitation. */
export async function invitationOf(
  { deps, realmIds, mails }: TestSignIn,
  email: string,
  permissions = 16,
  now: UnixSeconds = NOON,
): Promise<string> {
  const people = [{ email, name: 'Cleo Marsh' }]
  succeeded(await invitePeople(deps, BY_SYSTEM, realmIds[0] ?? 0, people, permissions, now))
  return tokenOf(mails.at(-1), 'invitation')
}

export const tokenOf = (mail: Mail | undefined, kind: 'invitation' | 'recover'): string => {
  const link = new RegExp(`https://console\\.example\\.org/console/${kind}/([A-Za-z0-9_-]{43})`)
  return link.exec(mail?.text ?? '')?.[1] ?? ''
}

/** Actions on record, oldest first, with who did them. */
export async function auditOf({ db }: TestSignIn): Promise<readonly string[]> {
  const { results } = await db.d1
    .prepare('SELECT actor, action FROM audit_log ORDER BY id')
    .all<{ actor: string; action: string }>()
  return results.map(({ actor, action }) => `${actor} ${action}`)
}
