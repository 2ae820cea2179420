/** Kinds of variables: strings in, numbers and booleans out. */

import * as z from 'zod'
import { parseDurationMs } from './duration.ts'

export const flag = (description: string, initial = false) =>
  z
    .enum(['true', 'false'])
    .default(initial ? 'true' : 'false')
    .transform((text) => text === 'true')
    .describe(description)

export const count = (initial: number, min: number, max: number, description: string) =>
  z
    .string()
    .regex(/^\d+$/, 'is not a whole number')
    .default(String(initial))
    .transform(Number)
    .pipe(z.number().min(min).max(max))
    .describe(description)

export const duration = (initial: string, minMs: number, maxMs: number, description: string) =>
  z
    .string()
    .default(initial)
    .transform((text, context) => {
      const ms = parseDurationMs(text)
      if (ms === undefined) {
        context.addIssue({ code: 'custom', message: 'is not a duration such as 90s, 15m or 336h' })
        return z.NEVER
      }
      return ms
    })
    .pipe(z.number().min(minMs).max(maxMs))
    .describe(description)

export const text = (initial: string, pattern: RegExp, description: string) =>
  z.string().regex(pattern).default(initial).describe(description)

export const SECOND = 1000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR
export const HOST = /^([a-z0-9.-]+(:\d+)?)?$/

/** Values of a variable that holds several, with commas between. */
export const listOf = (text: string): readonly string[] =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')
