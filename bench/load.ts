/** Load: open loop for latency, closed loop for throughput; bounded in count, to loopback only. */

import { Agent, request } from 'node:http'

export interface Exchange {
  readonly status: number
  /** Milliseconds from the intended start. */
  readonly toFirstByte: number
  readonly toLastByte: number
  readonly headers: readonly string[]
  readonly byteLength: number
  readonly text: string
}

export interface Sent {
  readonly path: string
  readonly method?: string
  readonly headers?: Record<string, string>
  readonly body?: string
}

const agent = new Agent({ keepAlive: true, maxSockets: 256 })

/** One exchange. @param intendedAt on the clock of `performance.now()` */
export function send(
  baseUrl: string,
  sent: Sent,
  intendedAt = performance.now(),
): Promise<Exchange> {
  const { hostname, port } = new URL(baseUrl)
  if (hostname !== '127.0.0.1') throw new Error('load goes to this machine only')
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        agent,
        hostname,
        port,
        path: sent.path,
        method: sent.method ?? 'GET',
        headers: {
          ...sent.headers,
          ...(sent.body !== undefined && { 'content-length': Buffer.byteLength(sent.body) }),
        },
      },
      (incoming) => {
        const toFirstByte = performance.now() - intendedAt
        const chunks: Buffer[] = []
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
        incoming.on('error', reject)
        incoming.on('end', () => {
          const bytes = Buffer.concat(chunks)
          resolve({
            status: incoming.statusCode ?? 0,
            toFirstByte,
            toLastByte: performance.now() - intendedAt,
            headers: incoming.rawHeaders.filter((_, index) => index % 2 === 0),
            byteLength: bytes.length,
            text: bytes.toString('latin1'),
          })
        })
      },
    )
    outgoing.on('error', reject)
    outgoing.end(sent.body)
  })
}

/** Starts evenly spaced exchanges whatever the system does; latency counts from the intended start. */
export async function openLoop(
  baseUrl: string,
  sent: readonly Sent[],
  perSecond: number,
): Promise<readonly Exchange[]> {
  const startedAt = performance.now() + 50
  const exchanges = sent.map(async (one, index) => {
    const intendedAt = startedAt + (index * 1000) / perSecond
    await until(intendedAt)
    return send(baseUrl, one, intendedAt)
  })
  return Promise.all(exchanges)
}

const until = (instant: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, Math.max(0, instant - performance.now())))

/** Keeps so many exchanges under way until all are done. @returns exchanges a second */
export async function closedLoop(
  baseUrl: string,
  sent: readonly Sent[],
  connections: number,
): Promise<{ perSecond: number; exchanges: readonly Exchange[] }> {
  const startedAt = performance.now()
  const exchanges: Exchange[] = []
  let next = 0
  const worker = async () => {
    while (next < sent.length) {
      const one = sent[next++]
      if (one !== undefined) exchanges.push(await send(baseUrl, one))
    }
  }
  await Promise.all(Array.from({ length: connections }, worker))
  const seconds = (performance.now() - startedAt) / 1000
  return { perSecond: exchanges.length / seconds, exchanges }
}

/** @param share 0 to 1 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

export const median = (values: readonly number[]): number => quantile(values, 0.5)
