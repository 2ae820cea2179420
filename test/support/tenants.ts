/** Tenants for tests of what is checked against them. */

import { fromTolerantBase64 } from '../../src/core/bytes.ts'
import { importPublicKey } from '../../src/core/crypto/ecdsa.ts'
import { asUnixSeconds } from '../../src/core/time.ts'
import type {
  AuthorizedApp,
  HealthAuthority,
  HealthAuthorityKey,
  TenantDirectory,
} from '../../src/core/verification/health-authority.ts'
import type { TestAuthority } from './test-authority.ts'

export const anApp = (overrides: Partial<AuthorizedApp> = {}): AuthorizedApp => ({
  appPackageName: 'com.example.android.app',
  allowedRegions: ['US'],
  allowedHealthAuthorityIds: [1],
  bypassesCertificate: false,
  bypassesRevisionToken: false,
  releasesSameDayKeys: false,
  federationConsent: 'never',
  ...overrides,
})

const PEM_LINES = /-----[A-Z ]+-----|\s/g

export const anAuthority = async (
  from: Pick<TestAuthority, 'publicKeyPem' | 'keyId' | 'issuer' | 'audience'>,
  key: Partial<HealthAuthorityKey> = {},
): Promise<HealthAuthority> => ({
  id: 1,
  issuer: from.issuer,
  audience: from.audience,
  name: 'Test authority',
  dailyUploadLimit: undefined,
  mayReadStatistics: true,
  keys: [
    {
      version: from.keyId,
      validFrom: asUnixSeconds(0),
      validThru: undefined,
      publicKey: await importPublicKey(
        fromTolerantBase64(from.publicKeyPem.replaceAll(PEM_LINES, '')) ?? new Uint8Array(),
      ),
      ...key,
    },
  ],
})

export const aDirectory = (
  app: AuthorizedApp,
  ...authorities: readonly HealthAuthority[]
): TenantDirectory => ({
  app: (name) => (name.toLowerCase() === app.appPackageName ? app : undefined),
  healthAuthority: (issuer) => authorities.find((authority) => authority.issuer === issuer),
  bypassingApps: () => [],
})
