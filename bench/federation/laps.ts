/** CPU of this process, all threads, by what it was spent on. What is measured runs one thing at a time. */

/** Seconds, user and system. */
function cpuNow(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

/** What the other side costs, which is none of ours. */
const PARTNER = 'partner'

export class Laps {
  #last = cpuNow()
  #seconds: Record<string, number> = {}

  /** Whatever came since the last lap was that. */
  lap(name: string): void {
    const now = cpuNow()
    this.#seconds[name] = (this.#seconds[name] ?? 0) + now - this.#last
    this.#last = now
  }

  /** Of another side that runs in this process too. */
  async partner<T>(before: string, act: () => Promise<T>): Promise<T> {
    this.lap(before)
    try {
      return await act()
    } finally {
      this.lap(PARTNER)
    }
  }

  /** Forgets what was counted. */
  start(): void {
    this.#seconds = {}
    this.#last = cpuNow()
  }

  /** @returns seconds by name, and of all, without the other side's */
  take(): { readonly total: number; readonly parts: Readonly<Record<string, number>> } {
    const { [PARTNER]: _partner, ...parts } = this.#seconds
    this.start()
    return { total: Object.values(parts).reduce((sum, one) => sum + one, 0), parts }
  }
}

/** Most bytes of this process that were resident at once. */
export const peakBytes = (): number => process.resourceUsage().maxRSS * 1024
