/** What lies in the store of our gateway, put there and read past its surface: for tests of what it does by the clock. */

import { toHex } from '../../src/core/bytes.ts'
import { decodeBatch, encodeBatch } from '../../src/core/federation/efgs/batch-codec.ts'
import { payloadHash } from '../../src/core/federation/efgs/canonical-bytes.ts'
import type { EfgsKey } from '../../src/core/federation/efgs/diagnosis-key.ts'
import { asUnixSeconds, type UnixSeconds } from '../../src/core/time.ts'
import type { KeyserverDatabase } from '../../src/db/keyserver/database.ts'
import { insertEfgsCertificate } from '../../src/db/keyserver/queries/efgs-certificates.ts'
import {
  downloadEfgsBatch,
  type EfgsBatch,
  readEfgsBatch,
  readFirstEfgsBatch,
} from '../../src/db/keyserver/queries/efgs-hub-batches.ts'
import {
  insertEfgsUpload,
  type UploadOutcome,
} from '../../src/db/keyserver/queries/efgs-hub-uploads.ts'
import { efgsKeys } from './efgs-gateway.ts'

export interface StoredUpload {
  readonly tag: string
  readonly country?: string
  readonly version?: string
  readonly keys: readonly EfgsKey[]
}

export async function storeEfgsUpload(
  db: KeyserverDatabase,
  { tag, country = 'DE', version = '1.0', keys }: StoredUpload,
  now: UnixSeconds,
): Promise<UploadOutcome> {
  const stored = await Promise.all(
    keys.map(async (key) => ({ payloadHash: await payloadHash(key), message: encodeBatch([key]) })),
  )
  const thumbprints = { uploaderThumbprint: 'a', signerThumbprint: 'b' }
  const upload = { tag, country, version, batchSignature: 's', ...thumbprints, keys: stored }
  return insertEfgsUpload(db, upload, now)
}

let serial = 0
/** Keys that no test had. */
export function freshKeys(count: number, origin = 'DE'): readonly EfgsKey[] {
  const keys = efgsKeys(count, { origin }, serial)
  serial += count
  return keys
}

/** A country that may call us. */
export const addMember = async (
  db: KeyserverDatabase,
  country: string,
  change: { readonly revokedAt?: number; readonly type?: 'AUTHENTICATION' | 'SIGNING' } = {},
): Promise<void> => {
  await insertEfgsCertificate(db, {
    thumbprint: `${country} ${serial++}`,
    country,
    type: change.type ?? 'AUTHENTICATION',
    host: '',
    signature: '',
    pem: '',
    gatewayOrigins: [],
    createdAt: 0,
    revokedAt: change.revokedAt ?? null,
  }).run()
}

export interface WalkedBatch {
  readonly name: string
  /** Key data, lower-case hexadecimal. */
  readonly keys: readonly string[]
}

/** Follows the batches by name, as a member that starts at a day does. */
export async function walkBatches(
  db: KeyserverDatabase,
  country: string,
  since: UnixSeconds = asUnixSeconds(0),
): Promise<readonly WalkedBatch[]> {
  const walked: WalkedBatch[] = []
  let batch = await readFirstEfgsBatch(db, since)
  while (batch !== undefined) {
    walked.push({ name: batch.name, keys: await keysOfBatch(db, batch, country, since) })
    batch = batch.next === undefined ? undefined : await readEfgsBatch(db, batch.next)
  }
  return walked
}

export async function keysOfBatch(
  db: KeyserverDatabase,
  batch: EfgsBatch,
  country: string,
  now: UnixSeconds,
): Promise<readonly string[]> {
  const { messages, numberOfKeys } = await downloadEfgsBatch(db, batch, country, now)
  const keys = messages.flatMap((message) => {
    const decoded = decodeBatch(new Uint8Array(message), { maxKeys: 5000 })
    if (!decoded.ok) throw new Error(decoded.failure)
    return decoded.value
  })
  if (keys.length !== numberOfKeys) throw new Error('a download was recorded wrongly')
  return keys.map(({ keyData }) => toHex(keyData))
}
