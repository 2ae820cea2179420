/** Tokens in links: 32 random bytes, of which the row holds an HMAC only. */

import { toBase64Url } from '../../core/bytes.ts'
import type { RandomBytes } from '../../core/random.ts'
import type { OneTimeKind } from '../../db/verification/schema/console.ts'
import type { SignInDeps } from './deps.ts'

const TOKEN_BYTES = 32

/** @returns 43 characters, base64url */
export const makeToken = (randomBytes: RandomBytes): string => toBase64Url(randomBytes(TOKEN_BYTES))

/** Longer than any of ours; what is behind it is not hashed. */
const MAX_LENGTH = 64

/** Of its kind: a token of one kind is none of another. */
export const hashOfToken = (
  hashText: SignInDeps['hashText'],
  kind: OneTimeKind,
  token: string,
): Promise<string> => hashText(`${kind} ${token.slice(0, MAX_LENGTH)}`)
