/**
 * Operations on the bucket as the layouts make them: each tried a few times, several at once, and a run that fails too often
 * ends, so that an operator sees it. What failed is tried again by the next run.
 * Source: corona-warn-app/cwa-server FailedObjectStoreOperationsCounter, S3ClientWrapper.
 */

import { JobFailure } from '../job-failure.ts'
import { LeaseLost } from './layout-lease.ts'

export interface OperationSettings {
  readonly attempts: number
  readonly pauseMs: number
  /** More failures than these end the run. */
  readonly maxFailures: number
  /** Operations at once. */
  readonly parallel: number
}

export const DEFAULT_OPERATIONS: OperationSettings = {
  attempts: 3,
  pauseMs: 2000,
  maxFailures: 5,
  parallel: 4,
}

export type Sleep = (milliseconds: number) => Promise<void>

/** Counts what fails in one run of one export. */
export class StoreOperations {
  readonly #settings: OperationSettings
  readonly #sleep: Sleep
  readonly #failures: unknown[] = []

  constructor(settings: OperationSettings, sleep: Sleep) {
    this.#settings = settings
    this.#sleep = sleep
  }

  get failureCount(): number {
    return this.#failures.length
  }

  /**
   * @returns what the operation returned; undefined where every attempt failed
   * @throws LeaseLost of the operation, at once; JobFailure 'store_operations_failed' at the first failure above the limit
   */
  async try<T>(operation: () => Promise<T>): Promise<{ readonly value: T } | undefined> {
    for (let attempt = 1; ; attempt++) {
      try {
        return { value: await operation() }
      } catch (cause) {
        if (cause instanceof LeaseLost) throw cause
        if (attempt < this.#settings.attempts) {
          await this.#sleep(this.#settings.pauseMs)
          continue
        }
        this.#failures.push(cause)
        this.#endWhereTooMany()
        return undefined
      }
    }
  }

  /** Runs operations side by side, none after one that ended the run; each begins when there is room. */
  async tryAll<T>(
    operations: readonly (() => Promise<T>)[],
  ): Promise<readonly ({ readonly value: T } | undefined)[]> {
    const results: ({ readonly value: T } | undefined)[] = operations.map(() => undefined)
    let next = 0
    let isEnded = false
    const work = async () => {
      while (!isEnded && next < operations.length) {
        const index = next++
        const operation = operations[index]
        if (operation === undefined) return
        try {
          results[index] = await this.try(operation)
        } catch (error) {
          isEnded = true
          throw error
        }
      }
    }
    const workers = Array.from(
      { length: Math.min(this.#settings.parallel, operations.length) },
      work,
    )
    const ended = await Promise.allSettled(workers)
    for (const worker of ended) if (worker.status === 'rejected') throw worker.reason
    return results
  }

  #endWhereTooMany(): void {
    if (this.#failures.length <= this.#settings.maxFailures) return
    throw new JobFailure('store_operations_failed', `${this.#failures.length} failed`, {
      cause: new AggregateError(this.#failures),
    })
  }
}
