/** The list of countries, as it is in force. */

import { type Country, DEFAULT_COUNTRIES } from '../../../core/countries.ts'
import type { KeyserverDatabase } from '../database.ts'
import { countries } from '../schema/countries.ts'

/** @returns ordered by code; the default list where no operator has written one */
export async function readCountries(db: KeyserverDatabase): Promise<readonly Country[]> {
  const rows = await readWrittenCountries(db)
  return rows.length === 0 ? DEFAULT_COUNTRIES : rows
}

/** @returns ordered by code; none where no operator has written a list */
export const readWrittenCountries = async (db: KeyserverDatabase): Promise<readonly Country[]> =>
  db.orm.select().from(countries).orderBy(countries.code)
