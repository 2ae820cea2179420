import { describe, expect, test } from 'vitest'
import vectors from '../../../test/vectors/content-signers.json'
import { asUnixSeconds } from '../time.ts'
import { endOfToken, expiriesOf, expiryOf } from './expiries.ts'

const NOW = asUnixSeconds(Date.UTC(2026, 10, 25) / 1000)
const DAY = 86_400
const segment = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const tokenWith = (claims: object) => `${segment({ alg: 'HS256' })}.${segment(claims)}.c2ln`

describe('what ends', () => {
  test.each([
    [31, 31, 'fine'],
    [30, 30, 'fine'],
    [29.9, 29, 'soon'],
    [7, 7, 'soon'],
    [6.9, 6, 'urgent'],
    [0.1, 0, 'urgent'],
    [0, 0, 'ended'],
    [-0.1, -1, 'ended'],
  ])('in %d days has %i left and is %s', (days, daysLeft, state) => {
    const endsAt = NOW + days * DAY
    expect(expiryOf('x', endsAt, NOW)).toEqual({ what: 'x', endsAt, daysLeft, state })
  })

  test('is told of certificates and tokens, earliest first, and never what they are', () => {
    const exp = NOW + 10 * DAY
    const token = tokenWith({ id: 'n', exp })
    const found = expiriesOf(
      {
        settings: { clientCertificatePem: vectors.rsa.signerPem },
        credentials: {
          bearerToken: token,
          'bearerToken:GB-SCT': tokenWith({ exp: NOW - 1 }),
          bearerTokenNote: tokenWith({ exp: NOW }),
          signingKeyPem: 'x',
        },
        signerCertificatesPem: vectors.ec.signerPem,
      },
      NOW,
    )
    expect(found.map(({ what, state }) => `${what} ${state}`)).toEqual([
      'bearerToken:GB-SCT ended',
      'bearerToken soon',
      'clientCertificatePem fine',
      'contentSigner fine',
    ])
    expect(JSON.stringify(found)).not.toContain(token)
  })

  test('is not told where nothing says it', () => {
    const texts = { settings: { clientCertificatePem: 'x' }, signerCertificatesPem: undefined }
    const credentials = { bearerToken: 'opaque' }
    expect(expiriesOf({ ...texts, credentials }, NOW)).toEqual([])
  })

  test.each<[string, string]>([
    ['no end', tokenWith({ iat: 1 })],
    ['an end in words', tokenWith({ exp: 'soon' })],
    ['an end in parts', tokenWith({ exp: 1.5 })],
    ['two segments', 'a.b'],
  ])('a token with %s names none', (_, token) => {
    expect(endOfToken(token)).toBeUndefined()
  })
})
