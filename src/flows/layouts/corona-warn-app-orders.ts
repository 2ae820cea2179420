/** Archives of a Corona-Warn-App export as they are to be, and what their objects say of themselves. */

import { CWA_HASH } from '../../core/layouts/corona-warn-app/hash.ts'
import { dateOf, hourOf } from '../../core/layouts/corona-warn-app/index-texts.ts'
import { objectName } from '../../core/layouts/corona-warn-app/paths.ts'
import { SECONDS_PER_DAY, SECONDS_PER_HOUR } from '../../core/time.ts'
import type { ObjectMeta } from '../archive-store.ts'
import type { CollectedKeys } from './collect-keys.ts'
import type { ArchiveOrder } from './store-archive.ts'

export type NamedOrder = ArchiveOrder & { readonly name: string }

/** @param hash of the content, as the layout has it */
export const coronaWarnAppMeta = (contentType: string, hash: string): ObjectMeta => ({
  contentType,
  cacheControl: 'public,max-age=300',
  custom: { [CWA_HASH]: hash },
})

/** @param slot any instant of the hour, Unix seconds */
export const hourName = (prefix: string, country: string, slot: number): string =>
  objectName(prefix, { kind: 'hour', country, date: dateOf(slot), hour: hourOf(slot) })

/** @param day any instant of it, Unix seconds */
export const dayName = (prefix: string, country: string, day: number): string =>
  objectName(prefix, { kind: 'day', country, date: dateOf(day) })

export const hourOrder = (
  prefix: string,
  directory: string,
  slot: number,
  keys: CollectedKeys,
  isMutable: boolean,
): NamedOrder => ({
  name: hourName(prefix, directory, slot),
  directory,
  kind: 'fine',
  slot,
  startAt: slot,
  endAt: slot + SECONDS_PER_HOUR,
  region: directory,
  keys,
  isMutable,
})

export const dayOrder = (
  prefix: string,
  directory: string,
  day: number,
  keys: CollectedKeys,
  isMutable: boolean,
): NamedOrder => ({
  name: dayName(prefix, directory, day),
  directory,
  kind: 'day',
  slot: day,
  startAt: day,
  endAt: day + SECONDS_PER_DAY,
  region: directory,
  keys,
  isMutable,
})
