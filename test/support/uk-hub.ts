/** Our server of the UK protocol inside workerd, and nations that speak to it as their backends did. */

import { env } from 'cloudflare:workers'
import { toBase64, utf8 } from '../../src/core/bytes.ts'
import { generateKeyPair } from '../../src/core/crypto/ecdsa.ts'
import { encodePem } from '../../src/core/crypto/pem.ts'
import { signJws } from '../../src/core/federation/uk/jws.ts'
import { intervalOf, type UnixSeconds, utcDateOf, utcDayOf } from '../../src/core/time.ts'
import { openKeyserver } from '../../src/db/keyserver/database.ts'
import { deleteEverything } from '../../src/db/keyserver/queries/seed.ts'
import { flushBatches } from '../../src/flows/uk-hub/build-batches.ts'
import { readUkNationDirectory } from '../../src/flows/uk-hub/nations.ts'
import type { RenewNationTokenDeps } from '../../src/flows/uk-hub/renew-nation-token.ts'
import {
  UK_HUB_DEFAULTS,
  type UkHubDeps,
  type UkHubSettings,
} from '../../src/http/federation/uk-hub/deps.ts'
import { ukHubSurface } from '../../src/http/federation/uk-hub/surface.ts'
import { deriveHmacKey, randomBytes } from '../../src/platform/secrets.ts'
import { NOON } from './keyserver.ts'
import { enterNation } from './nations.ts'

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** undefined where the body is not JSON. */
  readonly body: Readonly<Record<string, unknown>> | undefined
}

/** As it travels; members may be wrong, or missing. */
export type SentExposure = Readonly<Record<string, unknown>>

export interface UploadOptions {
  readonly tag?: string
  readonly padded?: boolean
  /** Signs instead of the nation's own. */
  readonly privateKey?: CryptoKey
}

export interface TestNation {
  readonly uuid: string
  readonly region: string
  readonly token: string
  readonly keys: CryptoKeyPair
  sign(payload: string, options?: UploadOptions): Promise<string>
  upload(exposures: readonly SentExposure[], options?: UploadOptions): Promise<Answer>
  /** A body as it is. */
  post(body: string | Uint8Array<ArrayBuffer>, headers?: Record<string, string>): Promise<Answer>
  get(path: string, headers?: Record<string, string>): Promise<Answer>
  /** A batch: after a tag, or from the oldest on. */
  download(afterTag?: string, query?: string): Promise<Answer>
  /** All batches from the oldest on, as their keys. */
  walk(): Promise<readonly (readonly string[])[]>
}

export interface TestUkHub {
  now: UnixSeconds
  readonly deps: UkHubDeps
  readonly operate: RenewNationTokenDeps
  /** What went wrong on our side. */
  readonly faults: unknown[]
  readonly events: string[]
  request(path: string, init?: RequestInit): Promise<Answer>
  nation(region: string, gatewayOrigins?: readonly string[]): Promise<TestNation>
  flush(): Promise<number>
}

export interface UkHubOptions {
  readonly settings?: Partial<UkHubSettings>
  readonly wrapDatabase?: (database: D1Database) => D1Database
  /** Keeps what is stored. */
  readonly keepsStorage?: boolean
}

export async function startUkHub(options: UkHubOptions = {}): Promise<TestUkHub> {
  if (options.keepsStorage !== true) await deleteEverything(openKeyserver(env.KEYSERVER_DB))
  const db = openKeyserver(options.wrapDatabase?.(env.KEYSERVER_DB) ?? env.KEYSERVER_DB)
  const tokenKey = () => deriveHmacKey(env.MASTER_KEY, 'uk federation tokens', 'SHA-256')
  const faults: unknown[] = []
  const events: string[] = []
  const deps: UkHubDeps = {
    db,
    randomBytes,
    tokenKey,
    nations: () => readUkNationDirectory(db),
    settings: { ...UK_HUB_DEFAULTS, ...options.settings },
    events: {
      hubCalled: (...event) => void events.push(event.join(' ')),
      requestFailed: (_surface, cause) => void faults.push(cause),
    },
  }
  const app = ukHubSurface(() => ({ deps, now: hub.now }))
  const hub: TestUkHub = {
    now: NOON,
    deps,
    operate: { db, tokenKey },
    faults,
    events,
    request: async (path, init) => read(await app.request(`https://hub.example${path}`, init)),
    nation: (region, gatewayOrigins = []) => join(hub, region, gatewayOrigins),
    flush: () => flushBatches(deps, deps.settings.batchSize, hub.now),
  }
  return hub
}

