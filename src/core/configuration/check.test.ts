import { describe, expect, test } from 'vitest'
import example from '../../../docs/examples/configuration.json'
import { createTestAuthority } from '../../../test/support/test-authority.ts'
import { readConfigurationDocument } from '../../api/configuration.ts'
import { checkConfiguration } from './check.ts'
import type { Configuration } from './document.ts'

const NOW = '2026-11-19T10:20:00Z'
const EMPTY: Configuration = {
  healthAuthorities: [],
  authorizedApps: [],
  signingKeys: [],
  signers: [],
  exports: [],
  paddingPolicies: [],
  imports: [],
  mirrors: [],
}
const { publicKeyPem, privateKeyPem } = createTestAuthority()

// biome-ignore lint/suspicious/noExplicitAny: tests put wrong things into documents
type AnyDocument = any

const anImport = () => ({
  indexUrl: 'https://files.example/index.txt',
  exportRootUrl: 'https://files.example/',
  region: 'CA',
  keys: [{ keyId: '302', keyVersion: 'v1', publicKeyPem }],
})
const aMirror = () => ({
  indexUrl: 'https://files.example/index.txt',
  exportRootUrl: 'https://files.example/',
  filenameRoot: 'mirror',
})

/** The example, with a foreign export to take in and one to mirror. */
function aDocument(): AnyDocument {
  return { ...structuredClone(example), imports: [anImport()], mirrors: [aMirror()] }
}

async function problemsOf(document: unknown, present: Configuration = EMPTY) {
  const read = readConfigurationDocument(document)
  const problems = read.ok
    ? await checkConfiguration({ document: read.value, present, now: NOW })
    : read.failure
  return problems.map(({ path, reason }) => `${path} ${reason}`)
}

/** The example as it would be there, and a document that changes nothing of it. */
function presentOf(document: unknown): Configuration {
  const read = readConfigurationDocument(document)
  if (!read.ok) throw new Error(JSON.stringify(read.failure))
  return { ...EMPTY, ...read.value } as Configuration
}

test('the example is without problems', async () => {
  expect(await problemsOf(aDocument())).toEqual([])
})

