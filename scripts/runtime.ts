/**
 * The whole system in workerd on this machine: bundles the development entry and starts it with real local D1, R2 and
 * Durable Objects. Demo, start and bench share it.
 */

import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { convertV4MiniflareOptions, Miniflare } from 'miniflare'
import {
  DEFAULT_USER_REPORT_SMS_TEMPLATE,
  USER_REPORT_SMS_LABEL,
} from '../src/core/realms/settings.ts'
import type { RealmSeed, SeededRealm } from '../src/flows/verification/seed.ts'
import type { DevSeed } from '../src/workers/dev.ts'
import { FAKE_ACCOUNT, startFakeProvider } from '../test/support/fake-provider.ts'
import { createTestAuthority, type TestAuthority } from '../test/support/test-authority.ts'
import contentCertificates from '../test/vectors/content-signers.json' with { type: 'json' }
import { bundle, DEV_ENTRY } from './bundle.ts'

const ROOT = join(import.meta.dirname, '..')
const COMPATIBILITY_DATE = '2026-10-01'
/** Names as in wrangler.toml. */
const SMS_QUEUE_NAME = 'tocsin-sms'
const UNDELIVERED_QUEUE_NAME = 'tocsin-sms-undelivered'

/** Where links of the seeded realm lead: browsers take every name below "localhost" for this machine. */
const LINK_DOMAIN = 'links.localhost'
const LINK_REGION = 'US-DEMO'
export const LINK_HOST = `${LINK_REGION.toLowerCase()}.${LINK_DOMAIN}`

/** Of the export in Google's layout that holds the keys of all regions. */
export const WORLD_ROOT = 'world'
const REGIONS = ['US', 'DE', 'GB-EAW', 'NL'] as const

/** What phones of the national apps, and the Dutch portal, are known by here. */
export const NHS_API_KEY = 'demo:the-key-of-the-demo'
export const PORTAL_JWT_KEY = 'what the portal of the demo signs with'
const [NHS_KEY_NAME = '', NHS_KEY_VALUE = ''] = NHS_API_KEY.split(':')

/** Each national app uploads in its own way. */
const NATIONAL_APPS = {
  'de.rki.coronawarnapp': 'DE',
  'uk.nhs.covid19.production': 'GB-EAW',
  'nl.rijksoverheid.en': 'NL',
} as const

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

export interface RuntimeOptions {
  /** 0: any free one. */
  readonly port?: number
  /** Where databases and objects are kept; undefined: a new folder that is removed at the end. */
  readonly stateDir?: string
  /** Values for variables of wrangler.toml. */
  readonly vars?: Readonly<Record<string, string>>
  /** Where the system writes its log lines; default: nowhere. */
  readonly onLog?: (line: string) => void
  readonly seed?: Partial<DevSeed>
  /** Who worked on this state before: its secrets, authority and seed are kept, and nothing is emptied. */
  readonly previous?: Identity
}

/** What a system is known by, and what its state can't be read without. */
export interface Identity {
  readonly authority: TestAuthority
  readonly seed: DevSeed
  readonly signerPublicKeyPem: string
  readonly operatorToken: string
  /** Base64 of 32 bytes. */
  readonly masterKey: string
}

export interface Runtime extends Identity {
  /** With their API keys; empty where the state is that of a previous run. */
  readonly realms: readonly SeededRealm[]
  /** Of all surfaces, without a slash at the end. */
  readonly baseUrl: string
  readonly miniflare: Miniflare
  stop(): Promise<void>
}

