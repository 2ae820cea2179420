/** A batch that counts only while the database is as it was when the batch was planned. */

import type { KeyserverDatabase } from '../database.ts'

const MAX_ATTEMPTS = 5

/**
 * A statement that fails, and with it its whole batch, where a condition does not hold: SQLite raises errors outside of
 * triggers only from functions, and this one's argument is no JSON.
 * @param condition SQL, with ?1 and so on for the values
 */
export const requireStatement = (
  db: KeyserverDatabase,
  condition: string,
  ...values: readonly unknown[]
): D1PreparedStatement =>
  db.d1
    .prepare(`SELECT CASE WHEN ${condition} THEN 1 ELSE json('not as it was read') END`)
    .bind(...values)

/** Plans and writes once more where others were faster. */
export async function asRead<T>(planAndWrite: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await planAndWrite()
    } catch (error) {
      const isStale = error instanceof Error && error.message.includes('malformed JSON')
      if (!isStale || attempt === MAX_ATTEMPTS) throw error
    }
  }
}
