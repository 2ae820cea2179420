import { expect, test } from 'vitest'
import { asUnixSeconds } from '../time.ts'
import { codeStateOf } from './code-state.ts'

const at = asUnixSeconds
const code = { claimedAt: null, expiresAt: at(100), longExpiresAt: at(200) }

test.each([
  [99, 'open'],
  [100, 'open'],
  [199, 'open'],
  [200, 'over'],
])('a code with a text lasts as long as the text: at %i it is %s', (now, state) => {
  expect(codeStateOf(code, at(now))).toBe(state)
})

test('what was used stays used', () => {
  expect(codeStateOf({ ...code, claimedAt: at(50) }, at(300))).toBe('used')
})
