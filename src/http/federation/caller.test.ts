import { describe, expect, test } from 'vitest'
import { callerOf, PROXY_SECRET_HEADER, thumbprintOf } from './caller.ts'

const SECRET = 'a secret of the proxy in front'
const THUMBPRINT = `ab${'0'.repeat(60)}ef`
const HEADERS = {
  'x-ssl-client-sha256': THUMBPRINT,
  'x-ssl-client-dn': 'C=DE,O=Test',
}

const request = (headers: Readonly<Record<string, string>>, tlsClientAuth?: unknown) => ({
  headers: new Headers(headers),
  ...(tlsClientAuth !== undefined && { cf: { tlsClientAuth } }),
})
const withProxy = { proxySecret: SECRET }
const withoutProxy = { proxySecret: undefined }
const VERIFIED = {
  certPresented: '1',
  certVerified: 'SUCCESS',
  certRevoked: '0',
  certFingerprintSHA256: THUMBPRINT,
  certSubjectDN: 'CN=Test,O=A 100%+ Health,C=DE',
}

describe('a certificate that the platform verified', () => {
  test('is whose it is, and nothing in its name is taken for an encoding', () => {
    const caller = callerOf(request({}, VERIFIED), withoutProxy)
    expect(caller).toEqual({
      ok: true,
      value: {
        thumbprint: THUMBPRINT,
        subject: new Map([
          ['CN', 'Test'],
          ['O', 'A 100%+ Health'],
          ['C', 'DE'],
        ]),
      },
    })
    expect(thumbprintOf(request({}, VERIFIED), withProxy)).toBe(THUMBPRINT)
  })

  test.each([
    undefined,
    null,
    {},
    { ...VERIFIED, certPresented: '0' },
    { ...VERIFIED, certVerified: 'NONE' },
    { ...VERIFIED, certVerified: 'FAILED:unable to get local issuer certificate' },
    { ...VERIFIED, certRevoked: '1' },
    { ...VERIFIED, certFingerprintSHA256: '' },
    { ...VERIFIED, certFingerprintSHA256: 'ab' },
  ])('is nobody where it was not: %j', (auth) => {
    expect(callerOf(request({}, auth), withoutProxy)).toEqual({
      ok: false,
      failure: 'no_certificate',
    })
  })
})

describe('a proxy', () => {
  test('is believed with its secret, whatever certificate it has itself', () => {
    const headers = { ...HEADERS, [PROXY_SECRET_HEADER]: SECRET }
    const own = { ...VERIFIED, certFingerprintSHA256: 'c'.repeat(64) }
    expect(thumbprintOf(request(headers, own), withProxy)).toBe(THUMBPRINT)
    const nobody = request({ [PROXY_SECRET_HEADER]: SECRET }, own)
    expect(thumbprintOf(nobody, withProxy)).toBeUndefined()
  })

  test('may name its headers otherwise', () => {
    const headers = { 'x-cert': THUMBPRINT, 'x-dn': 'C=FR', [PROXY_SECRET_HEADER]: SECRET }
    const settings = { ...withProxy, thumbprintHeader: 'X-Cert', subjectHeader: 'X-DN' }
    const caller = callerOf(request(headers), settings)
    expect(caller.ok && caller.value.subject?.get('C')).toBe('FR')
  })

  test('may send a name that can not be read: then there is none', () => {
    const headers = { ...HEADERS, 'x-ssl-client-dn': 'C=DE%', [PROXY_SECRET_HEADER]: SECRET }
    expect(callerOf(request(headers), withProxy)).toEqual({
      ok: true,
      value: { thumbprint: THUMBPRINT, subject: undefined },
    })
  })
})

describe('headers of a proxy are refused, not passed over', () => {
  const { 'x-ssl-client-sha256': sha256, 'x-ssl-client-dn': dn } = HEADERS
  test.each<[string, Readonly<Record<string, string>>, { proxySecret: string | undefined }]>([
    ['without its secret', HEADERS, withProxy],
    ['where there is no proxy', HEADERS, withoutProxy],
    ['with a secret where there is none', { ...HEADERS, [PROXY_SECRET_HEADER]: '' }, withoutProxy],
    [
      'with an empty secret for an empty one',
      { ...HEADERS, [PROXY_SECRET_HEADER]: '' },
      { proxySecret: '' },
    ],
    [
      'with a secret that is too short to be one',
      { ...HEADERS, [PROXY_SECRET_HEADER]: 'short' },
      { proxySecret: 'short' },
    ],
    ['with another secret', { ...HEADERS, [PROXY_SECRET_HEADER]: `${SECRET}x` }, withProxy],
    ['with half the secret', { ...HEADERS, [PROXY_SECRET_HEADER]: SECRET.slice(0, -1) }, withProxy],
    ['with the thumbprint alone', { 'x-ssl-client-sha256': sha256 }, withProxy],
    ['with the name alone', { 'x-ssl-client-dn': dn }, withoutProxy],
    ['with a wrong secret alone', { [PROXY_SECRET_HEADER]: 'x' }, withProxy],
  ])('%s', (_, headers, settings) => {
    const failure = { ok: false, failure: 'untrusted_headers' }
    expect(callerOf(request(headers), settings)).toEqual(failure)
    // A certificate of one's own makes forged headers no better.
    expect(callerOf(request(headers, VERIFIED), settings)).toEqual(failure)
    expect(thumbprintOf(request(headers, VERIFIED), settings)).toBeUndefined()
  })

  test('whose thumbprint came twice', () => {
    const headers = new Headers({ ...HEADERS, [PROXY_SECRET_HEADER]: SECRET })
    headers.append('x-ssl-client-sha256', 'c'.repeat(64))
    expect(callerOf({ headers }, withProxy)).toEqual({ ok: false, failure: 'no_certificate' })
  })
})
