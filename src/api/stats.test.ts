import { expect, test } from 'vitest'
import { parseStatsRequest } from './stats.ts'

const reasonOf = (body: string) => {
  const parsed = parseStatsRequest(new TextEncoder().encode(body))
  return parsed.ok ? 'taken' : parsed.failure.reason
}

test.each(['{}', '{"padding":"AAAA"}', '{"PADDING":"x"}', '{"padding":null}', 'null', ' {} '])(
  'takes %s',
  (body) => expect(reasonOf(body)).toBe('taken'),
)

test.each([
  ['', 'syntax'],
  ['{"padding":', 'syntax'],
  ['{}{}', 'syntax'],
  ['{"days":[]}', 'unknown_member'],
  ['{"padding":1}', 'wrong_type'],
  ['[]', 'wrong_type'],
  ['"x"', 'wrong_type'],
  ['{"padding":"a","Padding":"b"}', 'repeated_member'],
])('refuses %s as %s', (body, reason) => expect(reasonOf(body)).toBe(reason))
