import { expect, test } from 'vitest'
import { addSeconds, asUnixSeconds } from '../time.ts'
import { levelAfterPassword } from './sign-in-level.ts'

const NOW = asUnixSeconds(1_800_000_000)
const DAY = 86_400
const NOBODY = { hasSecondFactor: false, isSystemAdmin: false, memberships: [] }
const realm = (mfaMode: 'required' | 'prompt' | 'optional', mfaGraceDays = 0, age = 0) => ({
  mfaMode,
  mfaGraceDays,
  since: addSeconds(NOW, -age),
})

test.each([
  ['nobody’s member', NOBODY, 1],
  ['somebody with a second factor', { ...NOBODY, hasSecondFactor: true }, 0],
  ['a system administrator', { ...NOBODY, isSystemAdmin: true }, 0],
  ['a member where it is advised', { ...NOBODY, memberships: [realm('prompt')] }, 1],
  ['a member where it is up to them', { ...NOBODY, memberships: [realm('optional')] }, 1],
  ['a member where it is demanded', { ...NOBODY, memberships: [realm('required')] }, 0],
  [
    'a member of two, of which one demands it',
    { ...NOBODY, memberships: [realm('optional'), realm('required')] },
    0,
  ],
  [
    'a member in the last second of grace',
    { ...NOBODY, memberships: [realm('required', 1, DAY - 1)] },
    1,
  ],
  ['a member after their grace', { ...NOBODY, memberships: [realm('required', 1, DAY)] }, 0],
])('%s', (_, person, level) => {
  expect(levelAfterPassword(person, NOW)).toBe(level)
})
