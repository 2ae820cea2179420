/** What the exchange with partners has at hand. */

import type { RandomBytes } from '../../core/random.ts'
import type { UnixSeconds } from '../../core/time.ts'
import type { KeyserverDatabase } from '../../db/keyserver/database.ts'
import type { ArchiveStore } from '../archive-store.ts'
import type { FederationPartner, OpenAdapter, PartnerAdapter } from './protocol.ts'
import type { RunBudget } from './run-budget.ts'

/** Where the raw bytes of every batch are kept. */
export type SubmissionStore = Pick<ArchiveStore, 'putOnce' | 'get' | 'list' | 'remove'>

export interface ExchangeDeps {
  readonly db: KeyserverDatabase
  readonly store: SubmissionStore
  readonly openAdapter: OpenAdapter
  /** Names of claims are drawn from it. */
  readonly randomBytes: RandomBytes
  /** Told of what is our own fault; the failure's name goes further, its cause does not. */
  readonly onFault: (cause: unknown) => void
}

export interface ExchangeSettings {
  readonly truncateWindowSeconds: number
}

/** One run for one partner. */
export interface PartnerRun {
  readonly partner: FederationPartner
  readonly adapter: PartnerAdapter
  readonly settings: ExchangeSettings
  readonly budget: RunBudget
  readonly clock: () => UnixSeconds
  /** Whether what waits for a later attempt is tried now: somebody asked for it. */
  readonly isForced: boolean
}

/** A claim that nobody renewed for that long is another run's to take. */
export const LEASE_SECONDS = 120

const TOKEN_BYTES = 16
const FAILURE_NAME = /^[a-z][a-z0-9_]{0,79}$/

export const claimToken = ({ randomBytes }: Pick<ExchangeDeps, 'randomBytes'>): string =>
  [...randomBytes(TOKEN_BYTES)].map((byte) => byte.toString(16).padStart(2, '0')).join('')

/** Adapters name what went wrong; what is no name is not let into rows and logs. */
export const failureName = (name: string): string => (FAILURE_NAME.test(name) ? name : 'unnamed')

const STORED = { contentType: 'application/octet-stream', cacheControl: 'no-store' }

/** Putting the same bytes under the same name again is no error. */
export async function keep(
  { store }: Pick<ExchangeDeps, 'store'>,
  name: string,
  bytes: Uint8Array,
  contentType: string = STORED.contentType,
): Promise<void> {
  await store.putOnce(name, [bytes], { ...STORED, contentType })
}

/** @returns undefined where the object is gone */
export async function readKept(
  { store }: Pick<ExchangeDeps, 'store'>,
  name: string,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const object = await store.get(name)
  if (object?.body === undefined) return undefined
  return new Uint8Array(await new Response(object.body).arrayBuffer())
}
