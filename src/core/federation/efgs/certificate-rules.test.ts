import { describe, expect, test } from 'vitest'
import openssl from '../../../../test/vectors/efgs/openssl.json'
import { readCertificates } from '../../crypto/certificates.ts'
import { asUnixSeconds } from '../../time.ts'
import {
  certificateFindings,
  checkOperatorSignature,
  countryOf,
  thumbprintOf,
} from './certificate-rules.ts'

const NOW = asUnixSeconds(Date.UTC(2026, 10, 26) / 1000)

function named(name: string) {
  const pem = openssl.certificates.find((one) => one.name === name)?.pem ?? ''
  const [certificate] = readCertificates(pem) ?? []
  if (certificate === undefined) throw new Error(`no certificate ${name}`)
  return certificate
}

test.each(openssl.certificates)('the thumbprint of $name is what OpenSSL says', async (one) => {
  expect(await thumbprintOf(named(one.name))).toBe(one.thumbprint)
})

test('a certificate is of one country', () => {
  expect(countryOf(named('rsa'))).toBe('DE')
  expect(countryOf(named('france'))).toBe('FR')
  expect(countryOf(named('two_countries'))).toBeUndefined()
  expect(countryOf(named('no_country'))).toBeUndefined()
})

describe('what stands against a certificate of Germany', () => {
  const of = (name: string, country = 'DE', now = NOW) =>
    certificateFindings(named(name), country, now)

  test.each([
    ['rsa', []],
    ['p256', []],
    ['p384', []],
    ['p521', ['weak_key']],
    ['rsa2048', ['weak_key']],
    ['rsa1024', ['weak_key']],
    ['sha1', ['weak_signature']],
    ['france', ['other_country']],
    ['two_countries', ['not_one_country']],
    ['no_country', ['not_one_country']],
    ['bare', ['no_common_name', 'no_organisation']],
    ['short', ['ends_soon']],
  ])('%s: %j', (name, findings) => {
    expect(of(name)).toEqual(findings)
  })

  test('its dates', () => {
    expect(of('rsa', 'DE', asUnixSeconds(Date.UTC(2026, 10, 1) / 1000))).toEqual(['not_yet_valid'])
    expect(of('short', 'DE', asUnixSeconds(Date.UTC(2027, 1, 1) / 1000))).toEqual(['ended'])
  })
})

describe.each(Object.entries(openssl.trustAnchors))(
  "the signature of the operator's %s",
  (_, anchor) => {
    const [trustAnchor] = readCertificates(anchor.pem) ?? []
    const pem = openssl.certificates[0]?.pem ?? ''
    const check = (signature: string, text: string) =>
      trustAnchor === undefined ? undefined : checkOperatorSignature(signature, text, trustAnchor)

    test('is one over the very text', async () => {
      expect(await check(anchor.signatureOfRsa, pem)).toBe(true)
      expect(await check(anchor.signatureOfRsa, pem.trimEnd())).toBe(false)
    })

    test('is refused where it is none', async () => {
      expect(await check('', pem)).toBe(false)
      expect(await check('%', pem)).toBe(false)
      expect(await check('AAAA', pem)).toBe(false)
      for (const other of Object.values(openssl.trustAnchors)) {
        if (other !== anchor) expect(await check(other.signatureOfRsa, pem)).toBe(false)
      }
    })
  },
)
