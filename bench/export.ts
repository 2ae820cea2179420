/** Exports from end to end: read, encode, sign, zip, store. */

import { startServer } from './server.ts'

const HOUR = 3600

export interface ExportFigures {
  readonly exportedKeys: number
  readonly storedKeys: number
  readonly wallSeconds: number
  readonly cpuSeconds: number
  readonly keysPerCpuSecond: number
  /** Of the whole runtime process, local storage included. */
  readonly peakMb: number
  readonly bytesPerKey: number
}

/** The V8 heap that it has to fit into, MB. */
export const HEAP_CAP_MB = 64

/** Exports one window of so many keys out of four times as many. */
export async function benchExport(keys: number): Promise<ExportFigures> {
  const server = await startServer({
    maxHeapMb: HEAP_CAP_MB,
    exports: [{ filenameRoot: 'us', periodSeconds: HOUR, region: 'US' }],
    cores: '0',
  })
  try {
    const { now } = (await (await fetch(`${server.baseUrl}/dev/clock`)).json()) as { now: number }
    const hour = Math.floor(now / HOUR) * HOUR
    await server.dev('/clock', { now: hour + 60 })
    // The window that is old enough at that time is the one that started three hours before.
    const slots = [3, 4, 5, 6].map((ago) => hour - ago * HOUR)
    await server.fill({ keys: keys * 4, slots })
    await server.dev('/jobs/close-windows')
    const cpuBefore = server.cpuSeconds()
    const startedAt = performance.now()
    const { report } = await server.dev<{ report: { keys?: number } }>('/jobs/write-exports')
    const wallSeconds = (performance.now() - startedAt) / 1000
    const cpuSeconds = server.cpuSeconds() - cpuBefore
    const exportedKeys = report.keys ?? 0
    return {
      exportedKeys,
      storedKeys: keys * 4,
      wallSeconds,
      cpuSeconds,
      keysPerCpuSecond: exportedKeys / cpuSeconds,
      peakMb: server.peakBytes() / 1e6,
      bytesPerKey: (await archiveBytes(server.baseUrl)) / exportedKeys,
    }
  } finally {
    await server.stop()
  }
}

async function archiveBytes(baseUrl: string): Promise<number> {
  const index = await (await fetch(`${baseUrl}/us/index.txt`)).text()
  let bytes = 0
  for (const name of index.split('\n').filter((line) => line !== '')) {
    const response = await fetch(`${baseUrl}/${name}`, { method: 'HEAD' })
    bytes += Number(response.headers.get('content-length'))
  }
  return bytes
}
