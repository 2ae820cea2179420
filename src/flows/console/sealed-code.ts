/**
 * What a person sees of a code that they issued, sealed to their session: the database has the code as a keyed hash only, and
 * whoever leaves the page must be able to come back to it.
 */

import type { UnixSeconds } from '../../core/time.ts'
import type { NotedSms } from '../verification/sms.ts'

/** Whose session it is; made of the cookie, not stored. */
export interface SealingSession {
  readonly sessionKey: string
  readonly hash: string
}

/** Texts that one session can read. */
export interface SealedTexts {
  /** In place of one of the same name. */
  seal(session: SealingSession, name: string, text: string, expiresAt: UnixSeconds): Promise<void>
  /** @returns undefined where there is none, or it has expired */
  open(session: SealingSession, name: string, now: UnixSeconds): Promise<string | undefined>
  erase(session: SealingSession, name: string): Promise<void>
}

export interface SealedCode {
  /** Digits. */
  readonly code: string
  /** Opens the app; undefined where the realm has no links. */
  readonly link?: string
  /** The text that tells it, for another try; undefined where none was asked for. */
  readonly message?: NotedSms
}

const nameOf = (realmId: number, uuid: string): string => `code ${realmId} ${uuid}`

export const sealCode = (
  texts: SealedTexts,
  session: SealingSession,
  at: { readonly realmId: number; readonly uuid: string; readonly expiresAt: UnixSeconds },
  code: SealedCode,
): Promise<void> =>
  texts.seal(session, nameOf(at.realmId, at.uuid), JSON.stringify(code), at.expiresAt)

export async function openCode(
  texts: SealedTexts,
  session: SealingSession,
  realmId: number,
  uuid: string,
  now: UnixSeconds,
): Promise<SealedCode | undefined> {
  const text = await texts.open(session, nameOf(realmId, uuid), now)
  return text === undefined ? undefined : (JSON.parse(text) as SealedCode)
}

export const eraseCode = (
  texts: SealedTexts,
  session: SealingSession,
  realmId: number,
  uuid: string,
): Promise<void> => texts.erase(session, nameOf(realmId, uuid))
