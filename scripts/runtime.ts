/**
 * The whole system in workerd on this machine: bundles the development entry and starts it with real local D1, R2 and
 * Durable Objects. Demo, start and bench share it.
 */

import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { convertV4MiniflareOptions, Miniflare } from 'miniflare'
import type { Seed } from '../src/flows/seed.ts'
import { createTestAuthority, type TestAuthority } from '../test/support/test-authority.ts'
import { bundle, DEV_ENTRY } from './bundle.ts'

const ROOT = join(import.meta.dirname, '..')
const COMPATIBILITY_DATE = '2026-10-01'

export interface RuntimeOptions {
  /** 0: any free one. */
  readonly port?: number
  /** Where databases and objects are kept; undefined: a new folder that is removed at the end. */
  readonly stateDir?: string
  /** Values for variables of wrangler.toml. */
  readonly vars?: Readonly<Record<string, string>>
  /** Where the system writes its log lines; default: nowhere. */
  readonly onLog?: (line: string) => void
  readonly seed?: Partial<Seed>
  /** Who worked on this state before: its secrets, authority and seed are kept, and nothing is emptied. */
  readonly previous?: Identity
}

/** What a system is known by, and what its state can't be read without. */
export interface Identity {
  readonly authority: TestAuthority
  readonly seed: Seed
  readonly signerPublicKeyPem: string
  readonly operatorToken: string
  /** Base64 of 32 bytes. */
  readonly masterKey: string
}

export interface Runtime extends Identity {
  /** Of all surfaces, without a slash at the end. */
  readonly baseUrl: string
  readonly miniflare: Miniflare
  stop(): Promise<void>
}

export async function startRuntime(options: RuntimeOptions = {}): Promise<Runtime> {
  const script = bundle(DEV_ENTRY).toString()
  const stateDir = options.stateDir ?? mkdtempSync(join(tmpdir(), 'tocsin-'))
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
            ...options.vars,
            MASTER_KEY: identity.masterKey,
            OPERATOR_TOKEN: identity.operatorToken,
            DEV_SEED: JSON.stringify(identity.seed),
          },
          d1Databases: { KEYSERVER_DB: 'keyserver' },
          r2Buckets: { EXPORTS: 'exports' },
          durableObjects: {
            QUOTA: { className: 'Quota', useSQLite: true },
            INGEST_OBJECT: { className: 'Ingest', useSQLite: true },
          },
          // The ordinary entry is four times as slow (docs/adr/0004): it is for the tools, not for measuring.
          unsafeDirectSockets: [{ host: '127.0.0.1', port: options.port ?? 0 }],
        },
      ],
    }),
  )
  await miniflare.ready
  const { origin } = await miniflare.unsafeGetDirectURL('tocsin')
  await migrate(miniflare)
  const runtime: Runtime = {
    ...identity,
    baseUrl: origin,
    miniflare,
    async stop() {
      await miniflare.dispose()
      if (options.stateDir === undefined) rmSync(stateDir, { recursive: true, force: true })
    },
  }
  if (options.previous === undefined) await dev(runtime, '/reset')
  return runtime
}

function createIdentity(seedOptions: Partial<Seed> | undefined): Identity {
  const authority = createTestAuthority()
  const signer = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const seed: Seed = {
    authority: { ...authority, name: 'Test authority' },
    apps: ['com.example.android.app', 'com.example.ios.app'].map((appPackageName) => ({
      appPackageName,
      regions: ['US'],
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
    ],
    padding: [{ region: 'US', minimumUploads: 20 }],
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
async function migrate(miniflare: Miniflare): Promise<void> {
  const folder = join(ROOT, 'drizzle/keyserver')
  const database = await miniflare.getD1Database('KEYSERVER_DB')
  await database.prepare('CREATE TABLE IF NOT EXISTS d1_migrations (name TEXT PRIMARY KEY)').run()
  for (const name of readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort()) {
    const known = await database
      .prepare('SELECT 1 FROM d1_migrations WHERE name = ?')
      .bind(name)
      .first()
    if (known !== null) continue
    const statements = readFileSync(join(folder, name), 'utf8').split('--> statement-breakpoint')
    await database.batch([
      ...statements.map((statement) => database.prepare(statement)),
      database.prepare('INSERT INTO d1_migrations VALUES (?)').bind(name),
    ])
  }
}
