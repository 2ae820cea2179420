import { describe, expect, test } from 'vitest'
import { EMPTY_CONFIGURATION as EMPTY } from '../../../test/support/empty-configuration.ts'
import vectors from '../../../test/vectors/content-signers.json'
import { readConfigurationDocument } from '../../api/configuration.ts'
import { PRODUCTION_RULES } from '../foreign/foreign-rules.ts'
import { checkConfiguration } from './check.ts'
import { differenceOf } from './difference.ts'
import type { Configuration } from './document.ts'

const NOW = '2026-11-19T10:20:00Z'
const { rsa, ec, weak } = vectors
const CHAIN = rsa.signerPem + rsa.issuerPem
const aSigner = (members: object = {}) => ({
  name: 'nl',
  certificatesPem: CHAIN,
  privateKeyPem: rsa.privateKeyPem,
  ...members,
})
const present = { ...EMPTY, contentSigners: [{ name: 'nl', certificatesPem: CHAIN }] }

async function problemsOf(value: unknown, before: Configuration = EMPTY, now = NOW) {
  const read = readConfigurationDocument(value)
  const problems = read.ok
    ? await checkConfiguration({
        document: read.value,
        present: before,
        now,
        foreignRules: PRODUCTION_RULES,
      })
    : read.failure
  return problems.map(({ path, reason }) => `${path} ${reason}`)
}
const signerProblems = (members: object, before = EMPTY, now = NOW) =>
  problemsOf({ contentSigners: [aSigner(members)] }, before, now)

describe('a content signer', () => {
  test('is a chain and the key of its first certificate, RSA or P-256', async () => {
    expect(await signerProblems({})).toEqual([])
    expect(await signerProblems({ certificatesPem: CHAIN + rsa.rootPem })).toEqual([])
    const other = { certificatesPem: ec.signerPem + ec.issuerPem, privateKeyPem: ec.privateKeyPem }
    expect(await signerProblems(other)).toEqual([])
  })

  test.each<[string, object, string]>([
    ['without a certificate', { certificatesPem: rsa.privateKeyPem }, 'certificatesPem malformed'],
    [
      'whose chain is in the wrong order',
      { certificatesPem: rsa.signerPem + rsa.rootPem + rsa.issuerPem },
      'certificatesPem malformed',
    ],
    [
      'whose certificate has ended',
      { certificatesPem: rsa.endedSignerPem + rsa.issuerPem },
      'certificatesPem certificate_not_in_force',
    ],
    [
      'with a weak key',
      { certificatesPem: weak.signerPem, privateKeyPem: weak.privateKeyPem },
      'certificatesPem malformed',
    ],
    ['with the key of another', { privateKeyPem: ec.privateKeyPem }, 'privateKeyPem malformed'],
    ['with the key of its issuer', { certificatesPem: rsa.issuerPem }, 'privateKeyPem key_differs'],
    ['with a key that is none', { privateKeyPem: rsa.signerPem }, 'privateKeyPem malformed'],
  ])('%s is refused at its place', async (_, members, expected) => {
    const found = await signerProblems(members)
    expect(found).toContain(`contentSigners[0].${expected}`)
    expect(found.every((one) => one.startsWith('contentSigners[0]'))).toBe(true)
  })

  test('needs its key when it is new, and no more once it is there', async () => {
    const withoutKey = { privateKeyPem: undefined }
    expect(await signerProblems(withoutKey)).toEqual(['contentSigners[0] no_private_key'])
    expect(await signerProblems(withoutKey, present)).toEqual([])
  })

  test('that is there stays in the document after its end, and a new one must be in force', async () => {
    const later = '2037-01-01T00:00:00Z'
    expect(await signerProblems({}, present, later)).toEqual([])
    expect(await signerProblems({}, EMPTY, later)).toEqual([
      'contentSigners[0].certificatesPem certificate_not_in_force',
    ])
    expect(await signerProblems({}, EMPTY, '2025-12-31T23:59:59Z')).toEqual([
      'contentSigners[0].certificatesPem certificate_not_in_force',
    ])
  })

  test('has a name of its own', async () => {
    expect(await problemsOf({ contentSigners: [aSigner(), aSigner()] })).toEqual([
      'contentSigners[1] duplicate_name',
    ])
  })

  test('is no change where only line ends or the key came along, and tells of no key', () => {
    const changesTo = (members: object) =>
      differenceOf(present, { contentSigners: [aSigner(members)] }, () => 'delete')
    expect(changesTo({ certificatesPem: CHAIN.replaceAll('\n', '\r\n') })).toEqual([])
    const renewed = changesTo({ certificatesPem: rsa.signerPem })
    expect(renewed).toMatchObject([{ action: 'update', name: 'nl' }])
    expect(Object.keys(renewed[0]?.fields ?? {})).toEqual(['certificatesPem'])
    const made = differenceOf(EMPTY, { contentSigners: [aSigner()] }, () => 'delete')
    expect(JSON.stringify([renewed, made])).not.toContain('PRIVATE')
  })
})

