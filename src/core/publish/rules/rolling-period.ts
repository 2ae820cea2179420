import { MAX_ROLLING_PERIOD, MIN_ROLLING_PERIOD } from '../../temporary-exposure-key.ts'
import type { KeyProblem } from './key-rule.ts'

/** A key lives for 1 to 144 intervals. An omitted period is 0 and so refused: the original has no default either. */
export const checkRollingPeriod = (rollingPeriod: number): KeyProblem =>
  rollingPeriod < MIN_ROLLING_PERIOD || rollingPeriod > MAX_ROLLING_PERIOD
    ? `has rolling period ${rollingPeriod}, not ${MIN_ROLLING_PERIOD} to ${MAX_ROLLING_PERIOD}`
    : undefined
