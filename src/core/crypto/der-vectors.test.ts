import { describe, expect, test } from 'vitest'
import { fromHex, fromTolerantBase64, toHex, utf8 } from '../bytes.ts'
import { derToP1363, importPublicKey, p1363ToDer, verifyDer } from './ecdsa.ts'

const SPKI =
  'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEYP7UuiVanTHJYet0xjVtaMBJuJI7Yfps5mliLmDyn7Z5A/4QCLi8maQa6elWKLxk8vGyDC1+n1F3o8KU1EYimQ=='

const bytes = (hex: string) => {
  const read = fromHex(hex)
  if (read === undefined) throw new TypeError('not hexadecimal')
  return read
}

// Signatures of these texts by the P-256 key of RFC 6979 A.2.5, each verified with openssl.
const SIGNED = [
  {
    name: 'both numbers with their top bit set',
    text: 'der-case-0',
    raw: 'c0038945a416cf7c6b04f3000c3b62689d85e2ac40be8d355227b19ff8d17db2f158b7738c8d6395522bcca7b19e3001843ede5d587e7aad85d82b902d270219',
    der: '3046022100c0038945a416cf7c6b04f3000c3b62689d85e2ac40be8d355227b19ff8d17db2022100f158b7738c8d6395522bcca7b19e3001843ede5d587e7aad85d82b902d270219',
  },
  {
    name: 'neither',
    text: 'der-case-1',
    raw: '29a0ff6c40474d74fdf37d7a957e874d1be5e660b03c500f6cccfaae667445493cfe2fb92a8c7f41c07d35412f7433e5e02f7ceda1d5d9ce8cbb59e4e3e03def',
    der: '3044022029a0ff6c40474d74fdf37d7a957e874d1be5e660b03c500f6cccfaae6674454902203cfe2fb92a8c7f41c07d35412f7433e5e02f7ceda1d5d9ce8cbb59e4e3e03def',
  },
  {
    name: 'r with a zero byte that disappears',
    text: 'der-case-427',
    raw: '005322e5e92034a2e08edcd8bcd438c960b7e61c978456784dad4c1e04c387ca02e2c6d07cafdd7b80805419803d65e55cd66c47fcac5336abb076d5c222c836',
    der: '3043021f5322e5e92034a2e08edcd8bcd438c960b7e61c978456784dad4c1e04c387ca022002e2c6d07cafdd7b80805419803d65e55cd66c47fcac5336abb076d5c222c836',
  },
  {
    name: 's with a zero byte that stays, as its sign',
    text: 'der-case-570',
    raw: '371a85353b1d0e5de2e453c1bc412d6c6eb53c4e50f82bd5fbe066004a7e41c600cade5aa264017c882568731630b87f45617c198b9ac2582da73ecd7f1ca97b',
    der: '30440220371a85353b1d0e5de2e453c1bc412d6c6eb53c4e50f82bd5fbe066004a7e41c6022000cade5aa264017c882568731630b87f45617c198b9ac2582da73ecd7f1ca97b',
  },
]
const N_MINUS_1 = 'ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550'
const ENCODED = [
  ...SIGNED,
  {
    name: 'r 1 and s 127',
    raw: `${'1'.padStart(64, '0')}${'7f'.padStart(64, '0')}`,
    der: '300602010102017f',
  },
  {
    name: 'r 0x80 and s 0xff',
    raw: `${'80'.padStart(64, '0')}${'ff'.padStart(64, '0')}`,
    der: '300802020080020200ff',
  },
  {
    name: 'r and s one below the order',
    raw: N_MINUS_1 + N_MINUS_1,
    der: `3046022100${N_MINUS_1}022100${N_MINUS_1}`,
  },
]

describe('a signature as r and s side by side and as DER', () => {
  test.each(ENCODED)('$name', ({ raw, der }) => {
    expect(toHex(p1363ToDer(bytes(raw)))).toBe(der)
    expect(toHex(derToP1363(bytes(der)) ?? new Uint8Array())).toBe(raw)
  })
  test.each(SIGNED)(
    '$name: is good of its text and of no other, and only as DER',
    async ({ text, raw, der }) => {
      const key = await importPublicKey(fromTolerantBase64(SPKI) ?? new Uint8Array())
      expect(await verifyDer(key, bytes(der), utf8(text))).toBe(true)
      expect(await verifyDer(key, bytes(der), utf8(`${text}0`))).toBe(false)
      expect(await verifyDer(key, bytes(raw), utf8(text))).toBe(false)
    },
  )
})

test.each([
  ['nothing', ''],
  ['a number with a needless zero', '30080202000102020001'],
  ['a negative number', '3006020180020101'],
  ['an empty number', '30050200020101'],
  ['three numbers', '3009020101020101020101'],
  ['one number', '3006020401010101'],
  ['a byte after the sequence', '300602010102010100'],
  ['a sequence that says more than there is', '3007020101020101'],
  ['a sequence that says less than there is', '3005020101020101'],
  ['a length in the long form', '308106020101020101'],
  ['a set', '3106020101020101'],
  ['another type than a number', '3006030101020101'],
  ['a number of 33 bytes', `304502210${'1'.padStart(65, '1')}0220${'1'.repeat(64)}`],
])('refuses as DER: %s', (_, hex) => {
  expect(derToP1363(bytes(hex))).toBeUndefined()
})
