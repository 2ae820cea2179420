import { describe, expect, test } from 'vitest'
import { importHmacKey } from '../crypto/hmac.ts'
import { hashApiKey, makeApiKey, readApiKey } from './api-key.ts'

/** Computed apart from this code: signature secret 00..7f, database secret 80..ff, key bytes 00..3f, realm 7. */
const VECTOR =
  'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0-Pw.7.fE7GUO0C-X0MylDNaKU7z8ga4RmF8b1xcXkxsauoaeq-0aZBQ4X9x2f29Ftict9o07doLKXEqWsXXTZ0ruSvyg'
const STORED =
  'iY-0OCrn8JrRxxgzS6kBwX4m4QgF5KQWT6Tyaqwzg5A5lfRIUeRhO6csTTC9w60pSvSn-2JGdmHwddyDbNaaZA'

const bytes = (from: number, length: number) =>
  new Uint8Array(Array.from({ length }, (_, index) => from + index))
const signature = await importHmacKey(bytes(0, 128), 'SHA-512')
const database = await importHmacKey(bytes(128, 128), 'SHA-512')
const other = await importHmacKey(bytes(1, 128), 'SHA-512')
const [K = '', , S = ''] = VECTOR.split('.')

test('a key is made as the vector says', async () => {
  const key = await makeApiKey(7, { signature, database }, (length) => bytes(0, length))
  expect(key).toEqual({ text: VECTOR, keyHash: STORED, preview: 'AAECAw' })
})

test('a key is read and found by its hash', async () => {
  const read = await readApiKey(VECTOR, [other, signature])
  expect(read).toEqual({ key: K, realmId: 7 })
  expect(await hashApiKey(read?.key ?? '', database)).toBe(STORED)
})

describe('what is accepted', () => {
  test.each([
    ['blanks around it', ` \t${VECTOR}\u00a0`],
    ['padding and the other alphabet', `${K}.7.${S.replaceAll('-', '+').replaceAll('_', '/')}==`],
  ])('%s', async (_what, text) => {
    expect(await readApiKey(text, [signature])).toEqual({ key: K, realmId: 7 })
  })

  test('a key of the oldest kind names no realm', async () => {
    expect(await readApiKey('abcdef', [signature])).toEqual({ key: 'abcdef', realmId: undefined })
  })
})

describe('what is refused', () => {
  test.each([
    ['nothing', ''],
    ['blanks', '  '],
    ['dots', '..'],
    ['two parts', `${K}.7`],
    ['four parts', `${VECTOR}.x`],
    ['an empty key', `.7.${S}`],
    ['an empty realm', `${K}..${S}`],
    ['no signature', `${K}.7.`],
    ['another realm', `${K}.8.${S}`],
    ['a realm with a zero before it', `${K}.07.${S}`],
    ['an altered key', `B${K.slice(1)}.7.${S}`],
    ['an altered signature', `${K}.7.g${S.slice(1)}`],
    ['a signature that is cut', `${K}.7.${S.slice(0, -4)}`],
    ['a signature that is no base64', `${K}.7.!!!`],
    ['a very long one', 'x'.repeat(513)],
  ])('%s', async (_what, text) => {
    expect(await readApiKey(text, [signature])).toBeUndefined()
  })

  test('one that no secret in force signed', async () => {
    expect(await readApiKey(VECTOR, [other])).toBeUndefined()
    expect(await readApiKey(VECTOR, [])).toBeUndefined()
  })
})
