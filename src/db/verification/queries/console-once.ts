/** Forms that have been sent, and where their answers led. */

import type { UnixSeconds } from '../../../core/time.ts'
import type { VerificationDatabase } from '../database.ts'

/** @returns 'first' for exactly one of all that ask with one hash */
export async function reserveOnce(
  db: VerificationDatabase,
  hash: string,
  target: string | undefined,
  expiresAt: UnixSeconds,
): Promise<'first' | { readonly target: string | undefined }> {
  const [inserted, found] = await db.d1.batch<{ readonly data: string | null }>([
    db.d1
      .prepare(
        `INSERT INTO console_one_time (hash, kind, data, expires_at) VALUES (?1, 'once', ?2, ?3)
        ON CONFLICT (hash) DO NOTHING RETURNING data`,
      )
      .bind(hash, target ?? null, expiresAt),
    db.d1.prepare("SELECT data FROM console_one_time WHERE hash = ?1 AND kind = 'once'").bind(hash),
  ])
  if (inserted !== undefined && inserted.results.length > 0) return 'first'
  return { target: found?.results[0]?.data ?? undefined }
}

export async function settleOnce(
  db: VerificationDatabase,
  hash: string,
  target: string,
): Promise<void> {
  await db.d1
    .prepare("UPDATE console_one_time SET data = ?2 WHERE hash = ?1 AND kind = 'once'")
    .bind(hash, target)
    .run()
}

export async function releaseOnce(db: VerificationDatabase, hash: string): Promise<void> {
  await db.d1
    .prepare("DELETE FROM console_one_time WHERE hash = ?1 AND kind = 'once'")
    .bind(hash)
    .run()
}
