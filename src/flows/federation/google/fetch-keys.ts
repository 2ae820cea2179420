/**
 * Answers a fetch: primary keys first, revised ones with what is left of the limit, up to the newest slot of the store that is over
 * and complete. Whoever follows the cursors gets each key once, and each revision once, after its key.
 */

import { NONCE_BYTES } from '../../../core/crypto/aes-gcm.ts'
import {
  type CriteriaProblem,
  criteriaOf,
  type FetchCriteria,
} from '../../../core/federation/google/criteria.ts'
import {
  type CursorBinding,
  type FetchList,
  type FetchPosition,
  openCursor,
  sealCursor,
} from '../../../core/federation/google/cursor.ts'
import {
  type FederatedKey,
  type FetchCursor,
  type FetchRequest,
  type FetchResponse,
  MAX_FETCHED_KEYS,
} from '../../../core/federation/google/messages.ts'
import { outgoingKey } from '../../../core/federation/google/outgoing-key.ts'
import { paddedWindows } from '../../../core/padding/padded-windows.ts'
import type { RandomBytes } from '../../../core/random.ts'
import { fail, type Result, succeed } from '../../../core/result.ts'
import {
  addSeconds,
  asUnixSeconds,
  floorTo,
  intervalOf,
  type UnixSeconds,
} from '../../../core/time.ts'
import type { KeyserverDatabase } from '../../../db/keyserver/database.ts'
import type { FederationAuthorization } from '../../../db/keyserver/queries/federation-authorizations.ts'
import { readFetchedPage } from '../../../db/keyserver/queries/federation-window.ts'
import { readPaddingPolicies } from '../../../db/keyserver/queries/padding.ts'

export interface FetchDeps {
  readonly db: KeyserverDatabase
  /** AES-256-GCM, for cursors. */
  readonly cursorKey: () => Promise<CryptoKey>
  readonly randomBytes: RandomBytes
  readonly settings: FetchSettings
}

export interface FetchSettings {
  readonly truncateWindowSeconds: number
  /** Keys that ended longer ago are not sent: nobody looks for them any more. */
  readonly keyLifetimeSeconds: number
}

/** What a caller with a good token did wrong. */
export type FetchProblem =
  | CriteriaProblem
  /** The cursor was not given to this caller for this question: to be asked again without one. */
  | 'cursor_refused'

/** An upload that began in a slot is written by then. */
const UPLOAD_GRACE_SECONDS = 60

export async function fetchKeys(
  deps: FetchDeps,
  caller: FederationAuthorization,
  request: FetchRequest,
  now: UnixSeconds,
): Promise<Result<FetchResponse, FetchProblem>> {
  const read = criteriaOf(request, caller)
  if (!read.ok) return read
  const criteria = read.value
  const { keyCursor, revisedKeyCursor } = request.state
  const key = await deps.cursorKey()
  const bound = (list: FetchList): CursorBinding => ({ callerId: caller.id, list, criteria })
  const primaryFrom = await openCursor(key, keyCursor, bound('primary'))
  const revisedFrom = await openCursor(key, revisedKeyCursor, bound('revised'))
  if (primaryFrom === undefined || revisedFrom === undefined) return fail('cursor_refused')

  const end = await completeUntil(deps, criteria, now)
  const limit = Math.min(request.maxExposureKeys || MAX_FETCHED_KEYS, MAX_FETCHED_KEYS)
  const page = (list: FetchList, from: FetchPosition, some: number) =>
    readList(deps, caller, criteria, list, from, end, some, now)
  const primary = await page('primary', primaryFrom, limit)
  // A revision must not overtake its key.
  const left = primary.isPartial ? 0 : limit - primary.keys.length
  const revised =
    left > 0
      ? await page('revised', revisedFrom, left)
      : { keys: [], next: revisedFrom, isPartial: true }
  const sealed = async (
    list: FetchList,
    sent: FetchCursor,
    from: FetchPosition,
    to: FetchPosition,
  ) =>
    // One that did not move stays the same text: a caller with nothing new has nothing to keep.
    from === to && sent.nextToken !== ''
      ? sent
      : sealCursor(key, deps.randomBytes(NONCE_BYTES), to, bound(list))
  return succeed({
    keys: primary.keys,
    revisedKeys: revised.keys,
    isPartial: primary.isPartial || revised.isPartial,
    nextState: {
      keyCursor: await sealed('primary', keyCursor, primaryFrom, primary.next),
      revisedKeyCursor: await sealed('revised', revisedKeyCursor, revisedFrom, revised.next),
    },
  })
}

/** End of the newest slot that is over and padded: what is written of it is all that there will be. */
async function completeUntil(
  { db, settings }: FetchDeps,
  criteria: FetchCriteria,
  now: UnixSeconds,
): Promise<UnixSeconds> {
  const { truncateWindowSeconds } = settings
  const end = floorTo(addSeconds(now, -UPLOAD_GRACE_SECONDS), truncateWindowSeconds)
  const taken = {
    outputRegion: '',
    inputRegions: criteria.includeRegions,
    excludeRegions: criteria.excludeRegions,
    includeTravelers: true,
  }
  const policies = await readPaddingPolicies(db)
  const isComplete = (until: UnixSeconds) =>
    paddedWindows([{ start: until, end: until }], policies, taken, truncateWindowSeconds).length > 0
  if (isComplete(end)) return end
  const ends = policies.flatMap(({ paddedThrough }) =>
    paddedThrough === undefined ? [] : [addSeconds(paddedThrough, truncateWindowSeconds)],
  )
  const complete = ends.filter((until) => until < end && isComplete(until))
  return asUnixSeconds(Math.max(0, ...complete))
}

interface ReadList {
  readonly keys: readonly FederatedKey[]
  readonly next: FetchPosition
  readonly isPartial: boolean
}

async function readList(
  { db, settings }: FetchDeps,
  caller: FederationAuthorization,
  criteria: FetchCriteria,
  list: FetchList,
  from: FetchPosition,
  end: UnixSeconds,
  limit: number,
  now: UnixSeconds,
): Promise<ReadList> {
  // Also a cursor of an hour that is yet to come: what it points to stays ahead of it.
  if (from.timestamp >= end) return { keys: [], next: from, isPartial: false }
  const oldestInterval = intervalOf(addSeconds(now, -settings.keyLifetimeSeconds))
  const { partnerId, gatewayFrom } = caller
  const span = { from, end, oldestInterval }
  const page = await readFetchedPage(db, list, span, { criteria, partnerId, gatewayFrom }, limit)
  return {
    keys: page.keys.map((key) => outgoingKey(key, criteria)),
    next: page.next ?? { timestamp: end, after: new Uint8Array() },
    isPartial: page.next !== undefined,
  }
}
