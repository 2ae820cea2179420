import { describe, expect, test } from 'vitest'
import { generateKeyPair, verifyP1363 } from '../../crypto/ecdsa.ts'
import { asUnixSeconds } from '../../time.ts'
import { parseJws } from '../../verification/jws.ts'
import {
  type FetchTokenClaims,
  fetchTokenProblem,
  readBearer,
  readFetchToken,
  signFetchToken,
} from './fetch-token.ts'

const NOW = asUnixSeconds(1_795_089_600)
const AUDIENCE = 'https://exposure-notifications-server/federation'

const segment = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const token = (header: object, claims: object) => `${segment(header)}.${segment(claims)}.c2ln`
const HEADER = { alg: 'RS256', kid: 'a' }
const CLAIMS = { iss: 'https://accounts.google.com', sub: '42', aud: AUDIENCE, exp: NOW + 60 }

describe('the header', () => {
  test('carries one token', () => {
    expect(readBearer('Bearer aa.bb.cc')).toBe('aa.bb.cc')
  })

  test.each([
    ['there is none', undefined],
    ['it is empty', ''],
    ['the word is another', 'Basic aa.bb.cc'],
    ['the word is written otherwise', 'bearer aa.bb.cc'],
    ['there are two, which come joined', 'Bearer aa.bb.cc, Bearer aa.bb.cc'],
    ['the token has two parts', 'Bearer aa.bb'],
    ['the signature is missing', 'Bearer aa.bb.'],
    ['there is something behind it', 'Bearer aa.bb.cc '],
    ['it is too long', `Bearer aa.bb.${'c'.repeat(9000)}`],
  ])('is refused where %s', (_why, header) => {
    expect(readBearer(header)).toBeUndefined()
  })
})

describe('a token', () => {
  test('says who is calling', () => {
    expect(readFetchToken(token(HEADER, { ...CLAIMS, iat: NOW }))).toEqual({
      algorithm: 'RS256',
      keyId: 'a',
      issuer: 'https://accounts.google.com',
      subject: '42',
      audience: AUDIENCE,
      expiresAt: NOW + 60,
      issuedAt: NOW,
      notBefore: 0,
    })
  })

  test('may name one audience in a list', () => {
    expect(readFetchToken(token(HEADER, { ...CLAIMS, aud: [AUDIENCE] }))?.audience).toBe(AUDIENCE)
  })

  test.each<[string, object, object]>([
    ['is not signed', { alg: 'none' }, CLAIMS],
    ['is signed with a shared secret', { alg: 'HS256' }, CLAIMS],
    ['names its key by a number', { alg: 'ES256', kid: 1 }, CLAIMS],
    ['has no issuer', HEADER, { ...CLAIMS, iss: undefined }],
    ['has no subject', HEADER, { ...CLAIMS, sub: '' }],
    ['has a subject that is no text', HEADER, { ...CLAIMS, sub: 42 }],
    ['has two audiences', HEADER, { ...CLAIMS, aud: [AUDIENCE, AUDIENCE] }],
    ['ends at a text', HEADER, { ...CLAIMS, exp: '9' }],
  ])('is refused that %s', (_what, header, claims) => {
    expect(readFetchToken(token(header, claims))).toBeUndefined()
  })

  const claims = readFetchToken(token(HEADER, CLAIMS)) as FetchTokenClaims
  test.each<[string, Partial<FetchTokenClaims>, string | undefined]>([
    ['is good', {}, undefined],
    ['is for others', { audience: 'https://example.org' }, 'wrong_audience'],
    ['is for others by one letter', { audience: `${AUDIENCE}/` }, 'wrong_audience'],
    ['ends now', { expiresAt: NOW }, 'expired'],
    ['names no end', { expiresAt: 0 }, 'expired'],
    ['is good for a day', { expiresAt: NOW + 86_400 }, undefined],
    ['is good for ever', { expiresAt: 2 ** 53 }, 'life_too_long'],
    ['is a minute ahead of us', { issuedAt: NOW + 60 }, undefined],
    ['was made in the future', { issuedAt: NOW + 61 }, 'not_yet_valid'],
    ['begins in the future', { notBefore: NOW + 61 }, 'not_yet_valid'],
  ])('that %s', (_what, change, expected) => {
    expect(fetchTokenProblem({ ...claims, ...change }, AUDIENCE, NOW)).toBe(expected)
  })
})

test('our own token is one that another server takes', async () => {
  const { privateKey, publicKey } = await generateKeyPair()
  const names = { issuer: 'https://en.example', subject: 'federation', audience: AUDIENCE }
  const signed = await signFetchToken({ keyId: '1', privateKey }, names, NOW)
  const claims = readFetchToken(signed)
  expect(claims).toMatchObject({ algorithm: 'ES256', keyId: '1', ...names })
  expect(claims && fetchTokenProblem(claims, AUDIENCE, NOW)).toBeUndefined()
  expect(claims && fetchTokenProblem(claims, AUDIENCE, asUnixSeconds(NOW + 300))).toBe('expired')
  const jws = parseJws(signed)
  expect(jws && (await verifyP1363(publicKey, jws.signature, jws.signingInput))).toBe(true)
  expect(readBearer(`Bearer ${signed}`)).toBe(signed)
})
