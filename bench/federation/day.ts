/** A day of a million keys from 120 partners of all protocols, and what the same partners cost in minutes with nothing new. */

import { makePartners } from './fakes.ts'
import { adapterOpener, addPartner, runOnce } from './partners.ts'
import { type BenchStore, countOf, HOUR, NOW, openStore } from './store.ts'

const HOURS = 24
const MINUTE = 60
/** Polls come every five. */
const IDLE_MINUTES = 15
const MINUTES_A_DAY = 1440
/** Of each protocol one partner in so many is also sent keys; of Google's none is. */
const ONE_EXPORTS_IN = 10

/** Runs, and what they cost. */
export interface RunFigures {
  readonly runs: number
  readonly cpuSeconds: number
  readonly cpuMillisecondsPerRun: number
  readonly d1CallsPerRun: number
}

export interface DayFigures {
  readonly partners: number
  readonly keys: number
  readonly batches: number
  /** Of taking them in. */
  readonly cpuSeconds: number
  readonly keysPerCpuSecond: number
  readonly cpuMicrosecondsPerKey: Readonly<Record<string, number>>
  readonly d1CallsPerBatch: number
  readonly r2CallsPerBatch: number
  /** Looking each hour what may leave for those that are sent keys: among all keys, none. */
  readonly exports: RunFigures
  /** Minutes in which every partner is run, and asked once in five. */
  readonly idle: RunFigures
  /** A whole day of such minutes over the day's work. */
  readonly idleRatio: number
}

export async function benchDay(partnersOfEach: number, keys: number): Promise<DayFigures> {
  const store = openStore()
  const partners = await makePartners(partnersOfEach)
  const exporters: number[] = []
  for (const [index, { protocol, settings, credentials }] of partners.entries()) {
    const id = index + 1
    const exportsKeys = protocol !== 'google' && Math.floor(index / 3) % ONE_EXPORTS_IN === 0
    if (exportsKeys) exporters.push(id)
    const values = { protocol, settings: { ...settings }, exportsKeys }
    await addPartner(store.db, id, values, credentials)
  }
  const open = adapterOpener(store.db, (id) => ({
    send: (url, request) =>
      store.laps.partner('pipeline', async () => {
        const partner = partners[id - 1]
        if (partner === undefined) throw new Error('no such partner')
        return partner.http.send(url, request)
      }),
  }))
  const run = async (id: number, direction: 'import' | 'export', now: number, into: Tally) => {
    store.takeCalls()
    store.laps.start()
    const report = await runOnce(store, id, open, direction, now)
    store.laps.lap('pipeline')
    const { total } = store.laps.take()
    const { d1, r2 } = store.takeCalls()
    into.runs++
    into.seconds += total
    into.d1 += d1
    into.r2 += r2
    return report
  }

  const each = Math.round(keys / partners.length / HOURS)
  const imports: Record<string, Tally> = {}
  const exports = newTally()
  let batches = 0
  for (let hour = 0; hour < HOURS; hour++) {
    const now = NOW + hour * HOUR
    for (const [index, partner] of partners.entries()) {
      await partner.bring(each, hour * 1000 + index * 2, now)
      const tally = imports[partner.protocol] ?? newTally()
      imports[partner.protocol] = tally
      const { counts } = await run(index + 1, 'import', now, tally)
      batches += counts['processedBatches'] ?? 0
    }
    for (const id of exporters) await run(id, 'export', now, exports)
  }
  const brought = each * partners.length * HOURS
  await requireStored(store, brought)

  // The hour that is over by then is none of the idle minutes'.
  const evening = NOW + HOURS * HOUR
  for (const id of exporters) await run(id, 'export', evening, exports)
  const idle = newTally()
  for (let minute = 0; minute < IDLE_MINUTES; minute++) {
    const now = evening + minute * MINUTE
    for (const index of partners.keys()) await run(index + 1, 'import', now, idle)
    for (const id of exporters) await run(id, 'export', now, idle)
  }
  await requireStored(store, brought)

  const all = sum(Object.values(imports))
  const keysOfEach = brought / Object.keys(imports).length
  return {
    partners: partners.length,
    keys: brought,
    batches,
    cpuSeconds: all.seconds,
    keysPerCpuSecond: brought / all.seconds,
    cpuMicrosecondsPerKey: Object.fromEntries(
      Object.entries(imports).map(([protocol, { seconds }]) => [
        protocol,
        (seconds / keysOfEach) * 1e6,
      ]),
    ),
    d1CallsPerBatch: all.d1 / batches,
    r2CallsPerBatch: all.r2 / batches,
    exports: figuresOf(exports),
    idle: figuresOf(idle),
    idleRatio: (idle.seconds / IDLE_MINUTES) * (MINUTES_A_DAY / all.seconds),
  }
}

interface Tally {
  runs: number
  seconds: number
  d1: number
  r2: number
}

const newTally = (): Tally => ({ runs: 0, seconds: 0, d1: 0, r2: 0 })

const sum = (tallies: readonly Tally[]): Tally =>
  tallies.reduce(
    (a, b) => ({
      runs: a.runs + b.runs,
      seconds: a.seconds + b.seconds,
      d1: a.d1 + b.d1,
      r2: a.r2 + b.r2,
    }),
    newTally(),
  )

const figuresOf = ({ runs, seconds, d1 }: Tally): RunFigures => ({
  runs,
  cpuSeconds: seconds,
  cpuMillisecondsPerRun: (seconds / runs) * 1000,
  d1CallsPerRun: d1 / runs,
})

async function requireStored(store: BenchStore, keys: number): Promise<void> {
  const stored = await countOf(store, 'diagnosis_keys')
  if (stored !== keys) throw new Error(`${stored} keys of ${keys} were stored`)
}