describe('an export of a layout', () => {
  const anExport = (members: object = {}) => ({
    name: 'nl',
    layout: 'coronamelder',
    prefix: 'v6',
    inputRegions: ['NL'],
    signers: ['204-v1'],
    contentSigner: 'nl',
    ...members,
  })
  const signed: Configuration = {
    ...present,
    signingKeys: [{ name: 'key' }],
    signers: [{ signingKeyName: 'key', keyId: '204', keyVersion: 'v1', activatesAt: NOW }],
  }
  const problems = (members: object) => problemsOf({ layoutExports: [anExport(members)] }, signed)

  test('of CoronaMelder names the content signer that it has, others none', async () => {
    expect(await problems({})).toEqual([])
    const at = 'layoutExports[0].contentSigner'
    expect(await problems({ contentSigner: undefined })).toEqual([`${at} unknown_signer`])
    expect(await problems({ contentSigner: 'other' })).toEqual([`${at} unknown_signer`])
    expect(await problems({ layout: 'nhs' })).toEqual([`${at} malformed`])
  })

  test('keeps the signer that it names, unless the document takes it away there too', async () => {
    const read = readConfigurationDocument({ layoutExports: [anExport()] })
    const layoutExports = read.ok ? (read.value.layoutExports ?? []) : []
    const before = { ...signed, layoutExports }
    expect(await problemsOf({ contentSigners: [] }, before)).toEqual(['contentSigners in_use'])
    expect(await problemsOf({ contentSigners: [], layoutExports: [] }, before)).toEqual([])
  })
})

describe('a country', () => {
  const aCountry = (members: object = {}) => ({
    code: 'DE',
    shareable: true,
    acceptable: true,
    weight: 3,
    ...members,
  })
  const problems = (...countries: object[]) => problemsOf({ countries })

  test('is one of ISO 3166-1, or any other', async () => {
    expect(await problems(aCountry(), aCountry({ code: 'XX', shareable: false }))).toEqual([])
  })

  test.each<[string, object, string]>([
    ['that there is not', { code: 'QQ' }, 'code malformed'],
    ['in lower case', { code: 'de' }, 'code malformed'],
    ['that is any other, shared', { code: 'XX' }, 'shareable not_valid'],
    ['with a weight below nothing', { weight: -1 }, 'weight malformed'],
    ['with a weight in parts', { weight: 0.5 }, 'weight malformed'],
    ['without a word on sharing', { shareable: undefined }, 'shareable malformed'],
  ])('%s is refused', async (_, members, expected) => {
    expect(await problems(aCountry(members))).toEqual([`countries[0].${expected}`])
  })

  test('stands there once', async () => {
    expect(await problems(aCountry(), aCountry())).toEqual(['countries[1] duplicate_name'])
  })
})