export async function startRuntime(options: RuntimeOptions = {}): Promise<Runtime> {
  const script = bundle(DEV_ENTRY).toString()
  const stateDir = options.stateDir ?? mkdtempSync(join(tmpdir(), 'tocsin-'))
  const provider = await startFakeProvider()
  const identity = options.previous ?? createIdentity(options.seed)
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      host: '127.0.0.1',
      port: 0,
      cf: false,
      resourcePersistencePath: stateDir,
      handleStructuredLogs: ({ message }: { message: string }) => options.onLog?.(message),
      workers: [
        {
          name: 'tocsin',
          modules: true,
          script,
          scriptPath: 'dev.js',
          compatibilityDate: COMPATIBILITY_DATE,
          bindings: {
            ...variables(),
            ENX_REDIRECT_DOMAIN: LINK_DOMAIN,
            // Everybody who drives a system on this machine has one address.
            RATE_LIMIT_TOKENS: '1000000',
            TWILIO_URL: provider.url,
            MAIL_URL: `${provider.url}/mail`,
            MAIL_FROM: 'tocsin@example.org',
            FAKE_PROVIDER_URL: provider.url,
            CWA_SUBMISSION_APP: 'de.rki.coronawarnapp',
            CWA_VERIFICATION_URL: provider.url,
            NHS_SUBMISSION_APP: 'uk.nhs.covid19.production',
            NHS_SUBMISSION_KEYS: `${NHS_KEY_NAME}:${sha256Hex(NHS_KEY_VALUE)}`,
            NHS_RESPONSE_SIGNER: '234-v1',
            CORONAMELDER_APP: 'nl.rijksoverheid.en',
            CORONAMELDER_PORTAL_JWT_KEY: PORTAL_JWT_KEY,
            ...options.vars,
            MASTER_KEY: identity.masterKey,
            OPERATOR_TOKEN: identity.operatorToken,
            DEV_SEED: JSON.stringify(identity.seed),
          },
          d1Databases: { KEYSERVER_DB: 'keyserver', VERIFICATION_DB: 'verification' },
          r2Buckets: { EXPORTS: 'exports' },
          durableObjects: {
            QUOTA: { className: 'Quota', useSQLite: true },
            INGEST_OBJECT: { className: 'Ingest', useSQLite: true },
            REALM_QUOTA: { className: 'RealmQuota', useSQLite: true },
          },
          queueProducers: { SMS_QUEUE: SMS_QUEUE_NAME },
          queueConsumers: {
            [SMS_QUEUE_NAME]: {
              maxBatchSize: 10,
              maxBatchTimeout: 0.1,
              maxRetries: 100,
              deadLetterQueue: UNDELIVERED_QUEUE_NAME,
            },
            [UNDELIVERED_QUEUE_NAME]: { maxBatchSize: 10, maxBatchTimeout: 0.1 },
          },
          // The ordinary entry is four times as slow (docs/adr/0004): it is for the tools, not for measuring.
          unsafeDirectSockets: [{ host: '127.0.0.1', port: options.port ?? 0 }],
        },
      ],
    }),
  )
  await miniflare.ready
  const { origin } = await miniflare.unsafeGetDirectURL('tocsin')
  await migrate(miniflare, 'KEYSERVER_DB', 'keyserver')
  await migrate(miniflare, 'VERIFICATION_DB', 'verification')
  const runtime: Runtime = {
    ...identity,
    realms: [],
    baseUrl: origin,
    miniflare,
    async stop() {
      await miniflare.dispose()
      await provider.stop()
      if (options.stateDir === undefined) rmSync(stateDir, { recursive: true, force: true })
    },
  }
  if (options.previous !== undefined) return runtime
  const { realms } = await dev<{ realms: readonly SeededRealm[] }>(runtime, '/reset')
  return { ...runtime, realms }
}

function createIdentity(seedOptions: Partial<DevSeed> | undefined): Identity {
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
      ...['com.example.android.app', 'com.example.ios.app'].map((name) => [name, 'US'] as const),
      ...Object.entries(NATIONAL_APPS),
    ].map(([appPackageName, region]) => ({
      appPackageName,
      regions: [region],
      federationConsent: 'never' as const,
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
    contentSigner: {
      name: 'content',
      // Of tests, and known to everybody: whoever deploys brings a certificate of their own.
      certificatesPem: `${contentCertificates.rsa.signerPem}${contentCertificates.rsa.issuerPem}`,
      privateKeyPem: contentCertificates.rsa.privateKeyPem,
    },
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
    masterKey: randomBytes(32).toString('base64'),
  }
}

const sha256Hex = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Calls a route of the development surface. */
export async function dev<T = unknown>(
  runtime: Pick<Runtime, 'baseUrl'>,
  path: string,
  body: object = {},
): Promise<T> {
  const response = await fetch(`${runtime.baseUrl}/dev${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`/dev${path} answers ${response.status}`)
  return (await response.json()) as T
}

/** The variables of wrangler.toml, so that what is tried is what is deployed. */
function variables(): Record<string, string> {
  const toml = readFileSync(join(ROOT, 'wrangler.toml'), 'utf8')
  const [, section = ''] = /\[vars\]\n([\s\S]*?)\n\[/.exec(toml) ?? []
  const lines = [...section.matchAll(/^(\w+) = "(.*)"$/gm)]
  return Object.fromEntries(lines.map(([, name = '', value = '']) => [name, value]))
}

/** Applies migrations that the database lacks, as `wrangler d1 migrations apply` does. */
async function migrate(miniflare: Miniflare, binding: string, name: string): Promise<void> {
  const folder = join(ROOT, 'drizzle', name)
  const database = await miniflare.getD1Database(binding)
  await database.prepare('CREATE TABLE IF NOT EXISTS d1_migrations (name TEXT PRIMARY KEY)').run()
  for (const file of readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort()) {
    const known = await database
      .prepare('SELECT 1 FROM d1_migrations WHERE name = ?')
      .bind(file)
      .first()
    if (known !== null) continue
    const statements = readFileSync(join(folder, file), 'utf8').split('--> statement-breakpoint')
    await database.batch([
      ...statements.map((statement) => database.prepare(statement)),
      database.prepare('INSERT INTO d1_migrations VALUES (?)').bind(file),
    ])
  }
}
