/** Passwords as they are kept, at their real cost. */

import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { passwordHasher, SCRYPT_COST } from '../../../src/platform/passwords.ts'
import { randomBytes } from '../../../src/platform/secrets.ts'

const PASSWORD = 'zebra walnut 93 quay'
const CHEAP = { N: 16, r: 1, p: 1 }

test('a hash of the real cost is right for its password and for no other', async () => {
  const passwords = passwordHasher(env.MASTER_KEY, randomBytes)
  const stored = (await passwords.hash(PASSWORD)) ?? ''
  expect(stored).toMatch(/^scrypt\$16384\$8\$5\$[A-Za-z0-9_-]{22}\$[A-Za-z0-9_-]{43}$/)
  expect(await passwords.isRight(PASSWORD, stored)).toBe(true)
  expect(await passwords.isRight(`${PASSWORD}.`, stored)).toBe(false)
  expect(passwords.isOutdated(stored)).toBe(false)
})

test('a hash can’t be checked without the master key, and none is made twice', async () => {
  const passwords = passwordHasher(env.MASTER_KEY, randomBytes, CHEAP)
  const stored = (await passwords.hash(PASSWORD)) ?? ''
  expect(await passwords.hash(PASSWORD)).not.toBe(stored)
  const otherKey = btoa(String.fromCharCode(...new Uint8Array(32).fill(9)))
  const others = passwordHasher(otherKey, randomBytes, CHEAP)
  expect(await others.isRight(PASSWORD, stored)).toBe(false)
})

test('nothing is right for nobody', async () => {
  const passwords = passwordHasher(env.MASTER_KEY, randomBytes, CHEAP)
  expect(await passwords.isRight('', undefined)).toBe(false)
  expect(await passwords.isRight(PASSWORD, undefined)).toBe(false)
})

test('an older cost is right still, and known to be older', async () => {
  const stored = (await passwordHasher(env.MASTER_KEY, randomBytes, CHEAP).hash(PASSWORD)) ?? ''
  const passwords = passwordHasher(env.MASTER_KEY, randomBytes, { ...CHEAP, N: 32 })
  expect(await passwords.isRight(PASSWORD, stored)).toBe(true)
  expect(passwords.isOutdated(stored)).toBe(true)
  expect(SCRYPT_COST).toEqual({ N: 2 ** 14, r: 8, p: 5 })
})

test('one is hashed at a time and eight may wait: whoever comes then is told so', async () => {
  const passwords = passwordHasher(env.MASTER_KEY, randomBytes, CHEAP)
  const all = await Promise.all(Array.from({ length: 20 }, () => passwords.hash(PASSWORD)))
  expect(all.filter((hash) => hash === undefined)).toHaveLength(11)
  expect(await passwords.hash(PASSWORD), 'later on').toBeDefined()
})

test('a stored password of an unknown form is our own fault', async () => {
  const passwords = passwordHasher(env.MASTER_KEY, randomBytes, CHEAP)
  await expect(passwords.isRight(PASSWORD, 'bcrypt$x')).rejects.toThrow('unknown form')
})
