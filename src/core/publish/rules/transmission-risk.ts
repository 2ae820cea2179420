import {
  MAX_TRANSMISSION_RISK_LEVEL,
  MIN_TRANSMISSION_RISK_LEVEL,
} from '../../transmission-risk.ts'
import type { KeyProblem } from './key-rule.ts'

/** Phones reject a file's key outside of this range. */
export const checkTransmissionRisk = (level: number): KeyProblem =>
  level < MIN_TRANSMISSION_RISK_LEVEL || level > MAX_TRANSMISSION_RISK_LEVEL
    ? `has risk ${level}, not ${MIN_TRANSMISSION_RISK_LEVEL} to ${MAX_TRANSMISSION_RISK_LEVEL}`
    : undefined
