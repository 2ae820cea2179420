/** Uploads with certificate checks: latency at a steady rate without and with a million keys stored, and the most a core does. */

import { closedLoop, type Exchange, median, openLoop, quantile } from './load.ts'
import { type Server, startServer } from './server.ts'
import { KEYS_AN_UPLOAD, uploads } from './uploads.ts'

const RATE = 200
const STORED_KEYS = 1_000_000
const CONNECTIONS = 32
/** Answers leave when they are ready: what is measured is the work, not the grid that hides it. */
const VARS = { RESPONSE_STEP: '0' }

export interface PublishFigures {
  readonly ratePerSecond: number
  readonly seconds: number
  readonly arms: readonly {
    readonly storedKeys: number
    readonly p50Ms: number
    readonly p90Ms: number
    readonly p99Ms: number
  }[]
  /** Medians over the arms: with a million keys against with none. */
  readonly p50Ratio: number
  readonly p90Ratio: number
  readonly maxPerSecond: number
  readonly maxPerSecondFull: number
  readonly cpuMicrosecondsEach: number
}

export async function benchPublish(
  seconds: number,
  onProgress: (text: string) => void,
): Promise<PublishFigures> {
  const arms: { storedKeys: number; p50Ms: number; p90Ms: number; p99Ms: number }[] = []
  const maxima = { empty: 0, full: 0 }
  let cpuMicrosecondsEach = 0
  for (const [index, kind] of (['empty', 'full', 'full', 'empty'] as const).entries()) {
    onProgress(`publish ${index + 1} of 4: ${kind}`)
    const server = await startServer({ vars: VARS, cores: '0' })
    const now = await filled(server, kind === 'full' ? STORED_KEYS : 0)
    await warmUp(server, now)
    const exchanges = await openLoop(
      server.baseUrl,
      uploads(server.authority, RATE * seconds, now),
      RATE,
    )
    requireAllGood(exchanges)
    const times = exchanges.map((exchange) => exchange.toLastByte)
    arms.push({
      storedKeys: kind === 'full' ? STORED_KEYS : 0,
      p50Ms: median(times),
      p90Ms: quantile(times, 0.9),
      p99Ms: quantile(times, 0.99),
    })
    const cpuBefore = server.cpuSeconds()
    const count = Math.max(1500, seconds * 100)
    const most = await closedLoop(
      server.baseUrl,
      uploads(server.authority, count, now),
      CONNECTIONS,
    )
    requireAllGood(most.exchanges)
    cpuMicrosecondsEach = ((server.cpuSeconds() - cpuBefore) / count) * 1e6
    maxima[kind] = Math.max(maxima[kind], most.perSecond)
    await server.stop()
  }
  const of = (storedKeys: number, figure: 'p50Ms' | 'p90Ms') =>
    mean(arms.filter((arm) => arm.storedKeys === storedKeys).map((arm) => arm[figure]))
  return {
    ratePerSecond: RATE,
    seconds,
    arms,
    p50Ratio: of(STORED_KEYS, 'p50Ms') / of(0, 'p50Ms'),
    p90Ratio: of(STORED_KEYS, 'p90Ms') / of(0, 'p90Ms'),
    maxPerSecond: maxima.empty,
    maxPerSecondFull: maxima.full,
    cpuMicrosecondsEach,
  }
}

/** The median of two is their mean. */
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

async function filled(server: Server, keys: number): Promise<number> {
  const { now } = (await (await fetch(`${server.baseUrl}/dev/clock`)).json()) as { now: number }
  const hour = Math.floor(now / 3600) * 3600
  const slots = Array.from({ length: 24 }, (_, index) => hour - (index + 1) * 3600)
  if (keys > 0) await server.fill({ keys, slots })
  return now
}

export async function warmUp(server: Server, now: number): Promise<void> {
  requireAllGood(
    (await closedLoop(server.baseUrl, uploads(server.authority, 300, now), 8)).exchanges,
  )
}

export function requireAllGood(exchanges: readonly Exchange[]): void {
  const expected = `"insertedExposures":${KEYS_AN_UPLOAD}`
  const bad = exchanges.find((one) => one.status !== 200 || !one.text.includes(expected))
  if (bad !== undefined)
    throw new Error(`an upload answers ${bad.status} ${bad.text.slice(0, 200)}`)
}
