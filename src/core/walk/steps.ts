/** What a walk did, step by step, and where it stopped. */

import type { Result } from '../result.ts'

export interface WalkStep {
  readonly name: string
  readonly milliseconds: number
  /** In words; undefined: it went well. */
  readonly problem: string | undefined
}

export interface WalkRecorder {
  /** Takes the time of a step. @returns its value; undefined where it failed, which is noted */
  step<T>(name: string, act: () => Promise<Result<T, string>>): Promise<T | undefined>
  /** Notes what the last step of that name should have given. @returns whether it did, and nothing failed before */
  holds(name: string, isSo: boolean, otherwise: string): boolean
  readonly steps: readonly WalkStep[]
}

/** @param stopwatch milliseconds since any fixed instant */
export function walkRecorder(stopwatch: () => number): WalkRecorder {
  const steps: WalkStep[] = []
  return {
    steps,
    async step(name, act) {
      const startedAt = stopwatch()
      const result = await act()
      const milliseconds = Math.round(stopwatch() - startedAt)
      steps.push({ name, milliseconds, problem: result.ok ? undefined : result.failure })
      return result.ok ? result.value : undefined
    },
    holds(name, isSo, otherwise) {
      const last = steps.at(-1)
      if (last?.problem !== undefined) return false
      if (isSo) return true
      if (last?.name === name) steps[steps.length - 1] = { ...last, problem: otherwise }
      return false
    },
  }
}
