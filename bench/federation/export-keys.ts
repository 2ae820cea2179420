/** A day's keys of a large country for a gateway: read, cut, signed, kept, sent, in runs of the exchange. */

import { decodeBatch } from '../../src/core/federation/efgs/batch-codec.ts'
import { verifyBatchSignature } from '../../src/core/federation/efgs/batch-signature.ts'
import { fail, succeed } from '../../src/core/result.ts'
import { asUnixSeconds } from '../../src/core/time.ts'
import type {
  OpenAdapter,
  PartnerAdapter,
  PartnerHttp,
} from '../../src/flows/federation/protocol.ts'
import type { OutboundRequest } from '../../src/flows/outbound.ts'
import { efgsGateway } from '../../test/support/efgs-gateway.ts'
import { type StoredTestKey, storeKeys } from '../../test/support/stored-keys.ts'
import { keysOf } from './keys.ts'
import { type Laps, peakBytes } from './laps.ts'
import { adapterOpener, addPartner, runOnce } from './partners.ts'
import { HOUR, NOW, openStore } from './store.ts'

const BATCH_KEYS = 4000
const SLOTS = 24

export interface ExportFigures {
  readonly keys: number
  readonly batches: number
  readonly cpuSeconds: number
  readonly keysPerCpuSecond: number
  readonly cpuSecondsByPart: Readonly<Record<string, number>>
  readonly d1Calls: number
  readonly r2Calls: number
  /** Of the process, the database in it. */
  readonly peakMb: number
}

export async function benchExport(keys: number): Promise<ExportFigures> {
  const store = openStore()
  await addPartner(store.db, 1, { settings: { maxUploadKeys: BATCH_KEYS } })
  for (let i = 0; i < keys; i += BATCH_KEYS)
    await storeKeys(store.db, ownKeys(Math.min(BATCH_KEYS, keys - i), i))
  const us = await (await efgsGateway({ now: asUnixSeconds(NOW), caller: 'NL' })).member('NL')
  const sent: OutboundRequest[] = []
  const http: PartnerHttp = {
    async send(_url, request) {
      sent.push(request)
      return succeed({ status: 201, headers: new Headers(), body: new Uint8Array() })
    },
  }
  const opener = adapterOpener(store.db, () => http, us)
  const open: OpenAdapter = async (partner) => lapEncoding(await opener(partner), store.laps)
  store.takeCalls()
  store.laps.start()
  let batches = 0
  for (;;) {
    const { counts, hasMore } = await runOnce(store, 1, open, 'export', NOW)
    batches += counts['sentBatches'] ?? 0
    if (!hasMore) break
  }
  store.laps.lap('pipeline')
  const { total, parts } = store.laps.take()
  const calls = store.takeCalls()
  const peakMb = peakBytes() / 1e6
  const arrived = await countSigned(sent, us.certificate.thumbprint)
  if (arrived !== keys) throw new Error(`${arrived} keys of ${keys} arrived`)
  return {
    keys,
    batches,
    cpuSeconds: total,
    keysPerCpuSecond: keys / total,
    cpuSecondsByPart: parts,
    d1Calls: calls.d1,
    r2Calls: calls.r2,
    peakMb,
  }
}

/** Released over the day before. */
const ownKeys = (count: number, seed: number): readonly StoredTestKey[] =>
  keysOf('NL', count, seed).map((key, i) => ({
    key: Buffer.from(key.keyData).toString('hex'),
    createdAt: NOW - (NOW % HOUR) - (1 + (i % SLOTS)) * HOUR,
    start: key.rollingStartIntervalNumber,
    onset: key.daysSinceOnsetOfSymptoms,
    // Of a phone that was not asked: for all countries.
    visited: i % 3 === 0 ? null : [...new Set(['DE', ...key.visitedCountries])],
    regions: ',NL,',
    consent: 3,
  }))

const lapEncoding = (adapter: PartnerAdapter, laps: Laps): PartnerAdapter => ({
  ...adapter,
  exporter: {
    ...adapter.exporter,
    async encode(keys, now) {
      laps.lap('pipeline')
      const batch = await adapter.exporter.encode(keys, now)
      laps.lap('encodeAndSign')
      return batch
    },
  },
})

/** @returns keys of batches that bear our signature over what is in them */
async function countSigned(sent: readonly OutboundRequest[], thumbprint: string): Promise<number> {
  const seen = new Set<string>()
  for (const { body, headers } of sent) {
    const keys = body instanceof Uint8Array ? decodeBatch(body, { maxKeys: BATCH_KEYS }) : undefined
    if (keys?.ok !== true) throw new Error('a batch is not to be read')
    const proof = await verifyBatchSignature(
      headers['batchSignature'] ?? '',
      keys.value,
      asUnixSeconds(NOW),
      async (signer) => (signer.thumbprint === thumbprint ? succeed([]) : fail('unknown')),
    )
    if (!proof.ok) throw new Error(`a batch does not prove: ${proof.failure}`)
    for (const { keyData } of keys.value) seen.add(Buffer.from(keyData).toString('hex'))
  }
  return seen.size
}
