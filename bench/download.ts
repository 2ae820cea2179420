/** Downloads through the Worker: the index and an archive of about a megabyte, whole and not modified. */

import { closedLoop, type Sent } from './load.ts'
import { startServer } from './server.ts'

const HOUR = 3600
/** About a megabyte in the zip. */
const KEYS = 55_000
const CONNECTIONS = 16

export interface DownloadFigures {
  readonly what: string
  readonly byteLength: number
  readonly perSecond: number
  readonly cpuMicrosecondsEach: number
}

export async function benchDownload(count: number): Promise<readonly DownloadFigures[]> {
  const server = await startServer({
    exports: [{ filenameRoot: 'us', periodSeconds: HOUR, region: 'US' }],
    cores: '0',
  })
  try {
    const { now } = (await (await fetch(`${server.baseUrl}/dev/clock`)).json()) as { now: number }
    const hour = Math.floor(now / HOUR) * HOUR
    await server.dev('/clock', { now: hour + 60 })
    await server.fill({ keys: KEYS, slots: [hour - 3 * HOUR] })
    await server.dev('/jobs/close-windows')
    await server.dev('/jobs/write-exports')
    const index = '/us/index.txt'
    const archive = `/${(await (await fetch(server.baseUrl + index)).text()).split('\n')[0]}`
    const figures: DownloadFigures[] = []
    for (const path of [index, archive]) {
      const etag = (await fetch(server.baseUrl + path)).headers.get('etag') ?? ''
      for (const headers of [{}, { 'if-none-match': etag }]) {
        const sent: Sent[] = Array.from({ length: count }, () => ({ path, headers }))
        const cpuBefore = server.cpuSeconds()
        const { perSecond, exchanges } = await closedLoop(server.baseUrl, sent, CONNECTIONS)
        const [first] = exchanges
        figures.push({
          what: `${path === index ? 'index' : 'archive'} ${first?.status}`,
          byteLength: first?.byteLength ?? 0,
          perSecond,
          cpuMicrosecondsEach: ((server.cpuSeconds() - cpuBefore) / count) * 1e6,
        })
      }
    }
    return figures
  } finally {
    await server.stop()
  }
}
