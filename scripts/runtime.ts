/**
 * The whole system in workerd on this machine: bundles the development entry and starts it with real local D1, R2 and
 * Durable Objects. Demo, start and bench share it.
 */

import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { convertV4MiniflareOptions, Miniflare } from 'miniflare'
import type { SeededRealm } from '../src/flows/verification/seed.ts'
import type { DevSeed } from '../src/workers/dev.ts'
import { startFakeProvider } from '../test/support/fake-provider.ts'
import { bundle, DEV_ENTRY } from './bundle.ts'
import {
  createIdentity,
  type Identity,
  LINK_DOMAIN,
  NHS_API_KEY,
  PORTAL_JWT_KEY,
} from './identity.ts'

const ROOT = join(import.meta.dirname, '..')
const COMPATIBILITY_DATE = '2026-10-01'
/** Names as in wrangler.toml. */
const SMS_QUEUE_NAME = 'tocsin-sms'
const UNDELIVERED_QUEUE_NAME = 'tocsin-sms-undelivered'

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
  /** Base64 of 32 bytes; default: a new one. */
  readonly masterKey?: string
  /** Who worked on this state before: its secrets, authority and seed are kept, and nothing is emptied. */
  readonly previous?: Identity
}

export interface Runtime extends Identity {
  /** With their API keys; empty where the state is that of a previous run. */
  readonly realms: readonly SeededRealm[]
  /** Of all surfaces, without a slash at the end. */
  readonly baseUrl: string
  readonly miniflare: Miniflare
  stop(): Promise<void>
}

/** Made once: whoever starts several systems, or one several times, waits for it once. */
let script: string | undefined

export async function startRuntime(options: RuntimeOptions = {}): Promise<Runtime> {
  script ??= bundle(DEV_ENTRY).toString()
  const stateDir = options.stateDir ?? mkdtempSync(join(tmpdir(), 'tocsin-'))
  const provider = await startFakeProvider()
  const identity = options.previous ?? createIdentity(options.seed, options.masterKey)
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
            NHS_SUBMISSION_KEYS: apiKeyDigest(NHS_API_KEY),
            NHS_RESPONSE_SIGNER: '234-v1',
            CORONAMELDER_APP: 'nl.rijksoverheid.en',
            CORONAMELDER_PORTAL_JWT_KEY: PORTAL_JWT_KEY,
            ...options.vars,
            MASTER_KEY: identity.masterKey,
            OPERATOR_TOKEN: identity.operatorToken,
            DEV_SEED: JSON.stringify(identity.seed),
          },
          d1Databases: { KEYSERVER_DB: 'keyserver', VERIFICATION_DB: 'verification' },
          r2Buckets: { EXPORTS: 'exports', SUBMISSIONS: 'submissions' },
          durableObjects: {
            QUOTA: { className: 'Quota', useSQLite: true },
            INGEST_OBJECT: { className: 'Ingest', useSQLite: true },
            REALM_QUOTA: { className: 'RealmQuota', useSQLite: true },
            FEDERATION_PARTNER: { className: 'FederationPartner', useSQLite: true },
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

/** How a deployment knows an API key. @param apiKey `name:value` */
function apiKeyDigest(apiKey: string): string {
  const [name, value = ''] = apiKey.split(':')
  return `${name}:${createHash('sha256').update(value).digest('hex')}`
}

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
  if (!response.ok) {
    throw new Error(`/dev${path} answers ${response.status}: ${await response.text()}`)
  }
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
export async function migrate(miniflare: Miniflare, binding: string, name: string): Promise<void> {
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
