import { expect, test } from 'vitest'
import { CLAIM_AGE_BOUNDS, claimAgeStep } from './claim-age.ts'
import { osOf } from './os.ts'

test.each(CLAIM_AGE_BOUNDS.map((bound, step) => [bound, step]))(
  'up to %i seconds is step %i, one more the next',
  (bound, step) => {
    expect(claimAgeStep(bound)).toBe(step)
    expect(claimAgeStep(bound + 1)).toBe(Math.min(step + 1, 10))
  },
)

test('a code of the future is as young as can be', () => {
  expect(claimAgeStep(-5)).toBe(0)
})

test.each([
  ['App/1 CFNetwork/1209 Darwin/20.2.0', 'ios'],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 14_5 like Mac OS X)', 'ios'],
  ['Dalvik/2.1.0 (Linux; U; Android 11)', 'android'],
  ['DALVIK', 'android'],
  ['Mozilla/5.0 (Linux; Android 11)', 'unknown'],
  ['', 'unknown'],
])('%s is %s', (agent, os) => {
  expect(osOf(agent)).toBe(os)
})
