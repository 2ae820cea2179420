import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toBase64, toBase64Url } from '../bytes.ts'
import { NONCE_LENGTH, readNonce } from './nonce.ts'

test('256 bytes in either alphabet, with padding or without, are one nonce', () => {
  const nonces = fc.uint8Array({ minLength: NONCE_LENGTH, maxLength: NONCE_LENGTH })
  fc.assert(
    fc.property(nonces, (any) => {
      const bytes = new Uint8Array(any)
      const value = toBase64(bytes)
      for (const text of [value, value.replaceAll('=', ''), toBase64Url(bytes)]) {
        expect(readNonce(text)).toEqual({ ok: true, value })
      }
    }),
  )
})

test.each([1, 255, 257, 512])('%d bytes are none', (length) => {
  const failure = { reason: 'wrong_length' }
  expect(readNonce(toBase64(new Uint8Array(length)))).toEqual({ ok: false, failure })
})

test('nothing, and what is no base64', () => {
  expect(readNonce('')).toEqual({ ok: true, value: '' })
  for (const text of ['!', 'a', 'ä'.repeat(344)]) {
    expect(readNonce(text), text).toEqual({ ok: false, failure: { reason: 'not_base64' } })
  }
})
