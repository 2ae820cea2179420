/** A seeded verification server inside workerd: real storage, a clock that stands where a test puts it. */

import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import type { UnixSeconds } from '../../src/core/time.ts'
import { openVerification, type VerificationDatabase } from '../../src/db/verification/database.ts'
import { deleteAllOfVerification } from '../../src/db/verification/queries/seed.ts'
import type { RealmQuota } from '../../src/durable/realm-quota.ts'
import { readSecretKeyring } from '../../src/flows/verification/secret-keyring.ts'
import {
  type RealmSeed,
  type SeededRealm,
  seedVerification,
} from '../../src/flows/verification/seed.ts'
import { openSecretBox, randomBytes } from '../../src/platform/secrets.ts'
import { type AdminApiEnv, buildAdminApi } from '../../src/workers/admin-api.ts'
import { buildRedirect, type RedirectEnv } from '../../src/workers/redirect.ts'
import {
  buildVerificationApi,
  type VerificationApiEnv,
} from '../../src/workers/verification-api.ts'
import { NOON } from './keyserver.ts'

export interface Answer<Body = Record<string, unknown>> {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** {} where it is no JSON object. */
  readonly body: Body
}

export interface TestVerification {
  readonly db: VerificationDatabase
  /** In the order of the seed. */
  readonly realms: readonly SeededRealm[]
  now: UnixSeconds
  /** POST of JSON to the admin API with the first realm's admin key, where no other key is given. */
  admin(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>
  /** The same to the verification API with the device key. */
  device(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>
  /** Requests as they are. */
  requestAdmin(path: string, init?: RequestInit): Promise<Response>
  requestDevice(path: string, init?: RequestInit): Promise<Response>
  /** @param url absolute: its host chooses the region */
  requestRedirect(url: string, init?: RequestInit): Promise<Response>
  /** Surfaces of one more isolate: same storage, caches of their own. */
  restart(): void
}

export interface VerificationOptions {
  /** Variables that differ from wrangler.toml. */
  readonly vars?: Readonly<Record<string, string>>
  readonly realms?: readonly RealmSeed[]
  readonly now?: UnixSeconds
  /** Stands before the database, to count or to fail. */
  readonly wrapDatabase?: (database: D1Database) => D1Database
  /** Goes on with the storage of another instead of seeding anew. */
  readonly keep?: TestVerification
  /** Anything else of the environment that is to be another. */
  readonly env?: Readonly<Record<string, unknown>>
}

/** A realm in which everything is allowed. */
export const OPEN_REALM: RealmSeed = {
  name: 'Main',
  regionCode: 'US-MAI',
  settings: {
    allowedTestTypes: ['confirmed', 'likely', 'negative', 'user-report'],
    allowAdminUserReport: true,
    allowBulkUpload: true,
    allowGeneratedSms: true,
    requireDate: false,
    smsProvider: { kind: 'noop' },
    useRealmCertificateKey: true,
    certificateIssuer: 'issuer.example.org',
    certificateAudience: 'audience.example.org',
  },
}

/** Empties the storage of this test file and seeds it anew. */
export async function startVerification(
  options: VerificationOptions = {},
): Promise<TestVerification> {
  const db = openVerification(env.VERIFICATION_DB)
  const now = options.now ?? NOON
  const realms = options.keep?.realms ?? (await seedAnew(db, options.realms ?? [OPEN_REALM], now))
  const wrap = options.wrapDatabase ?? ((database: D1Database) => database)
  const testEnv = {
    ...env,
    // Few tests are about it.
    RATE_LIMIT_TOKENS: '1000000',
    ...options.vars,
    VERIFICATION_DB: wrap(env.VERIFICATION_DB),
    ...options.env,
  } as unknown as VerificationApiEnv & AdminApiEnv & RedirectEnv & Env
  const post = (key: string | undefined, body: unknown, headers: Record<string, string>) => ({
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      ...(key !== undefined && { 'x-api-key': key }),
      ...headers,
    },
    body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
  })
  const build = () => {
    const clock = () => server.now
    return {
      admin: buildAdminApi(testEnv, clock),
      device: buildVerificationApi(testEnv, clock),
      redirect: buildRedirect(testEnv, clock),
    }
  }
  const server: TestVerification = {
    db,
    realms,
    now,
    admin: async (path, body, headers = {}) =>
      read(await surfaces.admin.request(path, post(realms[0]?.apiKeys.admin, body, headers))),
    device: async (path, body, headers = {}) =>
      read(await surfaces.device.request(path, post(realms[0]?.apiKeys.device, body, headers))),
    requestAdmin: async (path, init) => surfaces.admin.request(path, init),
    requestDevice: async (path, init) => surfaces.device.request(path, init),
    requestRedirect: async (url, init) => surfaces.redirect.request(url, init),
    restart() {
      surfaces = build()
    },
  }
  let surfaces = build()
  return server
}

async function seedAnew(
  db: VerificationDatabase,
  seeds: readonly RealmSeed[],
  now: UnixSeconds,
): Promise<readonly SeededRealm[]> {
  await deleteAllOfVerification(db)
  const secretBox = await openSecretBox(env.MASTER_KEY)
  const secretKeyring = (at: UnixSeconds) => readSecretKeyring({ db, secretBox, randomBytes }, at)
  const deps = { db, secretBox, randomBytes, secretKeyring }
  const realms = await seedVerification(deps, { realms: seeds }, now)
  for (const { id } of realms) {
    const quota = env.REALM_QUOTA.getByName(`realm/${id}`)
    await runInDurableObject(quota, (object: RealmQuota) => object.empty())
  }
  return realms
}

export async function read(response: Response): Promise<Answer> {
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, body: parse(text) }
}

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}
