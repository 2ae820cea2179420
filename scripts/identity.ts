/**
 * What a system on this machine starts from: a tenant and its realm, the apps of three countries, and exports in every layout.
 */

import { generateKeyPairSync, randomBytes } from 'node:crypto'
import {
  DEFAULT_USER_REPORT_SMS_TEMPLATE,
  USER_REPORT_SMS_LABEL,
} from '../src/core/realms/settings.ts'
import type { RealmSeed } from '../src/flows/verification/seed.ts'
import type { DevSeed } from '../src/workers/dev.ts'
import { FAKE_ACCOUNT } from '../test/support/fake-provider.ts'
import { createTestAuthority, type TestAuthority } from '../test/support/test-authority.ts'
import contentCertificates from '../test/vectors/content-signers.json' with { type: 'json' }

/** Where links of the seeded realm lead: browsers take every name below "localhost" for this machine. */
export const LINK_DOMAIN = 'links.localhost'
const LINK_REGION = 'US-DEMO'
export const LINK_HOST = `${LINK_REGION.toLowerCase()}.${LINK_DOMAIN}`

/** Of the export in Google's layout that holds the keys of all regions. */
export const WORLD_ROOT = 'world'
const REGIONS = ['US', 'DE', 'GB-EAW', 'NL'] as const

/** What phones of the national apps, and the Dutch portal, are known by here. */
export const NHS_API_KEY = 'demo:the-key-of-the-demo'
export const PORTAL_JWT_KEY = 'what the portal of the demo signs with'

/** Of tests, and known to everybody: whoever deploys brings a certificate of their own. */
export const CONTENT_SIGNER = {
  name: 'content',
  certificatesPem: `${contentCertificates.rsa.signerPem}${contentCertificates.rsa.issuerPem}`,
  privateKeyPem: contentCertificates.rsa.privateKeyPem,
}

/** Each national app uploads in its own way. */
const NATIONAL_APPS = [
  // Asks each person whether other countries may have the keys.
  { name: 'de.rki.coronawarnapp', region: 'DE', federationConsent: 'claim' },
  { name: 'uk.nhs.covid19.production', region: 'GB-EAW', federationConsent: 'always' },
  { name: 'nl.rijksoverheid.en', region: 'NL', federationConsent: 'always' },
] as const

/** The keys of all regions in every layout. */
const LAYOUT_EXPORTS = (
  [
    {
      name: 'corona-warn-app',
      layout: 'corona-warn-app',
      prefix: '',
      keyId: '262',
      settings: { supportedCountries: ['DE', 'FR', 'NL'], appBundleId: 'de.rki.coronawarnapp-dev' },
    },
    {
      name: 'nhs',
      layout: 'nhs',
      prefix: '',
      keyId: '234',
      settings: { homeRegion: 'GB-EAW', appBundleId: 'uk.nhs.covid19.production' },
    },
    { name: 'coronamelder', layout: 'coronamelder', prefix: 'v6', keyId: '204', settings: {} },
  ] as const
).map((entry) => ({ ...entry, keyVersion: 'v1', regions: REGIONS }))

/** What the certificates of the seeded realm say. */
const REALM_ISSUER = 'https://verification.example.org'
const REALM_AUDIENCE = 'https://keyserver.example.org'
/** Name of the first certificate key of the first realm. */
const REALM_KEY_ID = 'r1v1'

/** @param certificateKeyPem PKCS #8; the key server knows its public half */
const demoRealm = (certificateKeyPem: string): RealmSeed => ({
  name: 'Demo',
  regionCode: LINK_REGION,
  settings: {
    allowedTestTypes: ['confirmed', 'likely', 'negative', 'user-report'],
    allowAdminUserReport: true,
    allowUserReportWebView: true,
    allowBulkUpload: true,
    allowGeneratedSms: true,
    smsProvider: {
      kind: 'twilio',
      accountSid: FAKE_ACCOUNT.accountSid,
      from: '+15005550006',
    },
    contactEmailAddresses: ['authority@example.org'],
    smsTemplateAlternates: { [USER_REPORT_SMS_LABEL]: DEFAULT_USER_REPORT_SMS_TEMPLATE },
    useRealmCertificateKey: true,
    certificateIssuer: REALM_ISSUER,
    certificateAudience: REALM_AUDIENCE,
  },
  secrets: { smsAuthToken: FAKE_ACCOUNT.authToken },
  certificateKeyPem,
  apps: [
    {
      name: 'Android',
      os: 'android',
      appId: 'com.example.android.app',
      url: 'https://android.example.org/app',
      fingerprints: [Array(32).fill('AB').join(':')],
    },
    {
      name: 'iOS',
      os: 'ios',
      appId: 'TEAM123456.com.example.ios.app',
      url: 'https://ios.example.org/app',
    },
  ],
})

/** What a system is known by, and what its state can't be read without. */
export interface Identity {
  readonly authority: TestAuthority
  readonly seed: DevSeed
  readonly signerPublicKeyPem: string
  readonly operatorToken: string
  /** Base64 of 32 bytes. */
  readonly masterKey: string
}

/** Base64 of 32 bytes. */
export const createMasterKey = (): string => randomBytes(32).toString('base64')

export function createIdentity(
  seedOptions: Partial<DevSeed> | undefined,
  masterKey = createMasterKey(),
): Identity {
  const authority = createTestAuthority()
  const signer = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const realmKey = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const seed: DevSeed = {
    authority: { ...authority, name: 'Test authority' },
    moreAuthorities: [
      {
        issuer: REALM_ISSUER,
        audience: REALM_AUDIENCE,
        name: 'Demo',
        keyId: REALM_KEY_ID,
        publicKeyPem: realmKey.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      },
    ],
    apps: [
      ...['com.example.android.app', 'com.example.ios.app'].map((name) => ({
        name,
        region: 'US',
        federationConsent: 'never' as const,
      })),
      ...NATIONAL_APPS,
    ].map(({ name, region, federationConsent }) => ({
      appPackageName: name,
      regions: [region],
      federationConsent,
      bypassesCertificate: false,
    })),
    signer: {
      name: 'test',
      privateKeyPem: signer.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      keyId: '310',
      keyVersion: 'v1',
    },
    exports: [
      { filenameRoot: 'us', periodSeconds: 4 * 3600, region: 'US' },
      { filenameRoot: 'us-daily', periodSeconds: 86_400, region: 'US' },
      { filenameRoot: WORLD_ROOT, periodSeconds: 4 * 3600, region: 'WORLD', inputRegions: REGIONS },
    ],
    layoutExports: LAYOUT_EXPORTS,
    contentSigner: CONTENT_SIGNER,
    padding: [{ region: 'US', minimumUploads: 20 }],
    verification: {
      realms: [demoRealm(realmKey.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())],
    },
    ...seedOptions,
  }
  return {
    authority,
    seed,
    signerPublicKeyPem: signer.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    operatorToken: randomBytes(24).toString('hex'),
    masterKey,
  }
}
