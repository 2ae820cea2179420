import { describe, expect, test } from 'vitest'
import { fromTolerantBase64, toHex, utf8 } from '../bytes.ts'
import { generateKeyPair, verifyDer } from '../crypto/ecdsa.ts'
import { sha256 } from '../crypto/sha256.ts'
import { asUnixSeconds } from '../time.ts'
import { signedSmsText, signSms } from './authenticated-sms.ts'
import { expandSms, type SmsParts } from './expand-sms.ts'

const PARTS: SmsParts = {
  regionCode: 'US-WA',
  code: '12345678',
  longCode: 'abcdef0123456789',
  codeSeconds: 900,
  longCodeSeconds: 86_400,
  redirectDomain: 'enx.example.org',
}
const MARCH = asUnixSeconds(Date.UTC(2021, 2, 14, 23, 59) / 1000)

describe('templates', () => {
  test.each([
    ['Code [code], [expires] minutes, region [region]', 'Code 12345678, 15 minutes, region US-WA'],
    ['[longcode] for [longexpires] h', 'abcdef0123456789 for 24 h'],
    ['[enslink]', 'https://us-wa.enx.example.org/v?c=abcdef0123456789'],
    ['a\r\nb\n\n c  d | e', 'a b c d e'],
    ['[code][code] [Code] [other]', '1234567812345678 [Code] [other]'],
  ])('%j', (template, text) => {
    expect(expandSms(template, PARTS)).toBe(text)
  })

  test('without a domain the link is the scheme of the phones', () => {
    expect(expandSms('[enslink]', { ...PARTS, redirectDomain: '' })).toBe(
      'ens://v?r=US-WA&c=abcdef0123456789',
    )
  })

  test('what a value holds is not expanded again', () => {
    expect(expandSms('[region]', { ...PARTS, regionCode: '[code]$&' })).toBe('[code]$&')
  })
})

describe('signed texts', () => {
  test('what is signed, computed apart from this code', async () => {
    const text = signedSmsText('EN Report', '+12068675309', 'Your code is 12345678', MARCH)
    expect(toHex(await sha256(utf8(text)))).toBe(
      '8262ffaa1af0813e0a7c591183b0e04b7e1537c532c807c3aa871dc5da41b548',
    )
  })

  test('day, key and signature stand behind the text', async () => {
    const { privateKey, publicKey } = await generateKeyPair()
    const signer = { keyId: 'r1v1sms', privateKey }
    const signed = await signSms(signer, 'User Report', '+12068675309', 'Code 1', MARCH)
    const [, day, keyId, signature = ''] =
      /^Code 1 \nAuthentication:(\d{4}):([^:]+):([A-Za-z0-9+/]+)$/.exec(signed) ?? []
    expect([day, keyId]).toEqual(['0314', 'r1v1sms'])
    const verify = (text: string) =>
      verifyDer(publicKey, fromTolerantBase64(signature) ?? new Uint8Array(), utf8(text))
    const over = 'User Report.+12068675309.2021-03-14.Code 1 \nAuthentication:'
    expect(await verify(over)).toBe(true)
    expect(await verify(over.replace('User', 'EN'))).toBe(false)
    expect(await verify(over.replace('5309', '5300'))).toBe(false)
  })
})
