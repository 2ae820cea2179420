/** An hour in the layout of the Corona-Warn-App: its archives and those of its day, built, signed and stored. */

import { startServer } from './server.ts'

const HOUR = 3600
const DAY = 24 * HOUR

export interface LayoutFigures {
  readonly storedKeys: number
  readonly newKeys: number
  /** Keys of all archives that the run wrote. */
  readonly writtenKeys: number
  readonly archives: number
  readonly indexes: number
  /** Archives are put once; an index is looked at and swapped. */
  readonly r2Operations: number
  readonly wallSeconds: number
  readonly cpuSeconds: number
  /** Of a second run with nothing new: seconds, and as a share of the first. */
  readonly againCpuSeconds: number
  readonly againRatio: number
  readonly peakMb: number
}

/** Runs that find nothing are short: many together are measured. */
const AGAIN = 20

interface Report {
  readonly outcome: string
  readonly report: {
    readonly slots: number
    readonly archives: number
    readonly keys: number
    readonly indexes: number
    readonly deleted: number
  }
}

/**
 * @param storedKeys of two weeks before
 * @param newKeys of the last hour of a day
 */
export async function benchLayout(storedKeys: number, newKeys: number): Promise<LayoutFigures> {
  const server = await startServer({
    exports: [],
    layoutExports: [
      {
        name: 'corona-warn-app',
        layout: 'corona-warn-app',
        prefix: '',
        regions: ['US'],
        keyId: '262',
        keyVersion: 'v1',
        // What lies further back would be caught up with first.
        settings: { appBundleId: 'de.rki.coronawarnapp', daysToPublish: 1 },
      },
    ],
    cores: '0',
  })
  try {
    const { now } = (await (await fetch(`${server.baseUrl}/dev/clock`)).json()) as { now: number }
    const midnight = Math.floor(now / DAY) * DAY + DAY
    const lastHour = midnight - HOUR
    const hoursBefore = Array.from({ length: 14 * 24 }, (_, i) => lastHour - (i + 1) * HOUR)
    await server.fill({ keys: storedKeys, slots: hoursBefore })
    const publish = () => server.dev<Report>('/jobs/publish-layouts')
    await server.dev('/clock', { now: lastHour + 120 })
    for (;;) {
      const { outcome, report } = await publish()
      if (outcome !== 'done') throw new Error('the backlog was not published')
      if (report.slots === 0) break
    }
    await server.fill({ keys: newKeys, slots: [lastHour], seed: 2 })
    await server.dev('/clock', { now: midnight + 120 })
    const cpuBefore = server.cpuSeconds()
    const startedAt = performance.now()
    const { report } = await publish()
    const wallSeconds = (performance.now() - startedAt) / 1000
    const cpuSeconds = server.cpuSeconds() - cpuBefore
    const cpuBetween = server.cpuSeconds()
    for (let i = 0; i < AGAIN; i++) await publish()
    const againCpuSeconds = (server.cpuSeconds() - cpuBetween) / AGAIN
    return {
      storedKeys,
      newKeys,
      writtenKeys: report.keys,
      archives: report.archives,
      indexes: report.indexes,
      r2Operations: report.archives + 2 * report.indexes + report.deleted,
      wallSeconds,
      cpuSeconds,
      againCpuSeconds,
      againRatio: againCpuSeconds / cpuSeconds,
      peakMb: server.peakBytes() / 1e6,
    }
  } finally {
    await server.stop()
  }
}
