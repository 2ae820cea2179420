import type { KeyProblem, PublishClock } from './key-rule.ts'

/** A key that was in use at any time of the last 15 days is taken, so its start may be a day older than that. */
export const checkAge = (
  rollingStartNumber: number,
  rollingPeriod: number,
  { oldestInterval }: PublishClock,
): KeyProblem =>
  rollingStartNumber + rollingPeriod < oldestInterval
    ? `expired at interval ${rollingStartNumber + rollingPeriod}, before ${oldestInterval}`
    : undefined
