/** A gateway's batch of 5,000 keys from five uploaders: fetched, proved, staged, judged and moved in one run. */

import { asUnixSeconds } from '../../src/core/time.ts'
import type { OpenAdapter, PartnerHttp } from '../../src/flows/federation/protocol.ts'
import { efgsGateway } from '../../test/support/efgs-gateway.ts'
import { keysOf } from './keys.ts'
import { peakBytes } from './laps.ts'
import { adapterOpener, addPartner, runOnce } from './partners.ts'
import { type BenchStore, countOf, HOUR, NOW, openStore } from './store.ts'

const UPLOADERS = ['AT', 'BE', 'DE', 'FR', 'IT']
const KEYS_OF_EACH = 1000
const BATCH_KEYS = UPLOADERS.length * KEYS_OF_EACH
/** What a batch of a gateway at its limit may cost, seconds of CPU. */
const MOST_SECONDS = 2

export interface ImportFigures {
  readonly keys: number
  readonly uploaders: number
  /** The first batch of a process. */
  readonly coldCpuSeconds: number
  /** Median of those after it. */
  readonly cpuSeconds: number
  readonly atMostSeconds: number
  /** Of the median batch. */
  readonly cpuSecondsByPart: Readonly<Record<string, number>>
  /** Median of batches that are taken in without a proof. */
  readonly unauditedCpuSeconds: number
  /** With a proof over without. */
  readonly auditRatio: number
  readonly d1Calls: number
  readonly r2Calls: number
  /** Of the process, the other side and the database in it. */
  readonly peakMb: number
}

interface Measured {
  readonly total: number
  readonly parts: Readonly<Record<string, number>>
}

export async function benchImport(batches: number): Promise<ImportFigures> {
  const audited = await measure(batches, true)
  const peakMb = peakBytes() / 1e6
  const unaudited = await measure(batches, false)
  const [cold, ...warm] = audited.runs
  const middle = medianOf(warm)
  const cpuSeconds = middle.total
  const unauditedCpuSeconds = medianOf(unaudited.runs.slice(1)).total
  return {
    keys: BATCH_KEYS,
    uploaders: UPLOADERS.length,
    coldCpuSeconds: cold?.total ?? 0,
    cpuSeconds,
    atMostSeconds: MOST_SECONDS,
    cpuSecondsByPart: middle.parts,
    unauditedCpuSeconds,
    auditRatio: cpuSeconds / unauditedCpuSeconds,
    d1Calls: audited.calls.d1,
    r2Calls: audited.calls.r2,
    peakMb,
  }
}

/** Batches one after the other, each alone: the calls are those of the last. */
async function measure(batches: number, auditsBatches: boolean) {
  const store = openStore()
  const gateway = await efgsGateway({ now: asUnixSeconds(NOW), caller: 'NL' })
  const settings = { auditsBatches, trustAnchorPem: gateway.anchorPem }
  await addPartner(store.db, 1, { settings })
  const open = watch(gateway.http, store)
  const runs: Measured[] = []
  let calls = store.takeCalls()
  for (let batch = 0; batch < batches; batch++) {
    const now = NOW + batch * HOUR
    gateway.setNow(asUnixSeconds(now))
    for (const [place, country] of UPLOADERS.entries()) {
      await gateway.publish(country, keysOf(country, KEYS_OF_EACH, batch * 10 + place), false)
    }
    gateway.closeBatch()
    store.takeCalls()
    store.laps.start()
    await runOnce(store, 1, open, 'import', now)
    store.laps.lap('pipeline')
    runs.push(store.laps.take())
    calls = store.takeCalls()
  }
  await requireStored(store, batches * BATCH_KEYS)
  return { runs, calls }
}

/** What comes after an answer is named by it: its keys are read, or they are proved. */
function watch(http: PartnerHttp, { db, laps }: BenchStore): OpenAdapter {
  let next = 'pipeline'
  const open = adapterOpener(db, () => ({
    async send(url, request) {
      const answer = await laps.partner(next, () => http.send(url, request))
      next = url.includes('/audit/') ? 'audit' : 'decode'
      return answer
    },
  }))
  return async (partner) => {
    const adapter = await open(partner)
    const { importer } = adapter
    const poll: typeof importer.poll = async (cursor, now) => {
      const step = await importer.poll(cursor, now)
      laps.lap(next)
      next = 'pipeline'
      return step
    }
    return { ...adapter, importer: { ...importer, poll } }
  }
}

async function requireStored(store: BenchStore, keys: number): Promise<void> {
  const stored = await countOf(store, 'diagnosis_keys')
  if (stored !== keys) throw new Error(`${stored} keys of ${keys} were stored`)
}

function medianOf(runs: readonly Measured[]): Measured {
  const sorted = runs.toSorted((a, b) => a.total - b.total)
  return sorted[sorted.length >> 1] ?? { total: 0, parts: {} }
}
