import { describe, expect, test } from 'vitest'
import example from '../../../docs/examples/configuration.json'
import { setAt } from '../../../test/support/documents.ts'
import { EMPTY_CONFIGURATION as EMPTY } from '../../../test/support/empty-configuration.ts'
import { createTestAuthority } from '../../../test/support/test-authority.ts'
import { readConfigurationDocument } from '../../api/configuration.ts'
import { PRODUCTION_RULES } from '../foreign/foreign-rules.ts'
import { checkConfiguration } from './check.ts'
import type { Configuration } from './document.ts'

const NOW = '2026-11-19T10:20:00Z'
const { publicKeyPem, privateKeyPem } = createTestAuthority()

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
const aDocument = () => ({
  ...structuredClone(example),
  imports: [anImport()],
  mirrors: [aMirror()],
})

async function problemsOf(
  document: unknown,
  present: Configuration = EMPTY,
  foreignRules = PRODUCTION_RULES,
) {
  const read = readConfigurationDocument(document)
  const problems = read.ok
    ? await checkConfiguration({
        document: read.value,
        present,
        now: NOW,
        foreignRules,
      })
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

type Set = (path: string, value: unknown) => void
const [authority] = example.healthAuthorities
const [anExport] = example.exports

test.each<[string, (set: Set) => void, string]>([
  [
    'an authority without keys and without an address for them',
    (set) => set('healthAuthorities[0].keys', []),
    'healthAuthorities[0].keys no_usable_key',
  ],
  [
    'a new authority whose keys have all ended',
    (set) => set('healthAuthorities[0].keys[0].validThru', '2026-11-19T10:19:59Z'),
    'healthAuthorities[0].keys no_usable_key',
  ],
  [
    'a private key where a public one belongs',
    (set) => set('healthAuthorities[0].keys[0].publicKeyPem', privateKeyPem),
    'healthAuthorities[0].keys[0].publicKeyPem not_a_p256_key',
  ],
  [
    'a public key that is cut short',
    (set) =>
      set(
        'healthAuthorities[0].keys[0].publicKeyPem',
        publicKeyPem.replace(/.{8}\n-----END/, '\n-----END'),
      ),
    'healthAuthorities[0].keys[0].publicKeyPem not_a_p256_key',
  ],
  [
    'a key that ends before it starts',
    (set) => {
      set('healthAuthorities[0].keys[0].validFrom', '2027-02-01T00:00:00Z')
      set('healthAuthorities[0].keys[0].validThru', '2027-01-01T00:00:00Z')
    },
    'healthAuthorities[0].keys[0].validThru ends_before_it_starts',
  ],
  [
    'two keys of one version',
    (set) => set('healthAuthorities[0].keys[1]', authority?.keys[0]),
    'healthAuthorities[0].keys[1] duplicate_name',
  ],
  [
    'keys at an address inside',
    (set) => set('healthAuthorities[0].jwksUri', 'https://10.0.0.1/jwks'),
    'healthAuthorities[0].jwksUri not_a_public_https_url',
  ],
  [
    'keys at an address that anybody can answer for',
    (set) => set('healthAuthorities[0].jwksUri', 'http://ha.example/jwks'),
    'healthAuthorities[0].jwksUri not_a_public_https_url',
  ],
  [
    'two authorities of one issuer',
    (set) => set('healthAuthorities[1]', authority),
    'healthAuthorities[1] duplicate_name',
  ],
  [
    'an app of an issuer with a slash too many',
    (set) => set('authorizedApps[1].allowedHealthAuthorities[0]', `${authority?.issuer}/`),
    'authorizedApps[1].allowedHealthAuthorities[0] unknown_authority',
  ],
  [
    'an app that nobody may vouch for',
    (set) => set('authorizedApps[0].allowedHealthAuthorities', []),
    'authorizedApps[0].allowedHealthAuthorities unknown_authority',
  ],
  [
    'a region in lower case',
    (set) => set('authorizedApps[0].allowedRegions', ['US', 'us-wa']),
    'authorizedApps[0].allowedRegions[1] region_not_upper_case',
  ],
  [
    'a region that is none',
    (set) => set('authorizedApps[0].allowedRegions', ['U,S']),
    'authorizedApps[0].allowedRegions[0] malformed_region',
  ],
  [
    'a package name in upper case',
    (set) => set('authorizedApps[0].appPackageName', 'Example.App'),
    'authorizedApps[0].appPackageName malformed',
  ],
  [
    'a consent that there is not',
    (set) => set('authorizedApps[0].federationConsent', 'sometimes'),
    'authorizedApps[0].federationConsent malformed',
  ],
  [
    'a signing key that is neither here nor made',
    (set) => set('signingKeys', [{ name: 'export-2026', publicKeyPem }]),
    'signingKeys[0] no_private_key',
  ],
  [
    'a signing key that is both made and imported',
    (set) => set('signingKeys[0].privateKeyPem', privateKeyPem),
    'signingKeys[0] malformed',
  ],
  [
    'a signer of an unknown signing key',
    (set) => set('signers[0].signingKeyName', 'export-2025'),
    'signers[0].signingKeyName unknown_signing_key',
  ],
  [
    'a signer whose id has a hyphen',
    (set) => {
      set('signers[0].keyId', '3-10')
      set('exports[0].signers', ['3-10-v1'])
    },
    'signers[0].keyId malformed',
  ],
  [
    'a signer that retires before it signs',
    (set) => {
      set('signers[0].activatesAt', NOW)
      set('signers[0].retiresAt', NOW)
    },
    'signers[0].retiresAt ends_before_it_starts',
  ],
  [
    'an export with an unknown signer',
    (set) => set('exports[0].signers[1]', '310-v2'),
    'exports[0].signers[1] unknown_signer',
  ],
  [
    'an export without a signer',
    (set) => set('exports[0].signers', []),
    'exports[0].signers unknown_signer',
  ],
  [
    'a period that does not divide a day',
    (set) => set('exports[0].periodSeconds', 7000),
    'exports[0].periodSeconds period_does_not_divide_a_day',
  ],
  [
    'two exports of one root, in another case',
    (set) => set('exports[1]', { ...anExport, filenameRoot: 'US' }),
    'exports[1] duplicate_name',
  ],
  [
    'a root with a slash at its end',
    (set) => set('exports[0].filenameRoot', 'us/'),
    'exports[0].filenameRoot malformed',
  ],
  [
    'travelers in and out',
    (set) => set('exports[0].onlyNonTravelers', true),
    'exports[0].onlyNonTravelers malformed',
  ],
  [
    'an export that ends before it starts',
    (set) => set('exports[0].activeThru', '1970-01-01T00:00:00Z'),
    'exports[0].activeThru ends_before_it_starts',
  ],
  [
    'a time with an offset',
    (set) => set('exports[0].activeFrom', '2026-11-19T10:20:00+01:00'),
    'exports[0].activeFrom malformed',
  ],
  [
    'a day that is none',
    (set) => set('exports[0].activeFrom', '2026-02-30T00:00:00Z'),
    'exports[0].activeFrom malformed',
  ],
  [
    'more keys a file than fit',
    (set) => set('exports[0].maxRecordsOverride', 500_001),
    'exports[0].maxRecordsOverride malformed',
  ],
  [
    'padding for a region in lower case',
    (set) => set('paddingPolicies[0].region', 'us'),
    'paddingPolicies[0].region region_not_upper_case',
  ],
  [
    'padding to nothing',
    (set) => set('paddingPolicies[0].minimumUploads', 0),
    'paddingPolicies[0].minimumUploads malformed',
  ],
  [
    'an import that nothing could verify',
    (set) => set('imports[0].keys', []),
    'imports[0].keys no_usable_key',
  ],
  [
    'an import of files that nobody signed',
    (set) => set('imports[0].requiresSignature', false),
    'imports[0].requiresSignature unsigned_imports_not_allowed',
  ],
  [
    'an import with a password in its address',
    (set) => set('imports[0].indexUrl', 'https://me:secret@files.example/index.txt'),
    'imports[0].indexUrl not_a_public_https_url',
  ],
  [
    'a mirror under the root of an export',
    (set) => set('mirrors[0].filenameRoot', 'US'),
    'mirrors[0].filenameRoot root_taken',
  ],
  [
    'a mirror whose files would all have one name',
    (set) => set('mirrors[0].filenameRewrite', 'file.zip'),
    'mirrors[0].filenameRewrite malformed',
  ],
  [
    'a member that there is not',
    (set) => set('exports[0].filenameroot', 'us'),
    'exports[0] malformed',
  ],
])('%s is refused at its place', async (_, spoil, expected) => {
  const document = aDocument()
  spoil((path, value) => setAt(document, path, value))
  expect(await problemsOf(document)).toEqual([expected])
})

const DEVELOPMENT = { allowsLoopback: true, allowsUnsignedImports: true }
const key = (members: object = {}) => ({ ...anImport().keys[0], ...members })

describe("others' files", () => {
  test.each<[string, unknown, string]>([
    ['imports[0].region', 'a b', 'imports[0].region malformed_region'],
    ['imports[0].region', 'ca', 'imports[0].region region_not_upper_case'],
    [
      'imports[0]',
      { ...anImport(), activeFrom: NOW, activeThru: NOW },
      'imports[0].activeThru ends_before_it_starts',
    ],
    ['imports[0].keys', [key(), key()], 'imports[0].keys[1] duplicate_name'],
    ['imports[0].keys[0].keyId', '', 'imports[0].keys[0].keyId malformed'],
    ['imports[0].keys[0].keyId', 'x'.repeat(101), 'imports[0].keys[0].keyId malformed'],
    ['imports[0].keys[0].keyVersion', 'v 1', 'imports[0].keys[0].keyVersion malformed'],
    ['imports[0].keys[0].keyVersion', 'ä', 'imports[0].keys[0].keyVersion malformed'],
    ['imports[0].keys[0].publicKeyPem', 'no', 'imports[0].keys[0].publicKeyPem not_a_p256_key'],
    [
      'imports[0].keys[0]',
      key({ validFrom: NOW, validThru: NOW }),
      'imports[0].keys[0].validThru ends_before_it_starts',
    ],
    ['imports[0].keys', Array.from({ length: 21 }, () => key()), 'imports[0].keys too_many_keys'],
    ['mirrors[0].filenameRoot', '', 'mirrors[0].filenameRoot malformed'],
    ['mirrors[0].filenameRoot', '/de', 'mirrors[0].filenameRoot malformed'],
    ['mirrors[0].filenameRoot', 'de/../us', 'mirrors[0].filenameRoot malformed'],
    ['mirrors[0].filenameRewrite', '', 'mirrors[0].filenameRewrite malformed'],
    ['mirrors[0].filenameRewrite', 'a/[uuid].zip', 'mirrors[0].filenameRewrite malformed'],
  ])('%s is refused as %o', async (path, value, expected) => {
    expect(await problemsOf(setAt(aDocument(), path, value))).toEqual([expected])
  })

  test('may have twenty keys, and names in a pattern', async () => {
    const keys = Array.from({ length: 20 }, (_, index) => key({ keyVersion: `v${index}` }))
    const document = setAt(aDocument(), 'imports[0].keys', keys)
    setAt(document, 'mirrors[0].filenameRewrite', 'de-[timestamp].zip')
    expect(await problemsOf(document)).toEqual([])
  })

  test.each([
    'http://export.example.org/index.txt',
    'https://127.0.0.1/index.txt',
    'https://localhost/index.txt',
    'https://10.1.2.3/index.txt',
    'https://169.254.169.254/latest/meta-data',
    'https://[::1]/index.txt',
    'https://intranet/index.txt',
    'https://user:password@export.example.org/',
    'file:///etc/passwd',
    'index.txt',
    '',
  ])('are not fetched from %s', async (url) => {
    for (const path of ['imports[0]', 'mirrors[0]']) {
      for (const member of ['indexUrl', 'exportRootUrl']) {
        const at = `${path}.${member}`
        const [found, ...others] = await problemsOf(setAt(aDocument(), at, url))
        expect(others).toEqual([])
        expect([`${at} not_a_public_https_url`, `${at} malformed`]).toContain(found)
      }
    }
  })

  test('may be unsigned or on this machine in development, and nowhere else inside', async () => {
    const inDevelopment = (path: string, value: unknown) =>
      problemsOf(setAt(aDocument(), path, value), EMPTY, DEVELOPMENT)
    expect(await inDevelopment('imports[0].requiresSignature', false)).toEqual([])
    const index = 'mirrors[0].indexUrl'
    expect(await inDevelopment(index, 'http://127.0.0.1:8080/index.txt')).toEqual([])
    expect(await inDevelopment(index, 'http://10.1.2.3/index.txt')).toEqual([
      `${index} not_a_public_https_url`,
    ])
  })

  test('are mirrored under the root that they have', async () => {
    const moved = setAt(aDocument(), 'mirrors[0].filenameRoot', 'elsewhere')
    expect(await problemsOf(moved, presentOf(aDocument()))).toEqual([
      'mirrors[0].filenameRoot root_is_fixed',
    ])
  })
})

test('everything that is wrong is named at once', async () => {
  const document = aDocument()
  setAt(document, 'healthAuthorities[0].keys', [])
  setAt(document, 'authorizedApps[0].allowedRegions', ['us'])
  setAt(document, 'exports[0].periodSeconds', 7)
  setAt(document, 'exports[0].signers', ['nobody'])
  setAt(document, 'mirrors[0].exportRootUrl', 'ftp://files.example/')
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
    const { healthAuthorities } = setAt(
      aDocument(),
      'healthAuthorities[0].keys[0].validThru',
      '2026-11-19T10:00:00Z',
    )
    expect(await problemsOf({ healthAuthorities }, present)).toEqual([])
    setAt(healthAuthorities, '[0].keys', [])
    expect(await problemsOf({ healthAuthorities }, present)).toEqual([
      'healthAuthorities[0].keys no_usable_key',
    ])
  })

  test('a signer keeps its key', async () => {
    const { signingKeys, signers } = aDocument()
    signingKeys.push({ name: 'next', generate: true })
    setAt(signers, '[0].signingKeyName', 'next')
    expect(await problemsOf({ signingKeys, signers }, present)).toEqual([
      'signers[0].signingKeyName key_differs',
    ])
  })

  test('an export can not take the root of a mirror', async () => {
    const { exports } = aDocument()
    setAt(exports, '[0].filenameRoot', 'mirror')
    expect(await problemsOf({ exports }, present)).toEqual(['exports root_taken'])
  })
})
