import { expect, test } from 'vitest'
import { lockSeconds } from './lockout.ts'

test.each([
  [0, 0],
  [9, 0],
  [10, 900],
  [11, 1800],
  [12, 3600],
  [16, 57_600],
  [17, 86_400],
  [18, 86_400],
  [5000, 86_400],
])('after %i failures in a row: %i seconds', (failures, seconds) => {
  expect(lockSeconds(failures)).toBe(seconds)
})
