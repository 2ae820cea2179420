/** What sign-in to the console is made of. */

import { SESSION_LIMITS } from '../core/console/session-limits.ts'
import type { SignInDeps } from '../flows/console/deps.ts'
import { passwordHasher, type ScryptCost } from '../platform/passwords.ts'
import { consoleTokenHash, lazySecretBox, randomBytes } from '../platform/secrets.ts'
import { authenticator } from '../platform/totp.ts'

/** Hashes one password at a time in an isolate: build it once. @param cost for tests, which need not wait */
export const buildSignIn = (
  env: { readonly MASTER_KEY: string | undefined },
  outside: Pick<SignInDeps, 'db' | 'mailer' | 'origin' | 'later'>,
  cost?: ScryptCost,
): SignInDeps => ({
  ...outside,
  secretBox: lazySecretBox(env.MASTER_KEY),
  randomBytes,
  hashText: consoleTokenHash(env.MASTER_KEY),
  passwords: passwordHasher(env.MASTER_KEY, randomBytes, cost),
  authenticator,
  limits: SESSION_LIMITS,
})
