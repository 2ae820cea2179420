/** What people write of themselves, and the passwords that they choose. */

import { utf8 } from '../../core/bytes.ts'
import {
  checkPassword,
  MAX_PASSWORD_BYTES,
  normalizePassword,
  type PasswordProblem,
} from '../../core/console/password-policy.ts'
import { isEmailAddress, normalizeEmail } from '../../core/realms/email-address.ts'
import { fail, type Result, succeed } from '../../core/result.ts'
import type { SignInDeps } from './deps.ts'

const MAX_NAME = 100

export type PersonProblem =
  | { readonly reason: 'email_invalid' }
  | { readonly reason: 'name_missing' }
  | { readonly reason: 'name_too_long' }

/** @returns the name without blanks around it */
export function readName(typed: string): Result<string, PersonProblem> {
  const name = typed.trim()
  if (name === '') return fail({ reason: 'name_missing' })
  return [...name].length > MAX_NAME ? fail({ reason: 'name_too_long' }) : succeed(name)
}

/** @returns the address as it is kept */
export function readEmail(typed: string): Result<string, PersonProblem> {
  const email = normalizeEmail(typed)
  return isEmailAddress(email) ? succeed(email) : fail({ reason: 'email_invalid' })
}

export type PasswordFailure =
  | { readonly reason: 'password_refused'; readonly problem: PasswordProblem }
  /** Too many are signing in: to be tried again in a few seconds. */
  | { readonly reason: 'busy' }

/** A new password as it is kept. */
export async function hashNewPassword(
  { passwords }: Pick<SignInDeps, 'passwords'>,
  typed: string,
  person: { readonly email: string; readonly name: string },
): Promise<Result<string, PasswordFailure>> {
  const password = readTypedPassword(typed)
  if (password === undefined) return fail({ reason: 'password_refused', problem: 'too_long' })
  const problem = checkPassword(password, person)
  if (problem !== undefined) return fail({ reason: 'password_refused', problem })
  const hash = await passwords.hash(password)
  return hash === undefined ? fail({ reason: 'busy' }) : succeed(hash)
}

/** A password in its one form; undefined where it is longer than any that is taken. */
export const readTypedPassword = (typed: string): string | undefined =>
  typed.length > MAX_PASSWORD_BYTES || utf8(typed).length > MAX_PASSWORD_BYTES
    ? undefined
    : normalizePassword(typed)
