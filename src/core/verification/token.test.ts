import { jwtVerify } from 'jose'
import { describe, expect, test } from 'vitest'
import { generateKeyPair } from '../crypto/ecdsa.ts'
import { addSeconds, asUnixSeconds } from '../time.ts'
import { signCertificate, symptomOnsetInterval } from './issue-certificate.ts'
import {
  formatSubject,
  makeTokenId,
  parseSubject,
  signJwt,
  signToken,
  verifyToken,
} from './token.ts'

const NOW = asUnixSeconds(1_795_083_600)
const random = (length: number) => crypto.getRandomValues(new Uint8Array(length))
const pair = await generateKeyPair()
const other = await generateKeyPair()
const signer = { keyId: 'the-key', privateKey: pair.privateKey }
const publicKey = async (keyId: string) => (keyId === 'the-key' ? pair.publicKey : undefined)
const SUBJECT = { testType: 'confirmed', symptomDate: '2020-07-08', testDate: '' } as const
const CLAIMS = {
  issuer: 'issuer',
  id: makeTokenId(random),
  subject: SUBJECT,
  issuedAt: NOW,
  lifeSeconds: 86_400,
}
const claimsOf = (jwt: string) =>
  JSON.parse(atob((jwt.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')))

const good = claimsOf(await signToken(signer, CLAIMS))

describe('subjects', () => {
  test.each([
    ['confirmed.2020-07-08', 'confirmed', '2020-07-08', ''],
    ['confirmed.2020-07-08.2020-07-07', 'confirmed', '2020-07-08', '2020-07-07'],
    ['confirmed..2020-07-07', 'confirmed', '', '2020-07-07'],
    ['confirmed..', 'confirmed', '', ''],
    ['user-report.2020-02-29.', 'user-report', '2020-02-29', ''],
  ])('%s', (text, testType, symptomDate, testDate) => {
    expect(parseSubject(text)).toEqual({ testType, symptomDate, testDate })
  })

  test.each([
    'confirmed',
    'confirmed.2020-13-01',
    'confirmed.2021-02-29',
    'confirmed.2020-7-8.',
    'confirmed.x.',
    'confirmed.2020-07-08.2020-07-07.',
    'positive.2020-07-08.',
    '',
  ])('%s is none', (text) => {
    expect(parseSubject(text)).toBeUndefined()
  })

  test('written in three parts', () => {
    expect(formatSubject(SUBJECT)).toBe('confirmed.2020-07-08.')
  })
})

describe('tokens', () => {
  test('header and claims', async () => {
    const token = await signToken(signer, CLAIMS)
    const [header = ''] = token.split('.')
    expect(JSON.parse(atob(header))).toEqual({ alg: 'ES256', kid: 'the-key', typ: 'JWT' })
    expect(claimsOf(token)).toEqual({
      aud: 'issuer',
      iss: 'issuer',
      exp: NOW + 86_400,
      iat: NOW,
      jti: CLAIMS.id,
      sub: 'confirmed.2020-07-08.',
    })
    expect(CLAIMS.id).toMatch(/^[A-Za-z0-9+/]{128}$/)
  })

  test('what was signed is read again, with countries where there were any', async () => {
    const subject = { ...SUBJECT, countriesOfInterest: ['DE', 'NL'] }
    const token = await signToken(signer, { ...CLAIMS, subject })
    expect(await verifyToken(token, 'issuer', publicKey, NOW)).toEqual({ id: CLAIMS.id, subject })
    const plain = await signToken(signer, CLAIMS)
    expect(await verifyToken(plain, 'issuer', publicKey, NOW)).toEqual({
      id: CLAIMS.id,
      subject: SUBJECT,
    })
  })

  test('for its life, to the second', async () => {
    const token = await signToken(signer, CLAIMS)
    const at = (seconds: number) =>
      verifyToken(token, 'issuer', publicKey, addSeconds(NOW, seconds))
    expect(await at(86_399)).toBeDefined()
    expect(await at(86_400)).toBeUndefined()
    expect(await at(-1)).toBeUndefined()
  })

  test.each([
    ['another issuer', { ...good, iss: 'x' }],
    ['another audience', { ...good, aud: 'x' }],
    ['a list of audiences', { ...good, aud: ['issuer'] }],
    ['no end', { ...good, exp: undefined }],
    ['an end that is a text', { ...good, exp: String(NOW + 9) }],
    ['no id', { ...good, jti: undefined }],
    ['no subject', { ...good, sub: undefined }],
    ['a subject that is none', { ...good, sub: 'x' }],
  ])('%s', async (_what, claims) => {
    expect(
      await verifyToken(await signJwt(signer, claims), 'issuer', publicKey, NOW),
    ).toBeUndefined()
  })

  test('an unknown key, a key of another, an altered segment, nonsense', async () => {
    const token = await signToken(signer, CLAIMS)
    const [header, claims, signature = ''] = token.split('.')
    const unknown = await signToken({ ...signer, keyId: 'x' }, CLAIMS)
    const foreign = await signToken({ ...signer, privateKey: other.privateKey }, CLAIMS)
    for (const wrong of [
      unknown,
      foreign,
      `${header}.${claims}.${signature.slice(2)}`,
      `${header}.${claims}.`,
      `${header}.${claims}`,
      '',
      'a.b.c',
    ]) {
      expect(await verifyToken(wrong, 'issuer', publicKey, NOW)).toBeUndefined()
    }
  })
})

describe('certificates', () => {
  const DRAFT = {
    issuer: 'issuer.example.org',
    audience: 'audience.example.org',
    subject: { testType: 'likely', symptomDate: '2021-03-14', testDate: '2021-03-15' },
    tekmac: 'AAAA',
    lifeSeconds: 900,
    clockSkewSeconds: 5,
  } as const

  test('the interval of a date, computed apart from this code', () => {
    expect(symptomOnsetInterval('2021-03-14')).toBe(2_692_800)
    expect(symptomOnsetInterval('')).toBeUndefined()
  })

  test('claims, none too many', async () => {
    expect(claimsOf(await signCertificate(signer, DRAFT, NOW))).toEqual({
      iss: 'issuer.example.org',
      aud: 'audience.example.org',
      iat: NOW - 5,
      nbf: NOW - 5,
      exp: NOW + 900,
      reportType: 'likely',
      symptomOnsetInterval: 2_692_800,
      tekmac: 'AAAA',
    })
  })

  test('without an onset the claim is not there; with countries theirs is', async () => {
    const subject = { testType: 'negative', symptomDate: '', testDate: '' } as const
    const bare = claimsOf(await signCertificate(signer, { ...DRAFT, subject }, NOW))
    expect(Object.keys(bare)).not.toContain('symptomOnsetInterval')
    expect(Object.keys(bare)).not.toContain('visitedCountries')
    const asked = { ...subject, countriesOfInterest: ['NL', 'DE'] }
    const claims = claimsOf(await signCertificate(signer, { ...DRAFT, subject: asked }, NOW))
    expect(claims).toEqual({ ...bare, visitedCountries: ['NL', 'DE'] })
  })

  test("another's library verifies it", async () => {
    const certificate = await signCertificate(signer, DRAFT, NOW)
    const { protectedHeader } = await jwtVerify(certificate, pair.publicKey, {
      issuer: DRAFT.issuer,
      audience: DRAFT.audience,
      currentDate: new Date(NOW * 1000),
    })
    expect(protectedHeader).toEqual({ alg: 'ES256', kid: 'the-key', typ: 'JWT' })
  })
})
