import { describe, expect, test } from 'vitest'
import { isWithinCidrs, normalizeCidr } from './cidr.ts'

describe('addresses and networks', () => {
  test.each([
    ['203.0.113.9', '203.0.113.0/24'],
    ['203.0.113.9', '203.0.113.9/32'],
    ['203.0.113.9', '203.0.113.9'],
    ['203.0.113.9', '0.0.0.0/0'],
    ['::ffff:203.0.113.9', '203.0.113.0/24'],
    ['2001:db8::1', '2001:db8::/32'],
    ['2001:DB8:0:0::1', '2001:db8::1/128'],
    ['2001:db8:1:2:3:4:5:6', '::/0'],
  ])('%s is within %s', (address, cidr) => {
    expect(isWithinCidrs(address, ['198.51.100.0/24', cidr])).toBe(true)
  })

  test.each([
    ['203.0.114.9', '203.0.113.0/24'],
    ['203.0.113.8', '203.0.113.9/32'],
    ['2001:db9::1', '2001:db8::/32'],
    ['203.0.113.9', '::/0'],
    ['::1', '0.0.0.0/0'],
    ['', '0.0.0.0/0'],
    ['203.0.113.9:4711', '203.0.113.0/24'],
    ['203.0.113.256', '203.0.113.0/24'],
    ['1:2:3:4:5:6:7:8:9', '::/0'],
    ['::1::2', '::/0'],
  ])('%s is not within %s', (address, cidr) => {
    expect(isWithinCidrs(address, [cidr])).toBe(false)
  })

  test('no network at all means everyone, even without an address', () => {
    expect(isWithinCidrs('', [])).toBe(true)
  })
})

test.each([
  ['203.0.113.9', '203.0.113.9/32'],
  [' 203.0.113.0/24 ', '203.0.113.0/24'],
  ['2001:db8::1', '2001:db8::1/128'],
  ['2001:db8::/32', '2001:db8::/32'],
  ['203.0.113.0/33', undefined],
  ['2001:db8::/129', undefined],
  ['203.0.113.0/', undefined],
  ['203.0.113.0/24/1', undefined],
  ['example.org', undefined],
])('%s is kept as %s', (text, kept) => {
  expect(normalizeCidr(text)).toBe(kept)
})
