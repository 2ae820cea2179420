/** Our gateway of the European protocol inside workerd, and members that speak to it with certificates and signatures of their own. */

import { env } from 'cloudflare:workers'
import type { CmsSigner } from '../../src/core/crypto/cms.ts'
import { decodeBatch, encodeBatch } from '../../src/core/federation/efgs/batch-codec.ts'
import { signBatch } from '../../src/core/federation/efgs/batch-signature.ts'
import type { EfgsKey } from '../../src/core/federation/efgs/diagnosis-key.ts'
import {
  EFGS_HUB_DEFAULTS,
  type EfgsHubSettings,
} from '../../src/core/federation/efgs/hub-settings.ts'
import { MEDIA_TYPE } from '../../src/core/federation/efgs/media-type.ts'
import { intervalOf, type UnixSeconds, utcDateOf } from '../../src/core/time.ts'
import { openKeyserver } from '../../src/db/keyserver/database.ts'
import {
  type EfgsCertificateRow,
  insertEfgsCertificate,
} from '../../src/db/keyserver/queries/efgs-certificates.ts'
import { buildEfgsBatch } from '../../src/db/keyserver/queries/efgs-hub-batches.ts'
import { deleteEverything } from '../../src/db/keyserver/queries/seed.ts'
import { readEfgsCertificateDirectory } from '../../src/flows/efgs-hub/members.ts'
import type { EfgsHubDeps } from '../../src/http/federation/efgs-hub/deps.ts'
import { efgsHubSurface } from '../../src/http/federation/efgs-hub/surface.ts'
import {
  certificateOf,
  operatorSignature,
  signerOf,
  tlsClientAuth,
  VALID,
} from './efgs-certificates.ts'
import { efgsKeys } from './efgs-gateway.ts'
import { NOON } from './keyserver.ts'
import {
  type CertificateOptions,
  type MadeCertificate,
  makeCertificate,
} from './made-certificates.ts'

export { certificateOf, operatorSignature, signerOf, tlsClientAuth, VALID }

export const PROXY_SECRET = 'what the proxy in front of us knows'
/** YYYY-MM-DD of `NOON`. */
export const TODAY = utcDateOf(NOON)

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly bytes: Uint8Array
  /** undefined where the body is not JSON. */
  readonly body: unknown
}

export interface UploadOptions {
  readonly tag?: string
  /** As JSON. */
  readonly json?: boolean
  readonly headers?: Readonly<Record<string, string | undefined>>
  /** Signs these instead of what is sent. */
  readonly signs?: readonly EfgsKey[]
  /** In the place of the member's. */
  readonly signer?: CmsSigner
  readonly body?: Uint8Array<ArrayBuffer> | string
}

export interface TestMember {
  readonly country: string
  /** Its client certificate. */
  readonly tls: MadeCertificate
  readonly signing: MadeCertificate
  readonly signer: CmsSigner
  upload(keys: readonly EfgsKey[], options?: UploadOptions): Promise<Answer>
  request(path: string, init?: RequestInit): Promise<Answer>
  download(date?: string, tag?: string, accept?: string): Promise<Answer>
  /** Keys of all batches from a date on, by their names. */
  walk(date?: string): Promise<ReadonlyMap<string, readonly EfgsKey[]>>
}

export interface TestEfgsHub {
  now: UnixSeconds
  readonly deps: EfgsHubDeps
  readonly anchor: MadeCertificate
  readonly faults: unknown[]
  readonly events: string[]
  fetch(request: Request): Promise<Response>
  request(path: string, init?: RequestInit, tlsClientAuth?: object): Promise<Answer>
  member(country: string, options?: MemberOptions): Promise<TestMember>
  /** Puts a certificate into the table, signed by the trust anchor unless `change` says otherwise. */
  register(
    certificate: Pick<MadeCertificate, 'certificatePem' | 'thumbprint'>,
    country: string,
    type: EfgsCertificateRow['type'],
    change?: Partial<EfgsCertificateRow>,
  ): Promise<void>
  revoke(thumbprint: string): Promise<void>
  /** All batches that there is something for. */
  build(): Promise<void>
}

