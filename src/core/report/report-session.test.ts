import { expect, test } from 'vitest'
import { fromBase64Url, toBase64Url } from '../bytes.ts'
import type { UnixSeconds } from '../time.ts'
import { openSession, SESSION_SECONDS, sealSession } from './report-session.ts'

const NOW = 1_795_089_600 as UnixSeconds
const at = (seconds: number) => (NOW + seconds) as UnixSeconds
const keyOf = (byte: number) => new Uint8Array(96).fill(byte)
const random = (count: number) => new Uint8Array(count).fill(9)
const SESSION = { apiKeyId: 3, nonce: btoa('n'.repeat(256)) }
const sealed = () => sealSession([keyOf(1)], SESSION, random, NOW)

test('opens as it was sealed, until its time is over', async () => {
  const cookie = await sealed()
  expect(await openSession([keyOf(1)], cookie, NOW)).toEqual(SESSION)
  expect(await openSession([keyOf(1)], cookie, at(SESSION_SECONDS - 1))).toEqual(SESSION)
  expect(await openSession([keyOf(1)], cookie, at(SESSION_SECONDS))).toBeUndefined()
})

test('an older key opens, one that is gone does not', async () => {
  const cookie = await sealed()
  expect(await openSession([keyOf(2), keyOf(1)], cookie, NOW)).toEqual(SESSION)
  expect(await openSession([keyOf(2)], cookie, NOW)).toBeUndefined()
  expect(await openSession([], cookie, NOW)).toBeUndefined()
})

test('the newest key seals', async () => {
  const cookie = await sealSession([keyOf(2), keyOf(1)], SESSION, random, NOW)
  expect(await openSession([keyOf(2)], cookie, NOW)).toEqual(SESSION)
  expect(await openSession([keyOf(1)], cookie, NOW)).toBeUndefined()
  await expect(sealSession([], SESSION, random, NOW)).rejects.toThrow('no cookie key')
})

test('a change of any byte is noticed', async () => {
  const bytes = fromBase64Url(await sealed()) ?? new Uint8Array()
  expect(bytes.length).toBeGreaterThan(300)
  for (const index of bytes.keys()) {
    const changed = bytes.map((byte, at) => (at === index ? byte ^ 1 : byte))
    expect(await openSession([keyOf(1)], toBase64Url(changed), NOW), `${index}`).toBeUndefined()
  }
})

test.each(['', '!', 'AAAA', 'A'.repeat(400)])('"%s" is none', async (cookie) => {
  expect(await openSession([keyOf(1)], cookie, NOW)).toBeUndefined()
})
