import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { EMPTY_CONFIGURATION } from '../../../test/support/empty-configuration.ts'
import vectors from '../../../test/vectors/content-signers.json'
import { readConfigurationDocument } from '../../api/configuration.ts'
import { PRODUCTION_RULES } from '../foreign/foreign-rules.ts'
import { checkConfiguration } from './check.ts'
import { differenceOf } from './difference.ts'
import type { Configuration, ConfigurationDocument } from './document.ts'

const NOW = '2026-11-25T10:20:00Z'
const { rsa } = vectors
const present: Configuration = {
  ...EMPTY_CONFIGURATION,
  contentSigners: [{ name: 'nb-bs', certificatesPem: rsa.signerPem }],
}
const pemOf = (namedCurve: string, type: 'pkcs8' | 'sec1') =>
  generateKeyPairSync('ec', { namedCurve }).privateKey.export({ type, format: 'pem' }).toString()

const gateway = (members: object = {}) => ({
  name: 'efgs',
  protocol: 'efgs',
  baseUrl: 'https://gateway.example/base',
  importsKeys: true,
  exportsKeys: true,
  ownOrigin: 'DE',
  prefix: 'efgs',
  regions: ['DE'],
  contentSigner: 'nb-bs',
  settings: { clientCertificateBinding: 'EFGS' },
  ...members,
})
const nearform = (members: object = {}) => ({
  name: 'nearform',
  protocol: 'uk',
  baseUrl: 'https://federation.example',
  importsKeys: true,
  exportsKeys: true,
  ownOrigin: 'GB-EAW',
  prefix: 'nearform',
  regions: ['GB-EAW'],
  credentials: { bearerToken: 'a.b.c', signingKeyPem: pemOf('P-256', 'pkcs8') },
  ...members,
})

const read = (value: unknown): ConfigurationDocument => {
  const document = readConfigurationDocument(value)
  if (!document.ok) throw new Error(JSON.stringify(document.failure))
  return document.value
}

async function problemsOf(value: object, before = present, allowsLoopback = false) {
  const document = readConfigurationDocument(value)
  const problems = document.ok
    ? await checkConfiguration({
        document: document.value,
        present: before,
        now: NOW,
        foreignRules: { ...PRODUCTION_RULES, allowsLoopback },
      })
    : document.failure
  return problems.map(({ path, reason }) => `${path} ${reason}`)
}
const problemsWith = (members: object, partner: (members: object) => object = gateway) =>
  problemsOf({ partners: [partner(members)] })

