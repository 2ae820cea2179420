/** Certificates that are issued here, as our own key server reads them. */

import { describe, expect, test } from 'vitest'
import { aDirectory, anApp } from '../../../test/support/tenants.ts'
import { toBase64 } from '../bytes.ts'
import { generateKeyPair } from '../crypto/ecdsa.ts'
import { addSeconds, asUnixSeconds, type UnixSeconds } from '../time.ts'
import { verifyCertificate } from './certificate.ts'
import { exposureKeyHmac } from './exposure-key-hmac.ts'
import { type CertificateDraft, signCertificate } from './issue-certificate.ts'

const NOW = asUnixSeconds(1_795_083_600)
const pair = await generateKeyPair()
const signer = { keyId: 'r1v1', privateKey: pair.privateKey }
const secret = new Uint8Array(32).fill(7)
const keys = [
  {
    key: 'AAECAwQFBgcICQoLDA0ODw==',
    rollingStartNumber: 2_991_600,
    rollingPeriod: 144,
    transmissionRisk: 0,
  },
]
const DRAFT: CertificateDraft = {
  issuer: 'issuer.example.org',
  audience: 'audience.example.org',
  subject: { testType: 'confirmed', symptomDate: '2021-03-14', testDate: '2021-03-15' },
  tekmac: toBase64(await exposureKeyHmac(keys, secret)),
  lifeSeconds: 900,
  clockSkewSeconds: 5,
}
const directory = aDirectory(anApp(), {
  id: 1,
  issuer: DRAFT.issuer,
  audience: DRAFT.audience,
  name: 'Authority',
  dailyUploadLimit: undefined,
  mayReadStatistics: true,
  keys: [
    {
      version: 'r1v1',
      validFrom: asUnixSeconds(0),
      validThru: undefined,
      publicKey: pair.publicKey,
    },
  ],
})

const received = (certificate: string, now: UnixSeconds) =>
  verifyCertificate({ certificate, hmacKey: toBase64(secret), keys }, anApp(), directory, now)

describe('read by the key server', () => {
  test.each([
    ['confirmed', 'confirmed-test'],
    ['likely', 'clinical-diagnosis'],
    ['negative', 'revoked'],
    ['user-report', 'self-report'],
  ] as const)('%s is %s there', async (testType, reportType) => {
    const subject = { ...DRAFT.subject, testType, countriesOfInterest: ['DE', 'NL'] }
    const verified = await received(await signCertificate(signer, { ...DRAFT, subject }, NOW), NOW)
    expect(verified).toMatchObject({
      ok: true,
      value: {
        reportType,
        symptomOnsetIntervalNumber: 2_692_800,
        visitedCountries: ['DE', 'NL'],
      },
    })
  })

  test('from its dated back begin to its end, by a clock that is behind or not', async () => {
    const certificate = await signCertificate(signer, DRAFT, NOW)
    const at = async (seconds: number) => (await received(certificate, addSeconds(NOW, seconds))).ok
    expect([await at(-6), await at(-5), await at(900), await at(901)]).toEqual([
      false,
      true,
      true,
      false,
    ])
  })

  test('without an onset and countries', async () => {
    const subject = { testType: 'likely', symptomDate: '', testDate: '' } as const
    const verified = await received(await signCertificate(signer, { ...DRAFT, subject }, NOW), NOW)
    expect(verified).toMatchObject({
      ok: true,
      value: { symptomOnsetIntervalNumber: 0, visitedCountries: undefined },
    })
  })
})

test('without countries there is no member for them, and the others stand in their order', async () => {
  const [, claims = ''] = (await signCertificate(signer, { ...DRAFT, tekmac: 'AAAA' }, NOW)).split(
    '.',
  )
  expect(atob(claims.replaceAll('-', '+').replaceAll('_', '/'))).toBe(
    '{"reportType":"confirmed","symptomOnsetInterval":2692800,"tekmac":"AAAA","aud":"audience.example.org",' +
      '"exp":1795084500,"iat":1795083595,"iss":"issuer.example.org","nbf":1795083595}',
  )
})
