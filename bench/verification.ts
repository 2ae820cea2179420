/**
 * Codes, tokens, certificates and links: latency at a steady rate, the most a core does, and a minute of whole walks on one realm
 * by 64 connections, after which the realm's statistics have to be exact.
 */

import { closedLoop, type Exchange, median, openLoop, quantile, type Sent, send } from './load.ts'
import { type Server, startServer } from './server.ts'

const RATE = 100
const LINK_RATE = 200
const CONNECTIONS = 32
const WALKERS = 64
const EKEYHMAC = Buffer.alloc(32, 7).toString('base64')
/** Answers leave when they are ready: what is measured is the work, not the grid that hides it. */
const VARS = { RESPONSE_STEP: '0' }

export interface EndpointFigures {
  readonly endpoint: string
  readonly ratePerSecond: number
  readonly p50Ms: number
  readonly p90Ms: number
  readonly p99Ms: number
  readonly maxPerSecond: number
  readonly cpuMillisecondsEach: number
  /** As tests count them. */
  readonly storageCalls: string
}

export interface VerificationFigures {
  readonly endpoints: readonly EndpointFigures[]
  readonly walks: {
    readonly connections: number
    readonly seconds: number
    readonly walks: number
    readonly perSecond: number
    readonly failures: number
    readonly statisticsAreExact: boolean
    readonly p50Ms: number
    readonly p99Ms: number
  }
}

export async function benchVerification(
  seconds: number,
  onProgress: (text: string) => void,
): Promise<VerificationFigures> {
  const server = await startServer({ vars: VARS, cores: '0' })
  const { device } = server.realmKeys
  const issue = (count: number) => repeat(count, () => post(server, '/api/issue', 'admin', draft()))
  const endpoints: EndpointFigures[] = []
  const measure = async (
    endpoint: string,
    rate: number,
    storageCalls: string,
    prepare: (count: number) => Promise<readonly Sent[]>,
  ) => {
    onProgress(`verification: ${endpoint}`)
    requireGood(await closedLoop(server.baseUrl, await prepare(200), 8).then((l) => l.exchanges))
    const steady = await openLoop(server.baseUrl, await prepare(rate * seconds), rate)
    requireGood(steady)
    const times = steady.map(({ toLastByte }) => toLastByte)
    const most = await prepare(Math.max(1500, seconds * 50))
    const cpuBefore = server.cpuSeconds()
    const { perSecond, exchanges } = await closedLoop(server.baseUrl, most, CONNECTIONS)
    requireGood(exchanges)
    endpoints.push({
      endpoint,
      ratePerSecond: rate,
      p50Ms: median(times),
      p90Ms: quantile(times, 0.9),
      p99Ms: quantile(times, 0.99),
      maxPerSecond: perSecond,
      cpuMillisecondsEach: ((server.cpuSeconds() - cpuBefore) / most.length) * 1000,
      storageCalls,
    })
  }
  await measure('issue', RATE, '2 D1, 1 object', async (count) => issue(count))
  const codes = async (count: number) => answersOf(server, issue(count), 'code')
  const verify = (code: string) => post(server, '/api/verify', 'device', { code })
  await measure('verify', RATE, '2 D1, 1 object', async (count) => (await codes(count)).map(verify))
  const certify = (token: string) =>
    post(server, '/api/certificate', 'device', { token, ekeyhmac: EKEYHMAC })
  await measure('certificate', RATE, '2 D1, 1 object', async (count) => {
    const tokens = await answersOf(server, (await codes(count)).map(verify), 'token')
    return tokens.map(certify)
  })
  const link: Sent = {
    path: '/v?c=abcdef0123456789',
    headers: { host: server.linkHost, 'user-agent': 'Mozilla/5.0 (Linux; Android 11; Pixel 5)' },
  }
  await measure('redirect', LINK_RATE, '0 (1 D1 cold)', async (count) => repeat(count, () => link))
  onProgress(`verification: ${WALKERS} connections walk for ${seconds} s`)
  const walks = await walkAll(server, seconds)
  await server.stop()
  if (device === '') throw new Error('no realm was seeded')
  return { endpoints, walks }
}

const draft = () => ({ testType: 'confirmed', symptomDate: new Date().toISOString().slice(0, 10) })

const repeat = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make)

const post = (server: Server, path: string, key: 'admin' | 'device', body: object): Sent => ({
  path,
  method: 'POST',
  headers: { 'content-type': 'application/json', 'x-api-key': server.realmKeys[key] },
  body: JSON.stringify(body),
})

async function answersOf(
  server: Server,
  requests: readonly Sent[],
  member: string,
): Promise<readonly string[]> {
  const { exchanges } = await closedLoop(server.baseUrl, requests, 16)
  requireGood(exchanges)
  return exchanges.map(({ text }) => String(JSON.parse(text)[member]))
}

function requireGood(exchanges: readonly Exchange[]): void {
  const bad = exchanges.find(({ status }) => status !== 200 && status !== 303)
  if (bad !== undefined)
    throw new Error(`a request answers ${bad.status} ${bad.text.slice(0, 200)}`)
}

/** Each connection goes issue → verify → certificate, over and over. */
async function walkAll(server: Server, seconds: number): Promise<VerificationFigures['walks']> {
  const before = await todayOf(server)
  const endsAt = performance.now() + seconds * 1000
  const times: number[] = []
  let failures = 0
  const walk = async () => {
    while (performance.now() < endsAt) {
      const startedAt = performance.now()
      const issued = await send(server.baseUrl, post(server, '/api/issue', 'admin', draft()))
      const { code } = JSON.parse(issued.text)
      const verified = await send(server.baseUrl, post(server, '/api/verify', 'device', { code }))
      const { token } = JSON.parse(verified.text)
      const body = { token, ekeyhmac: EKEYHMAC }
      const certified = await send(server.baseUrl, post(server, '/api/certificate', 'device', body))
      if ([issued, verified, certified].every(({ status }) => status === 200)) {
        times.push(performance.now() - startedAt)
      } else failures++
    }
  }
  const startedAt = performance.now()
  await Promise.all(repeat(WALKERS, walk))
  const took = (performance.now() - startedAt) / 1000
  const after = await todayOf(server)
  const statisticsAreExact = ['codes_issued', 'codes_claimed', 'tokens_claimed'].every(
    (name) => (after[name] ?? 0) - (before[name] ?? 0) === times.length,
  )
  return {
    connections: WALKERS,
    seconds: took,
    walks: times.length,
    perSecond: times.length / took,
    failures,
    statisticsAreExact,
    p50Ms: median(times),
    p99Ms: quantile(times, 0.99),
  }
}

/** What the realm's statistics say of the running day. */
async function todayOf(server: Server): Promise<Record<string, number>> {
  const response = await fetch(`${server.baseUrl}/api/stats/realm.json`, {
    headers: { 'x-api-key': server.realmKeys.stats, accept: 'application/json' },
  })
  const { statistics } = (await response.json()) as {
    statistics: { data: Record<string, number> }[]
  }
  return statistics[0]?.data ?? {}
}