describe('a partner', () => {
  test.each<[string, object]>([
    ['a gateway', gateway()],
    ['the server of the UK', nearform()],
    [
      'a key server like ours',
      {
        ...nearform({ protocol: 'google', exportsKeys: false }),
        settings: { clientCertificateBinding: 'MX', issuer: 'us', subject: 'us', origin: 'MX' },
      },
    ],
    ['a hub of our own', gateway({ baseUrl: 'local:/federation/efgs' })],
    ['a hub of our own on a host of its own', gateway({ baseUrl: 'local:' })],
    [
      'one that is switched off',
      gateway({ importsKeys: false, exportsKeys: false, regions: [], contentSigner: undefined }),
    ],
    ['one that only sends', nearform({ importsKeys: false, regions: [] })],
    [
      'one that has ended, without its signer',
      gateway({ contentSigner: undefined, activeThru: '2026-11-25T10:20:00Z' }),
    ],
  ])('is %s', async (_, entry) => {
    expect(await problemsOf({ partners: [entry] })).toEqual([])
  })

  test.each<[string, object, string]>([
    ['a name in upper case', { name: 'EFGS' }, 'name malformed'],
    ['a protocol that there is not', { protocol: 'dp3t' }, 'protocol malformed'],
    ['a member that there is not', { region: 'DE' }, ' malformed'],
    [
      'an address without TLS',
      { baseUrl: 'http://gateway.example' },
      'baseUrl not_a_public_https_url',
    ],
    [
      'an address of this machine',
      { baseUrl: 'https://127.0.0.1' },
      'baseUrl not_a_public_https_url',
    ],
    [
      'an address of a private network',
      { baseUrl: 'https://10.0.0.1' },
      'baseUrl not_a_public_https_url',
    ],
    [
      'a private address in disguise',
      { baseUrl: 'https://0x0a000001' },
      'baseUrl not_a_public_https_url',
    ],
    [
      'an address with a password',
      { baseUrl: 'https://a:b@gateway.example' },
      'baseUrl not_a_public_https_url',
    ],
    ['an address that is none', { baseUrl: 'gateway' }, 'baseUrl not_a_public_https_url'],
    ['a slash at the end', { baseUrl: 'https://gateway.example/' }, 'baseUrl malformed'],
    ['a query', { baseUrl: 'https://gateway.example/?a' }, 'baseUrl malformed'],
    ['a local path that climbs', { baseUrl: 'local:/../operator' }, 'baseUrl malformed'],
    ['a local address with a host', { baseUrl: 'local://operator.example' }, 'baseUrl malformed'],
    ['a prefix with a slash', { prefix: 'efgs/a' }, 'prefix malformed'],
    ['a prefix in upper case', { prefix: 'EFGS' }, 'prefix malformed'],
    ["the prefix of phones' uploads", { prefix: 'mobile' }, 'prefix reserved'],
    ['an origin in lower case', { ownOrigin: 'de' }, 'ownOrigin region_not_upper_case'],
    ['an origin that is no country', { ownOrigin: 'GB-EAW' }, 'ownOrigin malformed'],
    ['no region for its keys', { regions: [] }, 'regions required'],
    ['a region in lower case', { regions: ['de'] }, 'regions[0] region_not_upper_case'],
    [
      'a region to send that is none',
      { exportRegions: ['D E'] },
      'exportRegions[0] malformed_region',
    ],
    ['no signer', { contentSigner: undefined }, 'contentSigner unknown_signer'],
    ['a signer that is not there', { contentSigner: 'other' }, 'contentSigner unknown_signer'],
    [
      'an end before its start',
      { activeFrom: '2026-11-20T00:00:00Z', activeThru: '2026-11-19T00:00:00Z' },
      'activeThru ends_before_it_starts',
    ],
    ['itself as a source', { gatewayFrom: ['efgs'] }, 'gatewayFrom[0] unknown_partner'],
    ['a source that is not there', { gatewayFrom: ['chgs'] }, 'gatewayFrom[0] unknown_partner'],
    [
      'a binding that is none',
      { settings: { clientCertificateBinding: 'a b' } },
      'settings.clientCertificateBinding malformed',
    ],
    [
      'a certificate that is none',
      { settings: { clientCertificatePem: 'x' } },
      'settings.clientCertificatePem malformed',
    ],
    [
      'a private key in its settings',
      { settings: { clientCertificatePem: rsa.signerPem + rsa.privateKeyPem } },
      'settings malformed',
    ],
    [
      'origins that are none',
      { settings: { acceptedOrigins: ['DE', 'QQ'] } },
      'settings.acceptedOrigins[1] malformed',
    ],
    [
      'more history than keys live',
      { settings: { initialHistoryDays: 15 } },
      'settings.initialHistoryDays malformed',
    ],
    [
      'batches without end',
      { settings: { maxBatchKeys: 1_000_000 } },
      'settings.maxBatchKeys malformed',
    ],
    [
      'a report type twice',
      { settings: { acceptedReportTypes: [1, 1] } },
      'settings.acceptedReportTypes malformed',
    ],
    ['a pause of no length', { settings: { pollMinutes: 0 } }, 'settings.pollMinutes malformed'],
    ['a credential without a name', { credentials: { '': 'x' } }, 'credentials malformed'],
    [
      'a subject without a country',
      { credentials: { clientCertificateSubject: 'CN=a' } },
      'credentials.clientCertificateSubject malformed',
    ],
    [
      'a subject with two',
      { credentials: { clientCertificateSubject: 'C=DE,C=FR' } },
      'credentials.clientCertificateSubject malformed',
    ],
    [
      'a setting that a gateway does not know',
      { settings: { paddedJws: true } },
      'settings.paddedJws malformed',
    ],
    [
      'a fingerprint in upper case',
      { credentials: { clientCertificateSha256: 'A'.repeat(64) } },
      'credentials.clientCertificateSha256 malformed',
    ],
  ])('with %s is refused at its place', async (_, members, expected) => {
    const found = await problemsWith(members)
    expect(found).toContain(`partners[0]${expected.startsWith(' ') ? '' : '.'}${expected}`)
  })

  test.each<[string, object, string]>([
    [
      'a signer of batches, which nobody asks for',
      { contentSigner: 'nb-bs' },
      'contentSigner malformed',
    ],
    [
      '"Bearer" in its token',
      { credentials: { bearerToken: 'Bearer a.b.c' } },
      'credentials.bearerToken malformed',
    ],
    [
      'a key of another curve',
      { credentials: { signingKeyPem: pemOf('P-384', 'pkcs8') } },
      'credentials.signingKeyPem malformed',
    ],
    [
      'a certificate for a key',
      { credentials: { signingKeyPem: rsa.signerPem } },
      'credentials.signingKeyPem malformed',
    ],
    [
      'a bad key for one origin',
      { credentials: { 'signingKeyPem:GB-SCT': 'x' } },
      'credentials.signingKeyPem:GB-SCT malformed',
    ],
    ['another key server that is sent keys', { protocol: 'google' }, 'exportsKeys not_permitted'],
  ])('of the UK or Google with %s is refused at its place', async (_, members, expected) => {
    expect(await problemsWith(members, nearform)).toContain(`partners[0].${expected}`)
  })

  test('may be on this machine in development only', async () => {
    const partners = [nearform({ baseUrl: 'http://127.0.0.1:8788' })]
    expect(await problemsOf({ partners }, present, true)).toEqual([])
    expect(await problemsOf({ partners })).toHaveLength(1)
  })

  test('takes a key in both forms that tools write', async () => {
    const credentials = { bearerToken: 'a.b.c', signingKeyPem: pemOf('P-256', 'sec1') }
    expect(await problemsWith({ credentials }, nearform)).toEqual([])
  })

  test('never repeats a secret where it complains of it', async () => {
    const credentials = { bearerToken: 'sec ret', signingKeyPem: 'sec ret' }
    const document = read({ partners: [nearform({ credentials })] })
    const problems = await checkConfiguration({
      document,
      present,
      now: NOW,
      foreignRules: PRODUCTION_RULES,
    })
    expect(problems).toHaveLength(2)
    expect(JSON.stringify(problems)).not.toContain('sec ret')
  })

  test('has a prefix of its own, also beside one that is left out', async () => {
    const other = nearform({ prefix: 'efgs' })
    expect(await problemsOf({ partners: [gateway(), other] })).toEqual([
      'partners[1].prefix prefix_taken',
    ])
    const before = { ...present, partners: read({ partners: [gateway()] }).partners ?? [] }
    expect(await problemsOf({ partners: [other] }, before)).toEqual([
      'partners[0].prefix prefix_taken',
    ])
  })

  test('keeps its protocol and its prefix', async () => {
    const before = { ...present, partners: read({ partners: [nearform()] }).partners ?? [] }
    expect(
      await problemsOf({ partners: [nearform({ baseUrl: 'https://other.example' })] }, before),
    ).toEqual([])
    expect(await problemsOf({ partners: [nearform({ prefix: 'jersey' })] }, before)).toEqual([
      'partners[0].prefix is_fixed',
    ])
    const google = { ...nearform({ protocol: 'google', exportsKeys: false }) }
    expect(await problemsOf({ partners: [google] }, before)).toContain(
      'partners[0].protocol is_fixed',
    )
  })

  test('keeps the signer that it names', async () => {
    const before = { ...present, partners: read({ partners: [gateway()] }).partners ?? [] }
    expect(await problemsOf({ contentSigners: [] }, before)).toEqual(['contentSigners in_use'])
    expect(await problemsOf({ contentSigners: [], partners: [] }, before)).toEqual([])
  })

  test('is forwarded what others sent, by their names', async () => {
    const partners = [gateway(), nearform({ gatewayFrom: ['efgs'] })]
    expect(await problemsOf({ partners })).toEqual([])
  })
})

