/** A seeded key server inside workerd: real storage, a clock that stands where a test puts it. */

import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { asUnixSeconds, type UnixSeconds } from '../../src/core/time.ts'
import { type KeyserverDatabase, openKeyserver } from '../../src/db/keyserver/database.ts'
import { deleteEverything } from '../../src/db/keyserver/queries/seed.ts'
import type { Ingest } from '../../src/durable/ingest.ts'
import type { VerificationDeps } from '../../src/flows/corona-warn-app-submission/verify-authorization.ts'
import { type Seed, seedKeyserver } from '../../src/flows/seed.ts'
import { INGEST_NAME } from '../../src/platform/ingest.ts'
import { openSecretBox } from '../../src/platform/secrets.ts'
import { buildJobs } from '../../src/workers/jobs.ts'
import { buildPublish, type PublishEnv } from '../../src/workers/publish.ts'
import type { PublishAnswer } from './phone.ts'
import { createTestAuthority, type TestAuthority } from './test-authority.ts'

/** 19 November 2026, 10:20 UTC. */
export const NOON: UnixSeconds = asUnixSeconds(Date.UTC(2026, 10, 19, 10, 20) / 1000)

export interface TestKeyserver {
  readonly authority: TestAuthority
  readonly signerPublicKeyPem: string
  readonly db: KeyserverDatabase
  now: UnixSeconds
  publish(
    body: unknown,
    headers?: Record<string, string>,
    path?: string,
  ): Promise<{ status: number; headers: Headers; text: string; answer: PublishAnswer }>
  /** Any request to the publish surface, as it is. */
  request(path: string, init?: RequestInit): Promise<Response>
  /** A request to the jobs surface with the operator's token. */
  operate(path: string, init?: RequestInit): Promise<Response>
  /** The publish surface of one more isolate: same storage, caches of its own. */
  restart(): void
  tick(): ReturnType<ReturnType<typeof buildJobs>['tick']>
}

export interface KeyserverOptions {
  /** Variables that differ from wrangler.toml. */
  readonly vars?: Readonly<Record<string, string>>
  readonly seed?: Partial<Seed>
  readonly now?: UnixSeconds
  /** Stands before the database, to count or to fail. */
  readonly wrapDatabase?: (database: D1Database) => D1Database
  /** Others' servers, as submissions ask them. */
  readonly verification?: VerificationDeps
}

/** Empties the storage of this test file and seeds it anew. */
export async function startKeyserver(options: KeyserverOptions = {}): Promise<TestKeyserver> {
  const authority = createTestAuthority()
  const signer = createTestAuthority()
  const db = openKeyserver(env.KEYSERVER_DB)
  await deleteEverything(db)
  for (;;) {
    const { objects } = await env.EXPORTS.list()
    if (objects.length === 0) break
    await env.EXPORTS.delete(objects.map((object) => object.key))
  }
  const seed: Seed = {
    authority: { ...authority, name: 'Test authority' },
    apps: [
      {
        appPackageName: 'com.example.android.app',
        regions: ['US'],
        federationConsent: 'never',
        bypassesCertificate: false,
      },
    ],
    signer: { name: 'test', privateKeyPem: signer.privateKeyPem, keyId: '310', keyVersion: 'v1' },
    exports: [{ filenameRoot: 'us', periodSeconds: 4 * 3600, region: 'US' }],
    ...options.seed,
  }
  const now = options.now ?? NOON
  await seedKeyserver(db, await openSecretBox(env.MASTER_KEY), seed, now)
  const wrap = options.wrapDatabase ?? ((database: D1Database) => database)
  const testEnv = {
    ...env,
    ...options.vars,
    KEYSERVER_DB: wrap(env.KEYSERVER_DB),
  } as unknown as PublishEnv & Env
  // What stands before the database stands before the object that writes groups too, and what an earlier test put there goes.
  if (testEnv.INGEST === 'group') {
    await runInDurableObject(testEnv.INGEST_OBJECT.getByName(INGEST_NAME), (ingest: Ingest) => {
      ingest.database = openKeyserver(testEnv.KEYSERVER_DB)
    })
  }
  const server: TestKeyserver = {
    authority,
    signerPublicKeyPem: signer.publicKeyPem,
    db,
    now,
    async publish(body, headers = {}, path = '/v1/publish') {
      const response = await server.request(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
      })
      const text = await response.text()
      return { status: response.status, headers: response.headers, text, answer: parse(text) }
    },
    request: async (path, init) => surface.request(path, init),
    operate: async (path, init = {}) =>
      jobs.surface.request(path, {
        ...init,
        headers: { authorization: `Bearer ${env.OPERATOR_TOKEN}`, ...init.headers },
      }),
    restart() {
      surface = buildPublish(testEnv, () => server.now, options.verification)
    },
    tick: () => jobs.tick(),
  }
  let surface = buildPublish(testEnv, () => server.now, options.verification)
  const jobs = buildJobs(testEnv, () => server.now)
  return server
}

function parse(text: string): PublishAnswer {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}
