/** What is told to whoever operates the system. Outcomes and counts only: no key, code, token, certificate, body or address. */

import type { JobName } from '../core/jobs.ts'
import type { Walk } from '../core/walk/walk.ts'
import type { UsedBypass } from './publish-keys.ts'

export type Blame = 'client' | 'server' | 'none'

export interface Events {
  /** An upload was answered. @param outcome 'ok', 'partial_failure' or the reason of a refusal */
  published(event: {
    readonly outcome: string
    readonly because: string | undefined
    readonly insertedKeys: number
    readonly blame: Blame
  }): void
  /** An authority asked for its statistics. @param outcome 'ok' or the reason of a refusal */
  statisticsRead(event: {
    readonly outcome: string
    readonly because: string | undefined
    readonly blame: Blame
  }): void
  chaffAnswered(surface: string): void
  /** A tenant's switch let an upload pass: to be seen, since such switches are for trials. */
  bypassUsed(bypasses: readonly UsedBypass[]): void
  /** Every uploaded key is stored that many times, which hides little: to be seen, since it looks like padding. */
  keysMultiplied(times: number): void
  jobDone(job: JobName, report: Readonly<Record<string, number>>): void
  jobFailed(job: JobName, cause: unknown): void
  /** @param outcome 'ok' or the reason of a refusal */
  codeVerified(outcome: string): void
  /** The same of a token that was to become a certificate. */
  tokenCertified(outcome: string): void
  /** A realm's quota did not reach. */
  quotaExceeded(realmId: number, codes: number): void
  /** @param outcome 'ok' or the reason of a refusal */
  codeIssued(outcome: string): void
  /** A text left the queue. @param outcome what the provider said, or 'expired' */
  smsDelivered(outcome: string): void
  /** A phone asked for its own code, or its person by the page. */
  userReported(outcome: string): void
  /** A call that was said to be the SMS provider's was refused. */
  smsErrorRefused(reason: string): void
  /** A walk through the system ended, well or not. */
  walked(walk: Walk): void
  /** An app's or the portal's call was answered, whatever was said. @param outcome 'ok' or the reason why it came to nothing */
  workflowCalled(call: string, outcome: string): void
  /** Another key server asked for keys. @param event.outcome 'ok' or the code of the refusal */
  federationFetched(event: {
    readonly outcome: string
    readonly because: string | undefined
    /** Of both lists. */
    readonly keys: number
  }): void
  /** A member of a hub of ours was answered. @param outcome 'ok' or the reason of a refusal @param keys that came or went */
  hubCalled(hub: string, call: string, outcome: string, keys: number): void
  /** Something of ours failed while a request was answered. */
  requestFailed(surface: string, cause: unknown): void
}
