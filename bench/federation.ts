/**
 * Federation: what batches, keys and idle minutes cost, each part in a process of its own. The code is the Worker's; Node's SQLite
 * stands for D1 and a map for the bucket, so that all that the CPU does is counted, the database's share too. The other side
 * runs in the same process and is not counted. Nothing reaches the network.
 */

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { benchDay, type DayFigures } from './federation/day.ts'
import { benchEfgsHub, type EfgsHubFigures } from './federation/efgs-hub.ts'
import { benchExport, type ExportFigures } from './federation/export-keys.ts'
import { countIdleRows, type IdleFigures } from './federation/idle-rows.ts'
import { benchImport, type ImportFigures } from './federation/import-batch.ts'
import { benchUkHub, type UkHubFigures } from './federation/uk-hub.ts'

const PARTS = {
  import: benchImport,
  export: benchExport,
  day: benchDay,
  idle: countIdleRows,
  'uk-hub': benchUkHub,
  'efgs-hub': benchEfgsHub,
} satisfies Record<string, (...sizes: number[]) => Promise<object>>
type Part = keyof typeof PARTS

/** Caps the V8 heap of the capped export, MB: it shows what fits. Its CPU is mostly that of the collector, which then never rests. */
const HEAP_CAP_MB = 64

export interface FederationFigures {
  readonly import: ImportFigures
  readonly export: ExportFigures
  readonly cappedExport: { readonly heapCapMb: number; readonly cpuSeconds: number }
  readonly day: DayFigures
  readonly idleMinute: IdleFigures
  readonly ukHub: UkHubFigures
  readonly efgsHub: EfgsHubFigures
}

export async function benchFederation(
  isQuick: boolean,
  onProgress: (text: string) => void,
): Promise<FederationFigures> {
  const exportedKeys = isQuick ? 20_000 : 100_000
  const partnersOfEach = isQuick ? 2 : 40
  onProgress('federation: a batch of 5,000 keys')
  const imported = await inProcess<ImportFigures>('import', [isQuick ? 3 : 11])
  onProgress(`federation: ${exportedKeys} keys for a gateway`)
  const exported = await inProcess<ExportFigures>('export', [exportedKeys])
  const capped = await inProcess<ExportFigures>('export', [exportedKeys], HEAP_CAP_MB)
  onProgress(`federation: a day of ${partnersOfEach * 3} partners`)
  const day = await inProcess<DayFigures>('day', [partnersOfEach, isQuick ? 20_000 : 1_000_000])
  const idleMinute = await inProcess<IdleFigures>('idle', [partnersOfEach])
  onProgress('federation: our hubs')
  const ukHub = await inProcess<UkHubFigures>('uk-hub', [isQuick ? 2 : 10])
  const efgsHub = await inProcess<EfgsHubFigures>('efgs-hub', [isQuick ? 3 : 20])
  return {
    import: imported,
    export: exported,
    cappedExport: { heapCapMb: HEAP_CAP_MB, cpuSeconds: capped.cpuSeconds },
    day,
    idleMinute,
    ukHub,
    efgsHub,
  }
}

async function inProcess<T>(part: Part, sizes: readonly number[], heapCapMb?: number): Promise<T> {
  const cap = heapCapMb === undefined ? [] : [`--max-old-space-size=${heapCapMb}`]
  const child = fork(import.meta.filename, [part, ...sizes.map(String)], {
    execArgv: [...process.execArgv, ...cap],
  })
  const figures = once(child, 'message').then(([message]) => message as T)
  const exit = once(child, 'exit').then(([code]) => {
    throw new Error(`the measurement of ${part} ended with ${code}`)
  })
  return Promise.race([figures, exit])
}

const [, file, name = '', ...sizes] = process.argv
if (file === import.meta.filename && process.send !== undefined) {
  const measure: ((...sizes: number[]) => Promise<object>) | undefined = PARTS[name as Part]
  if (measure === undefined) throw new Error(`there is no part ${name}`)
  const figures = await measure(...sizes.map(Number))
  process.send(figures)
  process.disconnect()
}
