/** Tokens that submissions spend: given out, looked up, spent, forgotten. Known by their HMAC only. */

import { and, eq, gt } from 'drizzle-orm'
import { TEST_KITS, type TestKit } from '../../../core/layouts/nhs/prefixes.ts'
import type { UnixSeconds } from '../../../core/time.ts'
import type { KeyserverDatabase } from '../database.ts'
import { submissionTokens } from '../schema/submission-tokens.ts'

/** A token that is spent together with what it is spent on. */
export interface SpentToken {
  /** HMAC, lower-case hexadecimal. */
  readonly tokenHash: string
  readonly at: UnixSeconds
}

const SPEND = 'DELETE FROM submission_tokens WHERE token_hash = ?1 AND expires_at > ?2'

/** The kit of a token that is good. @returns undefined where there is no such token, or no more */
export async function readTestKit(
  db: KeyserverDatabase,
  { tokenHash, at }: SpentToken,
): Promise<TestKit | undefined> {
  const [row] = await db.orm
    .select({ testKit: submissionTokens.testKit })
    .from(submissionTokens)
    .where(and(eq(submissionTokens.tokenHash, tokenHash), gt(submissionTokens.expiresAt, at)))
  // As the original: a row that names no kit is one of a laboratory.
  return row && (TEST_KITS.find((kit) => kit === row.testKit) ?? 'LAB_RESULT')
}

/** Spends a token; to be run in the batch that stores what it is for, right before a statement that requires one change. */
export const spendStatement = (
  db: KeyserverDatabase,
  { tokenHash, at }: SpentToken,
): D1PreparedStatement => db.d1.prepare(SPEND).bind(tokenHash, at)

/** Spends a token on nothing. */
export async function spendToken(db: KeyserverDatabase, token: SpentToken): Promise<void> {
  await spendStatement(db, token).run()
}

/** To be run in the batch that records it. @param tokenHashes HMACs, lower-case hexadecimal */
export const issueStatement = (
  db: KeyserverDatabase,
  tokenHashes: readonly string[],
  testKit: TestKit,
  createdAt: UnixSeconds,
  expiresAt: UnixSeconds,
): D1PreparedStatement =>
  db.d1
    .prepare(
      `INSERT INTO submission_tokens (token_hash, test_kit, created_at, expires_at)
      SELECT value, ?2, ?3, ?4 FROM json_each(?1)`,
    )
    .bind(JSON.stringify(tokenHashes), testKit, createdAt, expiresAt)

export async function deleteExpiredTokens(db: KeyserverDatabase, now: UnixSeconds): Promise<void> {
  await db.d1.prepare('DELETE FROM submission_tokens WHERE expires_at <= ?1').bind(now).run()
}
