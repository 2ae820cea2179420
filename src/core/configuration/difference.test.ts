import { describe, expect, test } from 'vitest'
import { EMPTY_CONFIGURATION } from '../../../test/support/empty-configuration.ts'
import { createTestAuthority } from '../../../test/support/test-authority.ts'
import { differenceOf, SECTIONS } from './difference.ts'
import type { Configuration, ExportEntry, HealthAuthorityEntry } from './document.ts'

const { publicKeyPem } = createTestAuthority()
const authority: HealthAuthorityEntry = {
  issuer: 'https://ha.example',
  audience: 'keys',
  name: 'Authority',
  mayReadStatistics: true,
  keys: [{ version: 'v1', publicKeyPem, validFrom: '1970-01-01T00:00:00Z' }],
}
const anExport: ExportEntry = {
  filenameRoot: 'us',
  periodSeconds: 3600,
  outputRegion: 'US',
  inputRegions: ['US', 'CA'],
  excludeRegions: [],
  includeTravelers: true,
  onlyNonTravelers: false,
  activeFrom: '1970-01-01T00:00:00Z',
  signers: ['310-v1', '310-v2'],
}
const present: Configuration = {
  ...EMPTY_CONFIGURATION,
  healthAuthorities: [authority],
  signingKeys: [{ name: 'key', publicKeyPem }],
  exports: [anExport],
  paddingPolicies: [{ region: 'US', minimumUploads: 20, federationConsent: 'never' }],
}
const difference = (wanted: Partial<Configuration>) => differenceOf(present, wanted, () => 'delete')

test('every section has its place in the order', () => {
  expect([...SECTIONS].sort()).toEqual(Object.keys(present).sort())
})

describe('no change', () => {
  test.each<[string, Partial<Configuration>]>([
    ['is what is there', present],
    ['is a document of no sections', {}],
    [
      'are lists in another order',
      { exports: [{ ...anExport, inputRegions: ['CA', 'US'], signers: ['310-v2', '310-v1'] }] },
    ],
    [
      'is a PEM with other line ends',
      {
        healthAuthorities: [
          {
            ...authority,
            keys: authority.keys.map((key) => ({
              ...key,
              publicKeyPem: key.publicKeyPem.replaceAll('\n', '\r\n'),
            })),
          },
        ],
      },
    ],
    ['is a member that is not set', { exports: [{ ...anExport, activeThru: undefined }] }],
    [
      'is a signing key that is there, made again',
      { signingKeys: [{ name: 'key', generate: true }] },
    ],
  ])('%s', (_, wanted) => {
    expect(difference(wanted)).toEqual([])
  })
})

describe('a change', () => {
  test('of one key of an authority is that key, not the others', () => {
    const [key] = authority.keys
    const ended = { ...key, validThru: '2027-01-01T00:00:00Z' } as (typeof authority.keys)[number]
    const next = { ...ended, version: 'v2', validThru: undefined }
    const [change, ...others] = difference({
      healthAuthorities: [{ ...authority, keys: [ended, next] }],
    })
    expect(others).toEqual([])
    expect(change).toMatchObject({ action: 'update', name: 'https://ha.example' })
    expect(Object.keys(change?.fields ?? {})).toEqual(['keys[v1]', 'keys[v2]'])
  })

  test('of a root in another case is an update of the same export', () => {
    expect(difference({ exports: [{ ...anExport, filenameRoot: 'US' }] })).toEqual([
      {
        section: 'exports',
        action: 'update',
        name: 'us',
        fields: { filenameRoot: { from: 'us', to: 'US' } },
      },
    ])
  })

  test('of a name is another row', () => {
    const changes = difference({
      paddingPolicies: [{ region: 'CA', minimumUploads: 20, federationConsent: 'never' }],
    })
    expect(changes.map(({ action, name }) => [action, name])).toEqual([
      ['create', 'CA'],
      ['delete', 'US'],
    ])
  })

  test('never tells of a private key', () => {
    const secret = 'the private half'
    const [key] = present.signingKeys
    const next = { name: 'next', privateKeyPem: secret }
    const changes = difference({ signingKeys: key === undefined ? [next] : [key, next] })
    expect(JSON.stringify(changes)).not.toContain(secret)
    expect(changes[0]).toMatchObject({ action: 'create', fields: { imported: { to: true } } })
  })

  test('that takes a field away has no "to"', () => {
    const limited = { ...authority, dailyUploadLimit: 5 }
    const changes = differenceOf(
      { ...present, healthAuthorities: [limited] },
      { healthAuthorities: [authority] },
      () => 'delete',
    )
    expect(changes[0]?.fields).toEqual({ dailyUploadLimit: { from: 5 } })
  })
})

test('what is left out is removed as history has it', () => {
  const end = { activeThru: { to: '2026-11-19T10:20:00Z' } }
  const removal = (_section: string, name: string) => (name === 'us' ? { end } : undefined)
  expect(differenceOf(present, { exports: [], paddingPolicies: [] }, removal)).toEqual([
    { section: 'exports', action: 'end', name: 'us', fields: end },
  ])
})
