/** What a run may still begin: a step is begun only if the time left is more than the longest so far took. */

/** Seconds that are left. */
export type Remaining = () => number

export class RunBudget {
  readonly #remaining: Remaining
  #longest = 0
  #isSpent = false

  constructor(remaining: Remaining) {
    this.#remaining = remaining
  }

  /** Whether a step was not begun: the next run goes on. */
  get isSpent(): boolean {
    return this.#isSpent
  }

  /** @returns undefined where there is no time left for it */
  async step<T>(task: () => Promise<T>): Promise<{ readonly value: T } | undefined> {
    const before = this.#remaining()
    if (!(before > this.#longest)) {
      this.#isSpent = true
      return undefined
    }
    try {
      return { value: await task() }
    } finally {
      this.#longest = Math.max(this.#longest, before - this.#remaining())
    }
  }
}
