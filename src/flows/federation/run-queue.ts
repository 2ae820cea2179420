/** Runs of one partner one after another, never two at once; who asks for what waits already gets that one's report. */

export class RunQueue {
  readonly #waiting = new Map<string, Promise<unknown>>()
  #last: Promise<unknown> = Promise.resolve()

  /** @param name of what is asked for, and of the form of its report: the same is done once */
  add<T>(name: string, run: () => Promise<T>): Promise<T> {
    const waiting = this.#waiting.get(name)
    if (waiting !== undefined) return waiting as Promise<T>
    const added = this.#last.then(() => {
      this.#waiting.delete(name)
      return run()
    })
    this.#waiting.set(name, added)
    this.#last = added.catch(() => undefined)
    return added
  }
}
