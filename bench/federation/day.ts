/** A day of a million keys from 120 partners of all protocols, and what the same partners cost in an hour with nothing new. */

import { makePartners } from './fakes.ts'
import { adapterOpener, addPartner, runOnce } from './partners.ts'
import { type BenchStore, countOf, HOUR, NOW, openStore } from './store.ts'

const HOURS = 24
const MINUTE = 60

export interface DayFigures {
  readonly partners: number
  readonly keys: number
  readonly batches: number
  readonly cpuSeconds: number
  readonly keysPerCpuSecond: number
  readonly cpuMicrosecondsPerKey: Readonly<Record<string, number>>
  readonly d1CallsPerBatch: number
  readonly r2CallsPerBatch: number
  /** An hour in which every partner is run every minute, both ways, and asked every five. */
  readonly idleHour: {
    readonly runs: number
    readonly cpuSeconds: number
    readonly cpuMillisecondsPerRun: number
    readonly d1CallsPerRun: number
  }
  /** A whole day of such hours over the day's work. */
  readonly idleRatio: number
}

export async function benchDay(partnersOfEach: number, keys: number): Promise<DayFigures> {
  const store = openStore()
  const partners = await makePartners(partnersOfEach)
  for (const [index, { protocol, settings, credentials }] of partners.entries()) {
    await addPartner(store.db, index + 1, { protocol, settings: { ...settings } }, credentials)
  }
  const open = adapterOpener(store.db, (id) => ({
    send: (url, request) =>
      store.laps.partner('pipeline', async () => {
        const partner = partners[id - 1]
        if (partner === undefined) throw new Error('no such partner')
        return partner.http.send(url, request)
      }),
  }))
  const run = async (id: number, direction: 'import' | 'export', now: number) => {
    store.laps.start()
    const report = await runOnce(store, id, open, direction, now)
    store.laps.lap('pipeline')
    return { report, seconds: store.laps.take().total }
  }

  const each = Math.round(keys / partners.length / HOURS)
  const spent: Record<string, number> = {}
  let batches = 0
  store.takeCalls()
  for (let hour = 0; hour < HOURS; hour++) {
    const now = NOW + hour * HOUR
    for (const [index, partner] of partners.entries()) {
      await partner.bring(each, hour * 1000 + index * 2, now)
      const { report, seconds } = await run(index + 1, 'import', now)
      spent[partner.protocol] = (spent[partner.protocol] ?? 0) + seconds
      batches += report.counts['processedBatches'] ?? 0
    }
  }
  const calls = store.takeCalls()
  const brought = each * partners.length * HOURS
  await requireStored(store, brought)
  const cpuSeconds = Object.values(spent).reduce((sum, one) => sum + one, 0)

  const idle = { runs: 0, cpuSeconds: 0 }
  for (let minute = 0; minute < MINUTE; minute++) {
    const now = NOW + HOURS * HOUR + minute * MINUTE
    for (const direction of ['import', 'export'] as const) {
      for (const index of partners.keys()) {
        idle.cpuSeconds += (await run(index + 1, direction, now)).seconds
        idle.runs++
      }
    }
  }
  const idleCalls = store.takeCalls()
  await requireStored(store, brought)
  return {
    partners: partners.length,
    keys: brought,
    batches,
    cpuSeconds,
    keysPerCpuSecond: brought / cpuSeconds,
    cpuMicrosecondsPerKey: Object.fromEntries(
      Object.entries(spent).map(([protocol, seconds]) => [
        protocol,
        (seconds / (brought / 3)) * 1e6,
      ]),
    ),
    d1CallsPerBatch: calls.d1 / batches,
    r2CallsPerBatch: calls.r2 / batches,
    idleHour: {
      ...idle,
      cpuMillisecondsPerRun: (idle.cpuSeconds / idle.runs) * 1000,
      d1CallsPerRun: idleCalls.d1 / idle.runs,
    },
    idleRatio: (idle.cpuSeconds * HOURS) / cpuSeconds,
  }
}

async function requireStored(store: BenchStore, keys: number): Promise<void> {
  const stored = await countOf(store, 'diagnosis_keys')
  if (stored !== keys) throw new Error(`${stored} keys of ${keys} were stored`)
}