test.each<[string, (document: AnyDocument) => void, string]>([
  [
    'an authority without keys and without an address for them',
    (d) => (d.healthAuthorities[0].keys = []),
    'healthAuthorities[0].keys no_usable_key',
  ],
  [
    'a new authority whose keys have all ended',
    (d) => (d.healthAuthorities[0].keys[0].validThru = '2026-11-19T10:19:59Z'),
    'healthAuthorities[0].keys no_usable_key',
  ],
  [
    'a private key where a public one belongs',
    (d) => (d.healthAuthorities[0].keys[0].publicKeyPem = privateKeyPem),
    'healthAuthorities[0].keys[0].publicKeyPem not_a_p256_key',
  ],
  [
    'a public key that is cut short',
    (d) =>
      (d.healthAuthorities[0].keys[0].publicKeyPem = publicKeyPem.replace(
        /.{8}\n-----END/,
        '\n-----END',
      )),
    'healthAuthorities[0].keys[0].publicKeyPem not_a_p256_key',
  ],
  [
    'a key that ends before it starts',
    (d) => {
      d.healthAuthorities[0].keys[0].validFrom = '2027-02-01T00:00:00Z'
      d.healthAuthorities[0].keys[0].validThru = '2027-01-01T00:00:00Z'
    },
    'healthAuthorities[0].keys[0].validThru ends_before_it_starts',
  ],
  [
    'two keys of one version',
    (d) => d.healthAuthorities[0].keys.push(d.healthAuthorities[0].keys[0]),
    'healthAuthorities[0].keys[1] duplicate_name',
  ],
  [
    'keys at an address inside',
    (d) => (d.healthAuthorities[0].jwksUri = 'https://10.0.0.1/jwks'),
    'healthAuthorities[0].jwksUri not_a_public_https_url',
  ],
  [
    'keys at an address that anybody can answer for',
    (d) => (d.healthAuthorities[0].jwksUri = 'http://ha.example/jwks'),
    'healthAuthorities[0].jwksUri not_a_public_https_url',
  ],
  [
    'two authorities of one issuer',
    (d) => d.healthAuthorities.push(d.healthAuthorities[0]),
    'healthAuthorities[1] duplicate_name',
  ],
  [
    'an app of an issuer with a slash too many',
    (d) => (d.authorizedApps[1].allowedHealthAuthorities[0] += '/'),
    'authorizedApps[1].allowedHealthAuthorities[0] unknown_authority',
  ],
  [
    'an app that nobody may vouch for',
    (d) => (d.authorizedApps[0].allowedHealthAuthorities = []),
    'authorizedApps[0].allowedHealthAuthorities unknown_authority',
  ],
  [
    'a region in lower case',
    (d) => (d.authorizedApps[0].allowedRegions = ['US', 'us-wa']),
    'authorizedApps[0].allowedRegions[1] region_not_upper_case',
  ],
  [
    'a region that is none',
    (d) => (d.authorizedApps[0].allowedRegions = ['U,S']),
    'authorizedApps[0].allowedRegions[0] malformed_region',
  ],
  [
    'a package name in upper case',
    (d) => (d.authorizedApps[0].appPackageName = 'Example.App'),
    'authorizedApps[0].appPackageName malformed',
  ],
  [
    'a consent that there is not',
    (d) => (d.authorizedApps[0].federationConsent = 'sometimes'),
    'authorizedApps[0].federationConsent malformed',
  ],
  [
    'a signing key that is neither here nor made',
    (d) => (d.signingKeys = [{ name: 'export-2026', publicKeyPem }]),
    'signingKeys[0] no_private_key',
  ],
  [
    'a signing key that is both made and imported',
    (d) => (d.signingKeys[0].privateKeyPem = privateKeyPem),
    'signingKeys[0] malformed',
  ],
  [
    'a signer of an unknown signing key',
    (d) => (d.signers[0].signingKeyName = 'export-2025'),
    'signers[0].signingKeyName unknown_signing_key',
  ],
  [
    'a signer whose id has a hyphen',
    (d) => {
      d.signers[0].keyId = '3-10'
      d.exports[0].signers = ['3-10-v1']
    },
    'signers[0].keyId malformed',
  ],
  [
    'a signer that retires before it signs',
    (d) => {
      d.signers[0].activatesAt = NOW
      d.signers[0].retiresAt = NOW
    },
    'signers[0].retiresAt ends_before_it_starts',
  ],
  [
    'an export with an unknown signer',
    (d) => d.exports[0].signers.push('310-v2'),
    'exports[0].signers[1] unknown_signer',
  ],
  [
    'an export without a signer',
    (d) => (d.exports[0].signers = []),
    'exports[0].signers unknown_signer',
  ],
  [
    'a period that does not divide a day',
    (d) => (d.exports[0].periodSeconds = 7000),
    'exports[0].periodSeconds period_does_not_divide_a_day',
  ],
  [
    'two exports of one root, in another case',
    (d) => d.exports.push({ ...d.exports[0], filenameRoot: 'US' }),
    'exports[1] duplicate_name',
  ],
  [
    'a root with a slash at its end',
    (d) => (d.exports[0].filenameRoot = 'us/'),
    'exports[0].filenameRoot malformed',
  ],
  [
    'travelers in and out',
    (d) => (d.exports[0].onlyNonTravelers = true),
    'exports[0].onlyNonTravelers malformed',
  ],
  [
    'an export that ends before it starts',
    (d) => (d.exports[0].activeThru = '1970-01-01T00:00:00Z'),
    'exports[0].activeThru ends_before_it_starts',
  ],
  [
    'a time with an offset',
    (d) => (d.exports[0].activeFrom = '2026-11-19T10:20:00+01:00'),
    'exports[0].activeFrom malformed',
  ],
  [
    'a day that is none',
    (d) => (d.exports[0].activeFrom = '2026-02-30T00:00:00Z'),
    'exports[0].activeFrom malformed',
  ],
  [
    'more keys a file than fit',
    (d) => (d.exports[0].maxRecordsOverride = 500_001),
    'exports[0].maxRecordsOverride malformed',
  ],
  [
    'padding for a region in lower case',
    (d) => (d.paddingPolicies[0].region = 'us'),
    'paddingPolicies[0].region region_not_upper_case',
  ],
  [
    'padding to nothing',
    (d) => (d.paddingPolicies[0].minimumUploads = 0),
    'paddingPolicies[0].minimumUploads malformed',
  ],
  [
    'an import that nothing could verify',
    (d) => (d.imports[0].keys = []),
    'imports[0].keys no_usable_key',
  ],
  [
    'an import with a password in its address',
    (d) => (d.imports[0].indexUrl = 'https://me:secret@files.example/index.txt'),
    'imports[0].indexUrl not_a_public_https_url',
  ],
  [
    'a mirror under the root of an export',
    (d) => (d.mirrors[0].filenameRoot = 'US'),
    'mirrors[0].filenameRoot root_taken',
  ],
  [
    'a mirror whose files would all have one name',
    (d) => (d.mirrors[0].filenameRewrite = 'file.zip'),
    'mirrors[0].filenameRewrite malformed',
  ],
  ['a member that there is not', (d) => (d.exports[0].filenameroot = 'us'), 'exports[0] malformed'],
])('%s is refused at its place', async (_, spoil, expected) => {
  const document = aDocument()
  spoil(document)
  expect(await problemsOf(document)).toEqual([expected])
})

