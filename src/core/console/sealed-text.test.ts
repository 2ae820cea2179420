import { expect, test } from 'vitest'
import { fromTolerantBase64, toBase64 } from '../bytes.ts'
import { openText, sealText } from './sealed-text.ts'

const KEY = new Uint8Array(32).fill(7)
const NONCE = new Uint8Array(12).fill(9)

test('opens for the same session and name, whatever it is', async () => {
  for (const text of ['', 'code 4827 1936', 'رمز', '😀'.repeat(1000)]) {
    expect(await openText(KEY, 'codes/1', await sealText(KEY, 'codes/1', text, NONCE))).toBe(text)
  }
})

test('is nothing under another key or name, cut, or changed anywhere', async () => {
  const sealed = await sealText(KEY, 'codes/1', 'code', NONCE)
  expect(await openText(new Uint8Array(32).fill(8), 'codes/1', sealed)).toBeUndefined()
  expect(await openText(KEY, 'codes/2', sealed)).toBeUndefined()
  expect(await openText(KEY, 'codes/1', '')).toBeUndefined()
  expect(await openText(KEY, 'codes/1', '%')).toBeUndefined()
  const bytes = fromTolerantBase64(sealed) ?? new Uint8Array()
  for (let i = 0; i < bytes.length; i++) {
    const changed = bytes.slice()
    changed[i] = (changed[i] ?? 0) ^ 1
    expect(await openText(KEY, 'codes/1', toBase64(changed)), `byte ${i}`).toBeUndefined()
  }
})

test('is what HKDF and AES-GCM make of it', async () => {
  const sealed = fromTolerantBase64(await sealText(KEY, 'n', 'text', NONCE)) ?? new Uint8Array()
  const material = await crypto.subtle.importKey('raw', KEY, 'HKDF', false, ['deriveBits'])
  const info = new TextEncoder().encode('sealed text n')
  const bits = await crypto.subtle.deriveBits(
    { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info },
    material,
    256,
  )
  const key = await crypto.subtle.importKey('raw', bits, 'AES-GCM', false, ['decrypt'])
  const text = await crypto.subtle.decrypt(
    { name: 'AES-GCM', iv: NONCE, additionalData: new TextEncoder().encode('n') },
    key,
    sealed.subarray(12),
  )
  expect(new TextDecoder().decode(text)).toBe('text')
})
