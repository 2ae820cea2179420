import { expect, test } from 'vitest'
import { toHex } from '../../bytes.ts'
import { importAesKey } from '../../crypto/aes-gcm.ts'
import { type CursorBinding, openCursor, sealCursor } from './cursor.ts'

const key = await importAesKey(new Uint8Array(32).fill(5))
const NONCE = new Uint8Array(12).fill(9)
const AFTER = new Uint8Array(16).fill(0xab)
const binding: CursorBinding = {
  callerId: 7,
  list: 'primary',
  criteria: {
    includeRegions: ['US'],
    excludeRegions: [],
    onlyTravelers: false,
    onlyLocalProvenance: true,
  },
}
const position = { timestamp: 1_795_089_600, after: AFTER }

test('a cursor is opened for the same question', async () => {
  const cursor = await sealCursor(key, NONCE, position, binding)
  expect(await openCursor(key, cursor, binding)).toEqual(position)
})

test('it does not show the key that it stands at', async () => {
  const { nextToken } = await sealCursor(key, NONCE, position, binding)
  const plain = Buffer.from(nextToken, 'base64url').toString('hex')
  expect(plain).not.toContain(toHex(AFTER).slice(0, 8))
})

test('one that stands before all keys of its second is opened too', async () => {
  const before = { ...position, after: new Uint8Array() }
  const cursor = await sealCursor(key, NONCE, before, binding)
  expect(await openCursor(key, cursor, binding)).toEqual(before)
})

test('without a token it stands at the beginning of its second', async () => {
  const at = { timestamp: 12, nextToken: '' }
  expect(await openCursor(key, at, binding)).toEqual({ timestamp: 12, after: new Uint8Array() })
})

test.each<[string, Partial<CursorBinding>]>([
  ['another caller', { callerId: 8 }],
  ['the other list', { list: 'revised' }],
  ['more regions', { criteria: { ...binding.criteria, includeRegions: ['CA', 'US'] } }],
  ['other exclusions', { criteria: { ...binding.criteria, excludeRegions: ['CA'] } }],
  ['travelers alone', { criteria: { ...binding.criteria, onlyTravelers: true } }],
  ['others’ keys too', { criteria: { ...binding.criteria, onlyLocalProvenance: false } }],
])('it is refused for %s', async (_what, other) => {
  const cursor = await sealCursor(key, NONCE, position, binding)
  expect(await openCursor(key, cursor, { ...binding, ...other })).toBeUndefined()
})

test('it is refused where its time was changed, or its token', async () => {
  const cursor = await sealCursor(key, NONCE, position, binding)
  const later = { ...cursor, timestamp: cursor.timestamp + 1 }
  expect(await openCursor(key, later, binding)).toBeUndefined()
  for (const nextToken of ['a', '*', 'AAAA', `${cursor.nextToken}A`, cursor.nextToken.slice(4)]) {
    expect(await openCursor(key, { ...cursor, nextToken }, binding)).toBeUndefined()
  }
})
