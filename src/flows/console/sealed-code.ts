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
}

const nameOf = (realmId: number, uuid: string): string => `code ${realmId} ${uuid}`
const textNameOf = (realmId: number, uuid: string): string => `text ${realmId} ${uuid}`

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

/** With the text that failed, if one did. */
export async function eraseCode(
  texts: SealedTexts,
  session: SealingSession,
  realmId: number,
  uuid: string,
): Promise<void> {
  await texts.erase(session, nameOf(realmId, uuid))
  await eraseText(texts, session, realmId, uuid)
}

/** A text that failed, for another try: the only place where the number is kept, and only the session can read it. */
export const sealText = (
  texts: SealedTexts,
  session: SealingSession,
  at: { readonly realmId: number; readonly uuid: string; readonly expiresAt: UnixSeconds },
  message: NotedSms,
): Promise<void> =>
  texts.seal(session, textNameOf(at.realmId, at.uuid), JSON.stringify(message), at.expiresAt)

export async function openText(
  texts: SealedTexts,
  session: SealingSession,
  realmId: number,
  uuid: string,
  now: UnixSeconds,
): Promise<NotedSms | undefined> {
  const text = await texts.open(session, textNameOf(realmId, uuid), now)
  return text === undefined ? undefined : (JSON.parse(text) as NotedSms)
}

export const eraseText = (
  texts: SealedTexts,
  session: SealingSession,
  realmId: number,
  uuid: string,
): Promise<void> => texts.erase(session, textNameOf(realmId, uuid))
