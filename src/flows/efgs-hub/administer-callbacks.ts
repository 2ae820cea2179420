/** Where a member of our gateway wants to be told of batches: its own entries, and nobody else's. */

import { isCallbackId, isCallbackUrl } from '../../core/federation/efgs/callback-registration.ts'
import { fail, type Result, succeed } from '../../core/result.ts'
import type { UnixSeconds } from '../../core/time.ts'
import type { KeyserverDatabase } from '../../db/keyserver/database.ts'
import {
  deleteEfgsCallback,
  type EfgsCallback,
  putEfgsCallback,
  readEfgsCallbacks,
} from '../../db/keyserver/queries/efgs-hub-subscriptions.ts'

export interface CallbackAdministrationDeps {
  readonly db: KeyserverDatabase
  /** For development, where a member's server may be this machine. */
  readonly allowsLoopback: boolean
}

/** Entries of a country: each of them is called for each batch. */
const MAX_CALLBACKS = 20

export type PutCallbackRefusal = 'callback_id' | 'callback_url' | 'too_many_callbacks'

/** Makes an entry, or gives one another address. It is told of the batches that come from now on. */
export async function putCallback(
  { db, allowsLoopback }: CallbackAdministrationDeps,
  country: string,
  callback: EfgsCallback,
  now: UnixSeconds,
): Promise<Result<undefined, PutCallbackRefusal>> {
  if (!isCallbackId(callback.callbackId)) return fail('callback_id')
  if (!isCallbackUrl(callback.url, allowsLoopback)) return fail('callback_url')
  const isKept = await putEfgsCallback(db, country, callback, MAX_CALLBACKS, now)
  return isKept ? succeed(undefined) : fail('too_many_callbacks')
}

export const listCallbacks = (
  { db }: Pick<CallbackAdministrationDeps, 'db'>,
  country: string,
): Promise<readonly EfgsCallback[]> => readEfgsCallbacks(db, country)

/** With all that it was still to be told of. @returns whether it was there */
export const removeCallback = (
  { db }: Pick<CallbackAdministrationDeps, 'db'>,
  country: string,
  callbackId: string,
): Promise<boolean> => deleteEfgsCallback(db, country, callbackId)
