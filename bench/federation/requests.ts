/** What requests to a hub cost, one after the other. */

import type { BenchStore } from './store.ts'

export interface Cost {
  /** Of the first, which finds nothing compiled. */
  readonly firstCpuSeconds: number
  /** Median. */
  readonly cpuSeconds: number
  readonly d1Calls: number
}

export async function measureRequests<T>(
  { laps, takeCalls }: BenchStore,
  items: readonly T[],
  request: (item: T) => Promise<void>,
): Promise<Cost> {
  const seconds: number[] = []
  takeCalls()
  for (const item of items) {
    laps.start()
    await request(item)
    laps.lap('request')
    seconds.push(laps.take().total)
  }
  const { d1 } = takeCalls()
  return {
    firstCpuSeconds: seconds[0] ?? 0,
    cpuSeconds: seconds.toSorted((a, b) => a - b)[seconds.length >> 1] ?? 0,
    d1Calls: d1 / items.length,
  }
}