export interface MemberOptions {
  readonly gatewayOrigins?: readonly string[]
  readonly signing?: Partial<CertificateOptions>
}

export interface EfgsHubOptions {
  readonly settings?: Partial<EfgsHubSettings>
  readonly wrapDatabase?: (database: D1Database) => D1Database
  /** Keeps what is stored, and the trust anchor. */
  readonly anchor?: MadeCertificate
  readonly now?: UnixSeconds
}

export async function startEfgsHub(options: EfgsHubOptions = {}): Promise<TestEfgsHub> {
  const storage = openKeyserver(env.KEYSERVER_DB)
  if (options.anchor === undefined) await deleteEverything(storage)
  const anchor =
    options.anchor ?? (await makeCertificate({ subject: [['CN', 'trust anchor']], ...VALID }))
  const db = openKeyserver(options.wrapDatabase?.(env.KEYSERVER_DB) ?? env.KEYSERVER_DB)
  const faults: unknown[] = []
  const events: string[] = []
  const deps: EfgsHubDeps = {
    db,
    callers: { proxySecret: PROXY_SECRET },
    certificates: () => readEfgsCertificateDirectory(db, anchor.certificatePem),
    settings: { ...EFGS_HUB_DEFAULTS, ...options.settings },
    allowsLoopback: true,
    events: {
      hubCalled: (...event) => void events.push(event.join(' ')),
      requestFailed: (_surface, cause) => void faults.push(cause),
    },
  }
  const app = efgsHubSurface(() => ({ deps, now: hub.now }))
  const hub: TestEfgsHub = {
    now: options.now ?? NOON,
    deps,
    anchor,
    faults,
    events,
    fetch: async (request) => app.fetch(request),
    async request(path, init, tlsClientAuth) {
      const request = new Request(`https://hub.example${path}`, init)
      const cf = { value: tlsClientAuth && { tlsClientAuth } }
      return read(await app.fetch(Object.defineProperty(request, 'cf', cf)))
    },
    member: (country, memberOptions = {}) => join(hub, country, memberOptions),
    async register(certificate, country, type, change = {}) {
      const row: EfgsCertificateRow = {
        thumbprint: certificate.thumbprint,
        country,
        type,
        host: `${country.toLowerCase()}.example`,
        signature: await operatorSignature(anchor, certificate.certificatePem),
        pem: certificate.certificatePem,
        gatewayOrigins: [],
        createdAt: hub.now,
        revokedAt: null,
        ...change,
      }
      await insertEfgsCertificate(storage, row).run()
    },
    revoke: async (thumbprint) => {
      await storage.d1
        .prepare('UPDATE efgs_certificates SET revoked_at = ?2 WHERE thumbprint = ?1')
        .bind(thumbprint, hub.now)
        .run()
    },
    async build() {
      while (await buildEfgsBatch(storage, deps.settings.maxBatchKeys, hub.now));
    },
  }
  return hub
}

async function read(response: Response): Promise<Answer> {
  const bytes = new Uint8Array(await response.arrayBuffer())
  const text = new TextDecoder().decode(bytes)
  const isJson = /^application\/(problem\+)?json/.test(response.headers.get('content-type') ?? '')
  return {
    status: response.status,
    headers: response.headers,
    bytes,
    text,
    body: isJson && text !== '' ? JSON.parse(text) : undefined,
  }
}

async function join(
  hub: TestEfgsHub,
  country: string,
  { gatewayOrigins = [], signing: change = {} }: MemberOptions,
): Promise<TestMember> {
  const tls = await certificateOf(country, 'client')
  const signing = await certificateOf(country, 'signing', change)
  await hub.register(tls, country, 'AUTHENTICATION')
  await hub.register(signing, country, 'SIGNING', { gatewayOrigins })
  return speakAs(hub, { country, tls, signing, signer: await signerOf(signing) })
}

