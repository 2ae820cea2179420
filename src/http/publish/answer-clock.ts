/**
 * When an answer leaves. A real one leaves at the next multiple of a step after its request was read; chaff, which does less
 * work, at the multiple that a recent real one left at. So neither the first byte nor the last tells them apart.
 */

/** Milliseconds since any fixed instant; on the platform it moves with I/O only. */
export type Stopwatch = () => number
export type Sleep = (milliseconds: number) => Promise<void>

export interface AnswerClockDeps {
  readonly stopwatch: Stopwatch
  readonly sleep: Sleep
  /** A number of 0 ≤ u < 1. */
  readonly random: () => number
  /** 0: answers leave when they are ready, and chaff takes a recent real one's time. */
  readonly stepMs: number
  /** What a fresh isolate takes for the times of real answers; undefined: those of a write and nothing more. Milliseconds. */
  readonly priorMs?: readonly number[]
}

/** Real answers whose times are remembered. */
const REMEMBERED = 200
/** Those times where nothing else is said, until some were seen. */
const PRIOR_MS = [4, 5, 5, 6, 6, 7, 8, 9, 12, 20]

export interface AnswerClock {
  /**
   * Waits until a real request may be answered.
   * @param startedAt when its body was read
   * @param isTaken whether it was an upload that was taken: those are what chaff has to look like, so their times are noted;
   *   refusals are quicker, and whoever sends many would make all chaff quick
   */
  holdReal(startedAt: number, isTaken: boolean): Promise<void>
  /** Waits as long as a real request would have taken. */
  holdChaff(startedAt: number): Promise<void>
  now: Stopwatch
}

export function answerClock(deps: AnswerClockDeps): AnswerClock {
  const { stopwatch, sleep, random, stepMs, priorMs = PRIOR_MS } = deps
  const taken: number[] = [...priorMs]
  let next = 0
  const holdUntil = async (instant: number) => {
    const wait = instant - stopwatch()
    if (wait > 0) await sleep(wait)
  }
  const onGrid = (duration: number) =>
    stepMs === 0 ? duration : Math.max(1, Math.ceil(duration / stepMs)) * stepMs
  return {
    now: stopwatch,
    async holdReal(startedAt, isTaken) {
      const duration = stopwatch() - startedAt
      if (isTaken) {
        taken[next] = duration
        next = (next + 1) % REMEMBERED
      }
      if (stepMs > 0) await holdUntil(startedAt + onGrid(duration))
    },
    async holdChaff(startedAt) {
      const drawn = taken[Math.floor(random() * taken.length)] ?? 0
      // Chaff that took longer itself leaves on the grid all the same.
      await holdUntil(startedAt + onGrid(Math.max(drawn, stopwatch() - startedAt)))
    },
  }
}