describe('the difference', () => {
  const before = {
    ...present,
    partners: read({ partners: [nearform({ regions: ['GB-EAW', 'JE'] })] }).partners ?? [],
  }
  const difference = (members: object) =>
    differenceOf(before, read({ partners: [nearform(members)] }), () => 'delete')

  test('is none where lists are in another order and credentials come along', () => {
    expect(difference({ regions: ['JE', 'GB-EAW'] })).toEqual([])
  })

  test('names fields, and of secrets what it is told', () => {
    expect(difference({ regions: ['JE'], settings: { pollMinutes: 9 } })).toMatchObject([
      {
        section: 'partners',
        action: 'update',
        name: 'nearform',
        fields: { regions: { to: ['JE'] }, settings: { from: {}, to: { pollMinutes: 9 } } },
      },
    ])
    const told = differenceOf(
      present,
      read({ partners: [nearform()] }),
      () => 'delete',
      () => ({
        'credentials[bearerToken]': { to: 'set' },
      }),
    )
    expect(told).toMatchObject([
      { action: 'create', fields: { 'credentials[bearerToken]': { to: 'set' } } },
    ])
    expect(JSON.stringify(told)).not.toMatch(/PRIVATE|a\.b\.c/)
  })
})

describe('a padding policy', () => {
  test('keeps synthetic keys at home until it is told otherwise', () => {
    const policy = { region: 'DE', minimumUploads: 20 }
    expect(read({ paddingPolicies: [policy] }).paddingPolicies).toEqual([
      { ...policy, federationConsent: 'never' },
    ])
    const told = { ...policy, federationConsent: 'always' }
    expect(read({ paddingPolicies: [told] }).paddingPolicies).toEqual([told])
  })

  test('has one of the words for consent', async () => {
    const policy = { region: 'DE', minimumUploads: 20, federationConsent: 'sometimes' }
    expect(await problemsOf({ paddingPolicies: [policy] })).toEqual([
      'paddingPolicies[0].federationConsent malformed',
    ])
  })
})
