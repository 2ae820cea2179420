import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { EMPTY_CONFIGURATION } from '../../../test/support/empty-configuration.ts'
import { createTestAuthority } from '../../../test/support/test-authority.ts'
import { readConfigurationDocument } from '../../api/configuration.ts'
import { PRODUCTION_RULES } from '../foreign/foreign-rules.ts'
import { checkConfiguration } from './check.ts'
import { differenceOf } from './difference.ts'
import type { Configuration } from './document.ts'

const { publicKeyPem } = createTestAuthority()
const rsaPem = (modulusLength: number) =>
  generateKeyPairSync('rsa', { modulusLength })
    .publicKey.export({ type: 'spki', format: 'pem' })
    .toString()
const aCaller = (members: object = {}) => ({
  issuer: 'https://accounts.example',
  subject: '1234',
  includeRegions: ['US'],
  keys: [{ kid: '1', publicKeyPem }],
  ...members,
})
const aPartner = {
  name: 'mx',
  protocol: 'google',
  baseUrl: 'https://mx.example',
  ownOrigin: 'US',
  prefix: 'mx',
  settings: { issuer: 'us', subject: 'us', origin: 'MX' },
}

async function problemsOf(value: object, present: Configuration = EMPTY_CONFIGURATION) {
  const read = readConfigurationDocument(value)
  const problems = read.ok
    ? await checkConfiguration({
        document: read.value,
        present,
        now: '2026-11-25T10:20:00Z',
        foreignRules: PRODUCTION_RULES,
      })
    : read.failure
  return problems.map(({ path, reason }) => `${path} ${reason}`)
}
const problemsWith = (members: object) =>
  problemsOf({ partners: [aPartner], federationAuthorizations: [aCaller(members)] })

describe('who may fetch', () => {
  test.each<[string, object]>([
    ['has a key', {}],
    ['has an RSA key', { keys: [{ kid: '', publicKeyPem: rsaPem(2048) }] }],
    ['publishes its keys', { keys: [], jwksUri: 'https://accounts.example/jwks' }],
    ['is a partner', { partnerName: 'mx' }],
    ['has an audience of its own', { audience: 'https://us.example', excludeRegions: ['US-WA'] }],
  ])('%s', async (_, members) => {
    expect(await problemsWith(members)).toEqual([])
  })

  test.each<[string, object, string]>([
    ['without an issuer', { issuer: '' }, 'issuer malformed'],
    ['with a blank in its subject', { subject: 'a b' }, 'subject malformed'],
    ['with a blank in its audience', { audience: 'a b' }, 'audience malformed'],
    ['without a region', { includeRegions: [] }, 'includeRegions required'],
    [
      'with a region in lower case',
      { includeRegions: ['us'] },
      'includeRegions[0] region_not_upper_case',
    ],
    ['with a region both ways', { excludeRegions: ['US'] }, 'excludeRegions[0] not_valid'],
    ['that is a partner that is not there', { partnerName: 'ca' }, 'partnerName unknown_partner'],
    ['without a key', { keys: [] }, 'keys no_usable_key'],
    [
      'with a weak key',
      { keys: [{ kid: '1', publicKeyPem: rsaPem(1024) }] },
      'keys[0].publicKeyPem malformed',
    ],
    [
      'with two keys of one name',
      {
        keys: [
          { kid: '1', publicKeyPem },
          { kid: '1', publicKeyPem },
        ],
      },
      'keys[1] duplicate_name',
    ],
    [
      'whose keys lie in a private network',
      { jwksUri: 'https://192.168.0.1/jwks' },
      'jwksUri not_a_public_https_url',
    ],
  ])('%s is refused at its place', async (_, members, expected) => {
    expect(await problemsWith(members)).toContain(`federationAuthorizations[0].${expected}`)
  })

  test('stands there once by issuer and subject', async () => {
    const federationAuthorizations = [aCaller(), aCaller(), aCaller({ subject: '5' })]
    expect(await problemsOf({ federationAuthorizations })).toEqual([
      'federationAuthorizations[1] duplicate_name',
    ])
  })

  test('keeps the partner that it is', async () => {
    const read = readConfigurationDocument({
      partners: [aPartner],
      federationAuthorizations: [aCaller({ partnerName: 'mx' })],
    })
    const before = { ...EMPTY_CONFIGURATION, ...(read.ok ? read.value : {}) } as Configuration
    expect(await problemsOf({ partners: [] }, before)).toEqual(['partners in_use'])
    expect(await problemsOf({ partners: [], federationAuthorizations: [] }, before)).toEqual([])
  })

  test('changes key by key', () => {
    const documentOf = (members: object) => {
      const read = readConfigurationDocument({ federationAuthorizations: [aCaller(members)] })
      return read.ok ? read.value : {}
    }
    const before = { ...EMPTY_CONFIGURATION, ...documentOf({}) } as Configuration
    const keys = [
      { kid: '1', publicKeyPem: publicKeyPem.replaceAll('\n', '\r\n') },
      { kid: '2', publicKeyPem },
    ]
    const [change] = differenceOf(before, documentOf({ keys }), () => 'delete')
    expect(change?.name).toBe('https://accounts.example 1234')
    expect(Object.keys(change?.fields ?? {})).toEqual(['keys[2]'])
  })
})