async function read(response: Response): Promise<Answer> {
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: isJson && text !== '' ? JSON.parse(text) : undefined,
  }
}

export const publicPem = async (key: CryptoKey): Promise<string> =>
  encodePem(
    'PUBLIC KEY',
    new Uint8Array((await crypto.subtle.exportKey('spki', key)) as ArrayBuffer),
  )

async function join(
  hub: TestUkHub,
  region: string,
  gatewayOrigins: readonly string[],
): Promise<TestNation> {
  const keys = await generateKeyPair()
  const publicKeyPems = [await publicPem(keys.publicKey)]
  const entered = await enterNation(hub.operate, { region, publicKeyPems, gatewayOrigins }, hub.now)
  return speakAs(hub, { ...entered, region, keys })
}

/** A nation that is known already. */
export function speakAs(
  hub: TestUkHub,
  known: Pick<TestNation, 'uuid' | 'region' | 'token' | 'keys'>,
): TestNation {
  const authorization = `Bearer ${known.token}`
  const nation: TestNation = {
    ...known,
    sign: (payload, { privateKey = known.keys.privateKey, padded = false } = {}) =>
      signJws(utf8(payload), privateKey, { padded }),
    upload: async (exposures, uploadOptions = {}) =>
      nation.post(
        JSON.stringify({
          batchTag: uploadOptions.tag ?? crypto.randomUUID(),
          payload: await nation.sign(JSON.stringify(exposures), uploadOptions),
        }),
      ),
    post: (body, headers = {}) =>
      hub.request('/diagnosiskeys/upload', {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json', ...headers },
        body,
      }),
    get: (path, headers = {}) => hub.request(path, { headers: { authorization, ...headers } }),
    download: (afterTag = '', query = '') => {
      const since = utcDateOf((hub.now - 20 * 86_400) as UnixSeconds)
      return nation.get(`/diagnosiskeys/download/${since}?batchTag=${afterTag}${query}`)
    },
    async walk() {
      const batches: string[][] = []
      for (let tag = ''; ; ) {
        const answer = await nation.download(tag)
        if (answer.status === 204) return batches
        if (answer.status !== 200) throw new Error(`a walk met ${answer.status}`)
        tag = String(answer.body?.['batchTag'])
        batches.push(keysOf(answer))
      }
    },
  }
  return nation
}

/** Of an answer to a download. */
export const exposuresOf = (answer: Answer): readonly SentExposure[] =>
  (answer.body?.['exposures'] ?? []) as readonly SentExposure[]

export const keysOf = (answer: Answer): string[] =>
  exposuresOf(answer).map((exposure) => String(exposure['keyData']))

/** A key of the day before yesterday, as in the recorded answers. */
export const exposure = (changes: SentExposure = {}): SentExposure => ({
  keyData: toBase64(randomBytes(16)),
  rollingStartNumber: utcDayOf(NOON) * 144 - 288,
  transmissionRiskLevel: 0,
  rollingPeriod: 144,
  regions: ['GB-EAW'],
  testType: 1,
  reportType: 1,
  daysSinceOnset: 3,
  ...changes,
})

export const exposures = (count: number): readonly SentExposure[] =>
  Array.from({ length: count }, () => exposure())

export const today = (): number => intervalOf(NOON)

/** All that the hub keeps of keys and counts. */
export async function readHub() {
  const all = async (sql: string) => (await env.KEYSERVER_DB.prepare(sql).all()).results
  return {
    exposures: await all(
      'SELECT hex(key_data) AS key, nation_id, origin FROM uk_hub_exposures ORDER BY key',
    ),
    uploads: await all('SELECT nation_id, tag, sent_keys FROM uk_hub_uploads ORDER BY tag'),
    metrics: await all('SELECT * FROM uk_hub_metrics ORDER BY date, event, region'),
  }
}
