import { describe, expect, test } from 'vitest'
import { toBase64Url, utf8 } from '../../bytes.ts'
import { type HmacHash, importHmacKey, signHmac } from '../../crypto/hmac.ts'
import { asUnixSeconds } from '../../time.ts'
import { bearerToken, issueNationToken, verifyNationToken } from './nation-token.ts'

const NOW = asUnixSeconds(1_600_171_200)
const SECRET = utf8('a secret of this test')
const NATION = { id: '0dd5c2f6-9c4f-4a5c-8d31-4d6f1b3a2c10', version: 3 }
const YEAR = 31_557_600

const key = importHmacKey(SECRET)

/** A token made by hand. */
async function made(
  claims: Readonly<Record<string, unknown>>,
  { header = '{"alg":"HS256","typ":"JWT"}', hash = 'SHA-256' as HmacHash, secret = SECRET } = {},
): Promise<string> {
  const input = `${toBase64Url(utf8(header))}.${toBase64Url(utf8(JSON.stringify(claims)))}`
  return `${input}.${toBase64Url(await signHmac(await importHmacKey(secret, hash), utf8(input)))}`
}
const CLAIMS = { ...NATION, iat: NOW, exp: NOW + YEAR }
const verify = async (token: string, now: number = NOW) =>
  verifyNationToken(token, await key, asUnixSeconds(now))

test('a token names its nation for 365.25 days', async () => {
  const token = await issueNationToken(NATION, await key, NOW)
  expect(token).toBe(await made(CLAIMS))
  expect(await verify(token)).toEqual(NATION)
  expect(await verify(token, NOW + YEAR - 1)).toEqual(NATION)
  expect(await verify(token, NOW + YEAR)).toBeUndefined()
})

describe('refused is', () => {
  test.each([
    ['one without an id', { ...CLAIMS, id: undefined }],
    ['one without an end', { ...CLAIMS, exp: undefined }],
    ['one whose end is a text', { ...CLAIMS, exp: String(NOW + YEAR) }],
    ['one without a beginning', { ...CLAIMS, iat: undefined }],
    ['one of the future', { ...CLAIMS, iat: NOW + 61 }],
    ['one that is not valid yet', { ...CLAIMS, nbf: NOW + 61 }],
    ['one without a version', { ...CLAIMS, version: undefined }],
  ])('%s', async (_, claims) => {
    expect(await verify(await made(claims))).toBeUndefined()
  })

  test('one signed with another secret, another hash or none', async () => {
    expect(await verify(await made(CLAIMS, { secret: utf8('another') }))).toBeUndefined()
    expect(await verify(await made(CLAIMS, { secret: new Uint8Array() }))).toBeUndefined()
    expect(await verify(await made(CLAIMS, { hash: 'SHA-512' }))).toBeUndefined()
    const none = await made(CLAIMS, { header: '{"alg":"none"}' })
    expect(await verify(none)).toBeUndefined()
    expect(await verify(`${none.slice(0, none.lastIndexOf('.'))}.`)).toBeUndefined()
  })

  test.each(['HS384', 'HS512', 'hs256', 'ES256', 'none'])(
    'one whose header says %s, though it is signed rightly',
    async (alg) => {
      expect(await verify(await made(CLAIMS, { header: JSON.stringify({ alg }) }))).toBeUndefined()
    },
  )

  test.each(['', '.', '..', 'a.b.c', 'x'.repeat(5000)])('what is no token: %#', async (text) => {
    expect(await verify(text)).toBeUndefined()
  })
})

test.each([
  ['Bearer a.b.c', 'a.b.c'],
  ['a.b.c', 'a.b.c'],
  // Neither is a token then.
  ['bearer a.b.c', 'bearer a.b.c'],
  ['Bearer  a.b.c', ' a.b.c'],
])('"%s" carries "%s"', (header, token) => {
  expect(bearerToken(header)).toBe(token)
})
