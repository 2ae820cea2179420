/** Whether an onlooker tells chaff from real uploads, by everything that can be seen, time included. */

import { seededRandom } from '../test/support/seeded-random.ts'
import { type Exchange, send } from './load.ts'
import { startServer } from './server.ts'
import { uploads } from './uploads.ts'

const OF_EACH = 120

export interface ChaffFigures {
  readonly ofEach: number
  /** Best of the features alone: 0.5 is chance. */
  readonly auc: number
  readonly aucByFeature: Readonly<Record<string, number>>
  /** What equal distributions reach by luck in 19 of 20 runs. */
  readonly aucByLuck: number
}

export async function benchChaff(): Promise<ChaffFigures> {
  const server = await startServer({ cores: '0' })
  try {
    const now = Math.floor(Date.now() / 1000)
    const real = uploads(server.authority, OF_EACH, now)
    const chaff = uploads(server.authority, OF_EACH, now, { 'x-chaff': '1' })
    // Mixed, so that whatever else the machine does falls on both alike.
    const order = shuffled([
      ...real.map((sent) => ({ sent, isChaff: false })),
      ...chaff.map((sent) => ({ sent, isChaff: true })),
    ])
    const seen: { exchange: Exchange; isChaff: boolean }[] = []
    for (const { sent, isChaff } of order) {
      seen.push({ exchange: await send(server.baseUrl, sent), isChaff })
    }
    const features: Record<string, (exchange: Exchange) => number> = {
      firstByte: (exchange) => exchange.toFirstByte,
      lastByte: (exchange) => exchange.toLastByte,
      firstToLast: (exchange) => exchange.toLastByte - exchange.toFirstByte,
      length: (exchange) => exchange.byteLength,
      headers: (exchange) => hashOf(exchange.headers.join()),
      members: (exchange) => hashOf(Object.keys(JSON.parse(exchange.text)).join()),
      status: (exchange) => exchange.status,
    }
    const aucByFeature = Object.fromEntries(
      Object.entries(features).map(([name, feature]) => [
        name,
        auc(
          seen.filter(({ isChaff }) => !isChaff).map(({ exchange }) => feature(exchange)),
          seen.filter(({ isChaff }) => isChaff).map(({ exchange }) => feature(exchange)),
        ),
      ]),
    )
    const n = OF_EACH
    return {
      ofEach: OF_EACH,
      auc: Math.max(...Object.values(aucByFeature)),
      aucByFeature,
      aucByLuck: 0.5 + 1.96 * Math.sqrt((2 * n + 1) / (12 * n * n)),
    }
  } finally {
    await server.stop()
  }
}

/** P(one of a > one of b) + half of P(equal); whichever side wins. */
export function auc(a: readonly number[], b: readonly number[]): number {
  let wins = 0
  for (const x of a) for (const y of b) wins += x > y ? 1 : x === y ? 0.5 : 0
  const share = wins / (a.length * b.length)
  return Math.max(share, 1 - share)
}

const hashOf = (text: string): number =>
  [...text].reduce((hash, letter) => (hash * 31 + letter.charCodeAt(0)) % 2 ** 32, 7)

function shuffled<T>(items: readonly T[]): readonly T[] {
  const random = seededRandom(items.length)
  return items
    .map((item) => ({ item, rank: random() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item)
}
