/** The whole system in workerd, and what tests know of it that no page shows: its clock, its letters, its links. */

import { type Runtime, startRuntime } from '../../../scripts/runtime.ts'
import { asUnixSeconds, type UnixSeconds } from '../../../src/core/time.ts'
import { openVerification } from '../../../src/db/verification/database.ts'
import type { SignInDeps } from '../../../src/flows/console/deps.ts'
import { buildSignIn } from '../../../src/workers/console-sign-in.ts'

export interface ConsoleSystem {
  /** A name, not an address: browsers keep Secure cookies of localhost also without TLS. */
  readonly origin: string
  readonly runtime: Runtime
  /** The system's own flows on its own database, called from outside: for what comes before a test. */
  readonly people: SignInDeps
  now(): Promise<UnixSeconds>
  advance(seconds: number): Promise<UnixSeconds>
  /** Letters that would have been sent, newest first. */
  mails(): Promise<readonly { readonly to: readonly string[]; readonly text: string }[]>
  stop(): Promise<void>
}

export async function startConsoleSystem(): Promise<ConsoleSystem> {
  const runtime = await startRuntime()
  const origin = runtime.baseUrl.replace('127.0.0.1', 'localhost')
  const db = openVerification(await runtime.miniflare.getD1Database('VERIFICATION_DB'))
  const clock = async (body?: object) => {
    const response = await fetch(`${origin}/dev/clock`, {
      ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
    })
    const { now } = (await response.json()) as { now: number }
    return asUnixSeconds(now)
  }
  return {
    origin,
    runtime,
    people: buildSignIn(
      { MASTER_KEY: runtime.masterKey },
      { db, mailer: undefined, origin, later: () => undefined },
    ),
    now: () => clock(),
    advance: (seconds) => clock({ advanceSeconds: seconds }),
    async mails() {
      const response = await fetch(`${origin}/dev/mail`)
      const { mail } = (await response.json()) as {
        mail: { to: readonly string[]; text: string }[]
      }
      return mail
    },
    stop: () => runtime.stop(),
  }
}
