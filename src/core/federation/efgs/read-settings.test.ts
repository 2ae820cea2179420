import { describe, expect, test } from 'vitest'
import openssl from '../../../../test/vectors/efgs/openssl.json'
import { ORIGINAL_EFGS_PROPERTIES } from './original-properties.ts'
import { pickEfgsSettings, readEfgsSettings } from './read-settings.ts'
import { defaultEfgsSettings } from './settings.ts'

const read = (settings: Readonly<Record<string, unknown>>) => {
  const result = readEfgsSettings(settings)
  return result.ok ? result.value : result.failure.map(({ path }) => path)
}

test('nothing said is what the Corona-Warn-App had', () => {
  expect(read({})).toEqual(defaultEfgsSettings('corona-warn-app'))
  expect(read({})).toMatchObject({
    minUploadKeys: 140,
    maxUploadKeys: 4000,
    requiresMidnightStart: true,
  })
})

test('a profile is what stands for the rest', () => {
  expect(read({ profile: 'coronamelder', daysToDownload: 3 })).toEqual({
    ...defaultEfgsSettings('coronamelder'),
    daysToDownload: 3,
  })
})

describe('a setting is taken', () => {
  test.each<Readonly<Record<string, unknown>>>([
    { trustAnchorPem: openssl.trustAnchors.anchor.pem },
    { gatewayOrigins: { DE: ['CH', 'LI'] } },
    {
      callbackUrl: 'https://federation.example.org/v1/efg-callback',
      callbackId: '2020-09-05_Prod',
    },
    { callbackCertificates: ['0'.repeat(64)] },
    { minUploadKeys: 1, maxUploadKeys: 5000 },
    { defaultOnset: 4000, defaultReportType: 'CONFIRMED_TEST' },
    { visitedCountriesMode: 'one_eu', visitedCountries: ['DE'] },
    { originMap: { 'GB-SCT': 'GB', CH: 'CH' } },
  ])('%j', (settings) => {
    expect(read(settings)).toMatchObject(settings)
  })
})

describe('a setting is refused', () => {
  test.each<[Readonly<Record<string, unknown>>, string]>([
    [{ profile: 'other' }, 'profile'],
    [{ daysToDownload: 15 }, 'daysToDownload'],
    [{ daysToDownload: '7' }, 'daysToDownload'],
    [{ auditsBatches: 'true' }, 'auditsBatches'],
    [{ trustAnchorPem: 'none' }, 'trustAnchorPem'],
    [{ trustAnchorPem: openssl.trustAnchors.anchor.pem.repeat(2) }, 'trustAnchorPem'],
    [{ gatewayOrigins: { de: ['CH'] } }, 'gatewayOrigins'],
    [{ gatewayOrigins: { DE: 'CH' } }, 'gatewayOrigins'],
    [{ gatewayOrigins: [] }, 'gatewayOrigins'],
    [{ callbackUrl: 'http://federation.example.org/' }, 'callbackUrl'],
    [{ callbackUrl: 'https://federation.example.org/?a=b' }, 'callbackUrl'],
    [{ callbackUrl: 'https://10.0.0.1/' }, 'callbackUrl'],
    [{ callbackUrl: `https://federation.example.org/${'a'.repeat(256)}` }, 'callbackUrl'],
    [{ callbackId: 'a'.repeat(33) }, 'callbackId'],
    [{ callbackId: 'a/b' }, 'callbackId'],
    [{ callbackCertificates: ['A'.repeat(64)] }, 'callbackCertificates'],
    [{ minUploadKeys: 0 }, 'minUploadKeys'],
    [{ maxUploadKeys: 5001 }, 'maxUploadKeys'],
    [{ minUploadKeys: 200, maxUploadKeys: 100 }, 'minUploadKeys'],
    [{ defaultOnset: 2500 }, 'defaultOnset'],
    [{ defaultReportType: 'confirmed' }, 'defaultReportType'],
    [{ visitedCountries: ['XX'] }, 'visitedCountries'],
    [{ originMap: { Scotland: 'GB' } }, 'originMap'],
    [{ uploads: true }, 'uploads'],
    [{ 'services.upload.min-batch-key-count': '1' }, 'services.upload.min-batch-key-count'],
  ])('%j', (settings, path) => {
    expect(read(settings)).toEqual([path])
  })

  test('with every other one that is wrong', () => {
    expect(read({ profile: 1, uploads: true, daysToDownload: 3 })).toEqual(['profile', 'uploads'])
  })
})

describe("the originals' properties", () => {
  const given = (originalProperties: unknown) => read({ originalProperties })

  test('are read, and our own names count more', () => {
    const properties = {
      'services.upload.min-batch-key-count': '150',
      'services.upload.efgs-transmission.enable-dsos': 'false',
      'services.upload.efgs-transmission.default-dsos': '1',
      'services.upload.efgs-transmission.default-report-type': 'UNKNOWN',
      BATCH_AUDIT_ENABLED: 'true',
      'Iks:Efgs:DaysToDownload': '5',
      callbackId: '2020-09-05_Prod',
    }
    expect(read({ originalProperties: properties, daysToDownload: 2 })).toMatchObject({
      minUploadKeys: 150,
      sendsOnset: false,
      auditsBatches: true,
      daysToDownload: 2,
      callbackId: '2020-09-05_Prod',
    })
  })

  test('that would have no effect are refused, each with its reason', () => {
    const absent = Object.entries(ORIGINAL_EFGS_PROPERTIES).filter(
      ([, one]) => one.kind === 'absent',
    )
    expect(absent.length).toBeGreaterThan(10)
    for (const [name] of absent)
      expect(given({ [name]: '1' })).toEqual([`originalProperties.${name}`])
  })

  test.each<unknown>([
    { 'services.upload.unknown': '1' },
    { 'services.upload.min-batch-key-count': 140 },
    { 'services.upload.min-batch-key-count': 'many' },
    { callbackId: '' },
    { BATCH_AUDIT_ENABLED: 'yes' },
    { BATCH_AUDIT_ENABLED: 'true', 'services.download.batch-audit-enabled': 'true' },
  ])('%j are refused', (properties) => {
    expect(given(properties)).toHaveLength(1)
  })

  test('lead to settings that are judged as ours', () => {
    expect(given({ 'services.upload.max-batch-key-count': '750000' })).toEqual(['maxUploadKeys'])
    expect(given([])).toEqual(['originalProperties'])
  })
})

test('of settings with names of all protocols among them ours are picked', () => {
  const settings = {
    acceptedReportTypes: [1],
    pollMinutes: 5,
    daysToDownload: 3,
    profile: 'coronamelder',
  }
  expect(pickEfgsSettings(settings)).toEqual({
    ...defaultEfgsSettings('coronamelder'),
    daysToDownload: 3,
  })
})
