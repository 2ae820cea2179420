import { expect, test } from 'vitest'
import { osOf } from './os.ts'

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
