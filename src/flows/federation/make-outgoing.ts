/** Keys cut into sets, encoded and kept, ready to be written down: nothing of it is sent before it is. */

import { toHex } from '../../core/bytes.ts'
import { sha256 } from '../../core/crypto/sha256.ts'
import { encodeKeySet } from '../../core/federation/key-set.ts'
import { keysNameOf, objectNameOf } from '../../core/federation/object-names.ts'
import type { OutgoingKey } from '../../core/federation/received-key.ts'
import { splitSets } from '../../core/layouts/coronamelder/split.ts'
import type { UnixSeconds } from '../../core/time.ts'
import type { NewOutgoing } from '../../db/keyserver/queries/outgoing-batches.ts'
import { type ExchangeDeps, keep, type PartnerRun } from './exchange-deps.ts'

export interface OutgoingOrder {
  /** Ascending by key data. */
  readonly keys: readonly OutgoingKey[]
  /** Keys of one set. */
  readonly mostKeys: number
  /** Of the batch that these replace; 0 for none. */
  readonly retryCount: number
  readonly nextAttemptAt: UnixSeconds
}

/** Sets of nearly equal size: none is under the partner's minimum where its maximum is twice that. */
export async function makeOutgoing(
  deps: ExchangeDeps,
  { partner, adapter, clock }: PartnerRun,
  { keys, mostKeys, retryCount, nextAttemptAt }: OutgoingOrder,
): Promise<readonly NewOutgoing[]> {
  const made: NewOutgoing[] = []
  for (const set of splitSets(keys, Math.max(1, mostKeys), 'balanced')) {
    const at = clock()
    const { tag, body, headers } = await adapter.exporter.encode(set, at)
    const objectName = await objectNameOf({
      prefix: partner.prefix,
      direction: 'out',
      at,
      tag,
      content: body,
    })
    const keysName = keysNameOf(objectName)
    await keep(deps, keysName, encodeKeySet(set), 'application/json')
    await keep(deps, objectName, body)
    made.push({
      partnerId: partner.id,
      qualifier: made.length + 1,
      keysName,
      objectName,
      keyCount: set.length,
      stuffingKeyCount: set.filter(({ isSynthetic }) => isSynthetic).length,
      contentHash: toHex(await sha256(body)),
      batchTag: tag,
      headers,
      retryCount,
      nextAttemptAt,
    })
  }
  return made
}
