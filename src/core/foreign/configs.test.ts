import { describe, expect, test } from 'vitest'
import { generateKeyPair } from '../crypto/ecdsa.ts'
import { encodePem } from '../crypto/pem.ts'
import { asUnixSeconds } from '../time.ts'
import {
  checkImport,
  type ImportDraft,
  type ImportKeyDraft,
  PRODUCTION_RULES,
} from './import-config.ts'
import { checkMirror, type MirrorDraft } from './mirror-config.ts'
import { isMirrorFilename, upperCaseUuid } from './mirror-names.ts'

const { publicKey } = await generateKeyPair()
const spki = await crypto.subtle.exportKey('spki', publicKey)
const publicKeyPem = encodePem('PUBLIC KEY', new Uint8Array(spki as ArrayBuffer))
const DEVELOPMENT = { allowsLoopback: true, allowsUnsignedImports: true }

const key = (members: Partial<ImportKeyDraft> = {}): ImportKeyDraft => ({
  keyId: '310',
  keyVersion: 'v1',
  publicKeyPem,
  validFrom: asUnixSeconds(0),
  validThru: undefined,
  ...members,
})
const anImport = (members: Partial<ImportDraft> = {}): ImportDraft => ({
  indexUrl: 'https://export.example.org/index.txt',
  exportRootUrl: 'https://export.example.org/',
  region: 'de',
  traveler: true,
  activeFrom: asUnixSeconds(0),
  activeThru: undefined,
  requiresSignature: true,
  keys: [key()],
  ...members,
})
const aMirror = (members: Partial<MirrorDraft> = {}): MirrorDraft => ({
  indexUrl: 'https://export.example.org/index.txt',
  exportRootUrl: 'https://export.example.org/',
  filenameRoot: 'mirror/de',
  filenameRewrite: undefined,
  ...members,
})

describe('an import', () => {
  test('is taken with its region in upper case', async () => {
    expect(await checkImport(anImport(), PRODUCTION_RULES)).toMatchObject({
      ok: true,
      value: { region: 'DE' },
    })
  })

  test.each<[Partial<ImportDraft>, object]>([
    [{ region: 'a b' }, { reason: 'malformed_region' }],
    [
      { activeFrom: asUnixSeconds(5), activeThru: asUnixSeconds(5) },
      { reason: 'ends_before_it_starts' },
    ],
    [{ requiresSignature: false }, { reason: 'unsigned_imports_not_allowed' }],
    [{ keys: [key(), key()] }, { reason: 'duplicate_key' }],
    [{ keys: [key({ keyId: '' })] }, { reason: 'malformed_key_name' }],
    [{ keys: [key({ keyVersion: 'v 1' })] }, { reason: 'malformed_key_name' }],
    [{ keys: [key({ publicKeyPem: 'no key' })] }, { reason: 'malformed_public_key' }],
    [{ keys: [key({ validThru: asUnixSeconds(0) })] }, { reason: 'key_ends_before_it_starts' }],
    [{ keys: Array.from({ length: 21 }, () => key()) }, { reason: 'too_many_keys', count: 21 }],
  ])('is refused by name: %o', async (members, failure) => {
    const checked = await checkImport(anImport(members), PRODUCTION_RULES)
    expect(checked).toMatchObject({ ok: false, failure: [failure] })
  })

  test('says everything that is wrong with it at once', async () => {
    const draft = anImport({
      region: '',
      exportRootUrl: 'ftp://example.org',
      keys: [key({ keyId: '' })],
    })
    const checked = await checkImport(draft, PRODUCTION_RULES)
    expect(checked.ok ? [] : checked.failure.map(({ reason }) => reason)).toEqual([
      'address_refused',
      'malformed_region',
      'malformed_key_name',
    ])
  })

  test('without signatures is for development', async () => {
    expect((await checkImport(anImport({ requiresSignature: false }), DEVELOPMENT)).ok).toBe(true)
  })
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
])('nothing is fetched from %s', async (indexUrl) => {
  const refused = { ok: false, failure: [{ reason: 'address_refused', member: 'indexUrl' }] }
  expect(await checkImport(anImport({ indexUrl }), PRODUCTION_RULES)).toEqual(refused)
  expect(checkMirror(aMirror({ indexUrl }), PRODUCTION_RULES)).toEqual(refused)
})

test('in development partners may be on this machine, and nowhere else inside', () => {
  const check = (indexUrl: string) => checkMirror(aMirror({ indexUrl }), DEVELOPMENT).ok
  expect(check('http://127.0.0.1:8080/index.txt')).toBe(true)
  expect(check('http://10.1.2.3/index.txt')).toBe(false)
})

describe('a mirror', () => {
  test('is taken with the foreign names or with a pattern', () => {
    expect(checkMirror(aMirror(), PRODUCTION_RULES).ok).toBe(true)
    const filenameRewrite = 'de-[timestamp].zip'
    expect(checkMirror(aMirror({ filenameRewrite }), PRODUCTION_RULES).ok).toBe(true)
  })

  test.each<[Partial<MirrorDraft>, string]>([
    [{ filenameRoot: '' }, 'malformed_filename_root'],
    [{ filenameRoot: '/de' }, 'malformed_filename_root'],
    [{ filenameRoot: 'de/../us' }, 'malformed_filename_root'],
    [{ filenameRewrite: 'same.zip' }, 'malformed_filename_rewrite'],
    [{ filenameRewrite: '' }, 'malformed_filename_rewrite'],
    [{ filenameRewrite: 'a/[uuid].zip' }, 'malformed_filename_rewrite'],
  ])('is refused by name: %o', (members, reason) => {
    expect(checkMirror(aMirror(members), PRODUCTION_RULES)).toEqual({
      ok: false,
      failure: [{ reason }],
    })
  })
})

describe('names of a mirror', () => {
  test.each(['a.zip', '1784419200-1784433600-00001.zip', 'A_b~c-d.zip'])(
    '%s can be served',
    (name) => {
      expect(isMirrorFilename(name)).toBe(true)
    },
  )
  test.each(['', '.zip', '..', 'a/b', 'a b', 'a\\b', 'ä.zip', 'index.txt', 'INDEX.TXT', 'a%2fb'])(
    '%s can not',
    (name) => {
      expect(isMirrorFilename(name)).toBe(false)
    },
  )

  test('carry UUIDs of version 4 in upper case', () => {
    const uuid = upperCaseUuid((length) => new Uint8Array(length).fill(0xff))
    expect(uuid).toBe('FFFFFFFF-FFFF-4FFF-BFFF-FFFFFFFFFFFF')
    const other = upperCaseUuid((length) => Uint8Array.from({ length }, (_, i) => i))
    expect(other).toBe('00010203-0405-4607-8809-0A0B0C0D0E0F')
  })
})
