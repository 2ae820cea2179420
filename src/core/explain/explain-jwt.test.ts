import { expect, test } from 'vitest'
import { generateKeyPair } from '../crypto/ecdsa.ts'
import { asUnixSeconds } from '../time.ts'
import { signCertificate } from '../verification/issue-certificate.ts'
import { makeTokenId, signJwt, signToken } from '../verification/token.ts'
import { explainJwt, looksLikeJwt } from './explain-jwt.ts'

const NOW = asUnixSeconds(1_795_083_600)
const { privateKey } = await generateKeyPair()
const signer = { keyId: '5148c75c-2bc5-4874-9d1c-f9185d0e1b8a', privateKey }
const SUBJECT = { testType: 'confirmed', symptomDate: '2026-11-17', testDate: '' } as const

const brokenOf = async (jwt: string, at = NOW) =>
  (await explainJwt(jwt, undefined, at))?.checks
    .filter(({ outcome }) => outcome === 'broken')
    .map(({ says }) => says)

const token = await signToken(signer, {
  issuer: 'issuer',
  id: makeTokenId((length) => new Uint8Array(length)),
  subject: SUBJECT,
  issuedAt: NOW,
  lifeSeconds: 60,
})
const certificate = await signCertificate(
  signer,
  {
    issuer: 'issuer',
    audience: 'audience',
    subject: SUBJECT,
    tekmac: btoa('x'.repeat(32)),
    lifeSeconds: 60,
    clockSkewSeconds: 5,
  },
  NOW,
)

test('a good token and a good certificate', async () => {
  for (const [jwt, kind] of [
    [token, 'token'],
    [certificate, 'certificate'],
  ] as const) {
    expect(looksLikeJwt(` ${jwt}\n`)).toBe(true)
    expect(await brokenOf(jwt)).toEqual([])
    expect((await explainJwt(jwt, undefined, NOW))?.kind).toBe(kind)
  }
})

test('one that has expired', async () => {
  const late = asUnixSeconds(NOW + 60)
  expect(await brokenOf(token, late)).toEqual(['its exp lies ahead'])
  expect(await brokenOf(certificate, late)).toEqual(['its exp lies ahead'])
})

test.each([
  [{ reportType: 'positive', tekmac: btoa('x'.repeat(32)) }, 'its reportType is known'],
  [{ reportType: 'likely', tekmac: 'AAAA' }, 'its tekmac is base64 of 32 bytes'],
  [
    { reportType: 'likely', tekmac: btoa('x'.repeat(32)), symptomOnsetInterval: 145 },
    'its symptomOnsetInterval is a midnight, UTC',
  ],
])('%j', async (claims, says) => {
  expect(await brokenOf(await signJwt(signer, { exp: NOW + 9, ...claims }))).toEqual([says])
})

test('what is none', async () => {
  for (const text of ['', '{}', 'a.b', '{"a":1}.b.c']) expect(looksLikeJwt(text)).toBe(false)
  expect(await explainJwt('a.b.c', undefined, NOW)).toBeUndefined()
})
