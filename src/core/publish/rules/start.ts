import type { KeyProblem, PublishClock } from './key-rule.ts'

/** A key can't have been used before it starts; one that starts in the present interval is in use. */
export const checkStart = (
  rollingStartNumber: number,
  { currentInterval }: PublishClock,
): KeyProblem =>
  rollingStartNumber > currentInterval
    ? `starts at interval ${rollingStartNumber}, after ${currentInterval}`
    : undefined
