/** A health authority for tests and the demo: signs what a publish needs. Shares nothing with the server: node:crypto only. */

import { createHmac, generateKeyPairSync, sign } from 'node:crypto'

export interface TestAuthority {
  readonly privateKeyPem: string
  readonly publicKeyPem: string
  readonly keyId: string
  readonly issuer: string
  readonly audience: string
}

export function createTestAuthority(): TestAuthority {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return {
    privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    keyId: 'v1',
    issuer: 'https://verification.test',
    audience: 'tocsin-test',
  }
}

/** A key as a phone sends it. */
export interface SentKey {
  key: string
  rollingStartNumber: number
  rollingPeriod: number
  transmissionRisk?: number
}

/** The claim `tekmac`, by the four-segment form. */
export function keysHmac(keys: readonly SentKey[], secret: Buffer): string {
  const text = keys
    .map(
      (key) =>
        `${key.key}.${key.rollingStartNumber}.${key.rollingPeriod}.${key.transmissionRisk ?? 0}`,
    )
    .sort((a, b) => (a < b ? -1 : 1))
    .join(',')
  return createHmac('sha256', secret).update(text).digest('base64')
}

/** A compact JWS with any header and claims. */
export function signJwt(
  authority: Pick<TestAuthority, 'privateKeyPem'>,
  header: object,
  claims: object,
): string {
  const segment = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const input = `${segment(header)}.${segment(claims)}`
  const signature = sign('sha256', Buffer.from(input), {
    // A key object with this encoding is refused by workerd, the text is not.
    key: authority.privateKeyPem,
    dsaEncoding: 'ieee-p1363',
  })
  return `${input}.${signature.toString('base64url')}`
}

export interface CertificateOptions {
  /** Unix seconds. */
  readonly now: number
  readonly reportType?: string
  readonly symptomOnsetInterval?: number
  readonly claims?: object
}

/** A certificate for these keys, valid for a quarter of an hour. */
export function signCertificate(
  authority: TestAuthority,
  tekmac: string,
  options: CertificateOptions,
): string {
  return signJwt(
    authority,
    { alg: 'ES256', kid: authority.keyId, typ: 'JWT' },
    {
      iss: authority.issuer,
      aud: authority.audience,
      iat: options.now - 1,
      nbf: options.now - 1,
      exp: options.now + 900,
      reportType: options.reportType ?? 'confirmed',
      ...(options.symptomOnsetInterval !== undefined && {
        symptomOnsetInterval: options.symptomOnsetInterval,
      }),
      tekmac,
      ...options.claims,
    },
  )
}
