import { describe, expect, test } from 'vitest'
import { DER_SIGNATURES, PUBLIC_KEY_SPKI } from '../../../test/vectors/key-server.ts'
import { fromHex, fromTolerantBase64, toHex, utf8 } from '../bytes.ts'
import {
  derToP1363,
  generateKeyPair,
  importPublicKey,
  p1363ToDer,
  signDer,
  verifyDer,
  verifyP1363,
} from './ecdsa.ts'

const bytes = (hex: string) => fromHex(hex) ?? new Uint8Array()
const spki = fromTolerantBase64(PUBLIC_KEY_SPKI) ?? new Uint8Array()

describe.each(DER_SIGNATURES)('$name', ({ message, p1363, der }) => {
  test('is written as DER', () => {
    expect(toHex(p1363ToDer(bytes(p1363)))).toBe(der)
  })

  test('is read from DER', () => {
    expect(toHex(derToP1363(bytes(der)) ?? new Uint8Array())).toBe(p1363)
  })

  if (message !== undefined) {
    test('verifies, and does not over another message', async () => {
      const key = await importPublicKey(spki)
      expect(await verifyDer(key, bytes(der), utf8(message))).toBe(true)
      expect(await verifyP1363(key, bytes(p1363), utf8(message))).toBe(true)
      expect(await verifyDer(key, bytes(der), utf8(`${message}!`))).toBe(false)
    })
  }
})

test.each([
  ['nothing', ''],
  ['no sequence', '310602010102017f'],
  ['a length beyond the end', '300702010102017f'],
  ['a length before the end', '300502010102017f'],
  ['bytes after the second integer', '300802010102017f0000'],
  ['bytes after the sequence', '300602010102017f00'],
  ['one integer', '300302010a'],
  ['three integers', '300902010102017f020101'],
  ['another tag for r', '300603010102017f'],
  ['another tag for s', '300602010103017f'],
  ['a negative r', '300602018102017f'],
  ['a negative s', '30060201010201ff'],
  ['an empty integer', '30060200020300007f'],
  ['a zero byte too many', '30070202000102017f'],
  ['a long form of the length', '308106020101020101'],
  ['an indefinite length', '30800201010201010000'],
  ['an integer of 34 bytes', `302702220100${'00'.repeat(32)}020101`],
  ['33 bytes without a sign', `302602${'21'}01${'00'.repeat(32)}020101`],
])('malformed DER is refused: %s', (_name, der) => {
  expect(derToP1363(bytes(der))).toBeUndefined()
})

test('what is no signature of 64 bytes verifies nothing', async () => {
  const key = await importPublicKey(spki)
  expect(await verifyP1363(key, new Uint8Array(63), utf8('der-case-0'))).toBe(false)
  expect(await verifyP1363(key, new Uint8Array(64), utf8('der-case-0'))).toBe(false)
  expect(await verifyDer(key, new Uint8Array(70), utf8('der-case-0'))).toBe(false)
  expect(() => p1363ToDer(new Uint8Array(63))).toThrow(TypeError)
})

test('our own signatures are DER that verifies', async () => {
  const { privateKey, publicKey } = await generateKeyPair()
  const signature = await signDer(privateKey, utf8('message'))
  expect(await verifyDer(publicKey, signature, utf8('message'))).toBe(true)
})
