/** Texts to phones, and reports to authorities: what is asked of whoever composes and sends them. */

import type { Realm } from '../../core/realms/settings.ts'
import type { Result } from '../../core/result.ts'
import type { UnixSeconds } from '../../core/time.ts'
import type { IssuedCode } from './issue-codes.ts'

/** What a text is made of. */
export interface SmsDraft {
  readonly realm: Realm
  /** E.164. */
  readonly phone: string
  /** '' or the label of the default: the realm's default template. */
  readonly templateLabel: string
  readonly code: string
  readonly longCode: string
  /** Signed as a user report, and sent from its number. */
  readonly isUserReport: boolean
}

export type ComposeFailure =
  | { readonly reason: 'unknown_template' }
  /** The realm wants texts signed, there is no key that can, and unsigned ones are not to be sent. */
  | { readonly reason: 'unsigned' }

/** Expands the template and signs the text where the realm wants that. */
export type ComposeSms = (
  draft: SmsDraft,
  now: UnixSeconds,
) => Promise<Result<string, ComposeFailure>>

export interface SmsMessage {
  /** E.164. */
  readonly phone: string
  readonly text: string
  readonly isUserReport: boolean
  /** When its code has expired and sending it makes no sense any more. */
  readonly expiresAt: UnixSeconds
  /** Of the code on which is noted how far its text is; undefined: on none. */
  readonly noteOn?: string | undefined
}

/** One whose fate is noted on its code. */
export type NotedSms = SmsMessage & { readonly noteOn: string }

/** The code of a report for the authority's own system, which tells the person. */
export interface ReportMessage {
  readonly report: IssuedCode
  /** As above. */
  readonly expiresAt: UnixSeconds
}

export type SendFailure =
  /** The provider takes no more for now, or our own queue does not. */
  { readonly reason: 'queue_full' } | { readonly reason: 'refused' }

export interface SmsSender {
  /**
   * Sends now. What fails for a passing reason (no answer, 429, 5xx) is left to the queue, which tries again until the code
   * expires; what the provider refuses is refused.
   */
  send(realm: Realm, message: SmsMessage): Promise<Result<'sent' | 'queued', SendFailure>>
  /**
   * Leaves the sending to the queue, so that the caller learns nothing, neither by the answer nor by the time it takes.
   * @param message undefined: nothing is to be sent, and an entry of the same size is queued all the same
   */
  post(
    realm: Realm,
    message: SmsMessage | ReportMessage | undefined,
  ): Promise<Result<'queued', SendFailure>>
}

/** Whether a realm can send texts at all: its own provider, or the system's where it may and wants to use that. */
export const hasSmsProvider = ({ settings }: Realm): boolean =>
  settings.useSystemSms
    ? settings.canUseSystemSms && settings.systemSmsFrom !== undefined
    : settings.smsProvider !== undefined
