/** Gives out tokens that phones may submit keys with, each once. The record of it learns how many, and not which. */

import { makeUuid } from '../core/codes/uuid.ts'
import type { TestKit } from '../core/layouts/nhs/prefixes.ts'
import type { RandomBytes } from '../core/random.ts'
import { addSeconds, type UnixSeconds } from '../core/time.ts'
import { auditedBatch } from '../db/audit/queries.ts'
import type { KeyserverDatabase } from '../db/keyserver/database.ts'
import { issueStatement } from '../db/keyserver/queries/submission-tokens.ts'

export interface IssueTokensDeps {
  readonly db: KeyserverDatabase
  readonly randomBytes: RandomBytes
  /** HMAC of a token, lower-case hexadecimal. */
  readonly submissionTokenHash: (token: string) => Promise<string>
}

export interface IssueTokensRequest {
  readonly testKit: TestKit
  readonly count: number
  readonly expiresInSeconds: number
}

/** @returns UUIDs, which are kept nowhere */
export async function issueSubmissionTokens(
  deps: IssueTokensDeps,
  { testKit, count, expiresInSeconds }: IssueTokensRequest,
  actor: string,
  now: UnixSeconds,
): Promise<readonly string[]> {
  const tokens = Array.from({ length: count }, () => makeUuid(deps.randomBytes))
  const hashes = await Promise.all(tokens.map(deps.submissionTokenHash))
  const expiresAt = addSeconds(now, expiresInSeconds)
  const entry = {
    actor,
    action: 'submission_tokens.issue',
    subject: testKit,
    detail: { count, expiresAt },
  }
  await auditedBatch(
    deps.db,
    now,
    [entry],
    [issueStatement(deps.db, hashes, testKit, now, expiresAt)],
  )
  return tokens
}
