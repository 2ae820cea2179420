/** Texts that are shown to one session and to no other: codes, keys and secrets that are otherwise kept as hashes only. */

import { fromHex } from '../../core/bytes.ts'
import { openText, sealText } from '../../core/console/sealed-text.ts'
import { NONCE_BYTES } from '../../core/crypto/aes-gcm.ts'
import type { UnixSeconds } from '../../core/time.ts'
import {
  deleteOneTime,
  readOneTime,
  saveOneTime,
} from '../../db/verification/queries/console-one-time.ts'
import type { SignInDeps } from './deps.ts'
import type { Session } from './sessions.ts'

type SealDeps = Pick<SignInDeps, 'db' | 'randomBytes' | 'hashText'>
type Sealing = Pick<Session, 'sessionKey' | 'hash'>

const hashOf = (
  { hashText }: Pick<SealDeps, 'hashText'>,
  session: Sealing,
  name: string,
): Promise<string> => hashText(`sealed ${session.hash} ${name}`)

const keyOf = ({ sessionKey }: Sealing): Uint8Array<ArrayBuffer> => {
  const bytes = fromHex(sessionKey)
  if (bytes === undefined) throw new TypeError('the key of a session is hexadecimal')
  return bytes
}

/**
 * The statement that keeps a text, for the batch that makes what it tells of; an older one of the same name is gone.
 * @param name what it is of, e.g. "codes/<uuid>"
 * @param expiresAt not longer than what the text is good for
 */
export async function sealStatement(
  deps: SealDeps,
  session: Sealing,
  name: string,
  text: string,
  expiresAt: UnixSeconds,
): Promise<D1PreparedStatement> {
  const data = await sealText(keyOf(session), name, text, deps.randomBytes(NONCE_BYTES))
  const hash = await hashOf(deps, session, name)
  return saveOneTime(deps.db, { hash, kind: 'sealed', session: session.hash, data, expiresAt })
}

/** The same, written at once. */
export async function seal(
  deps: SealDeps,
  session: Sealing,
  name: string,
  text: string,
  expiresAt: UnixSeconds,
): Promise<void> {
  const statement = await sealStatement(deps, session, name, text, expiresAt)
  await statement.run()
}

/** @returns undefined where it is over, was erased, or another session sealed it */
export async function open(
  deps: Pick<SealDeps, 'db' | 'hashText'>,
  session: Sealing,
  name: string,
  now: UnixSeconds,
): Promise<string | undefined> {
  const row = await readOneTime(deps.db, 'sealed', await hashOf(deps, session, name))
  if (row === undefined || row.data === null || row.expiresAt <= now) return undefined
  return openText(keyOf(session), name, row.data)
}

export async function eraseStatement(
  deps: Pick<SealDeps, 'db' | 'hashText'>,
  session: Sealing,
  name: string,
): Promise<D1PreparedStatement> {
  return deleteOneTime(deps.db, await hashOf(deps, session, name))
}

export async function erase(
  deps: Pick<SealDeps, 'db' | 'hashText'>,
  session: Sealing,
  name: string,
): Promise<void> {
  const statement = await eraseStatement(deps, session, name)
  await statement.run()
}
