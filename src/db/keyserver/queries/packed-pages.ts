/**
 * Keys out of the database in key order, a page at a time, packed: a million of them never stand in memory together. A page
 * is one text, since rows would be a million objects, and a BLOB an array of numbers.
 */

import { toHex, writeHex } from '../../../core/bytes.ts'
import { PACKED_KEY_BYTES } from '../../../core/export/packed-keys.ts'
import type { KeySelection } from '../../../core/export/selection.ts'
import { KEY_BYTES } from '../../../core/temporary-exposure-key.ts'
import type { KeyserverDatabase } from '../database.ts'

/** Keys a page: its text stays below the 1 MB that the platform sends back at once. */
export const PAGE_KEYS = 20_000
/** Keys of all slots of a merge that stand in memory at once: 5 MB. */
export const MERGED_KEYS = 200_000

/** A BLOB would come back as an array of numbers; 50 hexadecimal digits are four times as fast. */
export function packedColumns(risk: string, reportType: string, onset: string): string {
  return `hex(key_data) || printf('%08X%02X%02X%02X%04X', rolling_start_interval_number, rolling_period, ${risk},
    ${reportType}, coalesce(${onset}, -32768) & 65535)`
}

/** Reads up to `limit` packed keys after a key. */
export type ReadPage = (after: string, limit: number) => Promise<string>

export async function* pagesOf(readPage: ReadPage, limit: number): AsyncGenerator<Uint8Array> {
  const page = new Uint8Array(limit * PACKED_KEY_BYTES)
  let after = ''
  for (;;) {
    const digits = await readPage(after, limit)
    const length = digits.length / 2
    if (length > page.length || length % PACKED_KEY_BYTES !== 0 || !writeHex(digits, page, 0)) {
      throw new Error('a page of keys is malformed')
    }
    if (length > 0) {
      after = toHex(page.subarray(length - PACKED_KEY_BYTES, length - PACKED_KEY_BYTES + KEY_BYTES))
      yield page.subarray(0, length)
    }
    if (length < page.length) return
  }
}

/** A condition on stored keys, and its parameters. */
export interface Filter {
  readonly sql: string
  readonly values: readonly (string | number)[]
}

/** One page of `FROM … WHERE …`, ascending by key after `after`. @returns hexadecimal digits */
export async function readPackedPage(
  db: KeyserverDatabase,
  packed: string,
  from: string,
  where: string,
  values: readonly (string | number)[],
  after: string,
  limit: number,
): Promise<string> {
  const row = await db.d1
    .prepare(
      `SELECT group_concat(packed, '') AS digits FROM (SELECT ${packed} AS packed FROM ${from}
        WHERE ${where} AND key_data > unhex(?) ORDER BY key_data LIMIT ?)`,
    )
    .bind(...values, after, limit)
    .first<{ digits: string | null }>()
  return row?.digits ?? ''
}

/** The keys that an export takes, by region and traveler. */
export function selectionFilter(selection: KeySelection): Filter {
  const matches = (regions: readonly string[]) =>
    regions.map(() => 'instr(regions, ?) > 0').join(' OR ')
  const parameter = (region: string) => `,${region},`
  const included = selection.regions.length > 0 ? matches(selection.regions) : '0'
  const clauses = [`(${included}${selection.includeTravelers ? ' OR traveler = 1' : ''})`]
  if (selection.excludeRegions.length > 0) {
    clauses.push(`NOT (${matches(selection.excludeRegions)})`)
  }
  if (selection.onlyNonTravelers) clauses.push('traveler = 0')
  return {
    sql: clauses.join(' AND '),
    values: [...selection.regions.map(parameter), ...selection.excludeRegions.map(parameter)],
  }
}
