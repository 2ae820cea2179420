import { expect, test } from 'vitest'
import exportVectors from '../../../test/vectors/export.json' with { type: 'json' }
import vectors from '../../../test/vectors/signature-der.json' with { type: 'json' }
import { fromHex, fromTolerantBase64, toHex, utf8 } from '../bytes.ts'
import { derToP1363, importPublicKey, p1363ToDer, verifyDer } from './ecdsa.ts'

const bytesOf = (hex: string) => fromHex(hex) ?? new Uint8Array()

test.each(vectors.signatures)('$what: encoded as DER and read back', ({ p1363, der }) => {
  expect(toHex(p1363ToDer(bytesOf(p1363)))).toBe(der)
  expect(toHex(derToP1363(bytesOf(der)) ?? new Uint8Array())).toBe(p1363)
})

test.each(vectors.signatures.filter((vector) => vector.message !== undefined))(
  '$what: verifies its message and no other',
  async ({ message = '', der }) => {
    const spki = fromTolerantBase64(exportVectors.file.publicKeySpkiBase64) ?? new Uint8Array()
    const publicKey = await importPublicKey(spki)
    expect(await verifyDer(publicKey, bytesOf(der), utf8(message))).toBe(true)
    expect(await verifyDer(publicKey, bytesOf(der), utf8(`${message}.`))).toBe(false)
  },
)

test.each([63, 65, 0])('refuses a raw signature of %i bytes', (length) => {
  expect(() => p1363ToDer(new Uint8Array(length))).toThrow(TypeError)
})

test.each([
  ['with a byte after it', '300602010102017f00'],
  ['with a number that has a needless zero', '30070202000102017f'],
  ['with a negative number', '30060201ff02017f'],
  ['with a length that is too long', '300702010102017f'],
  ['with another tag', '310602010102017f'],
  ['with an empty number', '3006020002027f7f'],
  ['cut short', '3006020101020'.slice(0, 12)],
])('refuses DER %s', (_what, der) => {
  expect(derToP1363(bytesOf(der))).toBeUndefined()
})