test('everything that is wrong is named at once', async () => {
  const document = aDocument()
  document.healthAuthorities[0].keys = []
  document.authorizedApps[0].allowedRegions = ['us']
  document.exports[0].periodSeconds = 7
  document.exports[0].signers = ['nobody']
  document.mirrors[0].exportRootUrl = 'ftp://files.example/'
  expect(await problemsOf(document)).toHaveLength(5)
})

describe('against what is there', () => {
  const present = presentOf(aDocument())

  test('what other sections still name can not be left out', async () => {
    expect(await problemsOf({ healthAuthorities: [] }, present)).toEqual([
      'healthAuthorities in_use',
      'healthAuthorities in_use',
    ])
    expect(await problemsOf({ signingKeys: [] }, present)).toEqual(['signingKeys in_use'])
    expect(await problemsOf({ signers: [] }, present)).toEqual(['signers in_use'])
    const all = { healthAuthorities: [], authorizedApps: [], signingKeys: [], signers: [] }
    expect(await problemsOf({ ...all, exports: [] }, present)).toEqual([])
  })

  test('sections may name what the document does not speak of', async () => {
    const { authorizedApps, exports } = aDocument()
    expect(await problemsOf({ authorizedApps, exports }, present)).toEqual([])
    expect(await problemsOf({ authorizedApps, exports })).not.toEqual([])
  })

  test('an authority that is there may end its keys, but not lose them', async () => {
    const { healthAuthorities } = aDocument()
    healthAuthorities[0].keys[0].validThru = '2026-11-19T10:00:00Z'
    expect(await problemsOf({ healthAuthorities }, present)).toEqual([])
    healthAuthorities[0].keys = []
    expect(await problemsOf({ healthAuthorities }, present)).toEqual([
      'healthAuthorities[0].keys no_usable_key',
    ])
  })

  test('a signer keeps its key', async () => {
    const { signingKeys, signers } = aDocument()
    signingKeys.push({ name: 'next', generate: true })
    signers[0].signingKeyName = 'next'
    expect(await problemsOf({ signingKeys, signers }, present)).toEqual([
      'signers[0].signingKeyName key_differs',
    ])
  })

  test('an export can not take the root of a mirror', async () => {
    const { exports } = aDocument()
    exports[0].filenameRoot = 'mirror'
    expect(await problemsOf({ exports }, present)).toEqual(['exports root_taken'])
  })
})
