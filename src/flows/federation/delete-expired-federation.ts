/** Deletes what was exchanged with partners once it is fourteen days old: raw bytes, batches, sets of keys, sightings. */

import { KEY_LIFETIME_DAYS } from '../../core/federation/ingress.ts'
import { dayOfObject } from '../../core/federation/object-names.ts'
import {
  addSeconds,
  floorTo,
  SECONDS_PER_DAY,
  type UnixSeconds,
  utcDateOf,
} from '../../core/time.ts'
import type { KeyserverDatabase } from '../../db/keyserver/database.ts'
import {
  deleteFederationBatchesBefore,
  deleteFederationStatisticsBefore,
  deleteSightingsBefore,
} from '../../db/keyserver/queries/federation-retention.ts'
import type { SubmissionStore } from './exchange-deps.ts'

/** A key that a partner had on its first day is of use for a day longer, and must not go back to it on that one either. */
const SIGHTING_DAYS = KEY_LIFETIME_DAYS + 2
const STATISTICS_DAYS = 366

/** A type and not an interface, since a job reports any names. */
export type DeleteFederationReport = {
  readonly objects: number
  /** Objects that could not be deleted: the next run tries again. */
  readonly failedObjects: number
  readonly batches: number
  readonly sightings: number
}

/**
 * The bucket is listed, and not the rows: what a run stored that died before it wrote its row goes too. The day stands in the
 * name. What belongs to hubs has other names and is not touched.
 */
export async function deleteExpiredFederation(
  db: KeyserverDatabase,
  store: Pick<SubmissionStore, 'list' | 'remove'>,
  now: UnixSeconds,
): Promise<DeleteFederationReport> {
  const before = floorTo(addSeconds(now, -KEY_LIFETIME_DAYS * SECONDS_PER_DAY), SECONDS_PER_DAY)
  // Each is tried whatever becomes of the others.
  const [batches] = await Promise.allSettled([deleteFederationBatchesBefore(db, before)])
  const [sightings] = await Promise.allSettled([
    deleteSightingsBefore(db, addSeconds(now, -SIGHTING_DAYS * SECONDS_PER_DAY)),
  ])
  const [statistics] = await Promise.allSettled([
    deleteFederationStatisticsBefore(db, addSeconds(now, -STATISTICS_DAYS * SECONDS_PER_DAY)),
  ])
  const [objects] = await Promise.allSettled([deleteObjects(store, utcDateOf(before))])
  if (batches.status === 'rejected') throw batches.reason
  if (sightings.status === 'rejected') throw sightings.reason
  if (statistics.status === 'rejected') throw statistics.reason
  if (objects.status === 'rejected') throw objects.reason
  return { ...objects.value, batches: batches.value, sightings: sightings.value }
}

async function deleteObjects(
  store: Pick<SubmissionStore, 'list' | 'remove'>,
  beforeDay: string,
): Promise<Pick<DeleteFederationReport, 'objects' | 'failedObjects'>> {
  let objects = 0
  let failedObjects = 0
  for (let cursor: string | undefined; ; ) {
    const page = await store.list('', cursor)
    for (const name of page.names) {
      const day = dayOfObject(name)
      if (day === undefined || day >= beforeDay) continue
      try {
        await store.remove(name)
        objects++
      } catch {
        failedObjects++
      }
    }
    if (page.cursor === undefined) return { objects, failedObjects }
    cursor = page.cursor
  }
}