/** A member that is known already. */
export function speakAs(
  hub: TestEfgsHub,
  known: Pick<TestMember, 'country' | 'tls' | 'signing' | 'signer'>,
): TestMember {
  const auth = tlsClientAuth(known.tls.thumbprint, `CN=client,O=Health,C=${known.country}`)
  const member: TestMember = {
    ...known,
    async upload(keys, sent = {}) {
      const signature = await signBatch(sent.signs ?? keys, sent.signer ?? known.signer, hub.now)
      const headers = {
        batchTag: sent.tag ?? crypto.randomUUID(),
        batchSignature: signature,
        accept: 'application/json; version=1.0',
        'content-type': MEDIA_TYPE[sent.json === true ? 'json' : 'protobuf'],
        ...sent.headers,
      }
      const body = sent.body ?? (sent.json === true ? jsonOf(keys) : encodeBatch(keys))
      return member.request('/diagnosiskeys/upload', {
        method: 'POST',
        headers: Object.entries(headers).filter(
          (header): header is [string, string] => header[1] !== undefined,
        ),
        body,
      })
    },
    request: (path, init) => hub.request(path, init, auth),
    download: (date = utcDateOf(hub.now), tag, accept = MEDIA_TYPE.protobuf) =>
      member.request(`/diagnosiskeys/download/${date}`, {
        headers: { accept, ...(tag !== undefined && { batchTag: tag }) },
      }),
    async walk(date) {
      const batches = new Map<string, readonly EfgsKey[]>()
      for (let tag: string | undefined; ; ) {
        const answer = await member.download(date, tag)
        if (answer.status === 404 && batches.size === 0) return batches
        if (answer.status !== 200) throw new Error(`a walk met ${answer.status}`)
        batches.set(answer.headers.get('batchTag') ?? '', keysOf(answer))
        tag = answer.headers.get('nextBatchTag') ?? ''
        if (tag === 'null') return batches
      }
    },
  }
  return member
}

/** Of an answer in protobuf. */
export function keysOf({ bytes }: Pick<Answer, 'bytes'>): readonly EfgsKey[] {
  const decoded = decodeBatch(bytes, { maxKeys: 100_000 })
  if (!decoded.ok) throw new Error(decoded.failure)
  return decoded.value
}

const REPORT_TYPES = [
  'UNKNOWN',
  'CONFIRMED_TEST',
  'CONFIRMED_CLINICAL_DIAGNOSIS',
  'SELF_REPORT',
  'RECURSIVE',
  'REVOKED',
]

/** As another implementation writes it: nothing is left out. */
export const jsonOf = (keys: readonly EfgsKey[]): string =>
  JSON.stringify({
    keys: keys.map(({ keyData, reportType, daysSinceOnsetOfSymptoms, ...rest }) => ({
      ...rest,
      keyData: btoa(String.fromCharCode(...keyData)),
      reportType: REPORT_TYPES[reportType] ?? reportType,
      days_since_onset_of_symptoms: daysSinceOnsetOfSymptoms,
    })),
  })

export const YESTERDAY = Math.floor(intervalOf(NOON) / 144) * 144 - 144

/** Keys of a country, of yesterday, all different. */
export const keysFrom = (
  origin: string,
  count: number,
  change: Partial<EfgsKey> = {},
  from = 0,
): readonly EfgsKey[] =>
  efgsKeys(count, { origin, rollingStartIntervalNumber: YESTERDAY, ...change }, from)

/** Numbers of rows of what the hub keeps. */
export async function countRows() {
  const count = async (table: string) =>
    (await env.KEYSERVER_DB.prepare(`SELECT count(*) AS n FROM ${table}`).first<number>('n')) ?? 0
  return {
    keys: await count('efgs_hub_keys'),
    uploads: await count('efgs_hub_uploads'),
    batches: await count('efgs_hub_batches'),
    downloads: await count('efgs_hub_downloads'),
  }
}

/** The text of a refusal. */
export const detailOf = ({ body }: Pick<Answer, 'body'>): unknown =>
  typeof body === 'object' && body !== null && 'detail' in body ? body.detail : undefined
