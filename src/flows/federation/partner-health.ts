/** How the exchange with each partner stands, and what of it is about to end. */

import { type Expiry, expiriesOf } from '../../core/federation/expiries.ts'
import type { UnixSeconds } from '../../core/time.ts'
import type { KeyserverDatabase } from '../../db/keyserver/database.ts'
import { isActive, type PartnerRow } from '../../db/keyserver/queries/federation-partners.ts'
import {
  type BatchCount,
  type BatchDirection,
  type FederationStateRow,
  readPartnerHealth,
} from '../../db/keyserver/queries/partner-health.ts'
import type { SecretBox } from '../secret-box.ts'
import { openCredentials } from './open-partner.ts'

export interface DirectionHealth {
  readonly direction: FederationStateRow['direction']
  readonly lastSuccessAt: number | null
  readonly lastFailure: string | null
  readonly consecutiveFailures: number
  readonly nextAttemptAt: number
}

export interface BatchesHealth {
  /** By status. */
  readonly byStatus: Readonly<Record<string, number>>
  /** When the oldest came to be that is not done with; null where none waits. */
  readonly oldestWaitingAt: number | null
}

export interface PartnerHealth {
  readonly name: string
  readonly protocol: PartnerRow['protocol']
  readonly baseUrl: string
  readonly importsKeys: boolean
  readonly exportsKeys: boolean
  readonly isActive: boolean
  readonly directions: readonly DirectionHealth[]
  readonly incoming: BatchesHealth
  readonly outgoing: BatchesHealth
  /** Names of its credentials, which are told to nobody. */
  readonly credentials: readonly string[]
  /** Earliest first. */
  readonly expiries: readonly Expiry[]
}

/** Statuses of batches that somebody or something still has to do with. */
const WAITING: Readonly<Record<BatchDirection, readonly string[]>> = {
  incoming: ['registered', 'downloading', 'downloaded', 'processing'],
  outgoing: ['new', 'sending'],
}

/** @throws where the master key does not open a partner's credentials: the deployment is misconfigured */
export async function partnersHealth(
  { db, secretBox }: { readonly db: KeyserverDatabase; readonly secretBox: SecretBox },
  now: UnixSeconds,
): Promise<readonly PartnerHealth[]> {
  const { partners, states, signers, counts } = await readPartnerHealth(db)
  return Promise.all(
    partners.map(async (row): Promise<PartnerHealth> => {
      const credentials = await openCredentials(secretBox, row.name, row.wrappedCredentials)
      const signer = signers.find(({ id }) => id === row.contentSignerId)
      const texts = {
        settings: row.settings,
        credentials,
        signerCertificatesPem: signer?.certificatesPem,
      }
      const own = counts.filter(({ partnerId }) => partnerId === row.id)
      return {
        name: row.name,
        protocol: row.protocol,
        baseUrl: row.baseUrl,
        importsKeys: row.importsKeys,
        exportsKeys: row.exportsKeys,
        isActive: isActive(row, now),
        directions: states.filter(({ partnerId }) => partnerId === row.id).map(directionOf),
        incoming: batchesOf(own, 'incoming'),
        outgoing: batchesOf(own, 'outgoing'),
        credentials: Object.keys(credentials).sort(),
        expiries: expiriesOf(texts, now),
      }
    }),
  )
}

const directionOf = (state: FederationStateRow): DirectionHealth => ({
  direction: state.direction,
  lastSuccessAt: state.lastSuccessAt,
  lastFailure: state.lastFailure,
  consecutiveFailures: state.consecutiveFailures,
  nextAttemptAt: state.nextAttemptAt,
})

function batchesOf(counts: readonly BatchCount[], direction: BatchDirection): BatchesHealth {
  const own = counts.filter((count) => count.direction === direction)
  const waiting = own.filter(({ status }) => WAITING[direction].includes(status))
  return {
    byStatus: Object.fromEntries(own.map(({ status, batches }) => [status, batches])),
    oldestWaitingAt: waiting.length === 0 ? null : Math.min(...waiting.map((w) => w.oldestAt)),
  }
}
