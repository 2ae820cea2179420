/** The most uploads that one core takes, each written by itself against written in groups, in alternating arms. */

import { closedLoop, median, quantile } from './load.ts'
import { requireAllGood, warmUp } from './publish.ts'
import { startServer } from './server.ts'
import { uploads } from './uploads.ts'

const CONNECTIONS = 64
const ORDER = ['direct', 'group', 'group', 'direct'] as const
/** What grouping has to be worth. */
export const LEAST_RATIO = 1.7

type Ingest = (typeof ORDER)[number]

export interface IngestArm {
  readonly ingest: Ingest
  readonly perSecond: number
  /** Of the runtime's process: what it costs whatever else the machine does. */
  readonly cpuMicrosecondsEach: number
  readonly p50Ms: number
  readonly p99Ms: number
}

export interface IngestFigures {
  readonly connections: number
  readonly arms: readonly IngestArm[]
  /** Grouped over direct. */
  readonly throughputRatio: number
  /** Direct over grouped. */
  readonly cpuRatio: number
}

export async function benchIngest(
  uploadsAnArm: number,
  onProgress: (text: string) => void,
): Promise<IngestFigures> {
  const arms: IngestArm[] = []
  for (const [index, ingest] of ORDER.entries()) {
    onProgress(`ingest ${index + 1} of ${ORDER.length}: ${ingest}`)
    arms.push(await measure(ingest, uploadsAnArm))
  }
  const mean = (ingest: Ingest, figure: 'perSecond' | 'cpuMicrosecondsEach') => {
    const values = arms.filter((arm) => arm.ingest === ingest).map((arm) => arm[figure])
    return values.reduce((sum, value) => sum + value, 0) / values.length
  }
  return {
    connections: CONNECTIONS,
    arms,
    throughputRatio: mean('group', 'perSecond') / mean('direct', 'perSecond'),
    cpuRatio: mean('direct', 'cpuMicrosecondsEach') / mean('group', 'cpuMicrosecondsEach'),
  }
}

async function measure(ingest: Ingest, count: number): Promise<IngestArm> {
  const server = await startServer({ vars: { RESPONSE_STEP: '0', INGEST: ingest }, cores: '0' })
  try {
    const now = Math.floor(Date.now() / 1000)
    await warmUp(server, now)
    const sent = uploads(server.authority, count, now)
    const cpuBefore = server.cpuSeconds()
    const { perSecond, exchanges } = await closedLoop(server.baseUrl, sent, CONNECTIONS)
    const cpuMicrosecondsEach = ((server.cpuSeconds() - cpuBefore) / count) * 1e6
    requireAllGood(exchanges)
    const times = exchanges.map((exchange) => exchange.toLastByte)
    return {
      ingest,
      perSecond,
      cpuMicrosecondsEach,
      p50Ms: median(times),
      p99Ms: quantile(times, 0.99),
    }
  } finally {
    await server.stop()
  }
}
