/** Codes that a person looks for: their own, or one by how its reference begins. */

import { parseUuidSearch } from '../../core/console/uuid-search.ts'
import type { VerificationDatabase } from '../../db/verification/database.ts'
import {
  findCodes,
  type ListedCode,
  listCodesOf,
  readShownCode,
} from '../../db/verification/queries/console-codes.ts'

const PAGE = 50

export interface CodeList {
  readonly codes: readonly ListedCode[]
  /** Where the next page begins; undefined: there is none. */
  readonly next: number | undefined
}

/** @param before where the page begins; undefined: with the newest */
export async function listOwnCodes(
  db: VerificationDatabase,
  realmId: number,
  userId: number,
  before: number | undefined,
): Promise<CodeList> {
  const rows = await listCodesOf(db, realmId, userId, before, PAGE + 1)
  const codes = rows.slice(0, PAGE)
  return { codes, next: rows.length > PAGE ? codes.at(-1)?.id : undefined }
}

export type Search =
  | { readonly kind: 'one'; readonly uuid: string }
  /** All that begin so, or the first of them. */
  | { readonly kind: 'some'; readonly codes: readonly ListedCode[]; readonly hasMore: boolean }
  | { readonly kind: 'none' | 'too_short' }

export async function searchCodes(
  db: VerificationDatabase,
  realmId: number,
  text: string,
): Promise<Search> {
  const search = parseUuidSearch(text)
  if (search.kind === 'none' || search.kind === 'too_short') return search
  if (search.kind === 'whole') {
    const code = await readShownCode(db, realmId, search.uuid)
    return code === undefined ? { kind: 'none' } : { kind: 'one', uuid: search.uuid }
  }
  const rows = await findCodes(db, realmId, search.prefix, PAGE + 1)
  const [first] = rows
  if (first === undefined) return { kind: 'none' }
  if (rows.length === 1) return { kind: 'one', uuid: first.uuid }
  return { kind: 'some', codes: rows.slice(0, PAGE), hasMore: rows.length > PAGE }
}
