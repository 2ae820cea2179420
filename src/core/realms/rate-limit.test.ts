import { expect, test } from 'vitest'
import { utf8 } from '../bytes.ts'
import { importHmacKey } from '../crypto/hmac.ts'
import { rateLimitKey } from './rate-limit.ts'

const secret = await importHmacKey(
  new Uint8Array(Array.from({ length: 32 }, (_, index) => index)),
  'SHA-1',
)

test('the name of an address in a realm, computed apart from this code', async () => {
  expect(await rateLimitKey(secret, 'apiserver', 7, '203.0.113.9')).toBe(
    'apiserver:ratelimit:realm:60547cc0ebd8508816c9cbf2bb264de320b46c4c',
  )
})

test('without a realm the address alone is counted, and each service for itself', async () => {
  const name = await rateLimitKey(secret, 'server', undefined, '203.0.113.9')
  expect(name).toMatch(/^server:ratelimit:ip:[0-9a-f]{40}$/)
  expect(name).not.toBe(await rateLimitKey(secret, 'server', undefined, '203.0.113.8'))
  expect(name).not.toBe(
    await rateLimitKey(await importHmacKey(utf8('x'), 'SHA-1'), 'server', undefined, '203.0.113.9'),
  )
})
