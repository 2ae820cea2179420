import { describe, expect, test } from 'vitest'
import { EMPTY_CONFIGURATION } from '../../../test/support/empty-configuration.ts'
import { createTestAuthority } from '../../../test/support/test-authority.ts'
import openssl from '../../../test/vectors/efgs/openssl.json'
import { readConfigurationDocument } from '../../api/configuration.ts'
import { PRODUCTION_RULES } from '../foreign/foreign-rules.ts'
import { checkConfiguration } from './check.ts'

const NOW = '2026-11-26T00:00:00Z'
const { anchor, anchor_ec: otherAnchor } = openssl.trustAnchors

/** As OpenSSL made it and told its thumbprint. */
function named(name: string, members: object = {}) {
  const { pem, thumbprint } = openssl.certificates.find((one) => one.name === name) ?? {}
  return {
    thumbprint,
    country: 'DE',
    type: 'SIGNING',
    certificatePem: pem,
    operatorSignature: anchor.signatureOfRsa,
    ...members,
  }
}

async function problemsOf(
  entries: readonly object[],
  { now = NOW, trustAnchorPem = '', present = [] as readonly object[] } = {},
) {
  const read = readConfigurationDocument({ efgsCertificates: entries })
  const known = readConfigurationDocument({ efgsCertificates: present })
  if (!read.ok || !known.ok) return read.ok ? ['present'] : read.failure.map(told)
  const problems = await checkConfiguration({
    document: read.value,
    present: { ...EMPTY_CONFIGURATION, efgsCertificates: known.value.efgsCertificates ?? [] },
    now,
    foreignRules: PRODUCTION_RULES,
    efgsTrustAnchorPem: trustAnchorPem,
  })
  return problems.map(told)
}

const told = ({ path, reason }: { readonly path: string; readonly reason: string }) =>
  `${path} ${reason}`

test.each<[string, object]>([
  ['of an RSA key', named('rsa')],
  ['of P-256', named('p256')],
  ['of P-384', named('p384')],
  ['to call with', named('rsa', { type: 'AUTHENTICATION', host: 'nb-tls.example' })],
  ['of a callback', named('rsa', { type: 'CALLBACK' })],
  ['of a gateway', named('rsa', { gatewayOrigins: ['AT', 'IT'] })],
  ['of another country', named('france', { country: 'FR' })],
  ['that was revoked, however weak it was', named('rsa1024', { revoked: true })],
  ['that is about to end', named('short')],
])('a certificate %s is taken', async (_, entry) => {
  expect(await problemsOf([entry])).toEqual([])
})

test.each<[string, object, string]>([
  ['of a weak key', named('rsa2048'), 'certificatePem not_valid'],
  ['of a curve that is not spoken', named('p521'), 'certificatePem not_valid'],
  ['signed with SHA-1', named('sha1'), 'certificatePem not_valid'],
  ['of another country than its member', named('france'), 'certificatePem not_valid'],
  ['of two countries', named('two_countries'), 'certificatePem not_valid'],
  ['of no country', named('no_country'), 'certificatePem not_valid'],
  ['with a country in words', named('rsa', { country: 'Germany' }), 'country malformed'],
  ['with a country in small letters', named('rsa', { country: 'de' }), 'country malformed'],
  [
    'under the thumbprint of another',
    named('rsa', { thumbprint: named('p256').thumbprint }),
    'thumbprint certificate_differs',
  ],
  [
    'with its thumbprint in upper case',
    named('rsa', { thumbprint: named('rsa').thumbprint?.toUpperCase() }),
    'thumbprint malformed',
  ],
  ['of an unknown type', named('rsa', { type: 'TLS' }), 'type malformed'],
  ['that is none', named('rsa', { certificatePem: 'x' }), 'certificatePem malformed'],
  [
    'that is two',
    named('rsa', {
      certificatePem: `${named('rsa').certificatePem}${named('p256').certificatePem}`,
    }),
    'certificatePem malformed',
  ],
  [
    'that is a public key',
    named('rsa', { certificatePem: createTestAuthority().publicKeyPem }),
    'certificatePem malformed',
  ],
  [
    'that comes with its private key',
    named('rsa', {
      certificatePem: `${named('rsa').certificatePem}${createTestAuthority().privateKeyPem}`,
    }),
    'certificatePem not_permitted',
  ],
  ['without a signature', named('rsa', { operatorSignature: '' }), 'operatorSignature malformed'],
  [
    'with a signature of several lines',
    named('rsa', { operatorSignature: 'AAAA\nAAAA' }),
    'operatorSignature malformed',
  ],
  [
    'that speaks for others and does not sign',
    named('rsa', { type: 'AUTHENTICATION', gatewayOrigins: ['AT'] }),
    'gatewayOrigins not_permitted',
  ],
  [
    'that speaks for a region',
    named('rsa', { gatewayOrigins: ['AT', 'GB-SCT'] }),
    'gatewayOrigins[1] malformed',
  ],
])('a certificate %s is refused at its place', async (_, entry, expected) => {
  expect(await problemsOf([entry])).toContain(`efgsCertificates[0].${expected}`)
})

test('one certificate has one type', async () => {
  const twice = [named('rsa'), named('rsa', { type: 'AUTHENTICATION' })]
  expect(await problemsOf(twice)).toEqual(['efgsCertificates[1] duplicate_name'])
})

test('a certificate that has ended is not registered, and one that is there stays', async () => {
  const now = '2027-02-01T00:00:00Z'
  expect(await problemsOf([named('short')], { now })).toEqual([
    'efgsCertificates[0].certificatePem certificate_not_in_force',
  ])
  expect(await problemsOf([named('short')], { now, present: [named('short')] })).toEqual([])
  expect(await problemsOf([named('short', { revoked: true })], { now })).toEqual([])
})

describe('where the trust anchor is known', () => {
  test.each([
    ['rsa', anchor],
    ['ec', otherAnchor],
  ])('its signature is asked for: %s', async (_, { pem, signatureOfRsa }) => {
    const entry = named('rsa', { operatorSignature: signatureOfRsa })
    expect(await problemsOf([entry], { trustAnchorPem: pem })).toEqual([])
    const changed = { ...entry, certificatePem: `${entry.certificatePem}\n` }
    expect(await problemsOf([changed], { trustAnchorPem: pem })).toEqual([
      'efgsCertificates[0].operatorSignature not_valid',
    ])
  })

  test('that of another is refused, also of what was revoked', async () => {
    for (const revoked of [false, true]) {
      expect(
        await problemsOf([named('rsa', { revoked })], { trustAnchorPem: otherAnchor.pem }),
      ).toEqual(['efgsCertificates[0].operatorSignature not_valid'])
    }
  })
})
