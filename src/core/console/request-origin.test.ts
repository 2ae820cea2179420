import { expect, test } from 'vitest'
import { isOwnOrigin } from './request-origin.ts'

const OWN = 'https://console.example'

test.each([
  [OWN, 'same-origin', true],
  [OWN, undefined, true],
  [undefined, 'same-origin', false],
  ['null', 'same-origin', false],
  ['https://console.example.evil.example', 'same-origin', false],
  ['http://console.example', 'same-origin', false],
  ['https://console.example:8443', 'same-origin', false],
  [OWN, 'same-site', false],
  [OWN, 'cross-site', false],
  [OWN, 'none', false],
  [OWN, '', false],
] as const)('origin %s with site %s: %s', (origin, site, expected) => {
  expect(isOwnOrigin(OWN, origin, site)).toBe(expected)
})
