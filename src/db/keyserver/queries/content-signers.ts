/** Certificates that sign contents. */

import { eq } from 'drizzle-orm'
import type { KeyserverDatabase } from '../database.ts'
import { contentSigners } from '../schema/content-signers.ts'

export type ContentSignerRow = typeof contentSigners.$inferSelect
export type NewContentSigner = Omit<ContentSignerRow, 'id'>

export async function readContentSigner(
  db: KeyserverDatabase,
  id: number,
): Promise<ContentSignerRow | undefined> {
  const [row] = await db.orm.select().from(contentSigners).where(eq(contentSigners.id, id))
  return row
}
