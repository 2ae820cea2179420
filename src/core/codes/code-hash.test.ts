import { expect, test } from 'vitest'
import { importHmacKey } from '../crypto/hmac.ts'
import { hashesOf, hashText } from './code-hash.ts'

const secret = await importHmacKey(
  new Uint8Array(Array.from({ length: 128 }, (_, index) => (3 * index) % 256)),
  'SHA-512',
)

test('the hash of a code, computed apart from this code', async () => {
  expect(await hashText('12345678', secret)).toBe(
    'zirLgXK-7iq4akr1_i403-AkvF9U3GBRMRgJD0-YbSpJdmxNbfzYpf_taOcPDonFA7tKj6HKHZvG-6lz2MG_QA',
  )
})

test('one for each secret, in their order', async () => {
  const other = await importHmacKey(new Uint8Array(128), 'SHA-512')
  const hashes = await hashesOf('12345678', [other, secret])
  expect(hashes).toHaveLength(2)
  expect(hashes[1]).toBe(await hashText('12345678', secret))
  expect(hashes[0]).not.toBe(hashes[1])
})
